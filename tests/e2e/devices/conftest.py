"""The site that every device is held against, and browsers in front of it in which the admin is signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import Server, sign_in
from tests.e2e.devices.edition import serve_edition

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The site in English; nothing is changed on it."""
    server, _ = serve_edition(tmp_path_factory.mktemp("edition"))
    yield server
    server.stop()


@pytest.fixture
def read(browser: Browser, edition: Server) -> Iterator[Open]:
    """Opens an address of it as a reader, with the options of a browser's context."""
    contexts: list[BrowserContext] = []

    def one(address: str, **options: object) -> Page:
        contexts.append(browser.new_context(base_url=edition.url, bypass_csp=True, **options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session", params=["en", "ur"])
def kinds(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Path, list[str]]]:
    """The same in a language, the file of a session of the admin, and an address of each kind of page."""
    folder = tmp_path_factory.mktemp("kinds")
    server, addresses = serve_edition(folder, request.param)
    with browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        sign_in(page)
        context.storage_state(path=folder / "session")
        shown = [address for address in addresses if _is_page(context, address)]
    yield server, folder / "session", shown
    server.stop()


@pytest.fixture
def walk(
    browser: Browser, kinds: tuple[Server, Path, list[str]]
) -> Iterator[Callable[..., Iterator[tuple[str, Page]]]]:
    """Opens a page of each kind, one after the other, in a browser of the options that are asked for."""
    server, session, addresses = kinds
    contexts: list[BrowserContext] = []

    def all_of_them(**options: object) -> Iterator[tuple[str, Page]]:
        asked = {"base_url": server.url, "bypass_csp": True, "storage_state": session} | options
        contexts.append(browser.new_context(**asked))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        for address in addresses:
            page.goto(address)
            yield address, page

    yield all_of_them
    for context in contexts:
        context.close()


def _is_page(context: BrowserContext, address: str) -> bool:
    headers = context.request.get(address).headers
    return headers["content-type"].startswith("text/html") and "content-disposition" not in headers
