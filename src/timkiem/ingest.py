"""One run of ``timkiem index``: paths in, a commit and a report out. How progress is shown is the door's business."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from timkiem.article import Article
from timkiem.columnar.segment import SegmentBuilder
from timkiem.columnar.writer import Changes, IndexWriter
from timkiem.corpus import articles
from timkiem.errors import CorpusError, WorkerDied
from timkiem.files import Piece, pieces, sources
from timkiem.local import BATCH
from timkiem.metadata import annotated
from timkiem.tokens import Vocabulary

PORTION = 24 << 20  #: bytes of unpacked text that become one segment: some 4 million words, 250 MB of memory
WORKERS = 2  #: processes that build segments; each needs the memory of a portion
_KNOWN = 1_000_000  #: spellings from which a worker's vocabulary is begun anew


@dataclass(frozen=True, slots=True)
class Portion:
    """What becomes one segment."""

    pieces: list[Piece | CorpusError]
    read: int  # bytes of the files, as they lie on disk
    unpacked: int  # bytes of text

    def emptied(self) -> "Portion":
        """Its sizes alone, to be kept while another process has the rest."""
        return Portion([], self.read, self.unpacked)


class Ingest:
    """Reads files into an index, counting what comes and what is left out."""

    def __init__(
        self,
        folder: Path,
        paths: Iterable[str],
        *,
        strict: bool = False,
        metadata: bool = True,
        complain: Callable[[CorpusError], None],
    ):
        """``complain`` is told of each file or line that is left out; with ``strict`` the first is raised instead.

        With ``metadata``, places and officials are read from the articles' text; that takes longer than all the rest.
        """
        self._folder, self._strict, self._metadata, self._complain = folder, strict, metadata, complain
        self._sources, self._errors, self._passed = sources(paths, folder.resolve().parent)
        self.bytes = sum(source.bytes for source in self._sources)  # to read, as the files lie on disk
        self.left_out = 0
        self._read = self._unpacked = 0  # bytes, of files as they lie on disk and unpacked: of what is indexed
        self._ahead = 0  # bytes read from files, indexed or not
        self._changes = Changes()
        self._began = time.monotonic()

    def run(self) -> Iterator[int]:
        """Index everything in one commit; yields the bytes of files done since the last time, now and then."""
        for error in self._errors:
            self._leave_out(error)
        if not self._sources:
            return
        with IndexWriter(self._folder) as writer:
            done = 0
            try:
                for count in self._build(writer):
                    yield done  # the last portion is not done before it is merged and committed
                    done = count
            except BrokenProcessPool:
                raise WorkerDied from None
            self._changes = writer.commit()
        yield done

    def _build(self, writer: IndexWriter) -> Iterator[int]:
        """Build segments, in this process or in several, and take them in, in the order of the files.

        Yields the bytes of files that went into each.
        """
        portions = self._portions()
        first = next(portions, Portion([], 0, 0))
        second = next(portions, None)
        several = second is not None and (os.cpu_count() or 1) > 1
        pool = ProcessPoolExecutor(WORKERS, get_context("spawn")) if several else nullcontext(None)
        with pool as executor:
            building: list[tuple[str, Portion, Future[Built]]] = []
            for portion in chain([first], [] if second is None else [second], portions):
                entry = writer.new_segment()
                path = self._folder / entry.file
                if executor is None:
                    yield self._take(writer, entry.id, portion, build(portion.pieces, path, self._metadata))
                    continue
                submitted = executor.submit(build, portion.pieces, path, self._metadata)
                building.append((entry.id, portion.emptied(), submitted))
                while len(building) > WORKERS:
                    id, size, built = building.pop(0)
                    yield self._take(writer, id, size, built.result())
            for id, size, built in building:
                yield self._take(writer, id, size, built.result())

    def _portions(self) -> Iterator["Portion"]:
        waiting: list[Piece | CorpusError] = []
        size, before = 0, 0
        for source in self._sources:
            for piece in pieces(source, self._count):
                waiting.append(piece)
                size += len(piece.data) if isinstance(piece, Piece) else 0
                if size >= PORTION:
                    yield Portion(waiting, self._ahead - before, size)
                    waiting, size, before = [], 0, self._ahead
        if waiting:
            yield Portion(waiting, self._ahead - before, size)

    def _take(self, writer: IndexWriter, id: str, portion: "Portion", built: "Built") -> int:
        ids, errors = built
        for error in errors:
            self._leave_out(CorpusError(*error))
        if ids:
            writer.take(id, ids)
        self._read += portion.read
        self._unpacked += portion.unpacked
        return portion.read

    @property
    def rate(self) -> float:
        """MB/s so far, of text as it is unpacked."""
        return self._unpacked / 1e6 / max(time.monotonic() - self._began, 1e-9)

    def progress(self) -> str:
        """A line for a log."""
        line = f"{self._unpacked / 1e6:,.0f} MB of text indexed, {self.rate:.1f} MB/s"
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
        self._ahead += read

    def _leave_out(self, error: CorpusError) -> None:
        if self._strict:
            raise error
        self.left_out += 1
        self._complain(error)


Built = tuple[list[str], list[tuple[str, int, str]]]  # ids by document number; path, line and reason of each error
_vocabulary = Vocabulary()


def build(portion: list[Piece | CorpusError], path: Path, metadata: bool) -> Built:
    """Write the articles of some pieces as one segment, none when there are none. Runs in a worker process."""
    global _vocabulary
    if len(_vocabulary.forms) > _KNOWN:
        _vocabulary = Vocabulary()
    builder = SegmentBuilder(_vocabulary)
    errors: list[tuple[str, int, str]] = []
    found = _articles(portion, errors)
    while batch := list(islice(found, BATCH)):
        builder.add([annotated(article) for article in batch] if metadata else batch)
    if builder.ids:
        builder.write(path)
    return builder.ids, errors


def _articles(portion: list[Piece | CorpusError], errors: list[tuple[str, int, str]]) -> Iterator[Article]:
    """The articles of a portion, which is used up; what is none goes to ``errors``."""
    while portion:
        piece = portion.pop(0)
        for each in [piece] if isinstance(piece, CorpusError) else articles(piece):
            if isinstance(each, CorpusError):
                errors.append((each.path, each.line, each.reason))
            else:
                yield each
