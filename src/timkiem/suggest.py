"""Completions for a query while it is typed: words, places, officials and titles of the index, with their accents."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from heapq import nlargest
from itertools import pairwise
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.segment import Segment
from timkiem.completing import Typed, begins, continued, following, standing, starting, typed
from timkiem.frequencies import FIELDS, Frequencies
from timkiem.readings import read
from timkiem.snapshot import Snapshot
from timkiem.syllables import is_syllable, spelled
from timkiem.text import Form, forms

Kind = Literal["words", "place", "official", "title"]
LABELS: dict[Kind, tuple[str, str]] = {"place": ("location", "location"), "official": ("official", "officials")}
#: By kind, the table of labels and the field of their words.

_WORDS = 6  #: words that a beginning may stand for
_MOST_WORDS = 12  #: that may be typed; who has typed more needs no completion
_LOOKED_AT = 9  #: completions whose accents are read, those that stand most often
_HALF = 4  #: of ten completions, so many are words where there are names and titles enough
_CONTINUED = 3  #: completions that are looked at for words that mostly follow, the first ones
_MORE = 2  #: words that are added to a completion, where one mostly follows
_LABELS = 48  #: labels of the articles found, the most frequent ones, that are held against what was typed
_AGREE = 0.2  #: share of a pair that is written as typed, for the accents to agree
_LETTERS = 2  #: of a beginning, from which titles are told


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion."""

    text: str  # with accents; words in small letters, all else as it stands in the index
    articles: int  # that have it, accents aside; titles may be those of several
    kind: Kind

    def record(self) -> dict[str, str | int]:
        """The suggestion as JSON has it."""
        return {"text": self.text, "articles": self.articles, "kind": self.kind}


