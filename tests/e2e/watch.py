"""A browser that tells of everything that words on a page could make it do."""

import re
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Frame, Request, Route, TimeoutError

BARE = "http://bare.example/"  # a document without our policy, as a feed reader or a mail program shows words
# It is nobody's wall: it forbids nothing, and tells of all that would run or be fetched.
ICON = f"{BARE}favicon.ico"  # which the browser asks for by itself
REPORTED = f"default-src 'none'; img-src {ICON}; form-action 'none'; base-uri 'none'"
HOOKS = """
for (const name of ["alert", "prompt", "confirm", "print", "msgbox", "open"]) {
  window[name] = () => { __tell("ran", name) }
}
document.addEventListener("securitypolicyviolation", (event) => {
  __tell("violation", `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)
})
"""
# Its scripts hear of no click: only the link itself is followed, unless it leads to where a link may lead.
PROVOKE = """
(root) => {
  const allowed = ["http:", "https:", "mailto:"]
  const stop = (event) => {
    event.stopImmediatePropagation()
    if (allowed.includes(event.target.closest("a, area")?.protocol)) event.preventDefault()
  }
  addEventListener("click", stop, true)
  for (const element of document.querySelectorAll("*")) {
    for (const {name} of element.attributes) if (name.startsWith("on")) __tell("handler", name)
  }
  let links = 0
  for (const link of document.querySelectorAll(`:is(${root}) :is(a, area)[*|href]`)) {
    links += 1
    if (!allowed.includes(link.protocol)) __tell("link", String(link.protocol))
    link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}))
  }
  removeEventListener("click", stop, true)
  return links
}
"""
ENTICE = """
() => {
  for (const element of document.querySelectorAll("*")) {
    for (const {name} of [...element.attributes]) {
      if (name.startsWith("on")) element.dispatchEvent(new Event(name.slice(2), {bubbles: true}))
    }
    if (element.matches("button, input[type=submit], input[type=image]")) element.click()
  }
}
"""


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
        self.context.add_init_script(HOOKS)
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
        self.links += self.page.evaluate(PROVOKE, root)
        return self._all()

    def look_at_html(self, html: str, policy: str = REPORTED) -> list[str]:
        """The same of HTML that stands alone, where what is against this policy is told and not forbidden."""
        self.bare, self.policy = html, policy
        self._go(BARE)
        self.links += self.page.evaluate(PROVOKE, "body")
        return self._all()

    def entice(self, path: str) -> list[str]:
        """What a page does when somebody does all that its elements wait for; it may go anywhere, or never end."""
        try:
            self._go(f"{self.own}{path}")
            self.page.evaluate(PROVOKE, "body")
            self.page.evaluate(ENTICE)
            self.page.wait_for_timeout(20)
        except TimeoutError:
            self._tell("stuck", path)
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
