"""Anchors: text -> where to look closer; patterns and kernel find the same."""

import random
from collections.abc import Sequence

import pytest

from timkiem.metadata import finding, load
from timkiem.metadata.anchors import AnchorFinder, Anchors
from timkiem.metadata.finding import APART, BEHIND_CAPITAL, GLUED
from timkiem.metadata.scan import Scan


def finder() -> AnchorFinder:
    return AnchorFinder(frozenset(("chủ tịch", "chủ tịch nước", "phó")), frozenset(("Hà Nội", "Hà Nội Mới", "Huế")))


def find(text: str) -> Anchors:
    (found,) = finder().find([Scan.of(text)])
    return found


def test_what_anchors_are() -> None:
    text = "Phó chủ tịch nước rời huyện Sa Pa, TP. Hà Nội, Hà Nội Mới và Huếx ngày 22/11 và 3 tháng 4."
    found = find(text)
    assert [text[slice(*span)] for span in found.heads] == ["Phó", "chủ tịch nước"]
    assert [text[start:end] for start, end, _ in found.places] == ["Hà Nội", "Hà Nội Mới"]
    assert [text[start : start + 2] for start in found.typed] == ["Sa", "Hà"]
    assert [text[start : start + 4] for start in found.days] == ["2/11", "3 th"]


def test_how_places_stand() -> None:
    text = "Huế, xứ Huế. Xứ Huế (Huế) đếnHuế"
    stands = [APART, APART, BEHIND_CAPITAL, APART, GLUED]
    assert [behind for _, _, behind in find(text).places] == stands


def test_anchors_of_dates_and_of_numbers() -> None:
    text = "Tết Kỷ Hợi, tháng 2 và Tháng 3/2019, năm 2019 và 1820 và năm 19; quận 5, Phường  6, p.7, q. 8 và phường Ba"
    found = find(text)
    assert [text[start : start + 6] for start in found.lunar] == ["Kỷ Hợi"]
    assert [text[start : start + 7] for start in found.months] == ["tháng 2", "Tháng 3"]
    assert [text[start : start + 8] for start in found.years] == ["năm 2019"]
    assert [text[start : start + 4] for start in found.numbered] == ["quận", "Phườ", "p.7,", "q. 8"]
    assert [text[start : start + 4] for start in found.centuries] == ["2019", "2019"]


def texts(pieces: Sequence[str], count: int, seed: int) -> list[str]:
    """Texts of up to 30 of the pieces."""
    choice = random.Random(seed)
    return ["".join(choice.choices(pieces, k=choice.randint(1, 30))) for _ in range(count)]


PIECES = [
    *("chủ tịch nước ", "CHỦ TỊCH ", "phóng ", "Hà Nội", " Hà Nội Mới", "Huế", "huyện Sa ", "TP. Đà ", "(tx. Đà"),
    *("22/11", "2 / 3", "2 /3", "2/ 3", "2  -  3", "2   - 3", "1.2", "1. 2", "9-", "9 -", "5 tháng", "3 tháng 4"),
    *("ạ", "đếnNam", "\n", "İ", "🙂", "𝐚", "𝐀", "_"),
    *("tháng 3", "THÁNG 3", "năm 2018", "trongnăm 1999x", "năm 20", "2018", "19", "xuân Kỷ Hợi", "quý mùi_", "ất tỵ"),
    *("quận 3", "Phường  12", "q.1", "p. 2", "Q .3", "tp.5", ".6", " "),
]


@pytest.mark.parametrize("text", [*texts(PIECES, 300, seed=5), "", "1", "1/", "1 tháng ", "Huế", "phó"])
def test_the_kernel_finds_what_the_patterns_find(text: str) -> None:
    if not finding.find_in_units.load():
        pytest.skip("Numba is not installed")
    scan, other = Scan.of(text), Scan.of("chủ tịch")
    alone = finder().by_patterns(scan)
    assert finder().find([scan]) == [alone]
    assert finder().find([other, scan, scan])[1:] == [alone, alone]


def test_the_kernel_finds_what_the_patterns_find_by_the_whole_lexicon() -> None:
    if not finding.find_in_units.load():
        pytest.skip("Numba is not installed")
    found = load().anchors
    words = sorted(found.places)[::5] + sorted(found.heads)
    scans = [*map(Scan.of, texts([f"{word}{end}" for word in words for end in (" ", ", ", "x")], 60, seed=6))]
    assert found.find(scans) == [*map(found.by_patterns, scans)]


def test_more_anchors_than_there_is_room_for() -> None:
    """Whichever way it is read, nothing is lost."""
    assert len(find("1/" * 5000 + "Đ").days) == 4999
