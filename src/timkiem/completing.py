"""What continues the words typed so far, in one field of one segment: which words, and where that stands.

The last word is a beginning ("" where a space was typed last: any word may follow), those before it are whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.documents import NOWHERE
from timkiem.columnar.postings import Postings
from timkiem.syllables import split_tone
from timkiem.text import Form, form, normalize, words

_MOST_PAIRS = 12  #: words that may follow, the most frequent ones, which are held against the words before
_MOST_PLACES = 12_000  #: a beginning that stands more often says too little
_MOSTLY = 0.6  #: share of the places of some words where one word follows, for it to belong to them
_FOLLOWERS = 3  #: words that follow the last of them, the most frequent ones, which may be it


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a query that is being typed."""

    whole: tuple[Form, ...]
    begun: Form  # of the last word; folded and written are "" behind a space

    @property
    def last(self) -> "Typed":
        """The same with the last whole word alone."""
        return Typed(self.whole[-1:], self.begun)

    def fits(self, forms: Sequence[Form], at: int) -> bool:
        """Whether words, from one on, are those typed; accents that were typed must agree."""
        if len(forms) < at + len(self.whole) + bool(self.begun.folded):
            return False
        pairs = zip(self.whole, forms[at : at + len(self.whole)], strict=True)
        if not all(one.folded == two.folded and (not one.accented or one == two) for one, two in pairs):
            return False
        return not self.begun.folded or begins(self.begun, forms[at + len(self.whole)])


def typed(text: str) -> Typed:
    """The words of a text; the last one is begun when nothing stands behind it."""
    text = normalize(text)
    found = list(words(text))
    forms = [form(match[0]) for match in found]
    if found and found[-1].end() == len(text):
        return Typed(tuple(forms[:-1]), forms[-1])
    return Typed(tuple(forms), Form("", ""))


def begins(begun: Form, word: Form) -> bool:
    """Whether a word begins so; accents that were typed must agree, a tone too where there is one."""
    if not word.folded.startswith(begun.folded):
        return False
    if not begun.accented:
        return True
    letters, tone = split_tone(begun.written)
    other, other_tone = split_tone(word.written)
    return other.startswith(letters) and tone in ("", other_tone)


def following(postings: Postings, so_far: Typed) -> dict[str, int]:
    """The folded words that stand behind the whole ones, at least one, and how often. The most frequent ones alone."""
    numbers = _numbers(postings, so_far)
    if not numbers:
        return {}
    first, last = _pairs(postings, numbers[-1], so_far.begun)
    sizes = postings.places.sizes(first, last)
    if len(numbers) > 1:
        before = postings.phrase(numbers) + len(numbers) - 1
        sizes = _sizes_behind(postings, before, first, sizes)
    usual = np.argsort(-sizes, kind="stable")[:_MOST_PAIRS].tolist()
    seconds = postings.seconds
    return {postings.folded[int(seconds[first + at])].decode(): int(sizes[at]) for at in usual if sizes[at]}


def continued(postings: Postings, way: tuple[str, ...]) -> str | None:
    """The folded word that mostly stands behind some, two or more, as phố behind công an thành; None without such.

    What stands very often is taken for whole.
    """
    numbers = [postings.folded.find(word.encode()) for word in way]
    if min(numbers) < 0:
        return None
    first, last = (int(bound) for bound in postings.pairs[numbers[-1] : numbers[-1] + 2])
    sizes = postings.places.sizes(first, last)
    before = postings.phrase(numbers) + len(numbers) - 1
    if len(before) > _MOST_PLACES // 2:
        return None
    for at in np.argsort(-sizes, kind="stable")[:_FOLLOWERS].tolist():
        word = int(postings.seconds[first + at])
        if not len(before) or sizes[at] < _MOSTLY * len(before):
            return None
        if word < len(postings.folded) and _shared(before, postings.places.get(first + at)) > _MOSTLY * len(before):
            return postings.folded[word].decode()
    return None


def _sizes_behind(
    postings: Postings, before: NDArray[np.int64], first: int, sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many places of each of some pairs, the first of which is given, are among some places, both ascending.

    Where they have too many, the most frequent pairs alone.
    """
    if not len(before) or not len(sizes):
        return np.zeros(len(sizes), "i8")
    if int(sizes.sum()) <= _MOST_PLACES:
        places = postings.places.span(first, first + len(sizes))
        held = before[np.minimum(before.searchsorted(places), len(before) - 1)] == places
        owners = np.repeat(np.arange(len(sizes)), sizes)
        return np.bincount(owners[held], minlength=len(sizes))
    counts = np.zeros(len(sizes), "i8")
    for at in np.argsort(-sizes, kind="stable")[:_MOST_PAIRS].tolist():
        counts[at] = _shared(before, postings.places.get(first + at))
    return counts


def starting(postings: Postings, begun: Form, most: int) -> dict[str, int]:
    """The ``most`` frequent folded words that begin so, and how often each stands."""
    found = postings.folded.with_prefix(begun.folded.encode())
    bounds = postings.places.starts[postings.pairs[found.start : found.stop + 1]].astype("i8")
    counts = np.diff(bounds)
    usual = np.argsort(-counts, kind="stable")[:most].tolist()
    return {postings.folded[found.start + at].decode(): int(counts[at]) for at in usual}


def standing(postings: Postings, so_far: Typed) -> NDArray[np.int64]:
    """Places, i8 ascending, of the first of the words, where all stand one after another. Empty for too many."""
    if not so_far.whole:
        found = postings.folded.with_prefix(so_far.begun.folded.encode())
        first, last = int(postings.pairs[found.start]), int(postings.pairs[found.stop])
    elif numbers := _numbers(postings, so_far):
        first, last = _pairs(postings, numbers[-1], so_far.begun) if so_far.begun.folded else (
            int(postings.pairs[numbers[-1]]), int(postings.pairs[numbers[-1] + 1])
        )  # fmt: skip
    else:
        return NOWHERE.docs
    if int(postings.places.starts[last]) - int(postings.places.starts[first]) > _MOST_PLACES:
        return NOWHERE.docs
    places = np.sort(postings.places.span(first, last))
    if len(so_far.whole) > 1:
        before = postings.phrase(numbers) + len(numbers) - 1
        places = places[np.isin(places, before, assume_unique=True)] - (len(numbers) - 1)
    return places


def _numbers(postings: Postings, so_far: Typed) -> list[int]:
    """The numbers of the whole words; none where the field lacks one."""
    numbers = [postings.folded.find(word.folded.encode()) for word in so_far.whole]
    return numbers if numbers and min(numbers) >= 0 else []


def _pairs(postings: Postings, first: int, begun: Form) -> tuple[int, int]:
    """The pairs of a word with all words that begin so, from one to before another."""
    found = postings.folded.with_prefix(begun.folded.encode())
    start, end = int(postings.pairs[first]), int(postings.pairs[first + 1])
    seconds = postings.seconds[start:end]
    low, high = seconds.searchsorted(np.array([found.start, found.stop], "u4")).tolist()
    return start + low, start + high


def _shared(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """How many numbers two ascending lists share."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    at = np.minimum(many.searchsorted(few), len(many) - 1)
    return int(np.count_nonzero(many[at] == few))
