"""The browser as judge: nothing that attackers wrote runs where it is shown, as long as one of the two walls stands."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from blog import samples
from tests.e2e.conftest import Server, start
from tests.e2e.stored import BATCH, SETTINGS, page_of_one_comment, places, put, sign_in, site
from tests.e2e.watch import Watch
from tests.markup.attacks import ATTACKS, MUTATIONS, RAW

pytestmark = pytest.mark.browser
SOME = (*RAW[::8], *MUTATIONS[::8])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("sanitiser") / "instance", **SETTINGS)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def app(server: Server) -> Iterator[Flask]:
    with site(server.instance) as app:
        samples.clear()
        yield app


@pytest.fixture
def watch(browser: Browser, server: Server) -> Iterator[Watch]:
    watch = Watch(browser, server.url)
    yield watch
    watch.close()


def test_nothing_runs_wherever_words_are_shown(app: Flask, watch: Watch) -> None:
    attacks = ATTACKS[:: len(ATTACKS) // BATCH + 1]
    found = list(places(app, sign_in(watch), attacks))
    assert [(place.name, place.seen) for place in found if place.seen] == []
    assert [place.name for place in found if place.name != "receipt"] == ["queue", "mail", "desk", "article", "feed"]
    assert {place.comments for place in found if place.name in ("mail", "desk", "article", "feed")} == {len(attacks)}
    assert sum(place.name == "receipt" for place in found) == len(attacks)
    assert watch.links > 20


def test_nothing_runs_where_the_first_wall_is_missing(app: Flask, watch: Watch) -> None:
    """The policy of our pages: what it does not forbid is that a page leads elsewhere at once."""
    path, comment_id = page_of_one_comment()
    noticed = 0
    for attack in SOME:
        put(comment_id, attack)
        seen = watch.entice(path)
        assert [line for line in seen if line.startswith("ran")] == [], attack
        noticed += any(line.startswith("violation") for line in seen)
    assert noticed > len(SOME) / 2


def test_without_both_walls_they_do_run(app: Flask, browser: Browser, server: Server) -> None:
    path, comment_id = page_of_one_comment()
    watch, ran = Watch(browser, server.url, bypass_csp=True), 0
    for attack in SOME:
        put(comment_id, attack)
        ran += any(line.startswith("ran") for line in watch.entice(path))
    watch.close()
    assert ran > len(SOME) / 2
