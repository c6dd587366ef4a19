"""Dates: sentence -> dates."""

import pytest

from timkiem.article import Article, PartialDate
from timkiem.metadata import extract


def dates(body: str, published: str | None = "2022-11-25") -> list[tuple[str, str | None]]:
    article = Article("a", "", body, published=PartialDate(published) if published else None)
    found = extract(article).dates
    assert all(article.text[date.start : date.end] == date.surface for date in found)
    return [(date.surface, date.iso) for date in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ngày 22/11, hội nghị khai mạc.", [("22/11", "2022-11-22")]),
        ("Sáng 22-11 mưa to.", [("22-11", "2022-11-22")]),
        ("Ngày 2.11, xe đến nơi.", [("2.11", "2022-11-02")]),
        ("Ông sinh ngày 5/3/1950.", [("5/3/1950", "1950-03-05")]),
        ("Đến ngày 5 tháng 3 năm 2023 mới xong.", [("5 tháng 3 năm 2023", "2023-03-05")]),
        ("Từ ngày 5 tháng 12, cầu thông xe.", [("5 tháng 12", "2022-12-05")]),
        ("Lễ diễn ra cuối tháng 1/2018.", [("tháng 1/2018", "2018-01")]),
        ("Dự án có từ tháng 9.", [("tháng 9", "2022-09")]),
        ("Kế hoạch của năm 2023.", [("năm 2023", "2023")]),
        ("Lễ hội (20/11) đông vui.", [("20/11", "2022-11-20")]),
        ("Lúc 8h30 23/11, xe cháy.", [("23/11", "2022-11-23")]),
        ("Hai ngày 23 và 24/11 có mưa.", [("23", "2022-11-23"), ("24/11", "2022-11-24")]),
    ],
)
def test_dates_get_the_year_of_publication(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert dates(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Đội nhà thắng 3-1 và 2-0.",
        "Có 2/3 đại biểu tán thành, 1/4 dân số phản đối.",
        "Theo Nghị định 34/2011 và Nghị quyết số 10/12.",
        "Nhà số 12/5, ngõ 8/3.",
        "Giá tăng 1.11 lần, mỗi ngày 3-5 lần.",
        "Trực 24/7 và chia 40/60.",
        "Ngày 45/13 không có trên lịch.",
    ],
)
def test_scores_shares_and_numbers_are_no_dates(sentence: str) -> None:
    assert dates(sentence) == []


def test_the_nearest_year_is_meant_at_the_turn_of_the_year() -> None:
    assert dates("Tối 28/12, cháy lớn; ngày 3/1 khởi tố.", "2023-01-05") == [
        ("28/12", "2022-12-28"),
        ("3/1", "2023-01-03"),
    ]


def test_a_range_keeps_its_first_day() -> None:
    (date,) = extract(Article("a", "", "Diễn ra từ 20 đến 26/11.", published=PartialDate("2022-11"))).dates
    assert (date.surface, date.iso, date.since) == ("26/11", "2022-11-26", "2022-11-20")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngày 22/11, mưa to.", [("22/11", None)]),
        ("Đầu tháng 8/2019 bão vào. Ngày 10/8, nước rút.", [("tháng 8/2019", "2019-08"), ("10/8", "2019-08-10")]),
        ("Ngày 9/4, họp; nghị quyết ngày 1/6/2018.", [("9/4", None), ("1/6/2018", "2018-06-01")]),
    ],
)
def test_without_publication_only_neighbours_tell_the_year(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert dates(text, None) == expected


def test_publication_is_inferred_and_says_so() -> None:
    inferred = extract(Article("a", "", "Sáng 10/8/2019, bão vào."))
    assert (str(inferred.published), inferred.published_inferred) == ("2019-08", True)
    given = extract(Article("a", "", "Sáng 10/8/2019, bão vào.", published=PartialDate("2020")))
    assert (str(given.published), given.published_inferred) == ("2020", False)
    unknown = extract(Article("a", "", "Bão vào."))
    assert (unknown.published, unknown.published_inferred) == (None, False)
