"""Whether a province's name means the province, and not a person, street, paper, club or company."""

import re
from functools import lru_cache

from timkiem.metadata import gazetteer
from timkiem.metadata.capitals import may_follow, names_its_type
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.hits import GIVEN_TOO
from timkiem.metadata.model import Span
from timkiem.metadata.place_reader import PlaceReader
from timkiem.metadata.scan import Scan, Word

_COMPANY_REACH = 45  #: characters back to a "công ty" whose name ends in the place
_CLUB_AFTER = ("FC", "T&T", "FLC", "Mới", "ACB", "United", "Telecom", "SC")
_BREAK = re.compile(r"[,.;:()\n]| tại | ở | trên | của | tỉnh | tp | do | bị | đã | có ")
_SPONSOR = re.compile(r"(?<![^\W_])[A-SU-ZĐ]\. $")  # "V. Ninh Bình" is a club
_TO = re.compile(r" ?[-–] ?(\w+)")


def is_province(reader: PlaceReader, place: PlaceName, span: Span, run: Word | None, last: int) -> bool:
    """Whether a province's name at a span, in a run of capitalised words if others stand before it, means the province.

    ``last`` is where the name before it ends.
    """
    scan, (start, end) = reader.scan, span
    name = scan.text[start:end]
    if reader.is_listed(start, last) and name != "Hồ Chí Minh":
        return True
    kind = reader.before(start)[0] if run is None else ""
    if kind == "province" or (kind == "district" and name != "Hồ Chí Minh"):
        return True
    if run is not None and not may_follow(reader, place, run, start):
        return False
    if (kind in ("ward", "hamlet", "street") and names_its_type(reader, start)) or (
        kind == "role" and place.name not in GIVEN_TOO
    ):
        kind = ""  # "TT TP. HCM", "nghệ sĩ Hà Nội"
    if kind:
        return kind == "street" and _is_route(reader, end)
    if name in reader.tails or place.wary:  # Huế is a given name too; Hồ Chí Minh is a man unless called a city
        return name not in reader.tails and (name == "Huế" or (name == "HN" and _is_added(scan, start)))
    return not _is_club(scan, span) and not _in_company(scan, start)


def _is_added(scan: Scan, start: int) -> bool:
    """Whether a name stands where an address ends: "quận Thanh Xuân, HN"."""
    return scan.text.endswith((", ", " (", " - "), 0, start)


def _is_route(reader: PlaceReader, end: int) -> bool:
    """Whether a road leads on to another place: "đường Hà Nội - Thái Nguyên"."""
    to = _TO.match(reader.scan.text, end)
    found = gazetteer.at(reader.lexicon.places, reader.scan.text, to[1], to.start(1)) if to is not None else None
    return found is not None and found[0].kind in ("province", "district", "city")


def _is_club(scan: Scan, span: Span) -> bool:
    """Whether a football club bears the name: "Hà Nội FC", "B.Bình Dương", "(Thanh Hóa)" behind a player."""
    start, end = span
    return bool(
        (scan.text.startswith(_CLUB_AFTER, end + 1) and scan.text[end : end + 1] == " ")
        or (scan.text.startswith("(", start - 1) and scan.text.startswith(")", end) and _is_sport(scan.lower))
        or (scan.text[start - 1 : start] == "." and scan.text[start - 3 : start - 1] not in ("TP", "Tp", "tp"))
        or (
            scan.text.startswith(". ", start - 2)
            and _SPONSOR.search(scan.text, max(0, start - 4), start)
            and not scan.lower.endswith("độ c. ", 0, start)
        )
    )


@lru_cache(maxsize=1)
def _is_sport(lower: str) -> bool:
    """Whether a text is of football."""
    return any(word in lower for word in ("thủ môn", "tiền đạo", "v-league"))


def _in_company(scan: Scan, start: int) -> bool:
    """Whether the words before are a company's name that goes on: "Công ty Xây dựng số 1 Hà Nội"."""
    find, first = scan.lower.find, max(0, start - _COMPANY_REACH)
    if find("ty ", first, start) < 0 and find("đoàn ", first, start) < 0 and find("tmcp ", first, start) < 0:
        return False
    before = scan.lower[first:start]
    at = max(before.rfind("công ty "), before.rfind("tập đoàn "), before.rfind("cty "), before.rfind("tmcp "))
    return at >= 0 and not _BREAK.search(before, at)
