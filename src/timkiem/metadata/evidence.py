"""What a text tells of the year in which it was written: each year that it names, and how it speaks of it."""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum, auto
from typing import NamedTuple

from timkiem.metadata.reckoning import SINCE, UNTIL
from timkiem.metadata.scan import Scan
from timkiem.metadata.year_words import Place, has_some

_MOST_YEARS = 5  #: that are looked at, the newest


class Kind(IntEnum):
    """How a text speaks of a year."""

    DAY = auto()  # a day that has come
    MONTH = auto()  # a month that has come
    NEAR = auto()  # a month, with no word of whether it has come
    PERIOD = auto()  # a quarter or the first months, of which figures are told
    YEAR = auto()  # a year, with no word of whether it has come
    EARLIER = auto()  # a year that is said to be before this one
    WHOLE = auto()  # a year of which figures are told
    AGAIN = auto()  # a year that is named again and again
    SINCE = auto()  # a year since when something is
    FROM = auto()  # a month since when something is, or will be
    UNTO = auto()  # a year or a month until when something lasts or lasted
    PLAN = auto()  # a year or a month of which something is planned
    DUE = auto()  # a day of which something is planned
    COMPARED = auto()  # a year to which figures of the next one are compared
    FULL = auto()  # a year whose figures are compared to those of the year before
    EVENT = auto()  # a contest, a programme or a thing bears the year's number
    TITLE = auto()  # a year in the title
    THIS = auto()  # a year that is said to be this one
    SCHOOL = auto()  # the first of the two years of a school year or a season
    TERM = auto()  # the first of the years in which somebody is in office, or something is planned
    RACE = auto()  # a year of what one runs for: a vote, an event that one qualifies for
    TET = auto()  # a new year, by its number or its lunar name
    AGED = auto()  # a year that follows from an age or an anniversary
    LAST = auto()  # last year, without its number
    NEXT = auto()  # next year, without its number


class Mention(NamedTuple):
    """A year as a text speaks of it; what is not told is 0."""

    kind: Kind
    year: int
    month: int = 0


