"""The index as of one commit: open segments, and statistics over all of them."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.article import Article
from timkiem.columnar.manifest import Manifest
from timkiem.columnar.segment import Segment
from timkiem.errors import IndexCorrupt


class Snapshot:
    """Immutable, so threads may share it: a later commit does not show here.

    A document is named by its segment and its number there. Deleted documents count nowhere, though they stand in
    the lists until their segment is compacted.
    """

    def __init__(self, manifest: Manifest, segments: tuple[Segment, ...]):
        self.manifest, self.segments = manifest, segments
        self.documents = sum(map(len, segments))  # deleted ones too
        self.located: dict[Any, Any] = {}  # what ``evaluate`` remembers of terms; an entry never changes
        self.shapes: dict[Any, Any] = {}  # what ``shapes`` remembers of segments; an entry never changes
        self.readings: dict[Any, Any] = {}  # what ``readings`` remembers of pairs
        self.filtered: dict[Any, Any] = {}  # what ``filtering`` remembers of filters; likewise
        self.counted: dict[str, Any] = {}  # what ``facets`` remembers of labels; likewise

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the last commit. Raises IndexMissing or IndexCorrupt."""
        missing: Path | None = None
        while True:
            manifest = Manifest.read(folder)
            if missing and missing.name in manifest.files:
                raise IndexCorrupt(missing, "is missing")
            try:
                segments = tuple(Segment.open(folder / entry.file) for entry in manifest.segments)
            except FileNotFoundError as error:  # a writer may remove it between our two readings; then a commit is new
                missing = Path(error.filename)
                continue
            for segment, entry in zip(segments, manifest.segments, strict=True):
                if len(segment) != entry.documents:
                    raise IndexCorrupt(segment.path, f"holds {len(segment)} articles, not {entry.documents}")
            return cls(manifest, segments)

    @cached_property
    def alive(self) -> tuple[NDArray[np.bool_], ...]:
        """For each segment: which documents are not deleted, bool [N]."""
        flags = []
        for entry in self.manifest.segments:
            alive = np.ones(entry.documents, bool)
            alive[entry.deleted] = False
            flags.append(alive)
        return tuple(flags)

    @property
    def articles(self) -> int:
        """Articles that are not deleted."""
        return self.documents - sum(len(entry.deleted) for entry in self.manifest.segments)

    def named(self, id: str) -> Iterator[Article]:
        """The articles of an id that are not deleted."""
        for segment, alive in zip(self.segments, self.alive, strict=True):
            for number in segment.articles.find(id):
                if alive[number]:
                    yield segment.articles.article(number)

    @cached_property
    def norms(self) -> dict[str, tuple[NDArray[np.float32], ...]]:
        """By field, for each segment: ``ranking.norms`` of its documents, f4 [N]. Reckoned when first asked for."""
        return _Norms(self)

    def words(self, field: str) -> int:
        """Words of a field in articles that are not deleted."""
        pairs = zip(self.segments, self.manifest.segments, strict=True)
        lengths = ((segment.fields[field], entry.deleted) for segment, entry in pairs)
        return sum(each.total_length - int(each.lengths[deleted].sum(dtype="i8")) for each, deleted in lengths)

    def altered(self) -> bool:
        """Whether a file was changed in place since it was opened, which nothing of ours does."""
        return any(map(Segment.altered, self.segments))


class _Norms(dict[str, tuple[NDArray[np.float32], ...]]):
    def __init__(self, snapshot: Snapshot):
        super().__init__()
        self._snapshot = snapshot

    def __missing__(self, field: str) -> tuple[NDArray[np.float32], ...]:
        postings = [segment.fields[field] for segment in self._snapshot.segments]
        average = self._snapshot.words(field) / max(self._snapshot.articles, 1)
        norms = tuple(ranking.norms(each.lengths, average, ranking.B[field]) for each in postings)
        self[field] = norms
        return norms
