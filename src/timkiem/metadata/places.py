"""Places in a text: provinces and countries by name, districts and wards by type; not what bears their names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from timkiem.metadata import gazetteer
from timkiem.metadata.anchors import TYPES, Anchors
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.hits import SENTENCE_ENDS, find_hits, name_tails, opens_sentence
from timkiem.metadata.model import Place, Span
from timkiem.metadata.people import split_place
from timkiem.metadata.scan import Scan, Word, is_syllable
from timkiem.metadata.tables import Lexicon

_JOINED = (" - ", "-", " – ", "–", ", ", " và ", "/", " ")  # between places of one list
_COMPANY_REACH = 45  #: characters back to a "công ty" whose name ends in the place
_CLUB_AFTER = frozenset(("FC", "T&T", "FLC", "Mới", "ACB", "United", "Telecom", "SC"))
_CLUB_BEFORE = frozenset(("than", "cảng", "gạch", "thép", "vàng", "báo", "đài", "vinh", "sông"))
_MORE_THAN_A_NAME = frozenset(["anh", "áo", "bỉ", "ý"])  # at the start of a sentence these are rarely countries
_BREAK = re.compile(r"[,.;:()\n]| tại | ở | trên | của | tỉnh | tp | do | bị | đã | có ")
_RANKED = ("tướng", "trưởng")
_INITIAL = re.compile(r" [A-ZĐ]\.(?! ?[A-ZĐ])")
_CREDIT = re.compile(r"(?:ảnh|clip|video|tin|bài) ?: ?$")  # of a photographer
#: Districts with the name of a province: where they lie.
_NAMESAKES = {"Quảng Ninh": "Quảng Bình", "Hòa Bình": "Bạc Liêu", "Điện Biên": "Điện Biên"}
_SPONSOR = re.compile(r"(?<![^\W_])[A-SU-ZĐ]\. $")  # "V. Ninh Bình" is a club
_ORGAN_ENDS = frozenset(["an", "ubnd", "hđnd", "ủy", "uỷ", "tp", "tx", "sở", "tỉnh", "tand", "vksnd", "csgt"])
_LIES_IN = re.compile(r"(?:,| -| –)? \(?(?:tỉnh |TP\.? |thành phố )?(\w+)")
_NUMBERED = re.compile(r"(?:quận |phường |[qp]\.) ?([0-9]{1,2})(?![0-9/]|[,.][0-9])")


@dataclass(frozen=True, slots=True)
class _Reader:
    """One text while its places are found."""

    scan: Scan
    lexicon: Lexicon
    tails: frozenset[str]  # places' names that end people's names in this text: "Thái Bình"
    found: dict[tuple[str, str], tuple[PlaceName, list[Span]]] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)  # of the places found

    def add(self, name: PlaceName, span: Span) -> None:
        key = (name.name, name.kind)
        if key in self.found:
            self.found[key][1].append(span)
        else:
            self.found[key] = (name, [span])
        self.ends.add(span[1])

    def before(self, start: int) -> tuple[str, str]:
        """What kind of thing the words before name ("" if none), and the last of them."""
        line = self.scan.lower[max(0, start - 20) : start]
        if line[-1:] not in (" ", "."):
            return "", ""
        words = line[line.rfind("\n") + 1 :].rsplit(None, 2)
        if not words:
            return "", ""
        last, bearers = words[-1].rpartition("/")[2], self.lexicon.bearers
        two = bearers.get(f"{words[-2]} {last}".lstrip("(\"“'"), "") if len(words) > 1 else ""
        return two or bearers.get(last.lstrip("(\"“'"), ""), last


def find_places(scan: Scan, lexicon: Lexicon, anchors: Anchors) -> tuple[Place, ...]:
    """Every place, in order of first mention. Linear in the text."""
    hits = find_hits(scan, lexicon, anchors)
    reader = _Reader(scan, lexicon, name_tails(hits, lexicon))
    untyped: list[tuple[PlaceName, Span]] = []
    last = 0  # end of the place before
    for start, end, place, run in hits:
        if start < last:
            continue
        if run is None and scan.lower[start - 4 : start] in TYPES:
            last = max(last, _add_typed(reader, scan.run_at(start)))
            if start < last:
                continue
        if place is None:
            continue
        if place.kind == "district":
            untyped.append((place, (start, end)))
        elif place.kind != "none" and _stands(reader, place, (start, end), run, last):
            reader.add(place, (start, end))
        last = end
    _numbered(reader, anchors.numbered)
    _add_untyped(reader, untyped)
    found = [
        Place(place.name, place.kind, place.province, place.today, tuple(sorted(spans)))
        for place, spans in reader.found.values()
    ]
    return tuple(sorted(found, key=lambda place: place.spans[0]))


def _stands(reader: _Reader, place: PlaceName, span: Span, run: Word | None, last: int) -> bool:
    """Whether a name means the place here, and not a person, street, paper, club or company that bears it."""
    scan, (start, end) = reader.scan, span
    if place.kind == "country" and scan.lower.endswith("bang ", 0, start):
        return scan.lower.endswith("liên bang ", 0, start)  # the state of Georgia
    if place.kind in ("country", "city") and not place.wary and run is None:
        return not scan.lower.endswith(("tiếng ", " chữ "), 0, start)
    if run is None and ":" in scan.text[start - 2 : start] and _CREDIT.search(scan.lower, max(0, start - 8), start):
        return False
    kind, word = reader.before(start) if run is None else ("", "")
    if kind in ("province", "district") and place.kind == "province":
        return place.name != "TP. Hồ Chí Minh" or kind == "province"
    if last in reader.ends and scan.text[last:start] in _JOINED:
        return place.name != "TP. Hồ Chí Minh" or scan.text[start:end] != "Hồ Chí Minh"
    if run is not None and not _may_follow(reader, run, start):
        return False
    goes_on = scan.text[end : end + 1] == " " and scan.text[end + 1 : end + 2].isupper()
    run_on = (run or scan.run_at(start)) if goes_on else None
    following = run_on.string[end - run_on.start :].split(" ")[1:] if run_on else []
    foreign = run is None and place.kind == "country" and following and not is_syllable(following[0])  # "ca sĩ Mỹ John"
    if kind == "language" or (kind == "person" and not foreign) or (kind and place.kind == "province"):
        return False
    if place.wary:
        return _is_wary_place(reader, place, span, following, word, run is None)
    if place.kind != "province":
        return True
    return not (
        (following and following[0] in _CLUB_AFTER)
        or scan.text[start:end] in reader.tails
        or _in_company(scan, start)
        or (scan.text.startswith("(", start - 1) and scan.text.startswith(")", end) and _is_sport(scan.lower))
        or (scan.text[start - 1 : start] == "." and scan.text[start - 3 : start - 1] not in ("TP", "Tp", "tp"))
        or (_SPONSOR.search(scan.text, max(0, start - 4), start) and not scan.lower.endswith("độ c. ", 0, start))
    )


@lru_cache(maxsize=1)
def _is_sport(lower: str) -> bool:
    """Whether a text is of football, where "(Thanh Hóa)" behind a player is a club."""
    return any(word in lower for word in ("thủ môn", "tiền đạo", "v-league"))


def _may_follow(reader: _Reader, run: Word, start: int) -> bool:
    """Whether a place can stand after the capitalised words before it in its run."""
    words = run.string[: start - run.start].split()
    word = words[-1].lower()
    if word in reader.lexicon.organs and any(
        len(row[0]) == 1 and row[1] != "other" for row in reader.lexicon.organs[word]
    ):
        return words[-1] not in reader.lexicon.families or words[-1].isupper()
    if word in _ORGAN_ENDS or word in reader.lexicon.bearers:
        return reader.lexicon.bearers.get(word, "province") == "province"
    if len(words) > 1:
        return False
    return word in reader.lexicon.words["openers"] or _opens(reader, run, word)


def _opens(reader: _Reader, run: Word, word: str) -> bool:
    """Whether the word before a place has its capital from the start of a sentence: "Sang Thái Lan, chị học"."""
    before = reader.scan.text[max(0, run.start - 3) : run.start].rstrip(" \"“'‘(-–*")[-1:]
    if before not in SENTENCE_ENDS or not is_syllable(word) or word in _CLUB_BEFORE:
        return False
    return word.capitalize() not in reader.lexicon.families and word not in reader.lexicon.honorifics


def _in_company(scan: Scan, start: int) -> bool:
    """Whether the words before are a company's name that goes on: "Công ty Xây dựng số 1 Hà Nội"."""
    before = scan.lower[max(0, start - _COMPANY_REACH) : start]
    at = max(before.rfind("công ty "), before.rfind("tập đoàn "), before.rfind("cty "))
    return at >= 0 and not _BREAK.search(before, at)


