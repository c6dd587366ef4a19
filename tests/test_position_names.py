"""A title of office stands for the ways in which articles write it."""

import pytest

from timkiem.position_names import ways
from timkiem.text import forms


def folded(text: str) -> str:
    return " ".join(form.folded for form in forms(text))


def written(title: str) -> set[str]:
    return {" ".join(form.folded for form in way) for way in ways(tuple(forms(title)))}


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("Chủ tịch UBND tỉnh Quảng Bình", "Chủ tịch Ủy ban nhân dân tỉnh Quảng Bình"),
        ("Chủ tịch UBND tỉnh Quảng Bình", "Chủ tịch UBND Quảng Bình"),
        ("Chủ tịch UBND tỉnh Quảng Bình", "Chủ tịch tỉnh Quảng Bình"),
        ("chu tich tinh quang binh", "Chủ tịch UBND Quảng Bình"),
        ("Phó Chủ tịch huyện", "Phó Chủ tịch UBND huyện"),
        ("Giám đốc Công an Nghệ An", "Giám đốc Công an tỉnh Nghệ An"),
        ("Giám đốc Công an Hà Nội", "Giám đốc Công an thành phố Hà Nội"),
        ("Giám đốc Công an TP Hà Nội", "Giám đốc Công an Hà Nội"),
        ("Bộ trưởng Công an", "Bộ trưởng Bộ Công an"),
        ("Thứ trưởng Bộ Y tế", "Thứ trưởng Y tế"),
        ("Chánh án TAND tỉnh Hà Nam", "Chánh án Tòa án nhân dân tỉnh Hà Nam"),
    ],
)
def test_one_office_in_several_wordings(typed: str, articles: str) -> None:
    assert folded(articles) in written(typed)
    assert folded(typed) in written(articles)


@pytest.mark.parametrize(
    ("typed", "another"),
    [
        ("Chủ tịch UBND tỉnh Quảng Bình", "Chủ tịch Quảng Bình"),
        ("Chủ tịch nước", "Chủ tịch UBND nước"),
        ("Chủ tịch Quốc hội", "Chủ tịch UBND Quốc hội"),
        ("Giám đốc Công an tỉnh", "Giám đốc Công an"),  # of which province, the article says elsewhere
        ("Bộ trưởng Bộ", "Bộ trưởng"),
    ],
)
def test_other_offices_stay_others(typed: str, another: str) -> None:
    assert folded(another) not in written(typed)


def test_first_as_it_was_typed() -> None:
    assert ways(tuple(forms("Bộ trưởng Y tế")))[0] == tuple(forms("Bộ trưởng Y tế"))


def test_however_long_only_some() -> None:
    assert len(ways(tuple(forms("Chủ tịch UBND tỉnh Hà Nam " * 40)))) <= 24
