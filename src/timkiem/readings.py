"""Which accents letters without accents stand for, judged by the index: `quang binh` is quảng bình.

Two syllables side by side are mostly one word, and mostly written one way. Lists of pairs know no accents, but lists
of written words do: in the documents that hold the pair, the writing that the pair has must stand somewhere. So each
writing is held against some of these documents. It explains a document that has it, and the better the rarer it is
elsewhere: `là` stands in most documents with `lá cây` too, but it stands in most documents without.

Letters in shapes: V writings of a word, D documents looked into.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.documents import Documents
from timkiem.columnar.postings import Postings
from timkiem.snapshot import Snapshot
from timkiem.text import Form

FIELD = "body"  #: where readings are learned
SURE = 0.7  #: share of its documents that a writing must explain to be the reading
_LOOKED_INTO = 32  #: documents of a pair: so many tell 0.7 from 0.3, and looking into them is quick
_WRITINGS = 12  #: of a word that are considered, the most frequent ones
_RARE = 1 / 200  #: of a word's documents: a writing in fewer is not considered
_ROUNDS = 8  #: of expectation and maximisation
_NOISE = 1e-6  #: what a writing explains of a document that lacks it
_ODD = 0.1  #: share of the documents with a word's letters: accents of fewer may be a slip
_SEEN = 3  #: pairs seen less often than so many times prove little
_REMEMBERED = 20_000  #: pairs of a snapshot


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words side by side, in the segment that has them most often."""

    words: tuple[Form, Form]
    postings: Postings
    numbers: tuple[int, int]  # the folded words
    docs: NDArray[np.int64]  # i8 [D] ascending, some documents that hold them
    strength: float  # 0 to 1, how much they go together


@dataclass(frozen=True, slots=True)
class Guess:
    """The writing that a word most likely stands for."""

    written: str  # as ``text.Form`` has it
    certainty: float  # 0 to 1, the share of the documents looked into that it explains


def read(snapshot: Snapshot, words: Sequence[Form]) -> list[str | None]:
    """For each of some words side by side the writing it most likely stands for; None where that is unsure.

    Words without accents are read, and words with such as are odd: hardly ever do their letters bear them. All other
    words are taken as they are (None), and help to read their neighbours. Costs some 0.1 ms for a word that was
    not read before.
    """
    unsure = [not word.accented or _odd(snapshot, word) for word in words]
    words = [Form(word.folded, word.folded) if bare else word for word, bare in zip(words, unsure, strict=True)]
    pairs = [_pair(snapshot, *words[at : at + 2]) if any(unsure[at : at + 2]) else None for at in range(len(words) - 1)]
    return [_reading(snapshot, pairs, at) if bare else None for at, bare in enumerate(unsure)]


def read_pair(snapshot: Snapshot, first: Form, second: Form) -> tuple[Guess, Guess] | None:
    """How two words side by side are written, or None when they stand nowhere so."""
    pair = _pair(snapshot, first, second)
    return (_guess(snapshot, pair, 0), _guess(snapshot, pair, 1)) if pair else None


def _reading(snapshot: Snapshot, pairs: list[Pair | None], at: int) -> str | None:
    """The reading of a word from the neighbour that it goes with best, else from the other."""
    beside = [(pair, 1) for pair in pairs[max(at - 1, 0) : at] if pair]
    beside += [(pair, 0) for pair in pairs[at : at + 1] if pair]
    for pair, side in sorted(beside, key=lambda each: -each[0].strength):
        guess = _guess(snapshot, pair, side)
        if guess.certainty >= SURE:
            return guess.written
    return None


def _pair(snapshot: Snapshot, first: Form, second: Form) -> Pair | None:
    """Two words side by side, or None when they stand nowhere so. Remembered: pairs come again."""
    key = (first.written, second.written)
    if key not in snapshot.readings:
        if len(snapshot.readings) >= _REMEMBERED:
            snapshot.readings.clear()
        snapshot.readings[key] = _looked_up(snapshot, (first, second))
    known: Pair | None = snapshot.readings[key]
    return known


