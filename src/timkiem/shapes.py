"""What compiled kernels need of a segment beside its file, kept by the snapshot; and room for them to work in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import local
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.postings import BLOCK, first_places
from timkiem.kernels.bound import Bound
from timkiem.kernels.bounds import CHUNK, PLANES
from timkiem.kernels.scoring import BATCH
from timkiem.rows import File
from timkiem.snapshot import Snapshot

_LEVELS = 1024  #: of bounds that are told apart
_TERMS = 256  #: that there is room for at first
_SEGMENTS = 16  #: of different sizes that there is room for
_of_thread = local()


@dataclass(frozen=True, slots=True)
class Shape:
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


class Scratch:
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
    def of(cls, words: int, terms: int) -> "Scratch":
        """The thread's own, kept for its next query."""
        mine: dict[int, Scratch] = _of_thread.__dict__.setdefault("scratch", {})
        if words not in mine:
            if len(mine) >= _SEGMENTS:
                mine.clear()
            mine[words] = cls(words)
        found = mine[words]
        if terms > len(found.worth.array):
            found.worth = Bound(np.empty(2 * terms, "i8"))
        return found


@cache
def _spread() -> NDArray[np.int64]:
    """The bits of each byte as eight bytes, i8 [256]."""
    return np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little").view("<i8").reshape(-1)


def shape_of(snapshot: Snapshot, at: int, fields: tuple[str, ...]) -> Shape:
    known: Shape | None = snapshot.shapes.get((at, fields))
    if known is None:
        segment = snapshot.segments[at]
        norms = np.array([snapshot.norms[field][at] for field in fields], "f4").reshape(len(fields), len(segment))
        known = Shape.of(File.of(segment.whole()), [segment.fields[field].lengths for field in fields], norms)
        snapshot.shapes[at, fields] = known
    return known
