"""One run of ``timkiem index``: paths in, a commit and a report out. How progress is shown is the door's business."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path

from timkiem.columnar.segment import SegmentBuilder
from timkiem.columnar.writer import Changes, IndexWriter
from timkiem.corpus import Piece, articles, pieces, sources
from timkiem.errors import CorpusError
from timkiem.tokens import Vocabulary

PORTION = 24 << 20  #: bytes of unpacked text that become one segment: some 4 million words, 250 MB of memory
WORKERS = 2  #: processes that build segments; each needs the memory of a portion
_KNOWN = 1_000_000  #: spellings from which a worker's vocabulary is begun anew

Portion = list[Piece | CorpusError]


class Ingest:
    """Reads files into an index, counting what comes and what is left out."""

    def __init__(self, folder: Path, paths: Iterable[str], *, strict: bool, complain: Callable[[CorpusError], None]):
        """``complain`` is told of each file or line that is left out; with ``strict`` the first is raised instead."""
        self._folder, self._strict, self._complain = folder, strict, complain
        self._sources, self._errors, self._passed = sources(paths)
        self.bytes = sum(source.bytes for source in self._sources)  # to read, as the files lie on disk
        self.left_out = 0
        self._read = self._unpacked = 0
        self._changes = Changes()
        self._began = time.monotonic()

    def run(self) -> Iterator[int]:
        """Index everything in one commit; yields the bytes read since the last time, now and then."""
        for error in self._errors:
            self._leave_out(error)
        if not self._sources:
            return
        told = 0
        with IndexWriter(self._folder) as writer:
            for _ in self._build(writer):
                yield self._read - told
                told = self._read
            self._changes = writer.commit()
        yield self._read - told

    def _build(self, writer: IndexWriter) -> Iterator[None]:
        """Build segments, in this process or in several, and take them in, in the order of the files."""
        portions = self._portions()
        first = next(portions, [])
        second = next(portions, None)
        several = second is not None and (os.cpu_count() or 1) > 1
        pool = ProcessPoolExecutor(WORKERS, get_context("spawn")) if several else nullcontext(None)
        with pool as executor:
            building: list[tuple[str, Future[Built]]] = []
            for portion in (first, *([] if second is None else [second]), *portions):
                entry = writer.new_segment()
                path = self._folder / entry.file
                if executor is None:
                    self._take(writer, entry.id, build(portion, path))
                else:
                    building.append((entry.id, executor.submit(build, portion, path)))
                while len(building) > WORKERS:
                    self._take(writer, *_result(building.pop(0)))
                yield
            for each in building:
                self._take(writer, *_result(each))
                yield

    def _portions(self) -> Iterator[Portion]:
        portion: Portion = []
        size = 0
        for source in self._sources:
            for piece in pieces(source, self._count):
                portion.append(piece)
                size += len(piece.data) if isinstance(piece, Piece) else 0
                if size >= PORTION:
                    self._unpacked += size
                    yield portion
                    portion, size = [], 0
        self._unpacked += size
        if portion:
            yield portion

    def _take(self, writer: IndexWriter, id: str, built: "Built") -> None:
        ids, errors = built
        for error in errors:
            self._leave_out(CorpusError(*error))
        if ids:
            writer.take(id, ids)

    @property
    def rate(self) -> float:
        """MB/s so far, of text as it is unpacked."""
        return self._unpacked / 1e6 / max(time.monotonic() - self._began, 1e-9)

    def progress(self) -> str:
        """A line for a log."""
        line = f"{self._unpacked / 1e6:,.0f} MB of text read, {self.rate:.1f} MB/s"
        if not self.bytes:
            return line
        share = self._read / self.bytes
        left = (time.monotonic() - self._began) * (1 - share) / max(share, 1e-9)
        return f"{line}, {share:.0%} of the input, {left:.0f} s left"

    def summary(self) -> str:
        """What came of it, in a line."""
        changes = self._changes
        parts = [f"{changes.added:,} article{'s' * (changes.added != 1)} added"]
        if changes.replaced:
            parts.append(f"{changes.replaced:,} replaced")
        if changes.repeated:
            parts.append(f"{changes.repeated:,} came twice (the later one stays)")
        if self.left_out:
            parts.append(f"{self.left_out:,} left out")
        if self._passed:
            others = "files of other formats" if self._passed > 1 else "file of another format"
            parts.append(f"{self._passed:,} {others} passed over")
        took = time.monotonic() - self._began
        return f"{', '.join(parts)}; {self._unpacked / 1e6:,.1f} MB of text in {took:.1f} s"

    def _count(self, read: int) -> None:
        self._read += read

    def _leave_out(self, error: CorpusError) -> None:
        if self._strict:
            raise error
        self.left_out += 1
        self._complain(error)


Built = tuple[list[str], list[tuple[str, int, str]]]  # ids by document number; path, line and reason of each error
_vocabulary = Vocabulary()


def build(portion: Portion, path: Path) -> Built:
    """Write the articles of a portion as one segment, none when there are none. Runs in a worker process."""
    global _vocabulary
    if len(_vocabulary.forms) > _KNOWN:
        _vocabulary = Vocabulary()
    builder = SegmentBuilder(_vocabulary)
    errors = []
    while portion:
        piece = portion.pop(0)
        found = [piece] if isinstance(piece, CorpusError) else list(articles(piece))
        batch = []
        for each in found:
            if isinstance(each, CorpusError):
                errors.append((each.path, each.line, each.reason))
            else:
                batch.append(each)
        if batch:
            builder.add(batch)
    if builder.ids:
        builder.write(path)
    return builder.ids, errors


def _result(building: "tuple[str, Future[Built]]") -> tuple[str, Built]:
    return building[0], building[1].result()
