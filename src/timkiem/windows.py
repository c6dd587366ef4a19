"""Matches and the k best documents by compiled kernels, once they are at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock, Thread, local
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.postings import BLOCK, first_places
from timkiem.kernels.bound import Bound
from timkiem.kernels.bounds import CHUNK, PLANES
from timkiem.kernels.matching import mark_all
from timkiem.kernels.packing import find, hold, unpack
from timkiem.kernels.scoring import BATCH, best_of_segment
from timkiem.kernels.scoring_few import score_few
from timkiem.kernels.seeking import seek
from timkiem.kernels.terms import FIELD, FIRST, GIVEN, KIND, PAIRED, SIZE, TERM
from timkiem.lookup import Located, Term
from timkiem.rows import COLUMNS, File, row
from timkiem.snapshot import Snapshot
from timkiem.weighing import Weighed

_LEVELS = 1024  #: of bounds that are told apart
_TERMS = 256  #: that there is room for at first
_FEW = 64  #: documents that are scored one by one however small the segment is
_RARE = 1 / 1000  #: of a segment's documents: so few are scored one by one
_NO_DOCS, _NO_SCORES = np.empty(0, "i8"), np.empty(0, "f8")
_SEGMENTS = 16  #: of different sizes that there is room for
_of_thread = local()
_state = Lock()
_ready = False
_loading: Thread | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the kernel needs of a segment of N documents, for some fields."""

    file: File
    views: tuple[Bound, ...]  # of the file: as bytes, i8, u4 and u2
    norms: Bound  # f4 [fields, N]
    documents: Bound  # u4 document of each block of places, field after field
    blocks: Bound  # i8 [fields + 1] where each field's begin
    firsts: Bound  # i8 [fields, N + 1] the first place of each document

    @classmethod
    def of(cls, file: File, lengths: Sequence[NDArray[np.uint32]], norms: NDArray[np.float32]) -> Self:
        """From the lengths u4 [N] and the norms f4 [fields, N] of the documents in each field."""
        views = Bound(file.bytes), Bound(file.words), Bound(file.quads), Bound(file.twos)
        numbers = np.arange(norms.shape[1], dtype="u4")
        documents = [np.repeat(numbers, each // BLOCK + 1) for each in lengths]
        blocks = np.cumsum([0, *map(len, documents)])
        firsts = np.array([first_places(each) for each in lengths], "i8").reshape(len(lengths), len(numbers) + 1)
        of_fields = (norms, np.concatenate([np.empty(0, "u4"), *documents]), blocks, firsts)
        return cls(file, views, *map(Bound, of_fields))


class _Scratch:
    """Room for the kernel to work in, for segments of W words of documents. One thread may use it at a time."""

    def __init__(self, words: int):
        row = np.empty(8 * CHUNK, "i8")
        self.complete = np.empty(words, "i8")
        bounds = [np.empty(64 * words, "u2"), np.empty(words, "u2"), np.empty(_LEVELS, "i8")]
        planes = [_spread(), np.empty((PLANES + 2, CHUNK), "i8"), row, row.view("u1")]
        batch = [np.empty(BATCH, "i8"), np.empty(BATCH, "f8"), np.empty(BATCH, "i8"), *np.empty((3, 2 * BATCH), "i8")]
        self.worth = Bound(np.empty(_TERMS, "i8"))
        self.matches = Bound(self.complete), Bound(np.empty(words, "i8"))
        self.rest = [Bound(each) for part in (bounds, planes, batch) for each in part]

    @classmethod
    def of(cls, words: int, terms: int) -> "_Scratch":
        """The thread's own, kept for its next query."""
        mine: dict[int, _Scratch] = _of_thread.__dict__.setdefault("scratch", {})
        if words not in mine:
            if len(mine) >= _SEGMENTS:
                mine.clear()
            mine[words] = cls(words)
        found = mine[words]
        if terms > len(found.worth.array):
            found.worth = Bound(np.empty(2 * terms, "i8"))
        return found


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
    if not all(each.load() for each in (best_of_segment, score_few, mark_all, find, hold, seek, unpack)):
        return
    none = np.empty(0, "i8")
    table, docs = np.empty((0, len(TERM)), "i8"), none.astype("u4")
    shape = _Shape.of(File.of(np.frombuffer(b"", "u1")), [docs], np.empty((1, 0), "f4"))
    _call(shape, table, np.empty(0, "f4"), np.empty(0, bool), docs, none.astype("u2"), 0.0, np.empty((2, 0), "i8"), 1)
    _call_few(shape, table, np.empty(0, "f4"), none, docs, none.astype("u2"))
    _mark(shape.file, table, none, docs, none.astype("u2"), 0)
    find(np.zeros(2, "u4"), np.zeros(1, "u8"), 0, 1)
    hold(shape.file.bytes, none.astype("u4"), none.astype("u8"), 1, none, none, none, np.empty((0, 0), "u1"))
    unpack(shape.file.bytes, 0, none.astype("u4"), 0, 0, 1, none)
    seek(shape.file.bytes, 0, 0, 8, 0, none, none, none)
    _ready = True


def best_in_windows(
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
    shape = _shape(snapshot, at, fields)
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
    file = _shape(snapshot, at, ()).file
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
    shape: _Shape, table: NDArray[np.int64], weights: NDArray[np.float32], wanted: NDArray[np.int64],
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
    shape: _Shape, table: NDArray[np.int64], weights: NDArray[np.float32], among: NDArray[np.bool_],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16], threshold: float, grouped: NDArray[np.int64],
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:  # fmt: skip
    scratch = _Scratch.of(-(-len(among) // 64), len(table))
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


@cache
def _spread() -> NDArray[np.int64]:
    """The bits of each byte as eight bytes, i8 [256]."""
    return np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little").view("<i8").reshape(-1)


def _shape(snapshot: Snapshot, at: int, fields: tuple[str, ...]) -> _Shape:
    known: _Shape | None = snapshot.shapes.get((at, fields))
    if known is None:
        segment = snapshot.segments[at]
        norms = np.array([snapshot.norms[field][at] for field in fields], "f4").reshape(len(fields), len(segment))
        known = _Shape.of(File.of(segment.whole()), [segment.fields[field].lengths for field in fields], norms)
        snapshot.shapes[at, fields] = known
    return known