_YEAR = re.compile(
    r"[12][90]\d\d(?![\w,.]\d|[\w%]| (?:đồng|usd|người|m2|tỷ|tỉ|triệu|lượt|km|ha|tấn|xe|căn|mw|hộ|cái|con))"
)
_SECOND = re.compile(r" ?[-–/] ?(?:năm )?(\d{4}|\d\d)(?![\d/.-]*\d)")  # behind the first of two years
_IS_SECOND = re.compile(r"(?<!\d[/.-])(?:19|20)\d\d ?[-–/] ?(?:năm )?$")
_MOST = 40  #: years between the first and the second
_MONTH = re.compile(r"(?:(\d{1,2}) ?[/.-] ?)?(?<![\d.,])(\d{1,2}) ?(?:[/.-] ?|, ?|năm | năm )$")
_QUARTER = re.compile(r"qu[ýí] ?(i{1,3}|iv|[1-4])(?: ?[/-] ?| | năm | của năm )$")
_FIRST_MONTHS = re.compile(r"(\d{1,2}) tháng(?: đầu)?(?: của)?(?: năm)? $|(nửa đầu) (?:của )?năm $")
_PART = re.compile(r"(đầu|giữa|cuối)(?: mùa \w+)?(?: năm)? $")
_PARTS = {"đầu": 1, "giữa": 6, "cuối": 10, "nửa đầu": 6}
_QUARTERS = {"i": 1, "1": 1, "ii": 4, "2": 4, "iii": 7, "3": 7, "iv": 10, "4": 10}
_PART_WORDS = ("đầu", "giữa", "cuối", "qu", "tháng")
_QUARTER_WORDS = ("quý ", "quí ")
_NUMBERED = ("số ", "nghị định ", "thông tư ", "quyết định ")
_SCHOOL = re.compile(r"(?:năm học|mùa giải|mùa|niên khoá|niên khóa|học k[ỳì][^,.;]{0,12}|tuyển sinh)[^.,;\d]{0,12}$")
_IF = 24  #: characters before a month in which "if" makes it one to come
_BOUNDS = ("trước ngày ", "đến ngày ", "hết ngày ", "từ ngày ", "vào ngày ")
_DUE = re.compile(r"(?:yêu cầu|đề nghị|phải) .{0,30}trong tháng ")
_UNTO = re.compile(
    r"(?<!tính )(?:đến|tới)(?: hết| cuối| đầu| giữa| trước)?(?: (?:năm|tháng|ngày))? ?(?:\d{1,2} ?[/.-] ?){0,2}$"
)
_RANGE_END = re.compile(r"\d{4} ?[-–] ?(?:\d{1,2} ?[/.-] ?){1,2}$")
_CAME_BEFORE = re.compile(r"(?:^|[.!?:;”\"] ?|nhưng |song |tuy nhiên,? |và |sau đó,? |tiếp đó,? |mãi |rồi )$")
_CAME_BEHIND = (" mới ", " đã ", ", đã ")
_DONE = re.compile(r",? [^.;,\n]{0,12}đã ")
_FROM = re.compile(r"(?:từ|kể từ|từ sau)(?: cuối| đầu| giữa)?(?: ngày| tháng)? ?$")
_NEUTRAL = re.compile(r"(?:vào|trong|là|khoảng)(?: cuối| đầu| giữa| khoảng)? tháng $")
_NEUTRAL_PART = re.compile(r"(?:vào|trong) (?:đầu|giữa|cuối)(?: mùa \w+)?(?: năm)? $")
_SINCE_THEN = re.compile(r"(?:từ|kể từ|từ sau|từ hồi)(?: cuối| đầu| giữa| mùa \w+)?(?: năm)? $")
_EARLIER = re.compile(r"(?:hồi|trước đó,?(?: vào)?|trước đây,?(?: vào)?) (?:năm )?$")
_LATELY = re.compile(r"năm (?:qua|gần đây|trở lại đây|vừa qua)[^.,;\d]{0,10}$")
_WHOLE = re.compile(r"(?:trong|cả|tổng kết|suốt|kết thúc)(?: cả)? năm $")
_BESIDE = re.compile(r"năm (nay|ngoái|trước|tới|sau)[ ,(–-]{1,3}(?:năm )?$")  # "năm tới (2019)"
_STEPS = {"nay": 0, "ngoái": 1, "trước": 1, "tới": -1, "sau": -1}
_THIS = re.compile(r"\)? ?(?:này(?! sau)|\((?:năm nay)|, năm nay)")
_AS_LAST_YEAR = ("cùng kỳ ", "so với ")  # before "năm ngoái" it tells nothing of the years that are named
_NEXT_YEAR = ("năm sau", "năm tới")
_NEW_YEAR = re.compile(r"(?:tết|xuân|năm mới|nguyên đán|tết dương lịch|tết \w+ \w+|xuân \w+ \w+)(?: năm)? $")
_TET, _SEPTEMBER = 2, 9  # months


def mentions(scan: Scan, starts: Sequence[int], title: int) -> Iterator[Mention]:
    """The newest years that the text names, less births and laws; ``starts`` are where digits may be a year."""
    named = {at: int(scan.lower[at : at + 4]) for at in starts if _YEAR.match(scan.lower, at)}
    newest = sorted({year for year in named.values() if SINCE <= year < UNTIL})[-_MOST_YEARS:]
    for at, year in named.items():
        if year in newest and (mention := _mention(Place(scan, at), year)):
            yield mention
            if at < title and mention.kind not in (Kind.PLAN, Kind.DUE, Kind.UNTO):
                yield Mention(Kind.TITLE, year)
    if any(not scan.lower.endswith(_AS_LAST_YEAR, 0, at) for at in _found("năm ngoái", scan.lower)):
        yield Mention(Kind.LAST, 0)
    if has_some(_NEXT_YEAR, scan.lower):
        yield Mention(Kind.NEXT, 0)


