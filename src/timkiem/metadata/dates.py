"""Dates in a text: found by their digits, told apart from scores, fractions and decree numbers."""

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter

from timkiem.article import PartialDate
from timkiem.metadata.anchors import Anchors
from timkiem.metadata.model import DateMention
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.years import RELATIVE, Raw, Years

_DAY = re.compile(
    r"(\d{1,2})(?=[/. -])(?:([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?"  # 22/11, 22-11-2022
    r"|(?: {1,2}[/-] {1,2}| [/-]|[/-] )(\d{1,2})(?: {0,2}[/-] {0,2}(\d{4}))?"  # 22 / 11
    r"| tháng (\d{1,2})(?:(?: năm |/|-|, )(\d{4}))?)(?![^\W_]|[/.,-]\d)"  # 22 tháng 11 năm 2022
)
_MONTH = re.compile(
    r"tháng (\d{1,2})(?:(?:/|-|\.| / | - | năm )(\d{4}))?(?![^\W_]|[/.,-]\d|%| ngày| tuổi| người| âm lịch)"
)
_MONTH_BEFORE = re.compile(r"tháng \d{1,2} $")
_YEAR = re.compile(r"năm ((?:19|20)\d\d)(?![^\W_]|[/.,]\d)")
_YEAR_BEHIND = re.compile(r",? ?\(?(?:trong |của )?năm ((?:19|20)\d\d)(?![^\W_]|[/.,-]\d)")  # "12-4 trong năm 2019"
_SIGNS = ("/", ".", ",", "-", "–")
_RANGE = re.compile(r"(?<![\d/.,-])(\d{1,2})( ?[-–] ?| đến | tới | đến ngày | tới ngày |, | và | & )$")
_RANGE_ENDS = ("-", "–", "- ", "– ", "đến ", "tới ", "ngày ", ", ", "và ", "& ")  # cheap to look for
_TIME = re.compile(r"\d{1,2}(?:h|g|giờ|:)\d{0,2}$|\d{1,2} (?:giờ|phút)$")
_EACH = re.compile(r"(?:mỗi|một|hàng|hằng|bình quân|(?<![hg:])(?<![hg:]\d)\d) ngày$")  # "11h30 ngày" tells a time
_LUNAR = re.compile(r" ?\(?âm lịch")
_NAMED_AFTER = re.compile(  # "Công viên 23/9", "đường 3/2": what is named after a day
    r"(?:olympic(?: truyền thống)?|công viên|đường|phố|đại lộ|quảng trường|sân vận động|bệnh viện|cầu|hầm|nông trường"
    r"|trường \w{1,8}|nhà máy|công ty|khu phố|chợ|rạp"
    r"|nghị quyết|nghị định|thông tư|chỉ thị|quyết định|mã|lô|phòng|tổ|lớp|hẻm|ngõ|số nhà) $"
)
_SCORED = ("tỷ số", "tỉ số", "tie-break", "set đấu", "bàn thắng", "hiệp 1", "hiệp 2", "hiệp một", "hiệp hai")
_MOST_GAMES = 7  #: one plays in a set
_ENDS = re.compile(r"[.,;)\n”’\"]|$| (?:đến|tới) ")


def find_dates(
    scan: Scan, lexicon: Lexicon, anchors: Anchors, published: PartialDate | None, title: int = 0
) -> tuple[DateMention, ...]:
    """Every date, in order of place; ``title`` is how many characters of the text are the title. Linear in the text."""
    days = list(_days(scan, lexicon, anchors))
    ends = {raw.end for raw in days}
    others = [raw for raw in _months_and_years(scan, anchors) if raw.end not in ends]
    raws = sorted(days + others, key=attrgetter("start"))
    years = Years(scan, lexicon, anchors, published, raws, title)
    found = []
    for raw in raws:
        year = years.of(raw)
        if year or raw.day:
            found.append(_mention(raw, year, scan.text))
    return tuple(found)


def infer_published(dates: tuple[DateMention, ...]) -> PartialDate | None:
    """Month of the first day named with its year, or else the only year named: when the article was written, about."""
    days = [date.iso for date in dates if date.iso and len(date.iso) == 10]
    newest = max((iso[:4] for iso in days), default="")
    for iso in days:
        if iso[:4] == newest:
            return PartialDate(iso[:7])
    months = [date.iso for date in dates if date.iso and len(date.iso) == 7]
    years = {date.iso for date in dates if date.iso and len(date.iso) == 4}
    return PartialDate(max(months)) if months else PartialDate(years.pop()) if len(years) == 1 else None


def _days(scan: Scan, lexicon: Lexicon, anchors: Anchors) -> Iterator[Raw]:
    reached = 0
    for end in anchors.days:
        start = end - 1 if end and scan.lower[end - 1].isdigit() else end
        found = _DAY.match(scan.lower, start) if start >= reached else None
        if found is None:
            continue
        reached = found.end()
        raw = _numbers(found)
        before = scan.lower[max(0, found.start() - 24) : found.start()]
        first = _RANGE.search(before) if before.endswith(_RANGE_ENDS) else None
        glued = before[-1:].isalnum() or (before[-1:] in _SIGNS and before[-2:-1].isdigit())
        if raw is None or (glued and first is None):
            continue
        if first is not None and not 1 <= int(first[1]) < raw.day:
            first = None
        if not _is_date(scan, lexicon, raw, before[: first.start()] if first else before, found, first is not None):
            continue
        if first is None:
            yield raw
        elif first[2].strip() in (",", "và", "&") and int(first[1]) + 1 < raw.day:  # two days, and not those between
            start = found.start() - len(first[0])
            yield Raw(start, start + len(first[1]), int(first[1]), raw.month, raw.year)
            yield raw
        else:
            yield raw._replace(first=int(first[1]))


