"""The year of a date that is written without one: by the publication, by dates near it, by the year of the news."""

import re
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from timkiem.article import PartialDate
from timkiem.metadata.anchors import Anchors
from timkiem.metadata.evidence import Kind, Mention, mentions
from timkiem.metadata.lunar import named_years, year_by_tet
from timkiem.metadata.news_year import WeekDay, year_of_news
from timkiem.metadata.reckoning import years_by_age, years_by_anniversary
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.year_words import has_some, is_planned

_STEPS = {"năm nay": 0, "năm ngoái": -1, "năm trước": -1, "năm sau": 1, "năm tới": 1, "năm qua": 0, "năm sau đó": 1}
RELATIVE = tuple(_STEPS)
_JOINED = re.compile(r"(?:đến|tới)(?: ngày| hết| hết ngày| đầu| giữa| cuối)?|[-–,]|hoặc|và(?: ngày)?")
_JOINT = 16  #: characters at most between two dates that are joined
_NEAR = 500  #: characters at most from a date with its year to one of the same month that is told after it
_SOON, _UNLIKELY = 70, 3  #: from so many days after the news on, what is not planned is likelier so many times before
_STORY, _TURNED = 124, 62  #: days that a story takes, and one that begins before the turn of a year
_MONTH = 31  #: days
_WEEKDAY = re.compile(r"(?<!lần )(?:thứ (hai|ba|tư|năm|sáu|bảy|[2-7])|(chủ nhật|cn))[ ,(]{1,2}(?:ngày )?$")
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_SUNDAY = 6
_TET = 2  #: its month
_AT_TET = ("tết", "giêng", "chạp")
_UNTIL = ("trước ", "đến ", "tới ", "hết ")
_BEFORE = 24  #: characters before a date that may hold its day of the week


class Raw(NamedTuple):
    """A date as written: what is not written is 0."""

    start: int
    end: int
    day: int
    month: int
    year: int
    first: int = 0  # first day of the range that ends here


