"""Matches and the k best documents by compiled kernels, once they are at hand."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import Later
from timkiem.kernels.matching import mark_all
from timkiem.kernels.packing import find, hold, unpack
from timkiem.kernels.scoring import best_of_segment
from timkiem.kernels.scoring_few import score_few
from timkiem.kernels.seeking import seek
from timkiem.kernels.terms import FIELD, FIRST, GIVEN, KIND, PAIRED, SIZE, TERM
from timkiem.lookup import Located, Term
from timkiem.rows import COLUMNS, File, row
from timkiem.shapes import Scratch, Shape, shape_of
from timkiem.snapshot import Snapshot
from timkiem.weighing import Weighed

_FEW = 64  #: documents that are scored one by one however small the segment is
_RARE = 1 / 1000  #: of a segment's documents: so few are scored one by one
_NO_DOCS, _NO_SCORES = np.empty(0, "i8"), np.empty(0, "f8")


def ready() -> bool:
    """Whether ``best_of`` and ``all_of`` may be called."""
    return bool(_kernels.made)


def load(*, wait: bool = False) -> None:
    """Get the kernels, in a thread of their own: a twentieth of a second, but many seconds once on a machine."""
    _kernels.load(wait=wait)


def _load() -> bool:
    if not all(each.load() for each in (best_of_segment, score_few, mark_all, find, hold, seek, unpack)):
        return False
    none = np.empty(0, "i8")
    table, docs = np.empty((0, len(TERM)), "i8"), none.astype("u4")
    shape = Shape.of(File.of(np.frombuffer(b"", "u1")), [docs], np.empty((1, 0), "f4"))
    _call(shape, table, np.empty(0, "f4"), np.empty(0, bool), docs, none.astype("u2"), 0.0, np.empty((2, 0), "i8"), 1)
    _call_few(shape, table, np.empty(0, "f4"), none, docs, none.astype("u2"))
    _mark(shape.file, table, none, docs, none.astype("u2"), 0)
    find(np.zeros(2, "u4"), np.zeros(1, "u8"), 0, 1)
    hold(shape.file.bytes, none.astype("u4"), none.astype("u8"), 1, none, none, none, np.empty((0, 0), "u1"))
    unpack(shape.file.bytes, 0, none.astype("u4"), 0, 0, 1, none)
    seek(shape.file.bytes, 0, 0, 8, 0, none, none, none)
    return True


_kernels = Later(_load)


def best_of(
    snapshot: Snapshot,
    at: int,
    terms: Sequence[Weighed],
    among: NDArray[np.bool_],
    k: int,
    threshold: float,
    groups: Sequence[Sequence[Term]],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """The k best documents of ``among``, bool [N], of segment ``at`` with a score above ``threshold``.

    Returns their numbers, i8 [n] ascending, scores, f8 [n], and which documents have a term of each group, bool [N].
    All of the groups are among ``terms`` where they stand anywhere.
    """
    here = [term for term in terms if term.located[at].size]
    if not here or not k or not len(among):
        return _NO_DOCS, _NO_SCORES, np.zeros(len(among), bool)
    here.sort(key=lambda term: (not term.located[at].bitmap, -term.weight))
    fields = tuple(sorted({term.term.field for term in here}))
    shape = shape_of(snapshot, at, fields)
    table, docs, counts = _table(
        shape.file, [term.located[at] for term in here], [fields.index(term.term.field) for term in here]
    )
    weights = np.array([term.weight for term in here], "f4")
    if not groups and np.count_nonzero(among) <= max(_FEW, len(among) * _RARE):
        found, scores = _call_few(shape, table, weights, np.flatnonzero(among), docs, counts)
        better = scores > threshold
        return found[better], scores[better], np.zeros(len(among), bool)
    grouped = _grouped([term.term for term in here], groups)
    return _call(shape, table, weights, among, docs, counts, threshold, grouped, min(k, len(among)))


def _grouped(terms: Sequence[Term], groups: Sequence[Sequence[Term]]) -> NDArray[np.int64]:
    """Members of groups, as numbers of terms, and the group of each, i8 [2, M]; none where a group has none here."""
    rows = {term: row for row, term in enumerate(terms)}
    members = [(rows[term], number) for number, group in enumerate(groups) for term in group if term in rows]
    whole = len({number for _, number in members}) == len(groups)
    return np.array(members if whole else [], "i8").reshape(-1, 2).T.copy()


def all_of(snapshot: Snapshot, at: int, groups: Sequence[Sequence[Located]]) -> NDArray[np.bool_]:
    """Which documents of segment ``at`` have a term of each group, of one at least; bool [N]. No pairs."""
    documents = len(snapshot.segments[at])
    here = [(located, number) for number, group in enumerate(groups) for located in group if located.size]
    if len({number for _, number in here}) < len(groups):
        return np.zeros(documents, bool)
    file = shape_of(snapshot, at, ()).file
    table, docs, counts = _table(file, [located for located, _ in here], [0] * len(here))
    return _mark(file, table, np.array([number for _, number in here], "i8"), docs, counts, documents)


def _table(
    file: File, here: Sequence[Located], fields: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint16]]:
    """Rows of terms, i8 [T, columns], and room for their documents and counts, in which GIVEN ones are."""
    rows = b"".join([row(located, file) for located in here])
    table = np.zeros((len(here), len(TERM)), "i8")
    table[:, :COLUMNS] = np.frombuffer(rows, "<i8").reshape(-1, COLUMNS)
    table[:, FIELD] = fields
    own = np.where(table[:, KIND] <= PAIRED, 0, table[:, SIZE])
    ends = np.cumsum(own)
    table[:, FIRST] = ends - own
    entries = int(ends[-1]) if len(ends) else 0
    docs, counts = np.empty(entries, "u4"), np.empty(entries, "u2")
    for number in np.flatnonzero(table[:, KIND] == GIVEN).tolist():
        found, start = here[number].get(), int(table[number, FIRST])
        docs[start : start + len(found.docs)] = found.docs
        counts[start : start + len(found.docs)] = found.counts
    return table, docs, counts


def _mark(
    file: File, table: NDArray[np.int64], groups: NDArray[np.int64], docs: NDArray[np.uint32],
    counts: NDArray[np.uint16], documents: int,
) -> NDArray[np.bool_]:  # fmt: skip
    bits, group_bits = np.empty((2, -(-documents // 64)), "i8")
    mark_all(file.bytes, file.words, table, np.arange(len(table)), groups, docs, counts, group_bits, bits)
    return _flags(bits, documents)


def _flags(bits: NDArray[np.int64], documents: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view("u1"), count=documents, bitorder="little").view(bool)


def _call_few(
    shape: Shape, table: NDArray[np.int64], weights: NDArray[np.float32], wanted: NDArray[np.int64],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
    edges, entries, found = np.empty((3, 2 * len(wanted)), "i8")
    scores = np.empty(len(wanted), "f8")
    arguments: list[Any] = [
        *shape.views, table, weights, shape.norms, shape.firsts, docs, counts, wanted, edges, entries, found, scores,
    ]  # fmt: skip
    score_few(*arguments)
    return wanted, scores


def _call(
    shape: Shape, table: NDArray[np.int64], weights: NDArray[np.float32], among: NDArray[np.bool_],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16], threshold: float, grouped: NDArray[np.int64],
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:  # fmt: skip
    scratch = Scratch.of(-(-len(among) // 64), len(table))
    best_docs, scores = np.empty(k, "i8"), np.empty(k, "f8")
    arguments: list[Any] = [
        *shape.views, table, weights, shape.norms, shape.documents, shape.blocks, shape.firsts,
        among, docs, counts, float(threshold), *grouped, *scratch.matches,
        scratch.worth, *scratch.rest, best_docs, scores,
    ]  # fmt: skip
    held = best_of_segment(*arguments)
    order = np.argsort(best_docs[:held])
    complete = _flags(scratch.complete, len(among)) if grouped.size else np.zeros(len(among), bool)
    return best_docs[order], scores[order], complete
