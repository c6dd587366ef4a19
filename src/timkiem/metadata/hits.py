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
SENTENCE_ENDS = frozenset((".", "!", "?", ":", "\n", "", "…"))


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
    """Places' names that end a run which begins with a family name."""
    tails = set()
    for start, end, place, run in hits:
        if run is not None and place is not None and end == run.end:
            words = run.string.split(" ")
            first = words[1] if words[0] in ADDRESSED else words[0]
            if first in lexicon.families and len(words) <= MOST_WORDS:
                tails.add(run.string[start - run.start :])
    return frozenset(tails)


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence begins at a word, or with blanks and quotes before it."""
    at = start
    while at and text[at - 1] in " \"“'‘(":
        at -= 1
    return start < 2 or at == 0 or text[at - 1] in SENTENCE_ENDS
