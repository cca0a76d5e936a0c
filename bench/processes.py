"""What a process and all that it started take of the machine, as Linux tells it."""

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def tree(*roots: int) -> list[int]:
    """These processes and their descendants."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            children.setdefault(int(stat[1]), []).append(int(folder.name))
    found = list(roots)
    for pid in found:
        found += children.get(pid, [])
    return found


def seconds(*roots: int) -> float:
    """CPU time that the trees have taken so far, of programs and of the kernel for them."""
    stats = [stat for pid in tree(*roots) if (stat := _stat(pid))]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


def mebibytes(*roots: int) -> float:
    """Memory of the trees; what processes share is divided among them (PSS)."""
    lines = [line for pid in tree(*roots) for line in _read(pid, "smaps_rollup").splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may itself hold spaces."""
    return _read(pid, "stat").rpartition(")")[2].split()


def _read(pid: int, name: str) -> str:
    """What the system tells of a process; nothing of one that is gone."""
    try:
        return (PROC / f"{pid}/{name}").read_text()
    except OSError:
        return ""
