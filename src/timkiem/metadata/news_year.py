"""The year of the news: of all years the one that agrees best with what the text tells, or none.

Each year that may be it gets points: the newest of what has come should be recent, what is planned should be near,
and little that is told as past should be yet to come. Points are logarithms of odds, set by knowledge of how news is
written and checked on some 400 articles whose year is known.
"""

import datetime
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from timkiem.metadata.evidence import Kind, Mention

_LEAST = 0.42  #: probability below which no year is told
_NO_YEAR = 0.0  #: points of that none of the years is right
_ONLINE = 1998  #: from which on there is news to index; before it is read in archives
_ARCHIVED = -1.5
_AROUND = (-1, 0, 1, 2)  #: years from one that is named, which may be that of the news
_MOST_YEARS = 3  #: of which the news may be, the newest that are named
#: Months from what is told to the news, the last of each column; and the points of the newest that has come.
_ELAPSED = (-25, -13, -7, -2, -1, 0, 5, 11, 17, 29)
_CAME = (-9.0, -9.0, -9.0, -9.0, -9.0, 1.5, 1.5, 0.9, -0.3, -1.1, -1.1)
#: The same where no month is told: this year, last year, before; and of figures of a year, by the month of the news.
_CAME_YEARS = (0.9, 0.3, -0.5)
_CAME_EARLIER = (0, 0.9, 0.2)
_CAME_WHOLE = ((0.3, 1.0, -0.5), (1.1, 0.3, -0.5), (1.3, 0.2, -0.5))
_BY_MONTHS: Mapping[Kind, tuple[float, ...]] = {
    Kind.DUE: (-1.7, -1, 0.2, 1.4, 1.7, 1.8, -0.3, -0.3, -0.3, -0.3, -0.3),
    Kind.PLAN: (-1.4, -0.7, 0.8, 1.4, 1.5, 1.0, -0.5, -0.5, -0.5, -0.3, -0.3),
    Kind.UNTO: (-2, -0.5, 0, 0.9, 1.0, 0.9, 0, 0, 0, 0, 0),
    Kind.FROM: (-2.5, -1, -0.5, 0.1, 1.3, 1.0, 0, 0, 0, 0, 0),
    Kind.TET: (-3, -2, -0.5, 1.6, 1.6, 1.6, 0.6, 0, -1, -1.5, -2),
}
_SEPTEMBER = 9
_SCHOOL_MONTHS = (-4, -1, 3, 8, 11)  #: months from the September of a school year to the news, the last of each column
_SCHOOL = (-0.8, 1.2, 1.5, 1.4, 0.7, -1.2)
_YEARS = (-2, -1, 0, 1, 2)  #: years from what is told to the news, the last of each column
_BY_YEARS: Mapping[Kind, tuple[float, ...]] = {
    Kind.COMPARED: (-3, -2, -0.5, 1.5, 0.3, -1),
    Kind.FULL: (-1, -0.5, -0.6, 1.0, 0, -0.5),
    Kind.EVENT: (-1.5, -0.6, 1.5, 0.3, -0.8, -1.5),
    Kind.TITLE: (-1.5, -0.3, 2, -0.2, -1.5, -2),
    Kind.AGAIN: (-1.5, -0.4, 0.8, 0.3, -0.8, -1.5),
    Kind.LAST: (0, 0, -0.7, 0.8, 0.4, 0),
    Kind.NEXT: (0.2, 0.6, -0.6, 0, 0, 0),
    Kind.THIS: (-2, -1, 3, -1, -2, -2),
    Kind.TERM: (-0.6, -0.4, 0.6, 0.3, 0.1, 0),
    Kind.RACE: (-1.5, 0, 0.7, 0.5, 0.1, -0.1),
    Kind.UNTO: (0.2, 0.3, 0.2, 0.4, 0, 0),
    Kind.PLAN: (0.3, 0.6, 0.8, -0.3, -0.3, -0.3),
    Kind.AGED: (-2, 0.3, 3, 0.3, -2, -2),
}
#: Of a plan for a year, in its first months, later, and in its last: points of that it is this year, or the next.
_PLANNED = ((1.3, 0.4), (0.8, 0.6), (0.4, 1.1))
_SPRING, _MARCH, _LATE_MONTH, _END = 2, 3, 10, 11  # months
_PASSED = -0.7  #: for plans of which some would be past
#: Points for what is told as past and would be yet to come.
_NOT_YET: Mapping[Kind, float] = {
    Kind.DAY: -2.5,
    Kind.MONTH: -2.5,
    Kind.NEAR: -0.6,
    Kind.PERIOD: -1.2,
    Kind.YEAR: -1.2,
    Kind.EARLIER: -2.5,
    Kind.WHOLE: -0.8,
    Kind.SINCE: -1.0,
}
_UNSURE = 0.2  #: less, where it may be yet to come
_AIMED, _AIM = 5, 0.8  #: plans are for years that can be divided by five: how much less it says that one is named
_SOON_MONTHS = 4
_NEXT, _SOON = 0.5, 0.8  #: the same of next year's number at the end of a year, and of events of next year
_AHEAD = (Kind.PLAN, Kind.DUE, Kind.UNTO, Kind.FROM)
_DATED_PLANS = ((Kind.PLAN, True), (Kind.DUE, True))
_PAST = frozenset((*_NOT_YET, Kind.FROM, Kind.UNTO))
_COME = _PAST | {Kind.EVENT, Kind.COMPARED, Kind.TITLE, Kind.THIS}
_AGAIN = 3  #: times
_RECENT = 2  #: months in which a writer who names a month does not mean it by "last year"
_LATELY, _LATE = 5, 0.6  #: months since one that is told beside a year, and what they add
_FITS, _MOST_WEEKDAYS = 1.5, 2


