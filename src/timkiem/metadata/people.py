"""People's names in runs of capitalised words: where one begins, how far it reaches, what it ends in."""

from collections.abc import Sequence

from timkiem.metadata.lexicon import Lexicon
from timkiem.metadata.scan import Scan, respell

MOST_WORDS = 5  #: of a Vietnamese name
_ADDRESSED = frozenset(("Ông", "Bà", "Anh", "Chị", "Em", "Cô", "Chú", "Bác", "Cháu", "Bé", "TS", "GS", "BS"))
_ENOUGH = 4  #: score at which words are taken for a name after a place


def person_tails(scan: Scan, lexicon: Lexicon) -> frozenset[str]:
    """Last word, and last two of three or more, of each run that begins with a family name."""
    tails = set()
    for run in scan.runs:
        string = run.string
        if " " in string:
            words = string.split(" ")
            first = words[1] if words[0] in _ADDRESSED else words[0]
            if first in lexicon.families and len(words) <= MOST_WORDS:
                tails.add(words[-1])
                if len(words) > 2:
                    tails.add(f"{words[-2]} {words[-1]}")
    return frozenset(tails)


def split_place(words: Sequence[str], lexicon: Lexicon) -> int:
    """How many of the words that follow "huyện" or "xã" name the place; the others may name a person."""
    best, score = min(len(words), 4), _ENOUGH - 1
    for length in range(1, min(len(words) - 1, 5)):
        value = person_score(words[length:], lexicon) + (length == 2)
        if value > score:
            best, score = length, value
    return best


def person_score(words: Sequence[str], lexicon: Lexicon) -> int:
    """0 if the words are no Vietnamese name, up to 6 if they surely are."""
    family = lexicon.families.get(titled(words[0]))
    if family is None or not 2 <= len(words) <= MOST_WORDS:
        return 0
    length = {2: 0, 3: 2, 4: 1, 5: -1}[len(words)]
    return (3 if family == "common" else 1) + length + (titled(words[-1]) in lexicon.given)


def titled(word: str) -> str:
    """A shouted word in its usual case: "NGUYỄN" becomes "Nguyễn"."""
    return word.capitalize() if len(word) > 1 and word.isupper() else word


def name_key(name: str) -> str:
    """What two spellings of one name share: case and place of tone marks put aside."""
    return respell(name.lower())