def _numbers(found: re.Match[str]) -> Raw | None:
    """What the digits say, if they can be a date at all."""
    day, month, year = (*(int(group) for group in found.group(1, 3, 4, 5, 6, 7, 8) if group), 0)[:3]
    if not year and (behind := _YEAR_BEHIND.match(found.string, found.end())):
        year = int(behind[1])
    if 0 < year < 100:
        year += 2000 if year < 50 else 1900
    possible = 1 <= day <= 31 and 1 <= month <= 12 and (not year or 1800 <= year <= 2100)
    return Raw(found.start(), found.end(), day, month, year) if possible else None


def _is_date(scan: Scan, lexicon: Lexicon, raw: Raw, before: str, found: re.Match[str], paired: bool = False) -> bool:
    """Whether numbers that could be a day and a month are, by the words around them."""
    line = before.rpartition("\n")[2].rstrip()
    word = line.split()[-1].strip("(\"“',:;[") if line.strip("(") else ""
    sure = word in lexicon.words["date_sure"] and not (word == "ngày" and not paired and _EACH.search(line))
    sure = sure or _TIME.search(line) is not None or (line.endswith("(") and word in lexicon.words["date_bracket"])
    numbered = not sure and (_NAMED_AFTER.search(line + " ") is not None or (len(word) == 1 and word.isalpha()))
    if numbered or _LUNAR.match(scan.lower, raw.end):
        return False
    likely = sure or word in lexicon.words["date_likely"] or line.endswith("(")
    if found[7]:  # "5 tháng 3" may be five months
        return likely or bool(raw.year)
    if raw.year:
        return sure or word not in lexicon.words["number_before"] or line.endswith("thời điểm")
    if word in lexicon.words["number_before"] and not line.endswith("thời điểm"):
        return False
    counted = not sure and _is_counted(scan, lexicon, raw)
    sign = found[2] or scan.text[found.start() : found.end()].strip("0123456789")
    if sign.strip() == "-":  # may be a score or "3-5 lần"
        ends = _ENDS.match(scan.lower, raw.end) is not None
        return sure or (not counted and likely and (raw.day > raw.month or ends) and not _is_of_scores(scan.lower))
    if sign == ".":  # may be a decimal fraction
        return sure or (not counted and likely and raw.day > 12)
    if (raw.day, raw.month) == (24, 7) and line.endswith("chiếu sáng"):
        return False
    if (raw.day, raw.month) == (24, 7) or (not sure and max(raw.day, raw.month) <= _MOST_GAMES and _is_of_sets(scan)):
        return sure
    return sure or (not counted and (likely or raw.day > raw.month))


@lru_cache(maxsize=1)
def _is_of_scores(lower: str) -> bool:
    """Whether a text is of matches, where "thắng 6-3 và 7-6" counts games."""
    return any(word in lower for word in _SCORED)


def _is_of_sets(scan: Scan) -> bool:
    """Whether the text is of tennis, where "thắng 6/3" counts games."""
    return "tay vợt" in scan.lower


def _is_counted(scan: Scan, lexicon: Lexicon, raw: Raw) -> bool:
    """Whether numbers stand before what is counted: "3-5 lần"."""
    behind = scan.lower[raw.end : raw.end + 12].strip()
    after = "" if behind.startswith(RELATIVE) else behind.split(" ")[0].strip(",.;:)")
    return scan.lower[raw.end : raw.end + 1] == " " and after in lexicon.words["unit_after"]


def _months_and_years(scan: Scan, anchors: Anchors) -> Iterator[Raw]:
    for found in filter(None, (_MONTH.match(scan.lower, start) for start in anchors.months)):
        month, year = int(found[1]), int(found[2] or 0)
        if 1 <= month <= 12 and (not year or 1800 <= year <= 2100) and not scan.lower[found.start() - 1].isalnum():
            yield Raw(found.start(), found.end(), 0, month, year)
    for found in filter(None, (_YEAR.match(scan.lower, start) for start in anchors.years)):
        if not _MONTH_BEFORE.search(scan.lower, max(0, found.start() - 9), found.start()):
            yield Raw(found.start(), found.end(), 0, 0, int(found[1]))


def _mention(raw: Raw, year: int, text: str) -> DateMention:
    surface = text[raw.start : raw.end]
    if not year:
        return DateMention(surface, None, raw.start, raw.end)
    if raw.day and not _exists(year, raw.month, raw.day):
        return DateMention(surface, None, raw.start, raw.end)
    iso = "-".join([f"{year:04}", *(f"{part:02}" for part in (raw.month, raw.day) if part)])
    since = f"{iso[:8]}{raw.first:02}" if raw.first else None
    return DateMention(surface, iso, raw.start, raw.end, since)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