def _is_wary_place(reader: _Reader, place: PlaceName, span: Span, following: list[str], word: str, first: bool) -> bool:
    """Whether a name that is also an everyday word or a given name means the place."""
    scan, (start, end) = reader.scan, span
    name = scan.text[start:end]
    if place.kind == "province":  # Huế is a given name too; Hồ Chí Minh is a man unless called a city
        return name == "Huế" and first and name not in reader.tails
    if (
        following
        and is_syllable(following[0])
        and not gazetteer.at(reader.lexicon.places, scan.text, following[0], end + 1)
    ):
        return len(following) > 1 and following[0] in reader.lexicon.families and name != "Anh"
    if _INITIAL.match(scan.text, end) or (not first and scan.text[end : end + 1] == "/"):
        return False  # "Mỹ D." hides a name, "Thiếu Anh/VOV" wrote something
    low = scan.lower[start:end]
    rest = scan.lower[end + 1 : end + 12].split(" ")[0].strip(',.:;"”') if scan.text[end : end + 1] == " " else ""
    if rest in reader.lexicon.words.get(f"after_{low}", ()):
        return False
    before = word.strip('("“')
    if before in reader.lexicon.words["before_country"] and (name not in reader.tails or before not in _RANKED):
        return True  # but of a "thiếu tướng Nguyễn Văn Đức" it is said: "tướng Đức"
    if name in reader.tails:
        return False
    if low not in _MORE_THAN_A_NAME or scan.text[end : end + 2] in (", ", " -"):
        return True
    return not opens_sentence(scan.text, start)


