"""What it takes to move a blog of WordPress in and out: `.venv/bin/python -m bench.moving`, or with other numbers."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.portability.blogs.wordpress_export import write

ROOT = Path(__file__).resolve().parent.parent


def main(posts: int, comments: int) -> None:
    """Make one, take it in twice, write it out in two forms, and say what each time took."""
    with TemporaryDirectory() as folder:
        export = write(Path(folder) / "export.xml", posts, comments)
        print(f"{posts:,} posts and {comments:,} comments in {export.stat().st_size / 1e6:.0f} MB")
        environment = os.environ | {"BLOG_INSTANCE": f"{folder}/instance", "BLOG_SECRET_KEY": "a key"}
        coming = ["import", "wordpress", str(export)]
        acts = {"first": coming, "second": coming}
        acts |= {form: ["export", form, f"{folder}/out.{form}"] for form in ("wordpress", "json")}
        spent = 0.0
        for when, words in acts.items():
            begun = time.monotonic()
            command = [sys.executable, "-m", "flask", "--app", "app", *words]
            subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
            took = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = took.ru_utime + took.ru_stime
            seconds = time.monotonic() - begun
            peak = took.ru_maxrss / 1024
            print(f"{when}: {seconds:.0f} s, of which {cpu - spent:.0f} s of CPU; at most {peak:.0f} MB by then")
            spent = cpu


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3] or ("5000", "100000")))
