"""Letterpress. `python app.py` sets up what is missing and serves the blog; `app` is for the `flask` command."""

import gc
import sys

import supported

if supported.here():
    sys.exit(supported.here())

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
