"""Dates and periods as people type them."""

import re

from timkiem.article import PartialDate
from timkiem.errors import DateError

_TIME = r"(?:[\s,T-]+(?P<hour>\d{1,2})[:h](?P<minute>\d{2})\b.{0,20})?"
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})" + _TIME)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})" + _TIME)
Period = tuple[int, int]  # first and last minute, both included, in minutes since 1970-01-01T00:00
EVER: Period = (-(1 << 31) + 1, (1 << 31) - 1)  #: first and last minute that an index knows, see PartialDate.period


def parse_date(text: str) -> PartialDate:
    """A date as ISO 8601 or as Vietnamese papers write it, day first. Raises DateError for anything else."""
    text = text.strip()
    if match := _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        day, month, year, hour, minute = match.group("day", "month", "year", "hour", "minute")
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour:0>2}:{minute}" if hour else "")
    return PartialDate.parse(text)


def parse_period(text: str) -> Period:
    """A date, or two with ".." between them, of which one may be left out; both ends are part of it.

    Raises DateError for what is no date, and for a period that ends before it begins.
    """
    begin, dots, end = text.partition("..")
    first = parse_date(begin).period[0] if begin.strip() else EVER[0]
    last = parse_date(end if dots else begin).period[1] if (end if dots else begin).strip() else EVER[1]
    if not (begin + end).strip():
        raise DateError(f"{text!r} is no period; write a date, or FROM..TO with one date or both")
    if first > last:
        raise DateError(f"{text!r} ends before it begins; write the earlier date first")
    return first, last
