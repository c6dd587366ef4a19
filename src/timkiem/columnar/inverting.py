"""Turning documents of words into words of documents: the postings of a field from its tokens.

Letters in shapes: T tokens, N documents, F folded words, W written words.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.counts import Counts
from timkiem.columnar.documents import Documents
from timkiem.columnar.lists import Lists
from timkiem.columnar.packed import Packed
from timkiem.columnar.postings import BLOCK, Postings, first_places
from timkiem.columnar.terms import Terms
from timkiem.kernels.inverting import group_documents, group_pairs, mark, rename
from timkiem.tokens import Ranked, Tokens

_STEPS = 6  #: of a loop over tokens, for one of them


def invert(tokens: Tokens, ranked: Ranked) -> Postings:
    """The postings of N texts. Peaks at about 35 bytes of memory a token: feed it one segment, not a whole corpus."""
    size = len(tokens.spellings)
    spelled = np.zeros(len(ranked.ranks), "u1")
    mark.sized(size)(tokens.spellings, spelled)
    used = np.unique(ranked.ranks[spelled.view(bool)])
    known = [ranked.forms[rank] for rank in used.tolist()]
    written_of_rank = np.zeros(len(ranked.forms), "u4")
    written_of_rank[used] = np.arange(len(used))
    firsts = np.flatnonzero(
        np.diff(ranked.words[used].astype("i8"), prepend=-1)
    )  # of each folded word the first written
    variants = np.append(firsts, len(used))
    words = np.empty(size, "u4")
    rename.sized(size)(tokens.spellings, written_of_rank[ranked.ranks], words)
    alone = np.repeat(np.diff(variants) == 1, np.diff(variants))
    written_docs = _documents(words, tokens.lengths, alone.astype("u1"))
    rename.sized(size)(words, np.repeat(np.arange(len(firsts), dtype="u4"), np.diff(variants)), words)
    folded_docs = _documents(words, tokens.lengths, np.zeros(len(firsts), "u1"))
    pairs, seconds, places = _pairs(words, tokens.lengths, len(firsts))
    return Postings(
        Terms.of([known[first].folded.encode() for first in firsts.tolist()]),
        Terms.of([form.written.encode() for form in known]),
        variants.astype("u4"),
        folded_docs, written_docs, pairs, seconds, places, tokens.lengths,
    )  # fmt: skip


def _documents(words: NDArray[np.uint32], lengths: NDArray[np.uint32], left_out: NDArray[np.uint8]) -> Documents:
    """The documents of each word, and how often it stands in each."""
    starts, last = np.zeros(len(left_out) + 1, "i8"), np.full(len(left_out), -1, "i8")
    scratch, docs, counts = np.empty((2, len(words)), "u4"), np.empty(len(words), "u4"), np.empty((2, len(words)), "u2")
    group = group_documents.sized(_STEPS * len(words))
    size = group(words, lengths, left_out, last, scratch[0], scratch[1], counts[0], starts, docs, counts[1])
    return Documents(Lists.of(docs[:size], starts, len(lengths)), Counts.of(counts[1, :size]))


def _pairs(
    words: NDArray[np.uint32], lengths: NDArray[np.uint32], count: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], Packed]:
    """Pairs by first word, their second words, and their places."""
    size = len(words)
    scratch, other, by_second = np.empty(size, "i8"), np.empty(size, "i8"), np.zeros(count + 2, "i8")
    pairs, seconds, starts = np.zeros(count + 2, "i8"), np.empty(size, "u4"), np.empty(size + 1, "u4")
    places = scratch.view("u4")[:size]  # no longer needed when places are written
    group = group_pairs.sized(_STEPS * size)
    found = group(words, lengths, BLOCK, scratch, other, by_second, pairs, seconds, starts, places)
    packed = Packed.of(places, starts[: found + 1], int(first_places(lengths)[-1]))
    return pairs[: count + 1].astype("u4"), seconds[:found].copy(), packed