def _looked_up(snapshot: Snapshot, words: tuple[Form, Form]) -> Pair | None:
    most, found = 0, None
    for segment in snapshot.segments:
        postings = segment.fields[FIELD]
        one, two = (postings.folded.find(word.folded.encode()) for word in words)
        number = postings.pair_number(one, two) if min(one, two) >= 0 else -1
        if number >= 0 and (count := postings.places.count(number)) > most:
            most, found = count, (postings, number, (one, two))
    if not found:
        return None
    postings, number, numbers = found
    docs = _documents(postings, number)
    for word in words:
        if word.accented:
            docs = _having(postings, word, docs)
    smaller = min(postings.folded_docs.size(number) for number in numbers)
    return Pair(words, postings, numbers, docs, most / (smaller + _SEEN))


def _odd(snapshot: Snapshot, word: Form) -> bool:
    """Whether a word's letters hardly ever bear its accents, so that they may be a slip. Remembered."""
    known: bool | None = snapshot.readings.get(word)
    if known is None:
        known = snapshot.readings[word] = _reckoned_odd(snapshot, word)
    return known


def _reckoned_odd(snapshot: Snapshot, word: Form) -> bool:
    held = total = 0
    for segment in snapshot.segments:
        postings = segment.fields[FIELD]
        folded, written = postings.folded.find(word.folded.encode()), postings.written_number(word)
        total += postings.folded_docs.size(folded) if folded >= 0 else 0
        if written >= 0:
            documents, number = postings.written_list(written)
            held += documents.size(number)
    return held < _ODD * total


def _documents(postings: Postings, pair: int) -> NDArray[np.int64]:
    """Some documents of a pair, i8 ascending, spread over all."""
    places = postings.places.get(pair)
    if len(places) > _LOOKED_INTO:
        places = places[np.linspace(0, len(places) - 1, _LOOKED_INTO).astype("i8")]
    return postings.by_document(places).docs


def _having(postings: Postings, word: Form, docs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of some documents those that have a word as it is written; all when none has."""
    number = postings.written_number(word)
    if number < 0:
        return docs
    documents, number = postings.written_list(number)
    held, _ = documents.lists.locate(number, docs)
    return docs[held] if held.any() else docs


def _guess(snapshot: Snapshot, pair: Pair, side: int) -> Guess:
    """The writing of one word of a pair. Remembered."""
    word, postings = pair.words[side], pair.postings
    if word.accented:
        return Guess(word.written, 1.0)
    key = (pair.words[0].written, pair.words[1].written, side)
    known: Guess | None = snapshot.readings.get(key)
    if known is None:
        numbers = _writings(postings, pair.numbers[side])
        shares = _shares([postings.written_list(number) for number in numbers], pair.docs, len(postings.lengths))
        best = int(shares.argmax())
        known = snapshot.readings[key] = Guess(postings.written[numbers[best]].decode(), float(shares[best]))
    return known


def _writings(postings: Postings, folded: int) -> list[int]:
    """The numbers of the frequent writings of a folded word."""
    start, end = int(postings.variants[folded]), int(postings.variants[folded + 1])
    if end - start == 1:
        return [start]
    sizes = postings.written_docs.lists.sizes(start, end)
    largest = np.argsort(-sizes, kind="stable")[:_WRITINGS]
    enough = largest[sizes[largest] >= max(1, postings.folded_docs.size(folded) * _RARE)]
    return [start + at for at in enough.tolist()]


def _shares(lists: list[tuple[Documents, int]], docs: NDArray[np.int64], documents: int) -> NDArray[np.float64]:
    """The share f8 [V] of the documents that each writing explains: a mixture, fitted by expectation-maximisation.

    Dempster, Laird and Rubin, "Maximum likelihood from incomplete data", JRSS B 39(1), 1977. A document that has
    a writing speaks for it by one over the share of all documents that have it.
    """
    if len(lists) == 1:
        return np.ones(1)
    family, numbers = lists[0][0], [number for _, number in lists]
    sizes = np.array([family.size(number) for number in numbers])
    likely = np.where(family.lists.hold(numbers, docs), documents / sizes[:, None], _NOISE)
    shares = np.full(len(lists), 1 / len(lists))
    for _ in range(_ROUNDS):
        shares *= likely @ (1 / (shares @ likely)) / len(docs)
    return shares
