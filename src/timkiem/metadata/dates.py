"""Dates in a text: found by their digits, told apart from scores, fractions and decree numbers, given their year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day

from timkiem.article import PartialDate
from timkiem.metadata.model import DateMention
from timkiem.metadata.scan import Scan

_DAY = re.compile(
    r"(\d{1,2})(?=[/. -])(?:([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?"  # 22/11, 22-11-2022
    r"|\s{1,2}/\s{1,2}(\d{1,2})(?:\s{1,2}/\s{1,2}(\d{4}))?"  # 22 / 11
    r"| tháng (\d{1,2})(?:(?: năm |/|-|, )(\d{4}))?)(?![^\W_]|[/.,-]\d)"  # 22 tháng 11 năm 2022
)
_MONTH = re.compile(r"tháng (\d{1,2})(?:(?:/|-|\.| / | năm )(\d{4}))?(?![^\W_]|[/.,-]\d|%| ngày| tuổi| người)")
_YEAR = re.compile(r"năm ((?:19|20)\d\d)(?![^\W_]|[/.,]\d)")
_ANY_YEAR = re.compile(r"[12][90]\d\d(?![\w,.]\d|[\w%]| (?:đồng|usd|người|m2|tỷ|triệu|lượt|km|ha|tấn|xe|căn))")
_AHEAD = re.compile(
    r"\d[,.]$|đến (?:năm )?$|tới (?:năm )?$|dự kiến|\d ?[-–] ?$|giai đoạn|sẽ |kế hoạch|hết hạn|thời hạn|trước (?:năm|ngày|tháng)|tầm nhìn"
)
_AHEAD_REACH = 40  #: characters before a year that may put it in the future
_RANGE = re.compile(r"(?<![\d/.,-])(\d{1,2})( ?[-–] ?| đến | tới | đến ngày | tới ngày |, | và | & )$")
_TIME = re.compile(r"\d{1,2}(?:h|g|giờ|:)\d{0,2}$|\d{1,2} (?:giờ|phút)$")

# The word before tells a date. After the sure ones anything that can be a date is one.
_SURE = frozenset(["ngày", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "mùng", "mồng", "nay", "qua", "phiên"])
_LIKELY = frozenset(
    ["từ", "đến", "tới", "trước", "sau", "hết", "vào", "lúc", "lễ", "dịp", "khánh", "niệm", "và", "nhật", "hai", "ba", "tư", "năm", "sáu", "bảy", "cn", "hạn", "kể", "giờ", "phút", "đầu", "cuối", "tuần"]
)
_NUMBERED = frozenset(  # these are followed by numbers of laws, houses, classes, scores, shares
    ["số", "định", "luật", "điều", "khoản", "nghị", "quyết", "văn", "tư", "thị", "lệnh", "nhà", "hẻm", "ngõ", "kiệt", "lớp", "tổ", "đường", "tỷ", "tỉ", "khoảng", "gần", "hơn", "chiếm", "đạt", "được", "điểm", "bằng", "còn", "giảm", "tăng", "mất", "chừng", "ấp", "thôn", "có", "không", "quá", "mỗi", "xuống", "lên", "huyết", "áp", "thửa", "block", "lô", "phòng", "căn", "khu", "mã"]
)
_UNITS = frozenset(
    ["số", "người", "tuổi", "năm", "tháng", "ngày", "tuần", "giờ", "tiếng", "phút", "giây", "lần", "triệu", "tỷ", "tỉ", "nghìn", "ngàn", "trăm", "đồng", "usd", "m", "km", "kg", "cm", "mm", "tấn", "ha", "m2", "độ", "con", "cái", "chiếc", "bữa", "bài", "vòng", "trận", "bàn", "điểm", "phần", "%", "hộ", "xã", "huyện", "tỉnh", "đại", "thành", "diện", "dân", "trong", "tổng", "phiếu", "suất", "viên", "ly", "lít", "ml", "mét", "câu", "ca", "vụ", "thế", "nước", "cầu", "thủ", "món", "cuốn", "quyển", "loại", "bộ", "tập"]
)
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


def find_dates(scan: Scan, published: PartialDate | None) -> tuple[DateMention, ...]:
    """Every date, in order of place. Linear in the text."""
    days = list(_days(scan))
    ends = {raw.end for raw in days}
    raws = sorted(days + [raw for raw in _months_and_years(scan) if raw.end not in ends], key=lambda raw: raw.start)
    yearless = published is None and any(raw.day and not raw.year for raw in raws)
    past = _past_years(scan) if yearless else []
    newest = max(past, default=0)
    # One year named again and again is the year of the news; one among several may be of something long ago.
    current = newest if len(past) > 1 and len(set(past)) == 1 else 0
    anchors = [raw for raw in raws if raw.year == newest and raw.month]
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


def _days(scan: Scan) -> Iterator[_Raw]:
    for found in _DAY.finditer(scan.lower):
        numbers = [int(group) for group in found.group(1, 3, 4, 5, 6, 7, 8) if group]
        day, month, year = (*numbers, 0)[:3]
        if 0 < year < 100:
            year += 2000 if year < 50 else 1900
        if not (1 <= day <= 31 and 1 <= month <= 12) or (year and not 1800 <= year <= 2100):
            continue
        before = scan.lower[max(0, found.start() - 24) : found.start()]
        if before[-1:].isalnum() or (before[-1:] in ("/", ".", ",", "-", "–") and before[-2:-1].isdigit()):
            if not _RANGE.search(before):
                continue
        first = _RANGE.search(before)
        listed = first is not None and 1 <= int(first[1]) < day
        if listed and first is not None:
            before = before[: first.start()]
        sign = found[2] or ("/" if found[5] else "tháng")
        if _is_date(scan, found.end(), before, sign, day, month, year):
            since = int(first[1]) if first is not None and listed else 0
            if since and first is not None and first[2].strip() in (",", "và", "&"):
                start = found.start() - (len(first[0]))
                yield _Raw(start, start + len(first[1]), since, month, year)
                since = 0
            yield _Raw(found.start(), found.end(), day, month, year, since)


def _is_date(scan: Scan, end: int, before: str, sign: str, day: int, month: int, year: int) -> bool:
    """Whether numbers that could be a day and a month are, by the words around them."""
    line = before.rpartition("\n")[2]
    word = line.split()[-1].strip("(\"“',:;[") if line.split() else ""
    after = scan.lower[end : end + 12].strip().split(" ")[0].strip(",.;:)") if scan.lower[end : end + 1] == " " else ""
    sure = word in _SURE or _TIME.search(line.rstrip()) is not None
    likely = sure or word in _LIKELY or line.rstrip().endswith("(")
    if sign == "tháng":
        return sure or likely or bool(year)
    if year:
        return word not in _NUMBERED or sure
    if sign == "-":
        return (sure and after not in _UNITS) or (likely and day > month and after not in _UNITS)
    if sign == ".":
        return (sure or (likely and day > 12)) and after not in _UNITS
    if word in _NUMBERED or (day, month) == (24, 7):
        return False
    return sure or (after not in _UNITS and (likely or day > month))


def _months_and_years(scan: Scan) -> Iterator[_Raw]:
    for found in _MONTH.finditer(scan.lower):
        month, year = int(found[1]), int(found[2] or 0)
        if 1 <= month <= 12 and (not year or 1800 <= year <= 2100) and not scan.lower[found.start() - 1].isalnum():
            yield _Raw(found.start(), found.end(), 0, month, year)
    for found in _YEAR.finditer(scan.lower):
        month_before = scan.lower[max(0, found.start() - 9) : found.start()]
        if not re.search(r"tháng \d{1,2} $", month_before):
            yield _Raw(found.start(), found.end(), 0, 0, int(found[1]))


def _year(raw: _Raw, scan: Scan, published: PartialDate | None, anchors: list[_Raw], current: int) -> int:
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
    near = [other for other in anchors if min((other.month - raw.month) % 12, (raw.month - other.month) % 12) <= 1]
    if near:
        anchor = min(near, key=lambda other: abs(other.start - raw.start))
        years = (anchor.year, anchor.year - 1, anchor.year + 1)
        return min(years, key=lambda other: _apart(raw, other, anchor.year, anchor.month, anchor.day or 15))
    return current


def _past_years(scan: Scan) -> list[int]:
    """Years that the text speaks of as past or present, one for each time."""
    years = []
    for found in _ANY_YEAR.finditer(scan.text):
        before = scan.lower[max(0, found.start() - _AHEAD_REACH) : found.start()].rpartition("\n")[2]
        if 1950 <= int(found[0]) < 2050 and not _AHEAD.search(before):
            years.append(int(found[0]))
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
        Day(year, month, day)
    except ValueError:
        return False
    return True
