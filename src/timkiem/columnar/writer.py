"""Changing an index: new segments are written aside, and one commit makes them the index."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from timkiem.article import Article
from timkiem.columnar.articles import hash_ids
from timkiem.columnar.collecting import SegmentBuilder
from timkiem.columnar.compaction import compacted, compacted_whole
from timkiem.columnar.lock import WriterLock
from timkiem.columnar.manifest import ASIDE, NAME, Entry, Manifest, sync_file, sync_folder
from timkiem.columnar.segment import Segment
from timkiem.columnar.toc import toc_name, write_toc
from timkiem.errors import IndexCorrupt, IndexMissing
from timkiem.tokens import Vocabulary

WORDS = 6_000_000  #: a segment is written when it has so many; 50 bytes a word make 300 MB of memory
MANY = 64  #: segments that a commit amid a run leaves as they are
#: What we put into the folder beside the manifest and the lock. What belongs to no commit is removed.
_OURS = re.compile(rf"{re.escape(ASIDE)}|MAIN_[0-9a-z]{{16}}\.(columns|ledger|waiting)|_MAIN_\d+\.toc(\.[\d.]+)?")


@dataclass(slots=True)
class Changes:
    """What a writer did, in articles."""

    added: int = 0  # new ids
    replaced: int = 0  # ids that the index had
    repeated: int = 0  # ids that came twice in what was added: the later one stays
    removed: int = 0  # ids that were deleted


class IndexWriter:
    """``with IndexWriter(folder) as writer: writer.add(articles)``: one commit at the end, none on an error.

    The first error closes it.
    """

    def __init__(self, folder: Path, *, words: int = WORDS, wait: float = 0.0):
        """``words``: flush a segment when it has so many. Creates the folder when there is none.

        Raises IndexLocked when another writer, in this process or another, is still at work after ``wait`` seconds.
        """
        _make(folder)
        self._folder, self._words = folder, words
        self._lock = WriterLock(folder, wait)
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
        self._ledger = self._manifest.ledger
        self._unsynced: set[str] = set()  # segments that the disk may not have yet
        self._scattered = False  # whether the last commit left segments to be merged
        self._opened: dict[str, Segment] = {}
        self.changes = Changes()

    @property
    def manifest(self) -> Manifest:
        """The last commit."""
        return self._manifest

    def add(self, articles: Sequence[Article]) -> None:
        """Take in a batch; hundreds at a time are read fastest. An article replaces one of the same id."""
        with self._or_close():
            self._builder.add(articles)
            if self._builder.words >= self._words:
                self._flush()

    def new_segment(self) -> Entry:
        """A name for a segment that is written elsewhere, to be taken in with ``take``."""
        return Entry.new()

    def take(self, id: str, ids: Sequence[str]) -> None:
        """Take in a segment that was written under a name of ``new_segment``: the ids of its documents, in order."""
        with self._or_close():
            self._flush()
            self._append(id, ids)

    def delete(self, ids: Sequence[str]) -> int:
        """Remove the articles with these ids. Returns how many there were. They leave the disk with a compaction."""
        with self._or_close():
            self._flush()
            count = sum(self._mark(list(ids)))
            self.changes.removed += count
            return count

    def ids(self) -> Iterator[str]:
        """The ids of all articles that are not deleted."""
        with self._or_close():
            self._flush()
            for entry in self._entries:
                articles, deleted = self._open(entry).articles, set(entry.deleted.tolist())
                yield from (articles.id(number) for number in range(len(articles)) if number not in deleted)

    def drop(self, ids: Sequence[str]) -> None:
        """Leave out segments, whatever they hold, by their ids: for what cannot be read any more."""
        with self._or_close():
            self._entries = [entry for entry in self._entries if entry.id not in set(ids)]

    def keep_ledger(self, id: str) -> None:
        """Make a ledger that was written to the folder that of the next commit; "" for none."""
        self._ledger = id

    def commit(self, *, whole: bool = False, soon: bool = False) -> Changes:
        """Make what was added the index. A reader sees all of it or nothing. ``whole``: in one segment.

        ``soon``: more is to come, so segments are only merged when they have become many: merging takes memory that
        others may need meanwhile, and what is merged now would be merged again.
        """
        with self._or_close():
            self._flush()
            if whole:
                self._entries = compacted_whole(self._entries, self._open, self._folder)
            changed = _state(self._entries) != _state(self._manifest.segments) or self._ledger != self._manifest.ledger
            if changed or self._scattered or not (self._folder / NAME).exists():
                self._scattered = soon and len(self._entries) <= MANY
                self._commit(merge=not whole and not self._scattered)
            elif not (self._folder / toc_name(self._manifest)).exists():
                write_toc(self._folder, self._manifest)
        return self.changes

    def _commit(self, *, merge: bool) -> None:
        if merge:
            self._entries = compacted(self._entries, self._open, self._folder)
        for entry in self._entries:
            if entry.id in self._unsynced:
                sync_file(self._folder / entry.file)
        manifest = Manifest(self._manifest.generation + 1, tuple(self._entries), self._ledger)
        sync_folder(self._folder)
        manifest.write(self._folder)
        self._manifest = manifest
        self._unsynced.clear()
        write_toc(self._folder, manifest)

    def close(self) -> None:
        """Forget what was not committed and let others write."""
        if self._lock:
            try:
                self._clean()
            finally:
                self._lock.release()

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
        replaced, repeated = self._mark(list(last))
        self.changes.replaced += replaced
        self.changes.repeated += repeated + len(stale)
        self.changes.added += len(last) - replaced - repeated
        self._entries.append(Entry(id, len(ids), stale))
        self._unsynced.add(id)

    def _mark(self, ids: Sequence[str]) -> tuple[int, int]:
        """Mark articles of all segments as deleted. Returns how many the commit had, and how many came after it."""
        counts = [0, 0]
        committed = {entry.id for entry in self._manifest.segments}
        hashes = hash_ids(ids)
        for at, entry in enumerate(self._entries):
            found = self._open(entry).articles.among(ids, hashes)
            new = np.setdiff1d(found, entry.deleted)
            if len(new):
                self._entries[at] = Entry(entry.id, entry.documents, np.union1d(entry.deleted, new))
                counts[entry.id not in committed] += len(new)
        return counts[0], counts[1]

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
            if manifest.generation and not (self._folder / toc_name(manifest)).exists():
                return  # Whoosh still reads the commit before, until the next writer has told it of this one
            wanted = manifest.files | ({toc_name(manifest)} if manifest.generation else set())
            for path in list(self._folder.iterdir()):
                if _OURS.fullmatch(path.name) and path.name not in wanted:
                    with suppress(OSError):
                        path.unlink()


def _state(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """What tells commits apart: a deletion is never undone."""
    return [(entry.id, len(entry.deleted)) for entry in entries]


def _make(folder: Path) -> None:
    """Make a folder, and wait until the disk has its name."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        with suppress(OSError):  # a folder that we may not read is no reason not to write below it
            sync_folder(each.parent)