class WeekDay(NamedTuple):
    """A date that says which day of the week it is: 0 for Monday."""

    day: int
    month: int
    weekday: int


def year_of_news(mentions: Iterable[Mention], month: int, weekdays: Sequence[WeekDay] = ()) -> int:
    """The year of the news, whose first date is of ``month``; 0 if none is likely enough."""
    found = _weighed([*mentions], month)
    named = sorted({mention.year for mention in found if mention.year})[-_MOST_YEARS:]
    if not named:
        return 0
    latest = datetime.date.today().year
    earliest = max((m.year for m in found if m.kind in (Kind.DAY, Kind.MONTH)), default=named[0]) - 1
    years = sorted({year + step for year in named for step in _AROUND if earliest <= year + step <= latest})
    told = _Told([m for m in found if m.year >= named[0]], month, {m.kind for m in found if not m.year})
    scores = [
        told.points(year)
        + sum(_FITS if _fits(year, month, each) else -_FITS for each in weekdays[:_MOST_WEEKDAYS])
        + (_ARCHIVED if year < _ONLINE else 0)
        for year in years
    ]
    best = max(scores, default=-math.inf)
    total = sum(map(math.exp, scores)) + math.exp(_NO_YEAR)
    return years[scores.index(best)] if math.exp(best) >= _LEAST * total else 0


def _weighed(mentions: list[Mention], month: int) -> list[Mention]:
    """Each mention once, the newest year that is named again and again, and one that is compared to the year before."""
    named = Counter(m.year for m in mentions if m.kind in _NOT_YET or m.kind is Kind.EVENT)
    often = max((year for year, count in named.items() if count >= _AGAIN), default=0)
    found = [m for m in dict.fromkeys(mentions) if m.kind is not Kind.COMPARED or m.year + 1 not in named]
    compared = {m.year + 1 for m in mentions if m.kind is Kind.COMPARED}
    whole = {m.year for m in mentions if m.kind in (Kind.WHOLE, Kind.YEAR)}
    dated = {m.year for m in mentions if m.month and m.kind in _NOT_YET}
    if month < _LATE_MONTH and (full := max(compared & whole - dated, default=0)):
        found.append(Mention(Kind.FULL, full))
    return [*found, Mention(Kind.AGAIN, often)] if often else found


