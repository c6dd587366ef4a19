"""The year of a date that is written without one: by the publication, by dates near it, by the year of the news."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from timkiem.article import PartialDate
from timkiem.metadata.anchors import BRANCHES, STEMS, Anchors
from timkiem.metadata.scan import WORD, Scan
from timkiem.metadata.tables import Lexicon

_YEAR = re.compile(
    r"[12][90]\d\d(?![\w,.]\d|[\w%]| (?:đồng|usd|người|m2|tỷ|tỉ|triệu|lượt|km|ha|tấn|xe|căn|mw|hộ|cái|con))"
)
_AHEAD = re.compile(
    r"\d[,.]$|đến (?:năm )?$|tới (?:năm )?$|dự kiến|\d{4} ?[-–] ?$|giai đoạn|sẽ |kế hoạch|hết hạn|thời hạn"
    r"|trước (?:năm|ngày|tháng)|tầm nhìn|hoàn thành|tiếp theo|nhiệm kỳ|cuộc đua|tranh cử|bầu cử [^.,;]{0,20}$"
)
_WILL = (" sẽ ", " dự kiến ", " phấn đấu ")
_BORN_IN = re.compile(r"(?:sn|sinh năm|sinh tháng \d{1,2}[/-]|sinh|sinh ngày (?:\d{1,2}[/-]\d{1,2}[/-])?) $|sn:? ?$")
_LAW_OF = re.compile(
    r"(?:luật|hiến pháp|nghị định|thông tư|pháp lệnh|quyết định|nghị quyết|công ước)[^.;/\n]{0,30}(?<!\d-)$"
)
_REACH = 45  #: characters before a year that tell what it is
_QUALIFYING = re.compile(r"(?:loại|vé|suất) [^.;,\n]{0,25}$")  # what is played before the event
_SEASON = re.compile(r"(?:(đầu|giữa|cuối|năm học)(?: năm)? |qu[ýí] ?(i{1,3}|iv|[1-4])(?: ?[/-] ?| | năm | của năm ))$")
_MONTHS = {"đầu": 1, "năm học": 9, "giữa": 6, "cuối": 12} | {
    name: 3 * quarter for quarter, names in enumerate(("", "i 1", "ii 2", "iii 3", "iv 4")) for name in names.split()
}
_EVENT = re.compile(
    r"(?:cup|games|euro|olympic|league|asiad|apec|quốc gia|tuyển sinh"
    r"|(?:hoa hậu|festival|miss|lễ hội|cuộc thi|diễn đàn|giải) [^\n.,]{0,25}) $"
)
_EDITION = re.compile(rf"[^\n.!?:“\"'] \(?{WORD}\)? $")  # a name right before a year: "Eurosphere 2018"
_BORN = re.compile(r"\((?:(?:sn|sinh năm|sinh) ?((?:19|20)\d\d)|(\d\d) tuổi)")
_NAME = re.compile(r"(?<![^\W_])([^\W_]+) $")
_LUNAR = re.compile(r"([^\W_]+) ([^\W_]+)(?!\w)")
_CALLED = ("tết ", "xuân ", "năm ", "đán ")  # before the name of a lunar year
_CYCLE = 1984  #: a Giáp Tý year; names of years come again after 60
_TET_DAY = re.compile(
    r"[ ,]{1,2}\(?(?:tức |là |nhằm )?(?:ngày )?(mùng |mồng )?(\d{1,2})(?: tháng (giêng|chạp)| (tết))(?! trung)"
)
_RELATIVE = {"năm nay": 0, "năm ngoái": -1, "năm trước": -1, "năm sau": 1, "năm tới": 1, "năm qua": 0, "năm sau đó": 1}
_JOINTS = frozenset(("đến", "tới", "-", "–", "và", "đến ngày", "tới ngày", "đến hết ngày", ",", "hoặc", "và ngày"))
_BEFORE_TET = 10  #: month from which on a date in an article on Tết is of the year before
_BACK = 4  #: months before one that is written with its year, in which a date may be of that year
_JOINT = 16  #: characters at most between two dates that are joined
_SINCE, _UNTIL = 1950, 2050  #: years between which news is looked for


class Raw(NamedTuple):
    """A date as written: what is not written is 0."""

    start: int
    end: int
    day: int
    month: int
    year: int
    first: int = 0  # first day of the range that ends here


class _YearsNamed(NamedTuple):
    """Years that a text names."""

    past: list[int]  # as past or present
    in_title: list[int]
    events: list[int]  # behind what comes every few years
    seasons: list[Raw]  # quarters, and beginnings, middles and ends of years, each as one month of it


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
        self.found = found
        self.joined = _joined(scan, raws)
        self.now = 0  # the year of the news, as far as the text tells
        self.anchors: dict[int, Raw] = {}  # by month: the newest date that is written with its year
        self.newest = 0
        self.before_tet = False  # whether the year of the news is told by its Tết
        self.repeated = False  # whether the newest year is named again and again
        if published is None and any(raw.day and not raw.year for raw in raws):
            self._look_for_now(raws, title)

    def of(self, raw: Raw) -> int:
        """The year of a date, or 0."""
        if raw.year:
            return raw.year
        if raw.start in self.joined:
            other, before = self.joined[raw.start]
            turned = (raw.month, raw.day) > (other.month, other.day) if before else raw.month < other.month
            return other.year + (-1 if before and turned else 1 if turned else 0)
        now = int(self.published.iso[:4]) if self.published else self.now
        if now:
            after = self.scan.lower[raw.end : raw.end + 12].strip()
            step = next((step for words, step in _RELATIVE.items() if after.startswith(words)), None)
            if step is not None:
                return now + step
        return self._published(raw) if self.published else self._told(raw)

    def _published(self, raw: Raw) -> int:
        assert self.published is not None
        iso = self.published.iso
        if len(iso) == 4:
            return int(iso)
        return _nearest(raw, int(iso[:4]), int(iso[5:7]), int(iso[8:10] or 15))

    def _told(self, raw: Raw) -> int:
        """The year by the text alone: a date of the same month, the year of the news, the newest date."""
        if raw.month in self.anchors and self.anchors[raw.month].year >= self.newest - 1:
            return self.anchors[raw.month].year
        if lunar := _by_new_year(raw, self.scan, self.lexicon.new_years):
            return lunar
        if self.now:
            return self.now - (self.before_tet and raw.month >= _BEFORE_TET)
        latest = max((anchor.month for anchor in self.anchors.values() if anchor.year == self.newest), default=0)
        return self.newest + (latest - raw.month > _BACK) if latest or self.repeated else 0

    def _look_for_now(self, raws: list[Raw], title: int) -> None:
        named = _years(self.scan, self.found.centuries, title)
        self.newest = max(named.past, default=0)
        self.repeated = named.past.count(self.newest) > 1  # one year among several may be of something long ago
        for raw in chain(raws, named.seasons):
            before = _before(self.scan, raw.start)
            known = self.anchors.get(raw.month)
            if raw.year and raw.month and (known is None or known.year < raw.year) and not _apart(before):
                self.anchors[raw.month] = raw
        called = [start for start in self.found.lunar if self.scan.lower.endswith("năm ", 0, start)]
        self.before_tet = not called and _named(self.scan, self.found.lunar) > 0
        self.now = next((year for year in self._told_of_now(raws, named) if year >= self.newest), 0)

    def _told_of_now(self, raws: list[Raw], named: _YearsNamed) -> Iterator[int]:
        """Years that may be that of the news, the surest first; what is not told is left out."""
        yield from (year for raw in raws if (year := _by_new_year(raw, self.scan, self.lexicon.new_years)))
        yield from filter(None, (_named(self.scan, self.found.lunar), max(named.in_title, default=0)))
        yield from filter(None, (max(named.events, default=0), _by_age(self.scan)))


def _joined(scan: Scan, raws: list[Raw]) -> Mapping[int, tuple[Raw, bool]]:
    """Dates without a year that are joined to one with it: "từ 25/12 đến 5/1/2019"; and whether they come before it."""
    joined = {}
    for first, second in pairwise(raws):
        near = first.day and second.day and second.start - first.end < _JOINT
        if not near or bool(first.year) == bool(second.year):
            continue
        if scan.lower[first.end : second.start].strip(" ()") in _JOINTS:
            bare, full = (second, first) if first.year else (first, second)
            joined[bare.start] = (full, bare is first)
    return joined


def _nearest(raw: Raw, year: int, month: int, day: int) -> int:
    """The year that puts the date nearest to another."""

    def apart(other: int) -> int:
        return abs((year - other) * 372 + (month - raw.month) * 31 + (day - (raw.day or 15)))

    return min((year, year - 1, year + 1), key=apart)


def _apart(before: str) -> bool:
    """Whether what stands before a date says that it is of the future or of a birth."""
    return _AHEAD.search(before) is not None or _BORN_IN.search(before) is not None


def _before(scan: Scan, at: int) -> str:
    return scan.lower[max(0, at - _REACH) : at].rpartition("\n")[2]


def _years(scan: Scan, starts: Sequence[int], title: int) -> _YearsNamed:
    """The years that the text names, less those of births and laws."""
    named = _YearsNamed([], [], [], [])
    for at in starts:
        found = _YEAR.match(scan.text, at)
        before = _before(scan, at) if found else ""
        aside = _BORN_IN.search(before) or _LAW_OF.search(before)
        if not found or aside or not _SINCE <= int(found[0]) < _UNTIL:
            continue
        year = int(found[0])
        event = _EVENT.search(before) is not None or _EDITION.search(scan.text, max(0, at - _REACH), at) is not None
        if event and _QUALIFYING.search(before):
            continue
        if not _AHEAD.search(before) and not scan.lower.startswith(_WILL, found.end()):
            named.past.append(year)
        if at < title:
            named.in_title.append(year)
        if event:
            named.events.append(year)
        if season := _SEASON.search(before):
            start = at - len(season[0])
            named.seasons.append(Raw(start, found.end(), 0, _MONTHS[season[1] or season[2]], year))
    return named


def _by_age(scan: Scan) -> int:
    """The year in which somebody who is said to be born then is said to be of that age."""
    born: dict[str, int] = {}
    ages: dict[str, int] = {}
    for found in _BORN.finditer(scan.lower):
        name = _NAME.search(scan.lower, max(0, found.start() - _REACH), found.start())
        if name and found[1]:
            born[name[1]] = int(found[1])
        elif name:
            ages[name[1]] = int(found[2])
    years = Counter(born[name] + ages[name] for name in born if name in ages)  # of equals the first in the text
    return years.most_common(1)[0][0] if years else 0


def _named(scan: Scan, starts: Sequence[int]) -> int:
    """The newest year that the text calls by its lunar name: "Tết Kỷ Hợi" is of 2019."""
    found = [
        (STEMS.index(match[1]), BRANCHES.index(match[2]))
        for match in filter(None, (_LUNAR.match(scan.lower, start) for start in starts))
        if scan.lower.endswith(_CALLED, 0, match.start())
    ]
    years = [_CYCLE + year for stem, branch in found for year in range(60) if (year % 10, year % 12) == (stem, branch)]
    return max(years, default=0)


def _by_new_year(raw: Raw, scan: Scan, new_years: Mapping[int, datetime.date]) -> int:
    """The year in which a date is the day before or after Tết that the text says: "31/1 (mùng 4 Tết)" is of 2017."""
    found = _TET_DAY.match(scan.lower, raw.end) if raw.day and not raw.year else None
    if found is None:
        return 0
    day = int(found[2])
    before = found[3] == "chạp" or (found[4] is not None and not found[1] and day > 20)
    return _falls(raw, day - 31 if before else day - 1, new_years, 1 if before else 0)


def _falls(raw: Raw, days: int, new_years: Mapping[int, datetime.date], slack: int) -> int:
    years: Iterable[int] = (
        year
        for year, first in new_years.items()
        for expected in [first + datetime.timedelta(days)]
        if (expected.month, expected.day) == (raw.month, raw.day)
        or (slack and (expected + datetime.timedelta(slack)).timetuple()[1:3] == (raw.month, raw.day))
    )
    return max(years, default=0)
