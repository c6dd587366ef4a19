"""Dates and periods as people type them."""

import numpy as np
import pytest

from timkiem.dates import EVER, parse_date, parse_period
from timkiem.errors import DateError


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2022", "2022"),
        (" 2022-11 ", "2022-11"),
        ("22/11/2022", "2022-11-22"),
        ("1.2.2022", "2022-02-01"),
        ("2022/11/5, 8h30", "2022-11-05T08:30"),
    ],
)
def test_dates(typed: str, iso: str) -> None:
    assert parse_date(typed).iso == iso


def shown(minutes: int) -> str:
    return "ever" if minutes in EVER else str(np.datetime64(minutes, "m"))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2022-11", "2022-11-01T00:00", "2022-11-30T23:59"),
        ("2022-10..2023-01", "2022-10-01T00:00", "2023-01-31T23:59"),
        ("..2020", "ever", "2020-12-31T23:59"),
        ("22/11/2022..", "2022-11-22T00:00", "ever"),
        ("2022..2022", "2022-01-01T00:00", "2022-12-31T23:59"),
    ],
)
def test_periods(typed: str, first: str, last: str) -> None:
    assert tuple(map(shown, parse_period(typed))) == (first, last)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2022-13", "'2022-13' is not a date of the calendar"),
        ("2022-11..hôm nay", "'hôm nay' is not a date; write"),
        ("..", "is no period; write a date, or FROM..TO"),
        ("2023..2022", "ends before it begins"),
        ("2022-11-22...", "'.' is not a date"),
    ],
)
def test_what_is_no_date(typed: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        parse_period(typed)
