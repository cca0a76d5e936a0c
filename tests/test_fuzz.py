"""A quick slice of the fuzz: whatever is sent is answered, and stores nothing that it should not."""

from pathlib import Path

import pytest
from flask import Flask

from tests.filled import fill
from tests.fuzzing.site import Site, for_visitors


# It puts the site back by its files.
# A body that breaks off within a file leaves it to the garbage collector, as Werkzeug's parser does.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("is_admin", [False, True], ids=["a visitor", "the admin"])
def test_whatever_is_sent_is_answered_without_a_fault(app: Flask, instance: Path, is_admin: bool) -> None:
    with app.app_context():
        filled = fill(app)
    site = Site(app, instance, filled if is_admin else for_visitors(app, filled), is_admin)
    site.run("quick", range(3))
    assert site.statuses.total() == 750
