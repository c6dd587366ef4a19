"""Whether a country's name means the country, and not a language, a sea, a tournament, a person or an everyday word."""

import re

from timkiem.metadata import gazetteer
from timkiem.metadata.capitals import may_follow
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.hits import opens_sentence
from timkiem.metadata.model import Span
from timkiem.metadata.place_reader import PlaceReader
from timkiem.metadata.scan import Scan, Word, is_syllable

_HOSPITAL = re.compile(  # "Bệnh viện Việt Nam - Thụy Điển", "Cung Hữu nghị Việt - Xô"
    r"(?:bệnh viện|bv|cung|trường|đại học|cao đẳng|trung tâm|công nghiệp|kcn|công viên|công ty) (?:[^\W_]+ ){0,3}$"
)
_BOTH = ("việt nam - ", "việt nam-", "việt nam – ", "việt - ", "việt-", "việt – ")
_HOSPITAL_REACH = 40  #: characters
_BRAND = re.compile(r" (?:Airlines|Airways|Air|Post|Times|Telecom|Bank)(?![^\W_])")  # "Malaysia Airlines"
_BRAND_BEGINS = frozenset((" A", " P", " T", " B"))
_NOT_THE_LAND = ("vịnh ", "bán đảo ", "eo biển ", "châu ")  #: before a country: a sea, or more than it
_SUSPECT = frozenset(("ang ", "ịnh ", "đảo ", "iển ", "hâu ", "m - ", "m – ", "nam-", "t - ", "t – ", "iệt-"))
_GIVEN_TOO = frozenset(("Anh Quốc", "Anh quốc", "Hà Lan", "Thái Lan"))  # people's names as well
_MORE_THAN_A_NAME = frozenset(["anh", "áo", "bỉ", "ý"])  # at the start of a sentence these are rarely countries
_FIRST_NAMES = frozenset(("Jordan", "Georgia", "Chad", "Oman"))  # of people abroad
_ISLANDS = ("Marshall", "Solomon")  #: behind "quần đảo"
_NAMED_SO = _FIRST_NAMES | {"Anh", "Hà Lan", "Thái Lan", *(f"Quần đảo {name}" for name in _ISLANDS)}  #: countries
_COMPANY_REACH = 45  #: characters back to a "Tập đoàn" whose name ends in the country
_COMPANY = re.compile(r"[^\W\d_](?:ông ty|ập đoàn|gân hàng) ((?:[^\W_]+ ){2,8})$")
_NO_COMPANY = frozenset(("của", "tại", "ở", "từ", "do", "trên", "ương", "nước"))  # "Ngân hàng Trung ương Nhật Bản"
_RANKED = ("tướng", "trưởng")
_AT = ("tại", "ở", "sang", "nước")
_SAYS_NOTHING = ("language", "unit", "credit")  #: kinds of bearers
_INITIAL = re.compile(r" [A-ZĐ][a-zđ]{0,2}\.(?! ?[A-ZĐ])")
_LANGUAGES_REACH = 80  #: characters
#: What stands before the name of a language: "tiếng ", "chữ ", "ngôn ngữ ", or what joins it to another.
_BEHIND_LANGUAGES = frozenset(("g ", "ữ ", ", ", "à ", "c ", "y ", "- ", "h/", "c/", "p/", "a/", "t/", "n/", "g/"))
_LANGUAGES = re.compile(
    r"(?:tiếng|chữ|ngôn ngữ) (?:(?:việt|anh|pháp|nga|đức|nhật|hàn|trung|hoa|ý|lào|thái|khmer|tây ban nha|bồ đào nha"
    r"|italia|italy|ả rập|ấn độ|trung quốc|hàn quốc|nhật bản)(?:, | và | hoặc | hay |/|/tiếng | - ))*$"
)
_FAMED = ("nổi tiếng ", "có tiếng ", "danh tiếng ", "lên tiếng ")
#: Countries whose names name languages too.
_SPOKEN = frozenset(
    ("Anh", "Pháp", "Nga", "Đức", "Nhật Bản", "Hàn Quốc", "Trung Quốc", "Italy", "Lào", "Thái Lan", "Tây Ban Nha")
) | frozenset(("Bồ Đào Nha", "Ấn Độ", "Campuchia"))


def is_country(reader: PlaceReader, place: PlaceName, span: Span, run: Word | None, last: int) -> bool:
    """Whether a country's name, or a foreign city's, at a span means it; ``last`` is where the name before it ends."""
    scan, start = reader.scan, span[0]
    if scan.lower[start - 4 : start] in _SUSPECT and _is_elsewhere(scan.lower, place, start):
        return False
    if scan.lower[start - 2 : start] in _BEHIND_LANGUAGES and place.name in _SPOKEN and _is_language(scan.lower, start):
        return False
    if scan.text[span[1] : span[1] + 2] in _BRAND_BEGINS and _BRAND.match(scan.text, span[1]):
        return False
    if not place.wary and run is None:
        return not (
            (place.name in _NAMED_SO and _is_named_so(reader, span))
            or ((place.name, place.kind) not in reader.found and _in_company(scan, span))
        )
    if reader.is_listed(start, last) and scan.text[start : span[1]] not in reader.lexicon.short_names:
        return True
    if run is not None and not may_follow(reader, place, run, start):
        return False
    return not place.wary or _is_wary_country(reader, span, run, last)


