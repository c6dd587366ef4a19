"""Changing an index: new segments are written aside, and one commit makes them the index."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from timkiem.article import Article
from timkiem.columnar import codec
from timkiem.columnar.articles import hash_ids
from timkiem.columnar.manifest import NAME, Entry, Manifest, sync_folder
from timkiem.columnar.merge import merge
from timkiem.columnar.packed import MOST_PLACES
from timkiem.columnar.schema import schema
from timkiem.columnar.segment import Segment, SegmentBuilder
from timkiem.errors import IndexCorrupt, IndexLocked, IndexMissing
from timkiem.tokens import Vocabulary

_RATIO = 3  #: a segment is merged with those behind it unless it is so many times larger than all of them
_DELETED = 0.3  #: share of deleted documents from which a segment is written anew
WORDS = 6_000_000  #: a segment is written when it has so many; 50 bytes a word make 300 MB of memory
_ASIDE = re.compile(rf"{re.escape(NAME)}\.new|_MAIN_\d+\.toc\.[\d.]+")  #: written, but not yet renamed
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Changes:
    """What a commit did, in articles."""

    added: int = 0  # new ids
    replaced: int = 0  # ids that the index had
    repeated: int = 0  # ids that came twice in what was added: the later one stays


class IndexWriter:
    """``with IndexWriter(folder) as writer: writer.add(articles)``: one commit at the end, none on an error.

    The first error closes it. Raises IndexLocked when another writer, in this process or another, is at work.
    """

    def __init__(self, folder: Path, *, words: int = WORDS):
        """``words``: flush a segment when it has so many. Creates the folder when there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._words = folder, words
        self._storage = FileStorage(str(folder))
        self._lock = self._storage.lock("MAIN_WRITELOCK")
        if not self._lock.acquire():
            raise IndexLocked(folder)
        try:
            self._manifest = Manifest.read(folder)
        except IndexMissing:
            self._manifest = Manifest(0, ())
        except BaseException:
            self._lock.release()
            raise
        self._vocabulary = Vocabulary()
        self._builder = SegmentBuilder(self._vocabulary)
        self._entries = list(self._manifest.segments)
        self._opened: dict[str, Segment] = {}
        self.changes = Changes()

    def add(self, articles: Sequence[Article]) -> None:
        """Take in a batch; hundreds at a time are read fastest. An article replaces one of the same id."""
        with self._or_close():
            self._builder.add(articles)
            if self._builder.words >= self._words:
                self._flush()

    def new_segment(self) -> Entry:
        """A name for a segment that is written elsewhere, to be taken in with ``take``."""
        return Entry("".join(secrets.choice(_LETTERS) for _ in range(16)), 0)

    def take(self, id: str, ids: Sequence[str]) -> None:
        """Take in a segment that was written under a name of ``new_segment``: the ids of its documents, in order."""
        with self._or_close():
            self._flush()
            self._append(id, ids)

    def commit(self) -> Changes:
        """Make what was added the index. A reader sees all of it or nothing."""
        with self._or_close():
            self._commit()
        return self.changes

    def _commit(self) -> None:
        self._flush()
        if self._entries != list(self._manifest.segments) or not (self._folder / NAME).exists():
            self._compact()
            manifest = Manifest(self._manifest.generation + 1, tuple(self._entries))
            sync_folder(self._folder)
            manifest.write(self._folder)
            self._manifest = manifest
            self._write_toc()
        elif not self._toc_written(self._manifest):
            self._write_toc()

    def close(self) -> None:
        """Forget what was not committed and let others write."""
        if self._lock:
            try:
                self._clean()
            finally:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()

    @contextmanager
    def _or_close(self) -> Iterator[None]:
        """Close on an error: it leaves half a batch behind, never to be committed. Raises ValueError when closed."""
        if not self._lock:
            raise ValueError("this writer is closed")
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _flush(self) -> None:
        if ids := self._builder.ids:
            entry = self.new_segment()
            self._builder.write(self._folder / entry.file)
            self._append(entry.id, ids)
            self._builder = SegmentBuilder(self._vocabulary)

    def _append(self, id: str, ids: Sequence[str]) -> None:
        """Put a written segment behind the others; its articles replace those of the same ids, before it and in it."""
        last = {each: number for number, each in enumerate(ids)}
        stale = np.array([number for number, each in enumerate(ids) if last[each] != number], "i8")
        self.changes.repeated += len(stale)
        self.changes.added += len(last) - self._delete(list(last))
        self._entries.append(Entry(id, len(ids), stale))

    def _compact(self) -> None:
        """Merge the newest segments while the one before them is not much larger than all of them together.

        So each article is written again a number of times that grows with the logarithm of the index, and
        segments are as few. A segment of which much is deleted is merged too.
        """
        first = len(self._entries)
        behind = places = 0
        for at in range(len(self._entries) - 1, -1, -1):
            entry = self._entries[at]
            places += self._open(entry).places
            if places > MOST_PLACES:
                break
            if at == len(self._entries) - 1 or entry.documents <= _RATIO * behind:
                first = at
            behind += entry.documents
        for at, entry in enumerate(self._entries[:first]):
            if len(entry.deleted) > _DELETED * entry.documents:
                first = at
                break
        merged = self._entries[first:]
        if len(merged) > 1 or (merged and len(merged[0].deleted) > _DELETED * merged[0].documents):
            self._entries[first:] = self._merge(merged)

    def _merge(self, entries: Sequence[Entry]) -> list[Entry]:
        """One segment of several, or none when all their articles are deleted."""
        alive = []
        for entry in entries:
            flags = np.ones(entry.documents, bool)
            flags[entry.deleted] = False
            alive.append(flags)
        if not (documents := int(sum(map(np.count_nonzero, alive)))):
            return []
        entry = self.new_segment()
        merge([self._open(each) for each in entries], alive, self._folder / entry.file)
        return [Entry(entry.id, documents)]

    def _delete(self, ids: Sequence[str]) -> int:
        """Mark articles of earlier segments as deleted. Returns how many there were."""
        count = 0
        committed = {entry.id for entry in self._manifest.segments}
        hashes = hash_ids(ids)
        for at, entry in enumerate(self._entries):
            found = self._open(entry).articles.among(ids, hashes)
            new = np.setdiff1d(found, entry.deleted)
            if len(new):
                self._entries[at] = Entry(entry.id, entry.documents, np.union1d(entry.deleted, new))
                count += len(new)
                if entry.id in committed:
                    self.changes.replaced += len(new)
                else:
                    self.changes.repeated += len(new)
        return count

    def _open(self, entry: Entry) -> Segment:
        """A segment, opened once in the life of a writer."""
        if entry.id not in self._opened:
            try:
                self._opened[entry.id] = Segment.open(self._folder / entry.file)
            except FileNotFoundError:
                raise IndexCorrupt(self._folder / entry.file, "is missing") from None
        return self._opened[entry.id]

    def _clean(self) -> None:
        """Remove what belongs to no commit. What cannot be removed now, the next writer removes."""
        with suppress(OSError, IndexCorrupt):
            try:
                manifest = Manifest.read(self._folder)  # a commit that failed may be on the disk all the same
            except IndexMissing:
                manifest = Manifest(0, ())
            if manifest.generation and not self._toc_written(manifest):
                return  # Whoosh still reads the commit before, until the next writer has told it of this one
            clean_files(self._storage, "MAIN", manifest.generation, _whoosh_segments(manifest))
            for path in list(self._folder.iterdir()):
                if _ASIDE.fullmatch(path.name):
                    path.unlink()

    def _toc_written(self, manifest: Manifest) -> bool:
        return (self._folder / f"_MAIN_{manifest.generation}.toc").exists()

    def _write_toc(self) -> None:
        manifest = self._manifest
        TOC(schema(), _whoosh_segments(manifest), manifest.generation).write(self._storage, "MAIN")
        sync_folder(self._folder)


def _whoosh_segments(manifest: Manifest) -> list[codec.Segment]:
    return [codec.Segment(entry) for entry in manifest.segments]
