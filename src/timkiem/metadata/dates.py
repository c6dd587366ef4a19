"""Dates in a text: found by their digits, told apart from scores, fractions and decree numbers, given their year."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from timkiem.article import PartialDate
from timkiem.metadata.model import DateMention
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon

_DAY = re.compile(
    r"(\d{1,2})(?=[/. -])(?:([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?"  # 22/11, 22-11-2022
    r"|\s{1,2}/\s{1,2}(\d{1,2})(?:\s{1,2}/\s{1,2}(\d{4}))?"  # 22 / 11
    r"| tháng (\d{1,2})(?:(?: năm |/|-|, )(\d{4}))?)(?![^\W_]|[/.,-]\d)"  # 22 tháng 11 năm 2022
)
_MONTH = re.compile(r"tháng (\d{1,2})(?:(?:/|-|\.| / | năm )(\d{4}))?(?![^\W_]|[/.,-]\d|%| ngày| tuổi| người)")
_YEAR = re.compile(r"năm ((?:19|20)\d\d)(?![^\W_]|[/.,]\d)")
_ANY_YEAR = re.compile(r"[12][90]\d\d(?![\w,.]\d|[\w%]| (?:đồng|usd|người|m2|tỷ|triệu|lượt|km|ha|tấn|xe|căn))")
_AHEAD = re.compile(
    r"\d[,.]$|đến (?:năm )?$|tới (?:năm )?$|dự kiến|\d ?[-–] ?$|giai đoạn|sẽ |kế hoạch|hết hạn|thời hạn"
    r"|trước (?:năm|ngày|tháng)|tầm nhìn|hoàn thành"
)
_SIGNS = ("/", ".", ",", "-", "–")
_AHEAD_REACH = 40  #: characters before a year that may put it in the future
_RANGE = re.compile(r"(?<![\d/.,-])(\d{1,2})( ?[-–] ?| đến | tới | đến ngày | tới ngày |, | và | & )$")
_TIME = re.compile(r"\d{1,2}(?:h|g|giờ|:)\d{0,2}$|\d{1,2} (?:giờ|phút)$")

_RELATIVE = {"năm nay": 0, "năm ngoái": -1, "năm trước": -1, "năm sau": 1, "năm tới": 1, "năm qua": 0}


@dataclass(frozen=True, slots=True)
class _Raw:
    """A date as written: what is not written is 0."""

    start: int
    end: int
    day: int
    month: int
    year: int
    first: int = 0  # first day of the range that ends here


def find_dates(scan: Scan, lexicon: Lexicon, published: PartialDate | None) -> tuple[DateMention, ...]:
    """Every date, in order of place. Linear in the text."""
    days = list(_days(scan, lexicon))
    ends = {raw.end for raw in days}
    raws = sorted(days + [raw for raw in _months_and_years(scan) if raw.end not in ends], key=lambda raw: raw.start)
    yearless = published is None and any(raw.day and not raw.year for raw in raws)
    past = _past_years(scan) if yearless else []
    newest = max(past, default=0)
    # One year named again and again is the year of the news; one among several may be of something long ago.
    current = newest if len(past) > 1 and len(set(past)) == 1 else 0
    anchors = {raw.month: raw for raw in reversed(raws) if raw.year and raw.year == newest}
    found = []
    for raw in raws:
        year = raw.year or _year(raw, scan, published, anchors, current)
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


def _days(scan: Scan, lexicon: Lexicon) -> Iterator[_Raw]:
    reached = 0
    for start in _candidates(scan.lower):
        found = _DAY.match(scan.lower, start) if start >= reached else None
        if found is None:
            continue
        reached = found.end()
        raw = _numbers(found)
        before = scan.lower[max(0, found.start() - 24) : found.start()]
        first = _RANGE.search(before)
        glued = before[-1:].isalnum() or (before[-1:] in _SIGNS and before[-2:-1].isdigit())
        if raw is None or (glued and first is None):
            continue
        if first is not None and not 1 <= int(first[1]) < raw.day:
            first = None
        if not _is_date(scan, lexicon, raw, before[: first.start()] if first else before, found):
            continue
        if first is None:
            yield raw
        elif first[2].strip() in (",", "và", "&"):  # two days; otherwise all days from the first to the second
            start = found.start() - len(first[0])
            yield _Raw(start, start + len(first[1]), int(first[1]), raw.month, raw.year)
            yield raw
        else:
            yield replace(raw, first=int(first[1]))


def _candidates(lower: str) -> list[int]:
    """Where a day may begin: one or two digits before a sign or "tháng". Far cheaper than a pattern on every digit."""
    starts = set()
    for sign in ("/", "-", ".", " / ", " tháng "):
        at = lower.find(sign, 1)
        while at > 0:
            if lower[at - 1].isdigit():
                starts.add(at - 2 if at > 1 and lower[at - 2].isdigit() else at - 1)
            at = lower.find(sign, at + 1)
    return sorted(starts)


def _numbers(found: re.Match[str]) -> _Raw | None:
    """What the digits say, if they can be a date at all."""
    day, month, year = (*(int(group) for group in found.group(1, 3, 4, 5, 6, 7, 8) if group), 0)[:3]
    if 0 < year < 100:
        year += 2000 if year < 50 else 1900
    possible = 1 <= day <= 31 and 1 <= month <= 12 and (not year or 1800 <= year <= 2100)
    return _Raw(found.start(), found.end(), day, month, year) if possible else None


def _is_date(scan: Scan, lexicon: Lexicon, raw: _Raw, before: str, found: re.Match[str]) -> bool:
    """Whether numbers that could be a day and a month are, by the words around them."""
    line = before.rpartition("\n")[2].rstrip()
    word = line.split()[-1].strip("(\"“',:;[") if line else ""
    after = scan.lower[raw.end : raw.end + 12].strip().split(" ")[0].strip(",.;:)")
    counted = scan.lower[raw.end : raw.end + 1] == " " and after in lexicon.words["unit_after"]
    sure = word in lexicon.words["date_sure"] or _TIME.search(line) is not None
    likely = sure or word in lexicon.words["date_likely"] or line.endswith("(")
    if found[7]:  # "5 tháng 3" may be five months
        return likely or bool(raw.year)
    if raw.year:
        return sure or word not in lexicon.words["number_before"]
    if found[2] == "-":  # may be a score or "3-5 lần"
        return not counted and (sure or (likely and raw.day > raw.month))
    if found[2] == ".":  # may be a decimal fraction
        return not counted and (sure or (likely and raw.day > 12))
    if word in lexicon.words["number_before"] or (raw.day, raw.month) == (24, 7):
        return False
    return sure or (not counted and (likely or raw.day > raw.month))


def _months_and_years(scan: Scan) -> Iterator[_Raw]:
    for found in _MONTH.finditer(scan.lower):
        month, year = int(found[1]), int(found[2] or 0)
        if 1 <= month <= 12 and (not year or 1800 <= year <= 2100) and not scan.lower[found.start() - 1].isalnum():
            yield _Raw(found.start(), found.end(), 0, month, year)
    for found in _YEAR.finditer(scan.lower):
        month_before = scan.lower[max(0, found.start() - 9) : found.start()]
        if not re.search(r"tháng \d{1,2} $", month_before):
            yield _Raw(found.start(), found.end(), 0, 0, int(found[1]))


def _year(raw: _Raw, scan: Scan, published: PartialDate | None, anchors: dict[int, _Raw], current: int) -> int:
    """The year of a date written without one: by the publication, by dates near it, by the newest year; or 0."""
    if published is not None:
        year = int(published.iso[:4])
        after = scan.lower[raw.end : raw.end + 12].strip()
        for words, step in _RELATIVE.items():
            if after.startswith(words):
                return year + step
        if len(published.iso) == 4:
            return year
        month, day = int(published.iso[5:7]), int(published.iso[8:10] or 15)
        return min((year, year - 1, year + 1), key=lambda other: _apart(raw, other, year, month, day))
    near = [anchors[month] for month in (raw.month, raw.month % 12 + 1, (raw.month - 2) % 12 + 1) if month in anchors]
    if near:
        anchor = near[0]
        years = (anchor.year, anchor.year - 1, anchor.year + 1)
        return min(years, key=lambda other: _apart(raw, other, anchor.year, anchor.month, anchor.day or 15))
    return current


def _past_years(scan: Scan) -> list[int]:
    """Years that the text speaks of as past or present, one for each time."""
    years = []
    for century in ("19", "20"):
        at = scan.text.find(century)
        while at >= 0:
            found = _ANY_YEAR.match(scan.text, at)
            before = scan.lower[max(0, at - _AHEAD_REACH) : at].rpartition("\n")[2]
            if found and 1950 <= int(found[0]) < 2050 and not before[-1:].isalnum() and not _AHEAD.search(before):
                years.append(int(found[0]))
            at = scan.text.find(century, at + 2)
    return years


def _apart(raw: _Raw, year: int, other_year: int, month: int, day: int) -> int:
    """Days between two dates, each month counted as 31."""
    return abs((year - other_year) * 372 + (raw.month - month) * 31 + ((raw.day or 15) - day))


def _mention(raw: _Raw, year: int, text: str) -> DateMention:
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
