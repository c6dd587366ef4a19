"""Matches and the k best documents by compiled kernels, once they are at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.postings import BLOCK
from timkiem.kernels.bounds import CHUNK, PLANES
from timkiem.kernels.matching import mark_all
from timkiem.kernels.packing import find, hold, unpack
from timkiem.kernels.scoring import BATCH, best_of_segment
from timkiem.kernels.seeking import seek
from timkiem.kernels.terms import BITMAP, FIELD, FIRST, GIVEN, KIND, SIZE, TERM
from timkiem.lookup import Located, Term
from timkiem.rows import COLUMNS, File, row
from timkiem.snapshot import Snapshot
from timkiem.weighing import Weighed

_LEVELS = 1024  #: of bounds that are told apart
_state = Lock()
_ready = False
_loading: Thread | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the kernel needs of a segment of N documents, for some fields."""

    file: File
    norms: NDArray[np.float32]  # f4 [fields, N]
    documents: NDArray[np.uint32]  # u4 document of each block of places, field after field
    blocks: NDArray[np.int64]  # i8 [fields + 1] where each field's begin


def ready() -> bool:
    """Whether ``best_in_windows`` may be called."""
    return _ready


def load(*, wait: bool = False) -> None:
    """Get the kernel, in a thread of its own: a twentieth of a second, but many seconds once on a machine."""
    global _loading
    with _state:
        if _loading is None:
            _loading = Thread(target=_load, name="timkiem kernels", daemon=True)
            _loading.start()
    if wait:
        _loading.join()


def _load() -> None:
    global _ready
    if not all(each.load() for each in (best_of_segment, mark_all, find, hold, seek, unpack)):
        return
    none = np.empty(0, "i8")
    shape = _Shape(File.of(np.frombuffer(b"", "u1")), np.empty((1, 0), "f4"), none.astype("u4"), np.zeros(2, "i8"))
    table, docs = np.empty((0, len(TERM)), "i8"), none.astype("u4")
    _call(shape, table, np.empty(0, "f4"), np.empty(0, bool), docs, none.astype("u2"), 0.0, none, 0, 1)
    _mark(shape.file, table, none, 0, docs, none.astype("u2"), 0)
    find(np.zeros(2, "u4"), np.zeros(1, "u8"), 0, 1)
    hold(shape.file.bytes, none.astype("u4"), none.astype("u8"), 1, none, none, none, np.empty((0, 0), "u1"))
    unpack(shape.file.bytes, 0, none.astype("u4"), 0, 0, 1, none)
    seek(shape.file.bytes, 0, 0, 8, 0, none, none)
    _ready = True


