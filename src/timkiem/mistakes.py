"""How Vietnamese is mistyped: what a typed word may have been, and how unlikely each mistake is.

Costs are natural logarithms of one over a probability, as rough as such figures can be: a word in some thirty is
mistyped, and each of the some fifty ways to do so once has its share. What sounds alike (s and x, ch and tr, n and l)
or is told apart by spelling rules (c and k, ng and ngh) is confused more often than keys are missed.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from timkiem.syllables import split_tone
from timkiem.text import Form

CONFUSED = 5.0  #: letters that sound alike, or that spelling rules tell apart
DOUBLED = 5.5  #: a key that was hit twice
SWAPPED = 6.0  #: two neighbouring letters
DROPPED = 6.5  #: a letter missed
BESIDE = 6.5  #: the key beside, or that key too
OTHER = 8.5  #: any other letter
FIRST_MARK = 2.5  #: a word with a wrong mark or tone, beside what each costs
MARK_MISSING, MARK_WRONG, MARK_EXTRA = 2.0, 3.0, 3.5

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: frozenset(row[max(at - 1, 0) : at] + row[at + 1 : at + 2]) for row in _ROWS for at, key in enumerate(row)
}
#: Onsets and finals that are taken for one another, each group in any direction.
_ONSETS = (("s", "x"), ("ch", "tr"), ("n", "l"), ("d", "gi", "r"), ("c", "k", "qu"), ("g", "gh"), ("ng", "ngh"))
_FINALS = (("n", "ng", "nh"), ("t", "c", "ch"), ("i", "y"))
_SYLLABLE = re.compile(r"((?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?)(.*?)((?:ng|nh|ch|[cmnptiy])?)$")


@lru_cache(maxsize=1024)
def intended(word: str) -> dict[str, float]:
    """Words of letters a-z that are one mistake away from a folded word, and what each mistake costs."""
    costs: dict[str, float] = {}
    for other, cost in _mistakes(word):
        if other not in (word, "") and cost < costs.get(other, OTHER + 1):
            costs[other] = cost
    return costs


def accents(typed: Form, meant: Form) -> float:
    """What it costs that a word typed with these accents stands for another: 0 where they agree.

    Letters are compared from both ends as far as the folded words agree; what lies between is a mistake of its own,
    and when a vowel is lost there, its tone is lost with it. A word typed without any accent lacks them all at once.
    """
    letters, tone = split_tone(typed.written)
    other, other_tone = split_tone(meant.written)
    front, back = _agreement(typed.folded, meant.folded)
    tone_lost = not tone and not _VOWELS.isdisjoint(meant.folded[front : len(meant.folded) - back])
    cost = 0.0 if tone_lost else _mark(tone, other_tone)
    if len(letters) == len(typed.folded) and len(other) == len(meant.folded):
        both = zip(
            letters[:front] + letters[len(letters) - back :], other[:front] + other[len(other) - back :], strict=True
        )
        cost += sum(_mark("" if one.isascii() else one, "" if two.isascii() else two) for one, two in both)
    if not typed.accented:
        cost = min(cost, MARK_MISSING)
    return cost + FIRST_MARK if cost else 0.0


def _agreement(one: str, two: str) -> tuple[int, int]:
    """How many letters two words share at the front, and at the back beside those."""
    shorter = min(len(one), len(two))
    front = next((at for at in range(shorter) if one[at] != two[at]), shorter)
    most = shorter - front
    return front, next((at for at in range(most) if one[-1 - at] != two[-1 - at]), most)


def _mark(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    return MARK_MISSING if not typed else MARK_EXTRA if not meant else MARK_WRONG


def _mistakes(word: str) -> Iterator[tuple[str, float]]:
    """What was meant, and the cost of the mistake that made it this word."""
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        near = _BESIDE.get(letter, frozenset())
        yield before + after, _extra(letter, before[-1:], after[:1])
        for other in _LETTERS:
            yield before + other + after, BESIDE if other in near else OTHER
        if after:
            yield before + after[0] + letter + after[1:], SWAPPED
    for at in range(len(word) + 1):
        for other in _LETTERS:
            yield word[:at] + other + word[at:], DROPPED
    yield from _confusions(word)


def _extra(letter: str, before: str, after: str) -> float:
    """The cost of a letter that should not be there."""
    if letter in (before, after):
        return DOUBLED
    near = _BESIDE.get(letter, frozenset())
    return BESIDE if before in near or after in near else OTHER


def _confusions(word: str) -> Iterator[tuple[str, float]]:
    """The word with its onset or its end as another that sounds alike."""
    match = _SYLLABLE.match(word)
    if match is None:
        return
    onset, rest, final = match.groups()
    for group in _ONSETS:
        for other in group if onset in group else ():
            yield other + rest + final, CONFUSED
    for group in _FINALS:
        for other in group if final in group else ():
            yield onset + rest + other, CONFUSED
