"""The browser as judge of every attack that we know: nothing runs where words are shown, as long as one wall stands."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from blog import markup, samples
from tests.e2e.conftest import Server, start
from tests.e2e.stored import BATCH, SETTINGS, page_of_one_comment, places, put, sign_in, site
from tests.e2e.watch import Watch
from tests.markup.attacks import ATTACKS, public_attacks

pytestmark = [pytest.mark.torture, pytest.mark.browser, pytest.mark.timeout(3600)]
Found = Callable[[str, object], None]
RAW = [*ATTACKS, *public_attacks()[::8]]  # each is a page of its own: what is not cleaned swallows what follows it


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


def test_nothing_runs_wherever_words_are_shown(app: Flask, watch: Watch, found: Found) -> None:
    attacks = [*ATTACKS, *public_attacks()]
    desk, shown, happened = sign_in(watch), Counter[str](), []
    for first in range(0, len(attacks), BATCH):
        for place in places(app, desk, attacks[first : first + BATCH], receipts=5):
            shown[place.name] += place.comments
            happened += [(place.name, first, *place.seen)] if place.seen else []
    found("attacks shown at the desk, in articles, feeds and mails", len(attacks))
    found("of them on receipts too", shown["receipt"])
    found("links clicked there", watch.links)
    found("of these attacks did anything", len(happened))
    assert happened == []
    assert all(shown[name] >= len(attacks) for name in ("mail", "desk", "article", "feed")), shown
    assert shown["receipt"] >= len(attacks) // 4


def test_nothing_runs_in_a_document_without_any_policy(watch: Watch, found: Found) -> None:
    """What the cleaner gives is closed in itself, so that many stand in one document and none swallows the next."""
    attacks, happened = [*ATTACKS, *public_attacks()], []
    for first in range(0, len(attacks), 100):
        some = attacks[first : first + 100]
        for made in (
            [markup.comment(attack).html for attack in some],
            [markup.article(attack).html for attack in some],
        ):
            seen = [line for line in watch.look_at_html("\n".join(made)) if not is_own_picture(line)]
            happened += [(first, *seen)] if seen else []
    found("attacks in bare documents, as comments and as articles", 2 * len(attacks))
    found("of them did anything there", len(happened))
    assert happened == []


def test_nothing_runs_where_the_first_wall_is_missing(app: Flask, watch: Watch, found: Found) -> None:
    path, comment_id = page_of_one_comment()
    ran, noticed = [], 0
    for attack in RAW:
        put(comment_id, attack)
        seen = watch.entice(path)
        ran += [attack for line in seen if line.startswith("ran")]
        noticed += any(line.startswith("violation") for line in seen)
    found("raw attacks on our pages, without the cleaner", len(RAW))
    found("of them ran", len(ran))
    found("of them were stopped by the policy", noticed)
    assert ran == []
    assert noticed > len(RAW) / 4


def test_without_both_walls_they_do_run(app: Flask, browser: Browser, server: Server, found: Found) -> None:
    """So that the judge is none that sees nothing."""
    path, comment_id = page_of_one_comment()
    watch, ran = Watch(browser, server.url, bypass_csp=True), 0
    for attack in RAW:
        put(comment_id, attack)
        ran += any(line.startswith("ran") for line in watch.entice(path))
    watch.close()
    found("raw attacks that run without the cleaner and the policy", ran)
    assert ran > len(RAW) / 10


def is_own_picture(line: str) -> bool:
    """An article may show pictures of the site, which a bare document has none of."""
    return "/media/" in line or "/static/" in line
