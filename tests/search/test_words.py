"""Each word is found as its readers may type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.search.words import fold, keys, words

# As it stands in a text, and as it is typed: the same key.
SPELLINGS = [
    ("Café", "cafe"), ("ŁÓDŹ", "lodz"), ("Straße", "strasse"), ("Ærø", "aero"), ("Việt", "viet"),
    ("İstanbul", "istanbul"),
    ("Ｆｕｌｌ", "full"), ("co\u00adoperate", "cooperate"), ("ﬁsh", "fish"),
    ("ΠΌΛΙΣ", "πολισ"), ("πόλις", "ΠΟΛΙΣ"),
    ("Ёлка", "елка"), ("Київ", "киів"),
    ("क़लम", "कलम"), ("ज़मीन", "जमीन"), ("क्\u200dष", "क्ष"), ("२०२६", "2026"),
    ("كتاب", "کتاب"), ("کِتاب", "کتاب"), ("على", "علی"), ("آب", "اب"), ("مـــدرسہ", "مدرسه"), ("۱۲۳", "123"),
    ("שָׁלוֹם", "שלום"),
    ("தமிழ்", "தமிழ்"),
    ("パン", "パン"),
    ("서울", "서울"), ("ภาษา", "ภาษา"),
]  # fmt: skip
# What is another word stays another word.
APART = [("कल", "काल"), ("बल", "बाल"), ("がく", "かく"), ("ไม่", "ไม้"), ("c", "c++"), ("கலை", "கல"), ("دن", "دین")]


@pytest.mark.parametrize(("written", "typed"), SPELLINGS)
def test_a_word_has_the_key_of_what_is_typed_for_it(written: str, typed: str) -> None:
    assert keys(written) == keys(typed) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_is_another_word_has_another_key(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_words_end_at_marks_of_punctuation_and_keep_their_own_marks() -> None:
    assert keys("well-known: don’t, C++ or C#; #tag x_y") == "well known don t c++ or c# tag x y"
    assert keys("हिन्दी, உலகம்!") == "हिन्दी உலகம்"


def test_a_run_without_spaces_is_its_pairs_and_its_last_letter() -> None:
    assert keys("東京都") == "東京 京都 都"
    assert keys("iPhone用") == "iphone 用"
    assert keys("ที่นี่") == "ทีนี นี" or len(keys("ที่นี่").split()) >= 2


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_places_lie_in_the_text_in_order_and_keys_fold_to_themselves(text: str) -> None:
    at = 0
    for word in words(text):
        assert at <= word.start < word.end <= len(text)
        at = word.start
        assert word.key
        assert " " not in word.key
        assert '"' not in word.key
        assert fold(word.key) == word.key


def test_a_word_of_ten_thousand_letters_is_told_by_its_first() -> None:
    assert len(keys("a" * 10_000)) == 64
