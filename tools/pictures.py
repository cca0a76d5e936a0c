"""Make the pictures of the README: a site of its own is filled, served and looked at, in light and in dark.

`make pictures` runs it; the same browser and the same faces make the same pictures. Nothing of it is kept but these.
"""

import tempfile
import tomllib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from blog import create_app, samples
from blog.articles import actions as articles
from blog.articles.rules import ArticleText, Kind
from blog.comments import actions as comments
from blog.comments import decisions
from blog.comments.rules import Submission
from blog.config import ROOT, Config
from blog.db import db
from blog.people import actions as people
from blog.site import actions as site
from tests.e2e.conftest import CHROMIUM, FLAGS, start

KEY, EMAIL, PASSWORD = "pictures", "meera@example.com", "a long enough password"
ADMIN = 1
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)  # a Saturday
WIDTH = 1280
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COLOURS = 256
# Each page with the height that is shown of it.
PAGES = {
    "home": ("/", 920),
    "article": ("/articles/the-clock-that-was-right-by-being-wrong", 1690),
    "queue": ("/admin/", 1440),
}


def fill(instance: Path) -> None:
    """The site as it is to be seen, in the place of the samples of a new one."""
    content = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    demo = tomllib.loads((samples.FOLDER / "demo.toml").read_text("utf-8"))
    app = create_app(Config(instance=instance, secret_key=KEY))
    with app.app_context():
        samples.clear()
        people.create_admin(name="Meera Thomas", email=EMAIL, password=PASSWORD, now=NOON)
        site.change(
            title="The Tamberley Post", description="News of a small town, and its letters.", time_zone="Europe/London"
        )
        _add_past(demo, content["past"])
        for title in content["pages"]:
            articles.add(ArticleText(title=title, body=title, kind=Kind.PAGE, published_at=NOON), NOON)
        _add_letters(articles.add(_text(content["article"], NOON), NOON), content)
        db.session.remove()
        db.engine.dispose()


def _add_past(demo: dict[str, Any], past: dict[str, Any]) -> None:
    """The pieces of the weeks before with their letters, and the spam that came with these."""
    number = 0
    for age, (entry, printed) in enumerate(zip(demo["article"][1:], past["printed"], strict=False), 1):
        at = NOON - timedelta(days=3 * age, hours=age)
        body = entry.get("body") or entry["opening"] + "\n" + "\n".join(demo["paragraphs"][age : age + 5])
        article_id = articles.add(_text(entry | {"body": body}, at), at)
        for number in range(number + 1, number + printed + 1):  # noqa: B020
            name = demo["names"][number % len(demo["names"])]
            sent = _sent(article_id, name, demo["letters"][number])
            decisions.approve(comments.submit(sent, at + timedelta(hours=1)), ADMIN, at + timedelta(hours=2))
    for number in range(past["spam"]):
        sent = _sent(article_id, f"Offer {number}", f"{demo['spam'][number % len(demo['spam'])]} {number}")
        decisions.mark_spam(comments.submit(sent, at + timedelta(hours=3)), ADMIN, at + timedelta(hours=4))


def _add_letters(article_id: int, content: dict[str, Any]) -> None:
    """What is printed under the article, and what waits."""
    printed: dict[str, int] = {}
    for letter in content["letter"]:
        at, sent = NOON + timedelta(minutes=letter["minutes"]), _sent(article_id, letter["name"], letter["body"])
        printed[letter["name"]] = comments.submit(sent, at)
        decisions.approve(printed[letter["name"]], ADMIN, at)
        if answer := letter.get("answer"):
            comments.reply(printed[letter["name"]], answer, ADMIN, at + timedelta(minutes=9))
    for letter in content["waiting"]:
        sent = _sent(article_id, letter["name"], letter["body"], printed.get(letter.get("answers", "")))
        comments.submit(sent, NOON + timedelta(minutes=letter["minutes"]))


def _text(entry: dict[str, Any], at: datetime) -> ArticleText:
    known = ("title", "standfirst", "author", "body", "language", "also_read")
    return ArticleText(
        tags=tuple(entry["tags"]), published_at=at, **{name: entry[name] for name in known if name in entry}
    )


def _sent(article_id: int, name: str, body: str, parent_id: int | None = None) -> Submission:
    """Each name has an address of its own."""
    number = int(sha256(name.encode()).hexdigest()[:4], 16)
    mail = name.lower().replace(" ", ".") if name.isascii() else f"reader{number}"
    return Submission(
        article_id=article_id,
        name=name,
        email=f"{mail}@example.com",
        body=body.strip(),
        parent_id=parent_id,
        address=f"198.51.{number % 256}.7",
    )


def sign_in(page: Page) -> None:
    """The admin comes to the desk."""
    page.goto("/admin/login")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def take(page: Page, path: str, height: int) -> bytes:
    """What a page shows of itself in a window of this height, as a small PNG."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(path, wait_until="networkidle")
    page.reload(wait_until="networkidle")  # a face that came too late for the first time is there now
    file = BytesIO()
    with Image.open(BytesIO(page.screenshot(animations="disabled"))) as image:
        image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
    return file.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        instance = Path(folder, "instance")
        server = start(instance, BLOG_SECRET_KEY=KEY, BLOG_WORKERS="1")
        try:
            fill(instance)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for scheme in SCHEMES:
                page = browser.new_context(base_url=server.url, color_scheme=scheme, locale="en-GB").new_page()
                sign_in(page)
                for name, (path, height) in PAGES.items():
                    picture = ROOT / "docs" / f"picture-{name}-{scheme}.png"
                    picture.write_bytes(take(page, path, height))
                    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1000} kB")
            browser.close()
        finally:
            server.stop()
