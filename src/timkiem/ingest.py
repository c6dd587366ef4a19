"""One run of ``timkiem index``: paths in, a commit and a report out. How progress is shown is the door's business."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from timkiem.article import Article
from timkiem.columnar.writer import Changes, IndexWriter
from timkiem.corpus import read, sources
from timkiem.errors import CorpusError
from timkiem.local import BATCH


class Ingest:
    """Reads files into an index, counting what comes and what is left out."""

    def __init__(self, folder: Path, paths: Iterable[str], *, strict: bool, complain: Callable[[CorpusError], None]):
        """``complain`` is told of each file or line that is left out; with ``strict`` the first is raised instead."""
        self._folder, self._strict, self._complain = folder, strict, complain
        self._sources, self._errors, self._passed = sources(paths)
        self.bytes = sum(source.bytes for source in self._sources)  # to read, as the files lie on disk
        self.left_out = 0
        self._read = self._articles = 0
        self._changes = Changes()
        self._began = time.monotonic()

    def run(self) -> Iterator[int]:
        """Index everything in one commit; yields the bytes read since the last time, now and then."""
        for error in self._errors:
            self._leave_out(error)
        if not self._sources:
            return
        with IndexWriter(self._folder) as writer:
            batch: list[Article] = []
            told = 0
            for source in self._sources:
                for article in read(source, self._count):
                    if isinstance(article, CorpusError):
                        self._leave_out(article)
                        continue
                    batch.append(article)
                    if len(batch) == BATCH:
                        writer.add(batch)
                        self._articles += len(batch)
                        batch = []
                        yield self._read - told
                        told = self._read
            if batch:
                writer.add(batch)
                self._articles += len(batch)
            self._changes = writer.commit()
            yield self._read - told

    @property
    def rate(self) -> float:
        """MB/s so far, of bytes as they lie on disk."""
        return self._read / 1e6 / max(time.monotonic() - self._began, 1e-9)

    def progress(self) -> str:
        """A line for a log."""
        if not self.bytes:
            return f"{self._articles:,} articles, {self.rate:.1f} MB/s"
        left = (self.bytes - self._read) / 1e6 / max(self.rate, 1e-9)
        return (
            f"{self._articles:,} articles, {self._read / 1e6:,.0f} of {self.bytes / 1e6:,.0f} MB, "
            f"{self.rate:.1f} MB/s, {left:.0f} s left"
        )

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
        return f"{', '.join(parts)}; {self._read / 1e6:,.1f} MB in {time.monotonic() - self._began:.1f} s"

    def _count(self, read: int) -> None:
        self._read += read

    def _leave_out(self, error: CorpusError) -> None:
        if self._strict:
            raise error
        self.left_out += 1
        self._complain(error)