class Years:
    """What one text tells of the years of its dates. Linear in the text."""

    def __init__(
        self,
        scan: Scan,
        lexicon: Lexicon,
        found: Anchors,
        published: PartialDate | None,
        raws: list[Raw],
        title: int,
    ):
        self.scan, self.lexicon, self.published = scan, lexicon, published
        self.joined = _joined(scan, raws)
        self.told = _told_before(scan, raws)
        self.by_tet: Mapping[int, int] = {}  # years of dates that say their day of Tết
        self.news: tuple[int, int, int] | None = None  # about when the article was written
        bare = [raw for raw in raws if raw.day and not raw.year and raw.start not in self.joined]
        if published is not None:
            year, month, day = (*map(int, published.iso[:10].split("-")), 0, 0)[:3]
            self.news = year, month, day or 15
        elif bare:
            self.by_tet = self._by_tet(bare) if has_some(_AT_TET, scan.lower) else {}
            self._look_for_news(found, bare, title)

    def of(self, raw: Raw) -> int:
        """The year of a date, or 0."""
        if raw.year:
            return raw.year
        if raw.start in self.joined:
            other, before = self.joined[raw.start]
            turned = (raw.month, raw.day) > (other.month, other.day) if before else raw.month < other.month
            return other.year + (-1 if before and turned else 1 if turned else 0)
        if self.news is None:
            return self.by_tet.get(raw.start, 0)
        after = self.scan.lower[raw.end : raw.end + 12].strip()
        step = next((step for words, step in _STEPS.items() if after.startswith(words)), None)
        if step is not None:
            return self.news[0] + step
        if not self.news[1]:
            return self.news[0]
        if self.published is None and (year := self.by_tet.get(raw.start, 0) or self.told.get(raw.start, 0)):
            return year
        year, ahead = _nearest(raw, *self.news)
        if ahead < _SOON or is_planned(self.scan, raw.start, raw.end):
            return year
        return _nearest(raw, *self.news, _UNLIKELY)[0]

    def _by_tet(self, bare: list[Raw]) -> Mapping[int, int]:
        table = self.lexicon.new_years
        years = {raw.start: year_by_tet(self.scan, raw.start, raw.end, raw.day, raw.month, table) for raw in bare}
        return {start: year for start, year in years.items() if year}

    def _look_for_news(self, found: Anchors, bare: list[Raw], title: int) -> None:
        evidence: list[Mention] = []
        if found.centuries:
            evidence += mentions(self.scan, found.centuries, title)
            evidence += (Mention(Kind.AGED, year) for year in years_by_age(self.scan))
            evidence += (Mention(Kind.AGED, year) for year in years_by_anniversary(self.scan))
        for raw in bare:
            if year := self.by_tet.get(raw.start, 0):
                evidence += [Mention(Kind.DAY, year, raw.month), Mention(Kind.TET, year, _TET)]
        for year in named_years(self.scan, found.lunar):
            evidence.append(Mention(Kind.TET, year, _TET))
        if not evidence:
            return
        come = [raw for raw in bare if not self._is_ahead(raw)]
        news = max(come, key=partial(_after, come[0])) if come else bare[0]
        month = news.month if come else max(1, news.month - 1)  # all are planned
        if year := year_of_news(evidence, month, [*filter(None, map(self._weekday, bare))]):
            self.news = year, month, news.day

    def _is_ahead(self, raw: Raw) -> bool:
        until = self.scan.lower[max(0, raw.start - _BEFORE) : raw.start].removesuffix("ngày ").endswith(_UNTIL)
        return until or is_planned(self.scan, raw.start, raw.end)

    def _weekday(self, raw: Raw) -> WeekDay | None:
        found = _WEEKDAY.search(self.scan.lower, max(0, raw.start - _BEFORE), raw.start)
        return WeekDay(raw.day, raw.month, _WEEKDAYS.get(found[1], _SUNDAY)) if found else None


def _after(first: Raw, other: Raw) -> int:
    """Days from the first date of a text to another that is told of the time after it; 0 if it may be of before."""
    days = (other.month - first.month) * _MONTH + other.day - first.day
    turned = days + 12 * _MONTH
    return days if 0 < days <= _STORY else turned if turned <= _TURNED else 0


def _told_before(scan: Scan, raws: list[Raw]) -> Mapping[int, int]:
    """Years of dates that are told right after another of their month with its year: "Ngày 3/5/2015 ... Ngày 9/5"."""
    told: dict[int, int] = {}
    last: Raw | None = None
    for raw in raws:
        if raw.year and raw.month:
            last = raw
        elif last and raw.month == last.month and raw.day >= last.day and raw.start - last.end < _NEAR:
            told[raw.start] = last.year
    return told


def _joined(scan: Scan, raws: list[Raw]) -> Mapping[int, tuple[Raw, bool]]:
    """Dates without a year that are joined to one with it: "từ 25/12 đến 5/1/2019"; and whether they come before it."""
    joined = {}
    for first, second in pairwise(raws):
        near = first.day and second.month and second.start - first.end < _JOINT
        if not near or bool(first.year) == bool(second.year):
            continue
        if _JOINED.fullmatch(scan.lower[first.end : second.start].strip(" ()")):
            bare, full = (second, first) if first.year else (first, second)
            joined[bare.start] = (full, bare is first)
    return joined


def _nearest(raw: Raw, year: int, month: int, day: int, ahead: int = 1) -> tuple[int, int]:
    """The year that puts the date nearest to the news, and by how many days it is after it.

    Days after the news count ``ahead`` times.
    """
    days = (raw.month - month) * _MONTH + (raw.day or 15) - day
    return min(
        ((year + step, days + 12 * step * _MONTH) for step in (0, -1, 1)),
        key=lambda found: found[1] * ahead if found[1] > 0 else -found[1],
    )
