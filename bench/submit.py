"""How long it takes to store the comments that ask most of the rules: to clean, sort, score and commit one, in one run.

`python -m bench.submit` prints a line a text. Measured once: prose 15 ms; ten words of ﷺ, which stands for eighteen
letters, 38 ms, and 122 before a text was looked at once only, and at so many letters.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bench.markup import PROSE, fill, most_of
from blog import create_app, markup
from blog.comments import decisions
from blog.comments.rules import BODY_LENGTH
from blog.config import Config
from blog.upgrade import upgrade
from tests.factories import NOW, make_admin, make_article, make_comment

SIGNS = [chr(0x4E00 + number) for number in range(BODY_LENGTH)]
WORDS = [f"{a}{b}{c}" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyzabcdefg"]
TEXTS = {
    "prose": fill(PROSE), "different signs": fill("".join(SIGNS)), "one sign a word": fill(" ".join(SIGNS)),
    "different words": fill(" ".join(WORDS)), "hosts": fill(" ".join(f"a{word}.com" for word in WORDS)),
    "signs of eighteen letters": fill("ﷺ"), "marked letters": fill("e\u0301"), "brackets": most_of("[()=<!--b>-- @<"),
    "lines": most_of("a\n"), "addresses": most_of("http://a.example "), "half an address": fill("a@"),
}  # fmt: skip
TAUGHT, TIMES = 30, 5


def teach(article_id: int) -> None:
    """Let the score know some words of either kind."""
    for number in range(TAUGHT):
        body = " ".join(WORDS[number * 40 :][:40])
        comment_id = make_comment(article_id, body, email=f"{number}@example.org", address=f"10.1.{number}.1")
        (decisions.approve if number % 2 else decisions.mark_spam)(comment_id, 1, NOW)


def milliseconds(article_id: int, body: str, number: int) -> float:
    """Of this process, for one more that says the same."""
    markup.comment.cache_clear()
    markup.draw.cache_clear()
    start = process_time()
    make_comment(article_id, body, email=f"{number}@example.net", address=f"10.2.{number}.1")
    return (process_time() - start) * 1000


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        upgrade(f"sqlite:///{folder}/blog.sqlite", NOW)
        with create_app(Config(instance=Path(folder), secret_key="k")).app_context():
            make_admin()
            article_id = make_article()
            teach(article_id)
            for at, (name, body) in enumerate(TEXTS.items()):
                taken = min(milliseconds(article_id, body, at * TIMES + time) for time in range(TIMES))
                print(f"{name:28} {taken:6.1f} ms")
