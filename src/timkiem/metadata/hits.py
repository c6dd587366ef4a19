"""Where places' spellings stand, each with the capitalised words before it."""

import re
from operator import itemgetter

from timkiem.metadata.anchors import Anchors
from timkiem.metadata.finding import APART, BEHIND_CAPITAL, GLUED
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.people import ADDRESSED, MOST_WORDS
from timkiem.metadata.scan import Scan, Word
from timkiem.metadata.tables import Lexicon

_GLUED = re.compile(r"[^\W_]+$")
_GLUED_REACH = 12
SENTENCE_ENDS = frozenset(".!?:\n…")
_GAP = frozenset(" \"“'‘(-–*")  # between two sentences
_NO_NAMES = ("Từ", "Hồ", "Đoàn")  #: before a place these family names are "from", "lake" and "delegation"
#: Provinces whose names people bear as well.
GIVEN_TOO = frozenset(
    ("Hòa Bình", "Thái Bình", "Hà Giang", "Hà Nam", "Hải Dương", "An Giang", "Kiên Giang", "Khánh Hòa", "Thanh Hóa")
) | frozenset(("Bình Dương", "Thái Nguyên", "Long An", "Ninh Bình"))


#: A place's spelling where it stands, or a capital behind a word like "huyện": start and end; the place; and the run it
#: stands in, if other capitalised words stand before it.
Hit = tuple[int, int, PlaceName | None, Word | None]


def find_hits(scan: Scan, lexicon: Lexicon, anchors: Anchors) -> list[Hit]:
    """Every spelling of a place and every capital behind a type, ascending."""
    text, exact = scan.text, lexicon.places.exact
    hits: list[Hit] = []
    for start, end, behind in anchors.places:
        if end > scan.limit:
            break
        if behind == APART or (behind == GLUED and _is_glued(text, start)):
            hits.append((start, end, exact[text[start:end]], None))
        elif behind == BEHIND_CAPITAL:
            first = scan.run_start(start)
            hits.append((start, end, exact[text[start:end]], scan.run_from(first) if first < start else None))
    if anchors.typed:
        known = {hit[0] for hit in hits}
        typed = (start for start in anchors.typed if start not in known and start < scan.limit)
        hits += [(start, start + 1, None, None) for start in typed]
        hits.sort(key=itemgetter(0))
    return hits


def _is_glued(text: str, start: int) -> bool:
    """Whether a small word has lost the blank behind it: "đếnNam Định"."""
    before = _GLUED.search(text, max(0, start - _GLUED_REACH), start)
    return before is not None and before[0].islower()


def name_tails(hits: list[Hit], lexicon: Lexicon) -> frozenset[str]:
    """Places' names that end a run which begins with a family name: "Thái Bình" of "Nguyễn Thái Bình"."""
    tails = set()
    for start, end, place, run in hits:
        if run is not None and place is not None and end == run.end:
            words = run.string.split(" ")
            first = words[1] if words[0] in ADDRESSED else words[0]
            if run.start + len(first) + 1 == start and first in _NO_NAMES and place.name not in GIVEN_TOO:
                continue
            if first in lexicon.families and len(words) <= MOST_WORDS:
                tails.add(run.string[start - run.start :])
    return frozenset(tails)


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence, or what is quoted, begins at a word with nothing but blanks, quotes and dashes before it."""
    at = start
    while at and text[at - 1] in _GAP:
        at -= 1
    if at == 0 or text[at - 1] in SENTENCE_ENDS or (text[at - 1] == "/" and at < start):  # " / " parts verses
        return True
    gap = text[at:start]
    return "“" in gap or "‘" in gap or (gap[:1] == " " and ('"' in gap or "'" in gap))
