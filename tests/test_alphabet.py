"""Words in the order of a language."""

import pytest

from blog import alphabet


def in_order(language: str, words: str) -> str:
    return " ".join(sorted(words.split(), key=lambda word: alphabet.key(word, language)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "2026 Äpfel apple Éclair eclipse Zebra"),
        ("en-GB", "Oedipus œuvre Øre ozone"),
        ("de", "Apfel Ärger Arm Strasse Straße Streit Zug"),
        ("sv", "Apa Zebra Åska Ärta Öken"),
        ("da", "Zebra Æble Øre Åre"),
        ("es", "nube ñandú oso"),
        ("cs", "cena čas dům"),
        ("pl", "las łoś mama"),
        ("tr", "çay dağ Isparta İnegöl"),
        ("ur", "آم بات پانی ٹماٹر چاند یاد"),
        ("hi", "apple अमर आम कमल"),
        ("pt-BR", "acao ação acaso"),
        ("nonsense", "a b"),
    ],
)
def test_words_stand_as_their_language_lists_them(language: str, words: str) -> None:
    assert in_order(language, " ".join(reversed(words.split()))) == words


def test_words_that_differ_in_an_accent_only_have_an_order_too() -> None:
    assert in_order("fr", "côte cote") == in_order("fr", "cote côte") == "cote côte"


def test_what_is_no_word_is_sorted_too() -> None:
    assert in_order("en", "b 🎈 a") == "🎈 a b"