def _add_typed(reader: _Reader, run: Word) -> int:
    """Add the district or ward that a type before the run announces; where it ends, or 0 if none."""
    kind, _ = reader.before(run.start)
    if kind not in ("district", "ward", "province"):
        return 0
    known = gazetteer.at(reader.lexicon.places, reader.scan.text, run.string.split(" ")[0], run.start)
    if kind == "province":
        if known is None or known[0].kind not in ("district", "city"):
            return 0
        reader.add(known[0], (run.start, known[1]))
        return known[1]
    if known is not None and kind == "district" and known[0].kind in ("district", "province"):
        province, today = known[0].province, known[0].today
        if known[0].kind == "province":
            if reader.scan.lower.endswith(("thị xã ", "tx ", "tx. "), 0, run.start):
                return 0  # a town that bears its province's name
            province = _NAMESAKES.get(known[0].name)
            today = reader.lexicon.places.provinces.get(province or "")
        said = _within(reader, known[1])  # of two districts of one name the text means that
        name = PlaceName(known[0].name, "district", *(said if said[0] and province else (province, today)))
        reader.add(name, (run.start, known[1]))
        return known[1]
    words = run.string.split(" ")
    end = run.start + len(" ".join(words[: split_place(words, reader.lexicon)]))
    if end - run.start < 2:
        return 0  # "P. T." hides a name
    province, today = _within(reader, end)
    reader.add(PlaceName(reader.scan.text[run.start : end], kind, province, today), (run.start, end))
    return end


def _within(reader: _Reader, end: int) -> tuple[str | None, str | None]:
    """The province that stands right behind a district: "huyện Như Xuân, tỉnh Thanh Hóa"."""
    found = _LIES_IN.match(reader.scan.text, end)
    if found is None:
        return None, None
    name = gazetteer.at(reader.lexicon.places, reader.scan.text, found[1], found.start(1))
    return (name[0].province, name[0].today) if name is not None and name[0].kind == "province" else (None, None)


def _numbered(reader: _Reader, starts: Sequence[int]) -> None:
    """Add "quận 1" and "phường 10". Only Hồ Chí Minh City numbers its districts."""
    lower = reader.scan.lower
    for found in filter(None, (_NUMBERED.match(lower, start) for start in starts)):
        if not lower[found.start() - 1 : found.start()].isalnum():
            kind, title = ("district", "Quận") if found[0][0] == "q" else ("ward", "Phường")
            city = "TP. Hồ Chí Minh" if kind == "district" else None
            reader.add(PlaceName(f"{title} {int(found[1])}", kind, city, city), found.span())


def _add_untyped(reader: _Reader, untyped: list[tuple[PlaceName, Span]]) -> None:
    """Add districts named without their type where the article names their province, or them with it."""
    named = {place.province for place, _ in reader.found.values()}
    for place, span in untyped:
        kind, _ = reader.before(span[0])
        if place.province in named and not kind and reader.scan.text[slice(*span)] not in reader.tails:
            reader.add(place, span)
