"""Countries by short forms of their names, in pairs: "Mỹ - Trung", "Hàn-Triều", "biên giới Việt - Trung"."""

import re

from timkiem.metadata import gazetteer
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.place_reader import PlaceReader
from timkiem.metadata.scan import UPPER

_JOINTS = tuple(re.compile(rf"{sign} ?(?=[{UPPER}])") for sign in "-–")  # before a capital
_HOME = "Việt"
_PARTNERS = frozenset((_HOME, "EU", "Âu", "NATO", "ASEAN"))
_OF_WORDS = frozenset(("tiếng", "điển", "ngữ"))  # "từ điển Hàn - Việt" is of languages
_REACH = 24  #: characters back to the word before a pair
_LEFT = re.compile(r"(?:(?<![^\W_])([^\W_]+) )?(?<![^\W_])([^\W\d_]+)$")
_RIGHT = re.compile(r"([^\W\d_]+)(?![^\W_])(?: ([^\W_]+))?")


def add_pairs(reader: PlaceReader) -> None:
    """Add what pairs name by short forms; all other places have been found. One look at each hyphen."""
    text, shorts = reader.scan.text, tuple(reader.lexicon.short_names)
    for joint in _JOINTS:
        for found in joint.finditer(text):
            end = found.start() - (text[found.start() - 1 : found.start()] == " ")
            if text.startswith(shorts, found.end()) or text.endswith(shorts, 0, max(0, end)):
                _add_pair(reader, end, found.end())


def _add_pair(reader: PlaceReader, end: int, start: int) -> None:
    """Add what the words name that end and begin at a hyphen, if both are countries."""
    text, shorts = reader.scan.text, reader.lexicon.short_names
    left, right = _LEFT.search(text, max(0, end - _REACH), end), _RIGHT.match(text, start)
    if left is None or right is None:
        return
    first, second = shorts.get(left[2]), shorts.get(right[1])
    if (first or second) and _is_left(reader, left) and _is_right(reader, right):
        if first:
            reader.add(PlaceName(first, "country"), left.span(2))
        if second:
            reader.add(PlaceName(second, "country"), right.span(1))


def _is_left(reader: PlaceReader, found: re.Match[str]) -> bool:
    """Whether a pair can begin with a word."""
    if found.end() in reader.ends:
        return True
    before = found[1] or ""
    if found[2] == _HOME:  # of states, not of "Bệnh viện Việt - Đức"
        return before in reader.lexicon.words["before_pair"]
    known = found[2] in reader.lexicon.short_names or found[2] in _PARTNERS
    return known and not before[:1].isupper() and before not in _OF_WORDS


def _is_right(reader: PlaceReader, found: re.Match[str]) -> bool:
    """Whether a pair can end with a word."""
    word, after = found[1], found[2] or ""
    if word in _PARTNERS:
        return True
    place = gazetteer.at(reader.lexicon.places, reader.scan.text, word, found.start())
    if place is not None and place[1] > found.end(1):
        return place[0].kind == "country"
    if word in reader.lexicon.short_names:
        return not after[:1].isupper() and after not in reader.lexicon.words.get(f"after_{word.lower()}", ())
    return place is not None and place[0].kind == "country"
