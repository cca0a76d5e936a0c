"""What the head of an article tells programs is data: a browser neither runs it nor reports it to anybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.conftest import Server

pytestmark = pytest.mark.browser


def test_the_policy_has_nothing_to_say_of_what_an_article_is(
    server: Server, visit: Callable[..., BrowserContext]
) -> None:
    page = visit().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(
        "window.reports = []; addEventListener('securitypolicyviolation', e => reports.push(e.violatedDirective))"
    )
    page.goto(server.url)
    page.locator("h2 a").first.click()
    page.wait_for_load_state("networkidle")
    block = page.locator('script[type="application/ld+json"]')
    assert block.count() == 1
    assert page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@type']")
    assert (page.evaluate("reports"), said) == ([], [])