def best_in_windows(
    snapshot: Snapshot,
    at: int,
    terms: Sequence[Weighed],
    among: NDArray[np.bool_],
    k: int,
    threshold: float,
    groups: Mapping[Term, int],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """The k best documents of ``among``, bool [N], of segment ``at`` with a score above ``threshold``.

    Returns their numbers, i8 [n] ascending, scores, f8 [n], and which documents have a term of each group, bool [N]:
    ``groups`` tells the group of each term that must be there, counted from 0.
    """
    here = [term for term in terms if term.located[at].size]
    numbers = [groups.get(term.term, -1) for term in here] if groups else []
    many = 1 + max(groups.values(), default=-1)
    if len({*numbers, -1}) <= many:  # some group has nothing here
        many = 0
    if not here or not k or not len(among):
        return np.empty(0, "i8"), np.empty(0, "f8"), np.zeros(len(among), bool)
    order = sorted(range(len(here)), key=lambda number: -here[number].weight)
    here = [here[number] for number in order]
    fields = tuple(sorted({term.term.field for term in here}))
    shape = _shape(snapshot, at, fields)
    table, docs, counts = _table(
        shape.file, [term.located[at] for term in here], [fields.index(term.term.field) for term in here]
    )
    weights = np.array([term.weight for term in here], "f4")
    of_terms = np.array([numbers[number] for number in order], "i8") if many else np.empty(0, "i8")
    return _call(shape, table, weights, among, docs, counts, threshold, of_terms, many, min(k, len(among)))


def all_of(snapshot: Snapshot, at: int, groups: Sequence[Sequence[Located]]) -> NDArray[np.bool_]:
    """Which documents of segment ``at`` have a term of each group, of one at least; bool [N]. No pairs."""
    documents = len(snapshot.segments[at])
    here = [(located, number) for number, group in enumerate(groups) for located in group if located.size]
    if len({number for _, number in here}) < len(groups):
        return np.zeros(documents, bool)
    file = _shape(snapshot, at, ()).file
    table, docs, counts = _table(file, [located for located, _ in here], [0] * len(here))
    return _mark(file, table, np.array([number for _, number in here], "i8"), len(groups), docs, counts, documents)


def _table(
    file: File, here: Sequence[Located], fields: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint16]]:
    """Rows of terms, i8 [T, columns], and room for their documents and counts, in which GIVEN ones are."""
    rows = b"".join([row(located, file) for located in here])
    table = np.zeros((len(here), len(TERM)), "i8")
    table[:, :COLUMNS] = np.frombuffer(rows, "<i8").reshape(-1, COLUMNS)
    table[:, FIELD] = fields
    own = np.where(table[:, KIND] == BITMAP, 0, table[:, SIZE])
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
    file: File, table: NDArray[np.int64], groups: NDArray[np.int64], many: int, docs: NDArray[np.uint32],
    counts: NDArray[np.uint16], documents: int,
) -> NDArray[np.bool_]:  # fmt: skip
    bits, group_bits = np.empty((2, -(-documents // 64)), "i8")
    mark_all(file.bytes, file.words, table, groups, many, docs, counts, group_bits, bits)
    return _flags(bits, documents)


def _flags(bits: NDArray[np.int64], documents: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view("u1"), count=documents, bitorder="little").view(bool)


def _call(
    shape: _Shape, table: NDArray[np.int64], weights: NDArray[np.float32], among: NDArray[np.bool_],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16], threshold: float, groups: NDArray[np.int64], many: int,
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:  # fmt: skip
    file, words = shape.file, -(-len(among) // 64)
    complete, group_bits = np.zeros((2, words), "i8")
    worth, tops, bounds = np.empty(len(table), "i8"), np.empty(words, "u2"), np.zeros(64 * words, "u2")
    levels, planes, row = np.empty(_LEVELS, "i8"), np.empty((PLANES + 1, CHUNK), "i8"), np.empty(8 * CHUNK, "i8")
    wanted, left, sums = np.empty(BATCH, "i8"), np.empty(BATCH, "i8"), np.empty(BATCH, "f8")
    best_docs, scores = np.empty(k, "i8"), np.empty(k, "f8")
    held = best_of_segment(
        file.bytes, file.words, file.quads, file.twos, table, weights, shape.norms, shape.documents, shape.blocks,
        among, docs, counts, float(threshold), groups, many, complete, group_bits,
        worth, bounds, tops, levels, _spread(), planes, row, row.view("u1"), wanted, sums, left, best_docs, scores,
    )  # fmt: skip
    order = np.argsort(best_docs[:held])
    return best_docs[order], scores[order], _flags(complete, len(among)) if many else np.zeros(len(among), bool)


@cache
def _spread() -> NDArray[np.int64]:
    """The bits of each byte as eight bytes, i8 [256]."""
    return np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little").view("<i8").reshape(-1)


def _shape(snapshot: Snapshot, at: int, fields: tuple[str, ...]) -> _Shape:
    known: _Shape | None = snapshot.shapes.get((at, fields))
    if known is None:
        segment = snapshot.segments[at]
        blocks = [segment.fields[field].lengths // BLOCK + 1 for field in fields]
        documents = [np.repeat(np.arange(len(segment), dtype="u4"), each) for each in blocks]
        norms = np.array([snapshot.norms[field][at] for field in fields], "f4")
        edges = np.cumsum([0, *map(len, documents)])
        known = _Shape(File.of(segment.whole()), norms, np.concatenate([np.empty(0, "u4"), *documents]), edges)
        snapshot.shapes[at, fields] = known
    return known