def suggest(frequencies: Frequencies, text: str, limit: int) -> list[Suggestion]:
    """Up to ``limit`` completions of a text, the words first that stand in most articles.

    Places, officials and titles have at least a place each where some fit, and all that words leave.
    """
    so_far, snapshot = typed(text), frequencies.snapshot
    if not 0 < len(so_far.whole) + bool(so_far.begun.folded) <= _MOST_WORDS or not snapshot.articles:
        return []
    named = {kind: _labels(snapshot, kind, so_far, limit) for kind in LABELS}
    titles = _titles(snapshot, so_far, limit)
    others = len(titles) + sum(map(len, named.values()))
    words = _words(frequencies, so_far, max(limit - others, _HALF * limit // 10), named)
    known = {_forms(each.text) for some in (words, *named.values()) for each in some}
    titles = [each for each in titles if _forms(each.text) not in known]
    return _shared_out({"words": words, **named, "title": titles}, limit)


def _shared_out(found: dict[Kind, list[Suggestion]], limit: int) -> list[Suggestion]:
    """The first of each kind in turn, three of the words, until there are enough; in the order of the kinds."""
    chosen: dict[Kind, int] = dict.fromkeys(found, 0)
    turns: list[Kind] = ["words", "words", "words", *LABELS, "title"]
    while sum(chosen.values()) < min(limit, sum(map(len, found.values()))):
        for kind in turns:
            if chosen[kind] < len(found[kind]) and sum(chosen.values()) < limit:
                chosen[kind] += 1
    return [each for kind, count in chosen.items() for each in found[kind][:count]]


def _words(frequencies: Frequencies, so_far: Typed, most: int, named: dict[Kind, list[Suggestion]]) -> list[Suggestion]:
    """Up to ``most`` ways to complete what was typed by words, the most frequent first, but those that are names."""
    named_already = {_forms(each.text) for labels in named.values() for each in labels}
    found: dict[tuple[Form, ...], Suggestion] = {}
    candidates = _candidates(frequencies, so_far)
    worth = {folded: _worth(frequencies, folded, count) for folded, count in candidates.items()}
    for folded in nlargest(_LOOKED_AT, candidates, key=lambda folded: worth[folded]):
        known = so_far.whole[len(so_far.whole) - len(folded) + 1 :] if so_far.whole else ()
        way = _written(frequencies, so_far, known, folded)
        whole = folded
        if way and len(found) < _CONTINUED:
            whole = frequencies.once(("continued", folded), partial(_continued, frequencies, folded))
            way = _written(frequencies, so_far, known, whole) if len(whole) > len(folded) else way
        if way is None or way in found or way in named_already:
            continue
        if articles := frequencies.once(("articles", whole), partial(_articles, frequencies.snapshot, whole)):
            before = so_far.whole[: len(so_far.whole) - len(known)]
            found[way] = Suggestion(" ".join(spelled(word.written) for word in (*before, *way)), articles, "words")
        if len(found) == most:
            break
    return list(found.values())


def _worth(frequencies: Frequencies, folded: tuple[str, ...], count: int) -> float:
    """What words are worth as a completion: how often they stand, the less the more often the last stands anyway."""
    return count * sqrt(count / max(frequencies.word(folded[-1]), count))


def _continued(frequencies: Frequencies, folded: tuple[str, ...]) -> tuple[str, ...]:
    """The words with those that mostly stand behind them."""
    if len(folded) < 2:
        return folded
    postings = max(
        (segment.fields["body"] for segment in frequencies.snapshot.segments), key=lambda each: len(each.lengths)
    )
    for _ in range(_MORE):
        more = continued(postings, folded)
        if not more:
            break
        folded = (*folded, more)
    return folded


def _candidates(frequencies: Frequencies, so_far: Typed) -> Counter[tuple[str, ...]]:
    """Folded words that complete what was typed, and how often they stand."""
    postings = [segment.fields[field] for segment in frequencies.snapshot.segments for field in FIELDS]
    found = Counter[tuple[str, ...]]()
    for context in (so_far, so_far.last) if so_far.whole else ():
        before = tuple(word.folded for word in context.whole)
        for each in postings:
            found.update({(*before, word): count for word, count in following(each, context).items()})
        if found:
            return found
    starts = Counter[str]()
    for each in postings if so_far.begun.folded else ():
        starts.update(starting(each, so_far.begun, _WORDS))
    for word, count in starts.most_common(_WORDS):
        if not is_syllable(_usual(frequencies, word)):
            found[(word,)] = count
        for each in postings:
            following_ = following(each, Typed((Form(word, word),), Form("", "")))
            found.update({(word, second): count for second, count in following_.items()})
    return found


def _written(
    frequencies: Frequencies, so_far: Typed, known: tuple[Form, ...], folded: tuple[str, ...]
) -> tuple[Form, ...] | None:
    """Folded words with their accents; None where those do not agree with what was typed.

    ``known``: the words before the begun one as they were typed; the first of the folded words are those.
    """
    bare = [*known, *(Form(word, word) for word in folded[len(known) :])]
    if not all(_agree(frequencies, one, two.folded) for one, two in pairwise(bare) if one.accented):
        return None
    readings = zip(bare, read(frequencies.snapshot, bare), strict=True)
    words = [
        word if word.accented else Form(word.folded, guess or _usual(frequencies, word.folded))
        for word, guess in readings
    ]
    return tuple(words) if begins(so_far.begun, words[len(known)]) else None


def _agree(frequencies: Frequencies, first: Form, second: str) -> bool:
    """Whether a word, as it is written, stands before another often enough."""
    ways = frequencies.writings_of_pair(first.folded, second)
    return sum(share for (one, _), share in ways.items() if one == first.written) >= _AGREE


def _usual(frequencies: Frequencies, folded: str) -> str:
    """The commonest writing of a word."""
    writings = frequencies.writings(folded)
    return max(writings, key=lambda written: writings[written]) if writings else folded


def _articles(snapshot: Snapshot, folded: tuple[str, ...]) -> int:
    """How many articles have these folded words side by side in their title or text."""
    total = 0
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        mask = np.zeros(len(segment), bool)
        for field in FIELDS:
            postings = segment.fields[field]
            numbers = [postings.folded.find(word.encode()) for word in folded]
            if min(numbers) < 0:
                continue
            if len(numbers) > 1:
                mask[postings.by_document(postings.phrase(numbers)).docs] = True
            else:
                postings.folded_docs.lists.mark(numbers[0], mask)
        total += int(np.count_nonzero(mask & alive))
    return total


def _labels(snapshot: Snapshot, kind: Kind, so_far: Typed, limit: int) -> list[Suggestion]:
    """Labels with what was typed in them, most articles first."""
    table, field = LABELS[kind]
    counts = Counter[str]()
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        docs = _documents(segment, field, so_far, alive)
        rows = segment.tables[table]
        column = rows.columns[table]
        starts, sizes = rows.starts[docs], rows.counts[docs]
        every = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
        numbers, times = np.unique(column.numbers[every], return_counts=True)
        usual = np.argsort(-times, kind="stable")[:_LABELS].tolist()
        counts.update({column.labels[int(numbers[at])]: int(times[at]) for at in usual})
    fitting = ((label, count) for label, count in counts.most_common() if label and _fits(so_far, label))
    return [Suggestion(label, count, kind) for (label, count), _ in zip(fitting, range(limit), strict=False)]


def _fits(so_far: Typed, text: str) -> bool:
    """Whether what was typed stands in a text."""
    words, first = _forms(text), (*so_far.whole, so_far.begun)[0].folded
    return any(so_far.fits(words, at) for at, word in enumerate(words) if word.folded.startswith(first))


@lru_cache(maxsize=1 << 14)
def _forms(text: str) -> tuple[Form, ...]:
    """The words of a name or title, remembered: they come again with the next key."""
    return tuple(forms(text))


def _titles(snapshot: Snapshot, so_far: Typed, limit: int) -> list[Suggestion]:
    """Titles with what was typed in them: those that begin so first, then the newest."""
    if not so_far.whole and len(so_far.begun.folded) < _LETTERS:
        return []
    found: list[tuple[bool, int, str]] = []
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        postings = segment.fields["title"]
        docs, positions = postings.documents_and_positions(standing(postings, so_far))
        docs, positions = docs[alive[docs]], positions[alive[docs]]
        ages = -segment.articles.periods[0][docs].astype("i8")
        first = np.lexsort((ages, positions > 0))[: 4 * limit].tolist()
        found += [(bool(positions[at]), int(ages[at]), segment.articles.title(int(docs[at]))) for at in first]
    titles = Counter(title for *_, title in found)
    ordered = dict.fromkeys(title for *_, title in sorted(found, key=lambda each: each[:2]))
    fitting = (title for title in ordered if _fits(so_far, title))
    return [Suggestion(title, titles[title], "title") for title, _ in zip(fitting, range(limit), strict=False)]


def _documents(segment: Segment, field: str, so_far: Typed, alive: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Documents, i8 ascending, that are alive and have what was typed in a field."""
    postings = segment.fields[field]
    docs = postings.by_document(standing(postings, so_far)).docs
    return docs[alive[docs]]
