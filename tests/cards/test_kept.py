"""Cards as files: drawn once, anew when something in them changed, and removed with their piece."""

import time
from pathlib import Path
from shutil import copy
from threading import Thread

import pytest

from blog.cards import drawing, faces, kept
from blog.cards.kept import Card, card, png, sweep
from blog.trouble import Busy

NAME = ("The Post", "en", "#9c2318")


def made(id: int = 1, title: str = "Hello", name: tuple[str, str, str] = NAME) -> Card:
    found = card(id, title, "en", *name)
    assert found
    return found


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The headlines that were drawn."""
    found: list[str] = []
    draw = drawing.draw
    monkeypatch.setattr(drawing, "draw", lambda headline, *rest: found.append(headline.text) or draw(headline, *rest))
    return found


def test_a_card_is_drawn_when_it_is_first_asked_for_and_never_again(tmp_path: Path, drawings: list[str]) -> None:
    first = png(made(), tmp_path / "cards")
    assert png(made(), tmp_path / "cards") == first
    assert drawings == ["Hello"]
    assert [path.name for path in (tmp_path / "cards").iterdir()] == [made().file]


def test_many_who_ask_at_once_let_it_be_drawn_once(tmp_path: Path, drawings: list[str]) -> None:
    threads = [Thread(target=png, args=(made(), tmp_path)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawings == ["Hello"]


def test_whoever_waits_for_a_drawing_leaves_threads_to_readers(tmp_path: Path) -> None:
    png(made(9), tmp_path)
    with kept._one_at_a_time:
        threads = [Thread(target=png, args=(made(id), tmp_path)) for id in (1, 2, 3)]
        for thread in threads:
            thread.start()
        while kept._places._value:  # until all three wait; who tried for a place here would take one from them
            time.sleep(0.01)
        with pytest.raises(Busy):
            png(made(4), tmp_path)
        assert png(made(9), tmp_path)  # what is there is not waited for
    for thread in threads:
        thread.join()
    assert png(made(4), tmp_path)


def test_one_that_was_removed_is_drawn_anew(tmp_path: Path, drawings: list[str]) -> None:
    png(made(), tmp_path)
    (tmp_path / made().file).unlink()
    png(made(), tmp_path)
    assert drawings == ["Hello", "Hello"]


def test_whatever_changes_the_picture_changes_its_name() -> None:
    others = [made(title="Other"), made(name=("The Mail", *NAME[1:])), made(name=(*NAME[:2], "#1f3f7a"))]
    assert len({made().digest, *(other.digest for other in others)}) == 4
    assert made(id=1).digest == made(id=2).digest


def forget() -> None:
    """Have cards, and the faces of their words, made anew."""
    for keeper in (card, faces.dressed, faces._faces):
        keeper.cache_clear()


def test_it_is_called_alike_wherever_the_code_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = made().file
    elsewhere = Path(copy(faces.OWN_FILE, tmp_path))
    forget()
    monkeypatch.setattr(faces, "OWN", faces.Face(elsewhere))
    found = made()
    assert {face.path for _, face in faces.dressed("Hello", "en")} == {elsewhere}
    assert found.file == here
    forget()


def test_a_new_card_takes_the_place_of_the_former_one_and_of_no_other(tmp_path: Path) -> None:
    for each in (made(1), made(11), made(1, "Hello again")):
        png(each, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {made(11).file, made(1, "Hello again").file}


def test_a_headline_that_cannot_be_drawn_has_no_card(no_other_faces: None) -> None:
    assert card(1, "古い橋", "ja", *NAME) is None


def test_a_release_that_draws_in_another_way_gives_another_card(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made().digest
    monkeypatch.setattr(kept, "DRAWN_BY", "another release")
    card.cache_clear()
    assert made().digest != before
    card.cache_clear()


def test_cards_of_pieces_that_are_gone_are_removed_and_other_files_are_left(tmp_path: Path) -> None:
    for id in (1, 2):
        png(made(id), tmp_path)
    (tmp_path / "note.png").touch()
    sweep(tmp_path, {2})
    assert {path.name for path in tmp_path.iterdir()} == {made(2).file, "note.png"}
    sweep(tmp_path / "none", {2})