def _found(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _mention(place: Place, year: int) -> Mention | None:
    if place.is_of_birth() or place.ends_in(_IS_SECOND):
        return None
    second = place.goes_on(_SECOND)
    return (second and _of_two(place, year, second)) or _of_month(place, year) or _of_year(place, year)


def _of_two(place: Place, year: int, second: re.Match[str]) -> Mention | None:
    """Two years that belong together: "2018-2019", "2018/19"."""
    last = int(second[1]) if len(second[1]) == 4 else year // 100 * 100 + int(second[1])
    if last == year + 1 and _SCHOOL.search(place.before):
        planned = place.is_closely_planned(second.end())
        return Mention(Kind.PLAN, year, _SEPTEMBER) if planned else Mention(Kind.SCHOOL, year)
    if place.ends_in(_LATELY):
        return Mention(Kind.WHOLE, last)
    return Mention(Kind.TERM, year) if year < last < year + _MOST else None


def _of_month(place: Place, year: int) -> Mention | None:
    """A year with its month, or with what stands for one: a quarter, its end."""
    found = place.ends_in(_MONTH)
    if found is None or not 1 <= int(found[2]) <= 12:
        return _of_part(place, year)
    month, less = int(found[2]), len(found[0])
    lead = place.before[: found.start()]
    if lead.endswith(_QUARTER_WORDS):
        return _of_part(place, year)
    if lead.endswith(_NUMBERED):
        return None
    if found[1] and lead.endswith("ngày ") and not lead.endswith(_BOUNDS) and place.is_of_writ():
        return Mention(Kind.DAY, year, month)
    if place.is_planned(less) or _DUE.search(lead) or "nếu " in lead[-_IF:]:
        return Mention(Kind.DUE if found[1] else Kind.PLAN, year, month)
    if place.ends_in(_RANGE_END):
        return Mention(Kind.UNTO, year, month)
    if unto := place.ends_in(_UNTO):
        came = _CAME_BEFORE.search(lead, 0, unto.start()) or place.scan.lower.startswith(_CAME_BEHIND, place.at + 4)
        return Mention(Kind.MONTH if came else Kind.UNTO, year, month)
    if place.ends_in(_FROM, less) and "đã " not in lead:
        return Mention(Kind.FROM, year, month)
    if found[1]:
        return Mention(Kind.DAY, year, month)
    near = place.ends_in(_NEUTRAL, less) and "đã " not in lead
    return Mention(Kind.NEAR if near else Kind.MONTH, year, month)


def _of_part(place: Place, year: int) -> Mention | None:
    if not has_some(_PART_WORDS, place.before):
        return None
    quarter = place.ends_in(_QUARTER)
    period = quarter or place.ends_in(_FIRST_MONTHS)
    found = period or place.ends_in(_PART)
    if found is None:
        return None
    name = found[1] or found[2]
    month = _QUARTERS[name] if quarter else _PARTS.get(name) or int(name)
    if not 1 <= month <= 12:
        return None
    if place.is_planned(len(found[0])):
        return Mention(Kind.PLAN, year, month)
    if place.ends_in(_UNTO):
        return Mention(Kind.UNTO, year, month)
    near = place.ends_in(_NEUTRAL_PART)
    return Mention(Kind.PERIOD if period else Kind.NEAR if near else Kind.MONTH, year, month)


def _of_year(place: Place, year: int) -> Mention | None:
    """A year without a month."""
    if place.is_of_law():
        return None
    if place.ends_in(_NEW_YEAR):
        return Mention(Kind.TET, year, _TET)
    if beside := place.ends_in(_BESIDE):
        return Mention(Kind.THIS, year + _STEPS[beside[1]])
    if place.goes_on(_THIS):
        return Mention(Kind.THIS, year)
    if place.ends_in(_EARLIER):
        return Mention(Kind.EARLIER, year)
    planned = place.is_planned()
    if place.ends_in(_UNTO):
        return Mention(Kind.WHOLE if place.goes_on(_DONE) else Kind.UNTO, year)
    if place.ends_in(_SINCE_THEN):
        return Mention(Kind.PLAN if planned else Kind.SINCE, year)
    if place.is_of_race():
        return Mention(Kind.RACE, year)
    if place.is_of_event():
        return Mention(Kind.EVENT, year)
    if planned:
        return Mention(Kind.PLAN, year)
    if place.is_compared():
        return Mention(Kind.COMPARED, year)
    return Mention(Kind.WHOLE if place.ends_in(_WHOLE) else Kind.YEAR, year)
