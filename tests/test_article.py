"""An article as plain data, and dates as precise as they are known."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timkiem.article import Article, PartialDate


@pytest.mark.parametrize(
    ("typed", "iso", "precision", "first", "last"),
    [
        ("2022", "2022", "year", "2022-01-01T00:00", "2022-12-31T23:59"),
        ("2022-11", "2022-11", "month", "2022-11-01T00:00", "2022-11-30T23:59"),
        ("2024-02", "2024-02", "month", "2024-02-01T00:00", "2024-02-29T23:59"),
        (" 2022-11-22 ", "2022-11-22", "day", "2022-11-22T00:00", "2022-11-22T23:59"),
        ("2022-11-22T08:30", "2022-11-22T08:30", "minute", "2022-11-22T08:30", "2022-11-22T08:30"),
        ("2022-11-22 08:30", "2022-11-22T08:30", "minute", "2022-11-22T08:30", "2022-11-22T08:30"),
        ("2022-11-22T08:30:59.5+07:00", "2022-11-22T08:30", "minute", "2022-11-22T08:30", "2022-11-22T08:30"),
        ("1945-09-02", "1945-09-02", "day", "1945-09-02T00:00", "1945-09-02T23:59"),
        ("0001", "0001", "year", "0001-01-01T00:00", "0001-12-31T23:59"),
    ],
)
def test_a_date_covers_all_that_it_leaves_open(typed: str, iso: str, precision: str, first: str, last: str) -> None:
    date = PartialDate.parse(typed)
    period = tuple(datetime(1970, 1, 1) + timedelta(minutes=minutes) for minutes in date.period)
    assert (str(date), date.precision) == (iso, precision)
    assert period == (datetime.fromisoformat(first), datetime.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "'' is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm"),
        ("22-11-2022", "'22-11-2022' is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm"),
        ("2022-1", "'2022-1' is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm"),
        ("２０２２", "'２０２２' is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm"),
        ("2022-13", "'2022-13' is not a date of the calendar"),
        ("2023-02-29", "'2023-02-29' is not a date of the calendar"),
        ("2022-11-22T24:00", "'2022-11-22T24:00' is not a date of the calendar"),
        ("0000", "'0000' is not a date of the calendar"),
    ],
)
def test_what_is_no_date(typed: str, why: str) -> None:
    with pytest.raises(ValueError) as caught:
        PartialDate.parse(typed)
    assert str(caught.value) == why


@given(st.datetimes(), st.sampled_from([4, 7, 10, 16]))
def test_every_date_is_read_again_and_its_period_fits_the_columns(moment: datetime, length: int) -> None:
    iso = moment.isoformat()[:length]
    date = PartialDate.parse(iso)
    assert date == PartialDate(iso) == PartialDate.parse(str(date))
    first, last = date.period
    assert -(1 << 31) < first <= last < 1 << 31


@pytest.mark.parametrize(
    ("article", "text"),
    [
        (
            Article("1", "Lũ ở Huế", "Nước lên.\nDân chạy lũ.", "Sáng 1/11"),
            "Lũ ở Huế\nSáng 1/11\nNước lên.\nDân chạy lũ.",
        ),
        (Article("1", "Lũ ở Huế", "Nước lên."), "Lũ ở Huế\nNước lên."),
        (Article("1", "Lũ ở Huế"), "Lũ ở Huế"),
    ],
)
def test_the_text_is_title_lead_and_body(article: Article, text: str) -> None:
    assert article.text == text


def test_a_record_leaves_out_what_is_empty_and_keeps_other_keys() -> None:
    article = Article(
        "báo/1", "Lũ", "Nước lên.", published=PartialDate("2022-11"), source="Báo", extra={"tags": ["lũ"], "id": "khác"}
    )
    assert article.record() == {
        "id": "báo/1",
        "title": "Lũ",
        "date": "2022-11",
        "source": "Báo",
        "body": "Nước lên.",
        "tags": ["lũ"],
    }
    assert Article("1", "Lũ").record() == {"id": "1", "title": "Lũ"}