class _Told:
    """What a text tells, for the points of each year."""

    def __init__(self, mentions: list[Mention], month: int, spoken: set[Kind]):
        self.month, self.spoken = month, spoken  # of spoken: Kind.LAST, Kind.NEXT
        self.named = {m.year for m in mentions}
        self.come: list[Mention] = []
        self.past: dict[Kind, list[Mention]] = defaultdict(list)
        self.ahead: dict[tuple[Kind, bool], list[Mention]] = defaultdict(list)
        self.newest: dict[Kind, Mention] = {}
        for m in sorted(mentions, key=_strength):
            if m.kind in _COME and (m.month or m.kind is not Kind.UNTO):
                self.come.append(m)
            if m.kind in _NOT_YET:
                self.past[m.kind].append(m)
            elif m.kind in _AHEAD:
                self.ahead[m.kind, m.month > 0].append(m)
            else:
                self.newest[m.kind] = m
        self.whens = [m[1:] for m in self.come]

    def points(self, year: int) -> float:
        """What all that is told says for a year of the news."""
        now = year, self.month
        come = bisect_right(self.whens, now)
        newest = self.come[come - 1] if come else None
        total = self._of_newest(newest, year) if newest else 0.0
        if self.spoken:
            total = self._of_neighbours(total, newest, year)
        for some in self.past.values():
            if some[-1][1:] > now:
                total += min(self._not_yet(m, year) for m in some if m[1:] > now)
        near = 0.0  # plans are often told together, so that the nearest counts alone
        for key, some in self.ahead.items():
            ahead = [m for m in some if m[1:] >= now or (not m.month and m.year == year)]
            said = self._said(ahead[0] if ahead else some[-1], year)
            near, total = max(near, said), total + min(said, 0)
            if key in _DATED_PLANS and 0 < len(ahead) < len(some):
                total += _PASSED
        total += near
        for m in self.newest.values():
            if newest is None or m.year + (m.kind is Kind.SCHOOL) >= newest.year:
                total += self._said(m, year)
        return total

    def _of_neighbours(self, points: float, newest: Mention | None, year: int) -> float:
        """Points with what "last year" and "next year" add, of which no number is told."""
        last = newest.year if newest else year
        if Kind.LAST in self.spoken and last == year - 1:
            points = max(points, _CAME_YEARS[1])
        if Kind.LAST in self.spoken and newest and last - 1 not in self.named:
            recent = any(
                m.month and m[1:] <= (year, self.month) and self._elapsed(m, year) < _RECENT for m in self.come
            )
            points += 0 if recent else _BY_YEARS[Kind.LAST][bisect_left(_YEARS, year - last)]
        if Kind.NEXT in self.spoken:
            plans = (
                m.year for dated in (True, False) for m in self.ahead.get((Kind.PLAN, dated), ()) if m.year >= year
            )
            points += _BY_YEARS[Kind.NEXT][bisect_left(_YEARS, year - min(plans, default=year + 3))]
        return points

    def _elapsed(self, mention: Mention, year: int) -> int:
        """Months from a mention to the news; whole years where it tells no month."""
        return (year - mention.year) * 12 + (self.month - mention.month if mention.month else 0)

    def _of_newest(self, newest: Mention, year: int) -> float:
        """What the newest of what has come says."""
        if newest.kind not in _PAST:  # tells enough by itself
            return 0
        if newest.month:
            points = _CAME[bisect_left(_ELAPSED, self._elapsed(newest, year))]
            return points - _UNSURE if newest.kind in (Kind.NEAR, Kind.FROM) else points
        told = _CAME_EARLIER if newest.kind is Kind.EARLIER else _CAME_YEARS
        if newest.kind is Kind.WHOLE:
            told = _CAME_WHOLE[(self.month > _MARCH) + (self.month >= _END)]
        points = told[min(year - newest.year, len(told) - 1)]
        if any(m.month and 0 <= self._elapsed(m, year) <= _LATELY for m in self.come):
            points += _LATE
        return points / 2 if newest.kind is Kind.SINCE else points

    def _not_yet(self, mention: Mention, year: int) -> float:
        if mention.month:
            near = mention.kind is Kind.NEAR and self._elapsed(mention, year) >= -_SOON_MONTHS
            return _NOT_YET[mention.kind] / (2 if near else 1)
        soon = self.month >= _END and mention.year == year + 1
        return _NOT_YET[mention.kind] + _AIM * (mention.year % _AIMED == 0) + _NEXT * soon

    def _said(self, mention: Mention, year: int) -> float:
        """What one mention says for a year of the news."""
        kind, named, month = mention
        if kind is Kind.SCHOOL:
            return _SCHOOL[bisect_left(_SCHOOL_MONTHS, (year - named) * 12 + self.month - _SEPTEMBER)]
        if month:
            return _BY_MONTHS[kind][bisect_left(_ELAPSED, self._elapsed(mention, year))]
        if kind is Kind.PLAN and year in (named - 1, named):
            return _PLANNED[(self.month > _SPRING) + (self.month >= _END)][named - year]
        soon = self.month >= _END and named == year + 1 and kind in (Kind.EVENT, Kind.TITLE, Kind.AGAIN)
        return _BY_YEARS[kind][bisect_left(_YEARS, year - named)] + _SOON * soon


def _strength(mention: Mention) -> tuple[int, int, bool]:
    return mention.year, mention.month, mention.kind in _NOT_YET and mention.kind is not Kind.SINCE


def _fits(year: int, month: int, told: WeekDay) -> bool:
    """Whether a date near the news of a month is the day of the week that is told."""
    step = round((month - told.month) / 12)
    try:
        return datetime.date(year + step, told.month, told.day).weekday() == told.weekday
    except ValueError:
        return False
