"""Whether a place may stand behind capitalised words: "Công an TP Huế", "Sang Thái Lan", but not "Nguyễn Thái Bình"."""

import re

from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.hits import GIVEN_TOO, opens_sentence
from timkiem.metadata.place_reader import PlaceReader
from timkiem.metadata.scan import Word, is_syllable

_ORGAN_ENDS = frozenset(["an", "ubnd", "hđnd", "ủy", "uỷ", "tp", "tx", "sở", "tỉnh", "tand", "vksnd", "csgt", "ương"])
_SCHOOLS = frozenset(("đh", "cđ", "hv", "bv", "y", "dược", "luật", "mở", "lớn"))  # "Đại học Y Hà Nội"
_DIRECTIONS = frozenset(("đông", "tây", "nam", "bắc", "trung"))
_CLUB_BEFORE = frozenset(("than", "cảng", "gạch", "thép", "vàng", "báo", "đài", "vinh", "sông"))
_SPEAK_FOR_COUNTRIES = ("newspaper", "club", "role")  #: kinds of bearers: "Báo Nhật", "Vua Jordan"
_YOUTH = re.compile(r"U[12][0-9]")
_OWN_TYPE = re.compile(r"T(?:\.?[Pp](?![^\W_])|hành )")


def may_follow(reader: PlaceReader, place: PlaceName, run: Word, start: int) -> bool:
    """Whether a place can stand after the capitalised words before it in its run."""
    words = run.string[: start - run.start].split()
    word = words[-1].lower()
    organs, bearers = reader.lexicon.organs, reader.lexicon.bearers
    if place.kind == "province" and (names_its_type(reader, start) or (word == "đoàn" and place.name not in GIVEN_TOO)):
        return bearers.get(word) not in ("newspaper", "company")
    if word in _CLUB_BEFORE and place.kind == "province":
        return False
    if word in organs and any(len(row[0]) == 1 and row[1] != "other" for row in organs[word]):
        return words[-1] not in reader.lexicon.families or words[-1].isupper()
    if word in _ORGAN_ENDS or (word in _SCHOOLS and place.kind == "province"):
        return True
    if word in bearers:
        kind = bearers[word]
        return kind == "province" or (place.kind == "country" and kind in _SPEAK_FOR_COUNTRIES)
    if place.kind == "country" and _is_foreign_body(words[-1], run.string[start - run.start :]):
        return True
    if word == "từ" and not place.wary:
        return True  # "Minh Anh từ Malaysia", who wrote it
    if not place.wary and all(each.lower() in _DIRECTIONS for each in words):
        return True
    if len(words) > 1:
        return False
    if place.wary:
        return word in reader.lexicon.words["openers"] and opens_sentence(reader.scan.text, run.start)
    return word in reader.lexicon.words["openers"] or _opens(reader, run, word)


def names_its_type(reader: PlaceReader, start: int) -> bool:
    """Whether a name says itself that it is a city: "TP HCM"."""
    return _OWN_TYPE.match(reader.scan.text, start) is not None


def _is_foreign_body(word: str, name: str) -> bool:
    """Whether a team or a body of letters stands before a country: "U23 Qatar", "KOICA Hàn Quốc", not "AS Monaco"."""
    body = 1 < len(word) < 7 and word.isalpha() and word.isupper()
    return (body and " " in name) or _YOUTH.fullmatch(word) is not None


def _opens(reader: PlaceReader, run: Word, word: str) -> bool:
    """Whether the word before a place has its capital from the start of a sentence: "Sang Thái Lan, chị học"."""
    if not opens_sentence(reader.scan.text, run.start) or not is_syllable(word):
        return False
    return word.capitalize() not in reader.lexicon.families and word not in reader.lexicon.honorifics