def _is_elsewhere(lower: str, place: PlaceName, start: int) -> bool:
    """Whether a state of the USA is named, a sea, a continent, or a hospital."""
    if place.kind == "country" and lower.endswith("bang ", 0, start):
        return not lower.endswith("liên bang ", 0, start)  # the state of Georgia
    return lower.endswith(_NOT_THE_LAND, 0, start) or _in_hospital(lower, start)


def _in_hospital(lower: str, start: int) -> bool:
    """Whether a hospital, school or the like is named for Vietnam and the country."""
    both = next((each for each in _BOTH if lower.endswith(each, 0, start)), "")
    first = start - len(both)
    return bool(both) and _HOSPITAL.search(lower, max(0, first - _HOSPITAL_REACH), first) is not None


def _is_named_so(reader: PlaceReader, span: Span) -> bool:
    """Whether a person bears a country's name: "chị Hà Lan", "Jordan Ebner"."""
    scan, (start, end) = reader.scan, span
    name = scan.text[start:end]
    if name in _GIVEN_TOO:
        return name in reader.tails or reader.before(start)[0] == "person"
    if name in _ISLANDS:
        return not scan.lower.endswith("quần đảo ", 0, start)
    if name in _FIRST_NAMES and _following(scan, span, None):
        kind, word = reader.before(start)
        return kind != "role" and word not in reader.lexicon.words["before_country"]
    return False


def _in_company(scan: Scan, span: Span) -> bool:
    """Whether a company's Vietnamese name ends in the country: "Tập đoàn Cục 6 đường sắt Trung Quốc"."""
    start, first = span[0], max(0, span[0] - _COMPANY_REACH)
    find = scan.lower.find
    if find("ty ", first, start) < 0 and find("đoàn ", first, start) < 0 and find("hàng ", first, start) < 0:
        return False
    found = _COMPANY.search(scan.text, first, start)
    if found is None or _following(scan, span, None):
        return False
    words = found[1].split()
    if words[-1] == "và" or not _NO_COMPANY.isdisjoint(words):
        return False
    is_name = found[0][0].isupper() and not opens_sentence(scan.text, found.start())
    return is_name or (words[0].istitle() and is_syllable(words[0]))


def _is_language(lower: str, start: int) -> bool:
    """Whether a language is named: "tiếng Anh", and "Nga" in "tiếng Anh, Pháp và Nga"."""
    first = max(0, start - _LANGUAGES_REACH)
    if lower.find("tiếng ", first, start) < 0 and lower.find("ngữ ", first, start) < 0 and lower[start - 2] != "ữ":
        return False
    return _LANGUAGES.search(lower, first, start) is not None and not lower.endswith(_FAMED, 0, start)


def _is_wary_country(reader: PlaceReader, span: Span, run: Word | None, last: int) -> bool:
    """Whether a name that is also an everyday word or a given name means the country."""
    scan, (start, end) = reader.scan, span
    text, name, low = scan.text, scan.text[start:end], scan.lower[start:end]
    words = reader.lexicon.words
    kind, word = reader.before(start) if run is None else ("", "")
    if kind in _SAYS_NOTHING:
        return False
    following: list[str] = []
    if text[end : end + 1] == " ":
        rest = scan.lower[end + 1 : end + 12].split(" ", 1)[0].rstrip(',.:;"”')
        if rest in words.get("after_" + low, ()) and not (low == "anh" and word in _AT):
            return False
        if text[end + 1 : end + 2].isupper():
            following = _following(scan, span, run)
            if following and is_syllable(following[0]) and not _is_place(reader, following[0], end + 1):
                is_person = len(following) > 1 and following[0] in reader.lexicon.families
                return word in ("nước", "đất") or (is_person and name != "Anh")
            if _INITIAL.match(text, end):
                return False  # "Mỹ D." hides a name
    if kind == "person" and (not following or is_syllable(following[0])):  # but "anh chàng Mỹ John"
        return False
    if name in reader.lexicon.short_names:
        return not following and (word in words["before_short"] or reader.is_listed(start, last))
    if run is not None and text[end : end + 1] == "/":
        return False  # "Thiếu Anh/VOV" wrote something
    before = word.strip('("“')
    if before in words["before_country"] and (name not in reader.tails or before not in _RANKED):
        return True  # but of a "thiếu tướng Nguyễn Văn Đức" it is said: "tướng Đức"
    if name in reader.tails:
        return False
    if low not in _MORE_THAN_A_NAME or text[end : end + 2] in (", ", " -"):
        return True
    return not opens_sentence(text, start)


def _following(scan: Scan, span: Span, run: Word | None) -> list[str]:
    """The capitalised words behind a name."""
    start, end = span
    if scan.text[end : end + 1] != " " or not scan.text[end + 1 : end + 2].isupper():
        return []
    run = run or scan.run_at(start)
    return run.string[end - run.start :].split(" ")[1:]


def _is_place(reader: PlaceReader, word: str, start: int) -> bool:
    """Whether a place follows; but two short names beside each other are a person's: "Đức Anh"."""
    found = gazetteer.at(reader.lexicon.places, reader.scan.text, word, start)
    return found is not None and not (found[0].kind == "country" and found[0].wary)
