"""Letterpress. `python app.py` sets up what is missing and serves the blog; `app` is for the `flask` command."""

import gc
import os
import sys

import supported

if supported.here():
    sys.exit(supported.here())

if __name__ == "__main__" and "MALLOC_ARENA_MAX" not in os.environ:
    # Else the C library gives threads regions of their own, and what one frees is none of the others'. It looks once.
    os.environ["MALLOC_ARENA_MAX"] = "1"
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same again

gc.disable()  # nothing that is imported is garbage, and to look for some takes a tenth of the time

from blog import create_app
from blog.config import ConfigError
from blog.serving import StartError, serve
from blog.upgrade import UpgradeError

gc.freeze()
gc.enable()

try:
    if __name__ == "__main__":
        serve()
    elif __name__ != "__mp_main__":  # a worker starts by importing this file under that name, and builds its own
        app = create_app()
except (ConfigError, StartError, UpgradeError) as error:
    sys.exit(f"Letterpress could not start. {error}")
except KeyboardInterrupt:  # Ctrl-C, before the server listens to it
    sys.exit()
