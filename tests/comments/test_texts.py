"""What a text looks like to a person: pure, without an app."""

import random

import pytest

from blog.comments import texts

LONG = (
    "Every spring the committee paints the old bandstand, and every autumn the rain takes the paint off again. "
    "I have stopped asking why, since the answer is always that the estimate for a proper roof was mislaid."
)


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u3164\u2800", "\ufe0f\u00ad"[1:]])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert texts.is_blank(text)
    assert not texts.is_blank(text + "a")


@pytest.mark.parametrize("text", ["न", "👍", "\U0001fae8", "."])
def test_one_sign_of_any_script_is_not_blank(text: str) -> None:
    assert not texts.is_blank(text)


def test_an_excerpt_is_one_line_cut_between_words() -> None:
    assert texts.excerpt("one\n\ntwo   three four", 12) == "one two…"
    assert texts.excerpt("short", 12) == "short"
    assert texts.excerpt("unbreakable" * 9, 12) == "unbreakableu…"


def test_the_longest_word_is_counted() -> None:
    assert texts.longest_word("a bb\nccc\td") == 3
    assert texts.longest_word("") == 0


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("casino", "Best CASINO here"), ("casino", "ｃａｓｉｎｏ"), ("casino", "саsіnо"), ("casino", "càsinó"),
        ("casino", "cas1n0"),
        ("buy now", "Buy\nnow!"), ("*casino", "onlinecasino"), ("casino*", "casinos"), ("*casino*", "megacasino24"),
        ("c++", "I like c++ best"), ("(a|b)+$", "so (a|b)+$ it is"), ("पुल", "यह पुल है"),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_dressed(entry: str, text: str) -> None:
    assert texts.first_match([entry], text) == entry


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("casino", "casinos"), ("casino", "onlinecasino"), ("*casino", "casinos"), ("casino*", "onlinecasino"),
        (".*", "anything"), ("a.c", "abc"), ("buy now", "buy it now"), ("[a-z]+", "words"),
    ],
)  # fmt: skip
def test_only_whole_words_are_found_and_signs_mean_themselves(entry: str, text: str) -> None:
    assert texts.first_match([entry], text) is None


def test_a_word_that_mixes_alphabets_is_named() -> None:
    assert texts.mixed_word("Log in to pаypal today") == "pаypal"
    for text in ("plain words", "Привет, мир", "καλημέρα", "日本 and पुल", "Müller", "x² or α"):
        assert texts.mixed_word(text) is None, text


def test_shouting_is_more_than_a_word_in_capitals() -> None:
    assert texts.is_shouting("BUY THIS WONDERFUL THING TODAY, friend")
    for text in (
        "NASA and the BBC",
        "OK",
        "यह एक लंबा वाक्य है जो चिल्लाता नहीं",
        "https://a.example/VERYLONGADDRESSINCAPITALS yes",
    ):
        assert not texts.is_shouting(text), text


def test_near_identical_texts_share_a_key_and_are_alike_and_others_are_not() -> None:
    dice, words = random.Random(1), LONG.split()  # noqa: S311
    shared = 0
    for _ in range(200):
        other = list(words)
        other[dice.randrange(len(other))] = "".join(dice.choices("abcdefghij", k=7))
        shared += bool(set(texts.likeness(LONG)) & set(texts.likeness(" ".join(other))))
        assert texts.are_alike(LONG, " ".join(other))
    assert shared >= 195
    for text in ("The library is open on Sundays from now on, says the council of the county.", "Short words.", ""):
        assert not texts.are_alike(LONG, text)


def test_a_text_that_quotes_another_is_not_the_same() -> None:
    quote = LONG.split(". ")[1]
    assert not texts.are_alike(LONG, f"{quote} But somebody did find that estimate, in a drawer, behind the trophies.")


def test_case_signs_numbers_and_addresses_do_not_make_a_text_another() -> None:
    one = "Win 500 pounds TODAY with us!!! https://a.example/1"
    other = "win 900 pounds today... with us https://b.example/2"
    assert texts.likeness(one) == texts.likeness(other)
    assert texts.are_alike(one, other)


def test_short_texts_are_the_same_only_in_every_letter() -> None:
    assert texts.are_alike("Win a prize today!", "win a PRIZE today")
    assert texts.likeness("Win a prize today!") == texts.likeness("win a PRIZE today")
    assert not texts.are_alike("Win a prize today", "Win a prize tonight")


@pytest.mark.parametrize("text", ["", "👍", "???", "+1", "No!", "Thank you!", "Great article!"])
def test_what_many_people_say_in_the_same_few_letters_is_no_copy(text: str) -> None:
    assert not texts.are_alike(text, text)
    assert not texts.are_alike("👍", "😡")


def test_a_mark_that_makes_another_kana_is_read() -> None:
    assert texts.look("ばか") != texts.look("はか")


def test_a_sign_that_stands_for_many_letters_makes_no_text_of_ninety_thousand() -> None:
    assert len(texts.look("ﷺ" * 5_000)) <= texts.LONGEST_LOOK
    assert texts.first_match(("casino",), "한" * 4_990 + " casino") == "casino"


@pytest.mark.parametrize(
    "text", ["5 μm", "10kΩ", "Δt", "β-carotene", "IT-компания", "Москва/Moscow", "https://ru.wikipedia.org/wiki/Москва"]
)
def test_units_compounds_and_addresses_mix_no_alphabets(text: str) -> None:
    assert texts.mixed_word(text) is None
    assert texts.mixed_word(f"{text} pаypal") == "pаypal"


@pytest.mark.parametrize(
    ("words", "domain"),
    [
        ("README.md", None), ("Node.js", None), ("index.html", None), ("config.py line 3", None), ("Mr.Smith", None),
        ("my-bank.example", "my-bank.example"), ("log in at PAYPAL．COM", "paypal.com"), ("paypal。com", "paypal.com"),
        ("pay\u200bpal.com", "paypal.com"), ("münchen.de", "xn--mnchen-3ya.de"),
        ("россия.рф", "xn--h1alffa9f.xn--p1ai"),
    ],
)  # fmt: skip
def test_the_words_of_a_link_name_a_domain_or_a_file(words: str, domain: str | None) -> None:
    assert texts.shown_domain(words) == domain


def test_capitals_are_counted_among_the_letters_of_all_alphabets() -> None:
    assert not texts.is_shouting("שלום לכולם ותודה רבה על המאמר, HTML CSS JSON XML")
    assert texts.is_shouting("BUY CHEAP PILLS TODAY, BUY THEM NOW")


def test_keys_are_numbers_that_every_database_holds() -> None:
    for key in (*texts.likeness(LONG), texts.place_key("pills.example")):
        assert -(2**63) <= key < 2**63
