"""Whether Letterpress runs here: one line says why not. Older releases of Python 3 can read this file too."""

import platform
import sys

FIRST, LAST = (3, 11), (3, 13)  # of which all packages have wheels


def fault(version: "tuple[int, ...]", implementation: str, system: str, libc: str) -> str:
    """What is missing, in one line, or nothing: of a version, its kind of Python, `sys.platform` and the C library."""
    if not FIRST <= version[:2] <= LAST:
        return f"Letterpress needs Python 3.11, 3.12 or 3.13; this is {version[0]}.{version[1]}."
    if implementation != "CPython":
        return f"Letterpress needs CPython, the usual Python; this is {implementation}."
    if system == "linux" and libc != "glibc":
        return "Letterpress needs a Linux with glibc, like Debian or Ubuntu; this one has another C library."
    return "" if system in ("linux", "darwin") else f"Letterpress runs on Linux and macOS; this is {system}."


def here() -> str:
    """The same of this machine."""
    return fault(tuple(sys.version_info[:2]), platform.python_implementation(), sys.platform, platform.libc_ver()[0])


if __name__ == "__main__":
    sys.exit(here() or 0)
