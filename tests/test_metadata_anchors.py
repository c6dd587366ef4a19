"""Anchors: text -> where to look closer; patterns and kernel find the same."""

import random
from collections.abc import Sequence

import pytest

from timkiem.metadata import load, tries
from timkiem.metadata.anchors import AnchorFinder, Anchors
from timkiem.metadata.scan import Scan


def finder() -> AnchorFinder:
    return AnchorFinder(frozenset(("chủ tịch", "chủ tịch nước", "phó")), frozenset(("Hà Nội", "Hà Nội Mới", "Huế")))


def by_patterns(text: str, found: AnchorFinder | None = None) -> Anchors:
    return (found or finder()).by_patterns(text, text.lower())


def test_what_anchors_are() -> None:
    text = "Phó chủ tịch nước rời huyện Sa Pa, TP. Hà Nội, Hà Nội Mới và Huếx ngày 22/11 và 3 tháng 4."
    found = by_patterns(text)
    assert [text[slice(*span)] for span in found.heads] == ["Phó", "chủ tịch nước"]
    assert [text[slice(*span)] for span in found.places] == ["Hà Nội", "Hà Nội Mới"]
    assert [text[start : start + 2] for start in found.typed] == ["Sa", "Hà"]
    assert [text[start : start + 4] for start in found.days] == ["2/11", "3 th"]


def texts(pieces: Sequence[str], count: int, seed: int) -> list[str]:
    """Texts of up to 30 of the pieces."""
    choice = random.Random(seed)
    return ["".join(choice.choices(pieces, k=choice.randint(1, 30))) for _ in range(count)]


PIECES = [
    *("chủ tịch nước ", "CHỦ TỊCH ", "phóng ", "Hà Nội", " Hà Nội Mới", "Huế", "huyện Sa ", "TP. Đà ", "(tx. Đà"),
    *("22/11", "2 / 3", "2 /3", "2/ 3", "2  -  3", "2   - 3", "1.2", "1. 2", "9-", "9 -", "5 tháng", "3 tháng 4"),
    *("ạ", "đếnNam", "\n", "İ", "🙂"),
]


@pytest.mark.parametrize("text", [*texts(PIECES, 300, seed=5), "", "1", "1/", "1 tháng ", "Huế", "phó"])
def test_the_kernel_finds_what_the_patterns_find(text: str) -> None:
    if not tries.find_in_units.load():
        pytest.skip("Numba is not installed")
    found = finder()
    lower = Scan.of(text).lower
    assert found.find(text, lower) == found.by_patterns(text, lower)


def test_the_kernel_finds_what_the_patterns_find_by_the_whole_lexicon() -> None:
    if not tries.find_in_units.load():
        pytest.skip("Numba is not installed")
    found = load().anchors
    words = sorted(found.places)[::5] + sorted(found.heads)
    for text in texts([f"{word}{end}" for word in words for end in (" ", ", ", "x")], 60, seed=6):
        assert found.find(text, text.lower()) == found.by_patterns(text, text.lower())


def test_more_anchors_than_there_is_room_for() -> None:
    """Whichever way it is read, nothing is lost."""
    text = "1/" * 5000 + "Đ"
    assert len(finder().find(text, text.lower()).days) == 4999
