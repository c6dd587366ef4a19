"""Years told by the lunar calendar: by a year's name, or by a day that says how far it is from Tết."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from timkiem.metadata.anchors import BRANCHES, STEMS
from timkiem.metadata.scan import Scan

_NAMED = re.compile(r"([^\W_]+) ([^\W_]+)(?! (?:năm )?(?:19|20)\d\d)(?!\w)")  # a number beside it is read by itself
_CALLED = ("tết ", "xuân ", "năm ", "đán ")  # before the name of a lunar year
_CYCLE, _LENGTH = 1984, 60  #: a Giáp Tý year; how many years later names come again
_DAY = r"(mùng |mồng )?(\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy)(?: tháng (giêng|chạp)| (tết))"
_TET_DAY = re.compile(rf"[ ,]{{1,2}}\(?(?:tức |là |nhằm )?(?:ngày )?{_DAY}(?! trung)")
_TET_BEFORE = re.compile(rf"{_DAY}[ ,]{{1,2}}\(?(?:tức |là )?(?:ngày )?$")
_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7}
_REACH = 40  #: characters before a date that tell its day of the lunar year
_LATEST_DAY = 20  #: "27 Tết" is before Tết, "mùng 7 Tết" after it


def named_years(scan: Scan, starts: Sequence[int]) -> Iterator[int]:
    """Years that the text calls by their lunar names: "Tết Kỷ Hợi" is of 2019."""
    for found in filter(None, (_NAMED.match(scan.lower, start) for start in starts)):
        if not scan.lower.endswith(_CALLED, 0, found.start()):
            continue
        stem, branch = STEMS.index(found[1]), BRANCHES.index(found[2])
        years = [_CYCLE + year for year in range(_LENGTH) if (year % 10, year % 12) == (stem, branch)]
        if years:
            yield years[0] - (_LENGTH if years[0] > _next_year() else 0)


def year_by_tet(scan: Scan, start: int, end: int, day: int, month: int, new_years: Mapping[int, datetime.date]) -> int:
    """The year in which a date is the day of Tết that stands beside it: "31/1 (mùng 4 Tết)" is of 2017; or 0."""
    found = _TET_DAY.match(scan.lower, end) or _TET_BEFORE.search(scan.lower, max(0, start - _REACH), start)
    if found is None:
        return 0
    number = _NUMBERS.get(found[2]) or int(found[2])
    before = found[3] == "chạp" or (found[4] is not None and not found[1] and number > _LATEST_DAY)
    return _falls((month, day), number - 31 if before else number - 1, new_years, 1 if before else 0)


def _falls(day: tuple[int, int], days: int, new_years: Mapping[int, datetime.date], slack: int) -> int:
    """The last year, not after the next, in which a day is ``days`` after Tết; or ``slack`` more."""
    years: Iterable[int] = (
        year
        for year, first in new_years.items()
        for expected in [first + datetime.timedelta(days)]
        if (expected.month, expected.day) == day
        or (slack and (expected + datetime.timedelta(slack)).timetuple()[1:3] == day)
    )
    return max((year for year in years if year <= _next_year()), default=0)


def _next_year() -> int:
    return datetime.date.today().year + 1
