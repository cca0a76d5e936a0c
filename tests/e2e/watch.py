"""A browser that tells of everything that words on a page could make it do."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Frame, Request, Route

BARE = "http://bare.example/"  # a document without our policy, as a feed reader or a mail program shows words
ICON = f"{BARE}favicon.ico"  # which the browser asks for by itself
# This is no wall: it forbids nothing, and tells of all that would run or be fetched.
REPORTED = f"default-src 'none'; img-src {ICON}; form-action 'none'; base-uri 'none'"
SCRIPT = Path(__file__).with_name("watch.js")


class Watch:
    """Opens pages of one site, and keeps a list of what none of them should do."""

    def __init__(self, browser: Browser, own: str, **options: Any) -> None:
        self.own, self.seen, self.links, self.options = own, [], 0, options
        self.browser, self.bare, self.policy = browser, "", REPORTED
        self._open()

    def _open(self) -> None:
        self.context = self.browser.new_context(**self.options)
        self.context.set_default_timeout(15_000)
        self.context.expose_binding("__tell", lambda _source, kind, what: self._tell(kind, what))
        self.context.add_init_script(path=SCRIPT)
        self.context.route(re.compile(f"^(?!{re.escape(self.own)}/)"), self._elsewhere)
        self.context.on("dialog", lambda dialog: (self._tell("ran", dialog.type), dialog.dismiss()))
        self.context.on("console", self._said)
        self.page = self.context.new_page()
        self.context.on("page", lambda page: self._tell("window", page.url))
        self.page.on("websocket", lambda socket: self._tell("request", socket.url))
        self.page.on("framenavigated", self._went)
        self.there = "about:blank"

    def close(self) -> None:
        """Close what it opened."""
        self.context.close()

    def look(self, path: str, root: str = "body") -> list[str]:
        """What happens on a page of the site, and when each link within `root` is clicked."""
        self._go(f"{self.own}{path}")
        self.links += self.page.evaluate("(root) => __follow(root)", root)
        return self._all()

    def look_at_html(self, html: str, policy: str = REPORTED) -> list[str]:
        """The same of HTML that stands alone, where what is against this policy is told and not forbidden."""
        self.bare, self.policy = html, policy
        self._go(BARE)
        self.links += self.page.evaluate("() => __follow('body')")
        return self._all()

    def entice(self, path: str) -> list[str]:
        """What a page does when somebody does all that its elements wait for; it may go anywhere, or never end."""
        try:
            self._go(f"{self.own}{path}")
            self.page.evaluate("() => __entice()")
            self.page.wait_for_timeout(20)
        except Error as stuck:
            self._tell("stuck", stuck.message)
            self.close()
            self._open()
        return self._all()

    def _go(self, address: str) -> None:
        self.there = address
        self.page.goto(address)

    def _all(self) -> list[str]:
        seen, self.seen = self.seen, []
        return seen

    def _tell(self, kind: str, what: str) -> None:
        self.seen.append(f"{kind} {what}")

    def _said(self, line: ConsoleMessage) -> None:
        if not line.text.startswith("Failed to load resource"):
            self._tell("console", line.text)

    def _went(self, frame: Frame) -> None:
        if frame == self.page.main_frame and frame.url.partition("#")[0] != self.there:
            self._tell("navigation", frame.url)

    def _elsewhere(self, route: Route, request: Request) -> None:
        if request.url == BARE and request.is_navigation_request():
            headers = {"Content-Security-Policy-Report-Only": self.policy, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=f"<!DOCTYPE html>{self.bare}", headers=headers)
        else:
            if request.url != ICON:
                self._tell("request", request.url)
            route.fulfill(status=204)
