"""Which comments stand together, on a real database."""

from collections import Counter
from datetime import timedelta

import pytest

from blog.comments import decisions
from blog.comments.models import Comment
from blog.db import db
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_comment

pytestmark = pytest.mark.usefixtures("app_context")

WORDS = ("a calm question", "my uncle wrote", "the second arch", "reading by the river", "an older photograph")
LOUD = "LOOK AT ALL THAT YOU CAN WIN {words} https://{host}/1 https://{host}/2"


def write(article_id: int, words: str, number: int, **values: str) -> int:
    address = {"email": f"{number}@example.org", "address": f"10.0.{number}.1", "name": f"N{number}"}
    return make_comment(article_id, words, **address | values)


def campaigns(*ids: int) -> list[int | None]:
    db.session.expire_all()
    return [db.session.get_one(Comment, id).campaign_id for id in ids]


def sizes(*ids: int) -> list[int]:
    return sorted(Counter(campaigns(*ids)).values())


def test_two_readers_who_link_to_one_place_stand_apart_and_a_third_brings_them_together() -> None:
    article_id = make_article()
    ids = [write(article_id, f"{WORDS[n]} https://library.example/{n}", n) for n in range(2)]
    assert campaigns(*ids) == ids
    ids += [write(article_id, f"{WORDS[n]} https://library.example/{n}", n) for n in range(2, 5)]
    assert campaigns(*ids) == [ids[0]] * 5


def test_what_is_suspect_stands_with_the_first_that_leads_to_the_same_place_and_not_with_what_is_to_be_read() -> None:
    article_id = make_article()
    calm = [write(article_id, f"{WORDS[n]} https://win.example/{n}", n) for n in range(2)]
    loud = [write(article_id, LOUD.format(words=WORDS[n].upper(), host="win.example"), n) for n in range(2, 4)]
    assert campaigns(*loud) == [loud[0]] * 2
    assert campaigns(*calm) == calm


def test_what_was_decided_and_who_is_trusted_join_nobody() -> None:
    make_admin()
    site.change(trusted=["2@example.org"])
    article_id = make_article()
    ids = [write(article_id, f"{WORDS[n]} https://library.example/{n}", n) for n in range(2)]
    decisions.approve(ids[0], 1, NOW)
    ids += [write(article_id, f"{WORDS[n]} https://library.example/{n}", n) for n in range(2, 4)]
    assert sizes(*ids) == [1, 1, 1, 1]


def test_links_to_the_site_itself_and_to_nowhere_join_nobody() -> None:
    article_id = make_article()
    ids = [write(article_id, f"{WORDS[n]} http://127.0.0.1:8000/articles/hello", n) for n in range(3)]
    ids += [write(article_id, f"{WORDS[n]} of no link", n + 5) for n in range(3, 5)]
    assert sizes(*ids) == [1] * 5


def test_a_campaign_that_already_stands_together_stays_so_when_another_one_meets_it() -> None:
    site.change(most_links=1)
    article_id = make_article()
    text = "My uncle built the second arch, and he always said that the river would have the last word in the end."
    copies = [write(article_id, text, 1)]
    link = [write(article_id, f"{WORDS[0]} https://library.example", 5)]
    copies.append(write(article_id, f"{text} https://library.example", 6))
    link.append(write(article_id, f"{WORDS[2]} https://library.example", 7))
    assert campaigns(*copies) == [copies[0]] * 2
    assert campaigns(*link)[1] == campaigns(*link)[0]


def test_answers_to_the_same_quoted_words_are_no_copies() -> None:
    article_id = make_article()
    quote = (
        "> My uncle built the second arch, and he always said that the river would have the last word in the end.\n\n"
    )
    ids = [write(article_id, quote + words, n) for n, words in enumerate(WORDS[:3])]
    assert sizes(*ids) == [1, 1, 1]


def test_mail_services_are_no_places() -> None:
    article_id = make_article()
    ids = [write(article_id, f"{WORDS[n]} [write](mailto:reader{n}@mail.example)", n) for n in range(3)]
    assert sizes(*ids) == [1, 1, 1]


def test_a_text_is_forgotten_after_a_month() -> None:
    article_id = make_article()
    text = "My uncle built the second arch, and he always said that the river would have the last word in the end."
    first = write(article_id, text, 1)
    late = make_comment(article_id, text, email="late@example.org", address="10.9.9.9", now=NOW + timedelta(days=31))
    assert campaigns(first, late) == [first, late]


def test_the_head_of_a_campaign_is_not_taken_from_its_followers() -> None:
    site.change(most_links=1)
    article_id = make_article()
    link = write(article_id, f"{WORDS[0]} https://library.example", 5)
    text = "My uncle built the second arch, and he always said that the river would have the last word in the end."
    head = write(article_id, f"{text} https://library.example", 1)
    follower = write(article_id, text, 2)
    third = write(article_id, f"{WORDS[2]} https://library.example", 7)
    assert campaigns(link, head, follower, third) == [link, head, head, link]
