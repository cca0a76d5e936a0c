"""Which sizes a picture is made in, and what is refused."""

import pytest

from blog.media import rules
from blog.media.rules import PictureRefused


def test_a_large_picture_is_made_in_all_widths() -> None:
    assert rules.sizes(4000, 3000) == [(400, 300), (800, 600), (1600, 1200)]


def test_a_picture_between_the_widths_keeps_its_own_as_the_largest() -> None:
    assert rules.sizes(1000, 500) == [(400, 200), (800, 400), (1000, 500)]


def test_a_small_picture_is_one_file_and_never_enlarged() -> None:
    assert rules.sizes(300, 200) == [(300, 200)]


@pytest.mark.parametrize("original", [(1, 50_000_000), (50_000_000, 1), (800, 20_000), (1600, 16_384)])
def test_a_very_long_picture_fits_what_webp_can_hold(original: tuple[int, int]) -> None:
    for width, height in rules.sizes(*original):
        assert 1 <= width <= min(1600, original[0])
        assert 1 <= height <= rules.TALLEST


def test_a_very_tall_picture_keeps_its_shape() -> None:
    assert rules.sizes(800, 20_000) == [(400, 10_000), (655, 16_375)]


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    rules.check_bytes(rules.BYTES)
    with pytest.raises(PictureRefused) as refused:
        rules.check_bytes(rules.BYTES + 1)
    assert refused.value.code == "too_large"


def test_fifty_megapixels_are_taken_and_one_row_more_is_not() -> None:
    rules.check_pixels(10_000, 5_000)
    with pytest.raises(PictureRefused) as refused:
        rules.check_pixels(10_000, 5_001)
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize("size", [(1, 30_001), (30_001, 1)])
def test_a_picture_of_one_endless_row_is_not_taken(size: tuple[int, int]) -> None:
    with pytest.raises(PictureRefused) as refused:
        rules.check_pixels(*size)
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize("code", rules.REFUSALS)
def test_a_refusal_says_why(code: str) -> None:
    assert str(PictureRefused(code)) == rules.REFUSALS[code]
