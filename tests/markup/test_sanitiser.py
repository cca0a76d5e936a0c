"""The sanitiser's proof: known attacks, and what a grammar makes up of their parts, end as harmless HTML."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from justhtml import StrictModeError

from blog import markup
from blog.markup import boundary
from tests.markup.attacks import FAMILIES, PUBLIC, public_attacks
from tests.markup.grammar import document
from tests.markup.harmless import assert_article_is_harmless, assert_comment_is_harmless

many = settings(max_examples=10_000, suppress_health_check=[HealthCheck.too_slow], print_blob=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_attack_of_our_own_collection_survives(family: str) -> None:
    for attack in FAMILIES[family]:
        assert_comment_is_harmless(attack)
        assert_article_is_harmless(attack)


@pytest.mark.parametrize("part", range(8) if PUBLIC.exists() else [])
def test_no_public_attack_survives(part: int) -> None:
    attacks = public_attacks()
    assert len(attacks) > 4_000
    for attack in attacks[part::8]:
        assert_comment_is_harmless(attack)
        assert_article_is_harmless(attack)


def test_without_the_cleaner_the_judges_find_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary.bleach, "clean", lambda html, *_, **__: html)
    seen = 0
    for attack in FAMILIES["raw HTML"]:
        try:
            assert_article_is_harmless(attack)
        except (AssertionError, StrictModeError):
            seen += 1
    assert seen > 0.8 * len(FAMILIES["raw HTML"])


@settings(max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(document)
def test_a_letter_is_cleaned_for_the_desk_whether_that_costs_its_time_or_not(source: str) -> None:
    assert markup.comment(source).inert_html == boundary.clean_inert(markup.draw(source).raw_inert_html)


@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(document)
def test_what_a_grammar_of_attacks_makes_up_is_harmless_in_a_comment(source: str) -> None:
    assert_comment_is_harmless(source)


@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(document)
def test_what_a_grammar_of_attacks_makes_up_is_harmless_in_an_article(source: str) -> None:
    assert_article_is_harmless(source)


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("is_harmless", [assert_comment_is_harmless, assert_article_is_harmless])
def test_ten_thousand_of_them_are(is_harmless: Callable[[str], None], found: Callable[[str, object], None]) -> None:
    tried = 0

    @many
    @given(document)
    def each(source: str) -> None:
        nonlocal tried
        tried += 1
        is_harmless(source)

    each()
    found("documents of the grammar, all harmless", tried)
    assert tried >= 10_000
