"""What a run of ``timkiem index`` finds in the ledger, and what it leaves there: new, changed, the same, gone."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.ledger import UNSURE, Ledger, Record, fingerprint, rows
from timkiem.corpus import unread
from timkiem.files import Source
from timkiem.pieces import Piece

_GRAIN = 20_000_000  #: nanoseconds: two writings of a file so near each other may bear one time
NO_METADATA = 0  #: the rules of a run that reads no places and officials

IdsAndContents = list[tuple[int, int]]


def rules_of(metadata_version: str) -> int:
    """What the ledger keeps of the rules by which texts are read; "" for none."""
    return fingerprint(metadata_version.encode()) | 1 if metadata_version else NO_METADATA


@dataclass(slots=True)
class _Reading:
    """One file that is being read."""

    source: Source
    record: Record | None  # as the ledger has it, when its rows are of use
    since_ns: int  # when reading began
    seen: NDArray[np.bool_]  # which rows of the record the file has still
    new: IdsAndContents = field(default_factory=list)
    failed: bool = False  # whether some of it could not be read


class Update:
    """Tells which files and lines must be read, and keeps account of them, file by file."""

    def __init__(self, ledger: Ledger, rules: int, *, verify: bool, again: bool, prune: bool):
        """``verify``: look into every file; ``again``: read all, known or not; ``prune``: collect what is gone."""
        self._ledger, self._rules = ledger, rules
        self._verify, self._again, self._prune = verify, again, prune
        self._reading: dict[str, _Reading] = {}
        self._gone: list[NDArray[np.uint64]] = []
        self.unchanged = 0  # articles
        self.by_other_rules = 0  # articles among these that would be read otherwise now
        self.repeated: list[Source] = []  # files that must be read whole: what changed stands before its like

    def is_unchanged(self, source: Source) -> bool:
        """Whether a file is as it was by size and time. It is counted then, and needs no reading."""
        record = self._known(source)
        if record is None or self._verify or (record.size, record.mtime_ns) != (source.bytes, source.mtime_ns):
            return False
        self._count(record, record.alive)
        if self._prune and record.alive < len(record.rows):
            self._gone.append(record.rows["id"][record.rows["gone"] == 1])
            kept = record.rows[record.rows["gone"] == 0]
            self._ledger.put(source.key, Record(record.size, record.mtime_ns, record.rules, kept))
        return True

    def begin(self, source: Source, *, whole: bool = False) -> None:
        """A file is read from its beginning; ``whole``: whatever is known of it."""
        record = None if whole else self._known(source)
        count = 0 if record is None else len(record.rows)
        self._reading[source.key] = _Reading(source, record, time.time_ns(), np.zeros(count, bool))

    def is_new(self, source: Source) -> bool:
        """Whether nothing is known of a file that is begun, so that all of it must be read."""
        return self._reading[source.key].record is None

    def unread(self, piece: Piece) -> list[Piece]:
        """What of a piece must be read."""
        reading = self._reading.get(piece.source.key)
        if reading is None or reading.record is None or not piece.source.key:
            return [piece]
        contents = reading.record.rows["content"]
        fresh, held = unread(piece, contents)
        reading.seen |= np.isin(contents, held)
        return fresh

    def took(self, key: str, found: IdsAndContents) -> None:
        """Articles of a file became part of the index: fingerprints of id and content of each."""
        if key:
            self._reading[key].new += found

    def failed(self, key: str) -> None:
        """Something of a file could not be read: it is looked into again whatever its size and time."""
        if key:
            self._reading[key].failed = True

    def end(self, source: Source) -> None:
        """A file is read to its end, and what it gave is taken."""
        if not source.key:
            return
        reading = self._reading.pop(source.key)
        new = rows(reading.new)
        old = reading.record.rows if reading.record else rows([])
        if np.isin(new["id"], old["id"][reading.seen]).any():
            self.repeated.append(source)  # of two articles of one id the later in the file must stay
        if reading.record:
            self._count(reading.record, int(np.count_nonzero(reading.seen)))
        kept, left = old[reading.seen], old[~reading.seen & ~np.isin(old["id"], new["id"])].copy()
        kept["gone"] = 0
        if self._prune and not reading.failed:
            self._gone.append(left["id"])
        else:
            left["gone"] = 1
            kept = np.concatenate([kept, left])
        rules = reading.record.rules if reading.record and reading.seen.any() else self._rules
        record = Record(source.bytes, _time(reading), rules, np.concatenate([kept, new]))
        before = self._ledger.get(source.key)
        if before is None or not _same(before, record):
            self._ledger.put(source.key, record)

    def keep_account(self) -> None:
        """Write what is read half to the ledger, for a commit amid the run: another run goes on behind it."""
        for key, reading in self._reading.items():
            if reading.new:
                old = reading.record.rows if reading.record else rows([])
                new = rows(reading.new)
                kept = np.concatenate([old[~np.isin(old["id"], new["id"])], new])
                self._ledger.put(key, Record(reading.source.bytes, UNSURE, self._rules, kept))

    def drop_missing(self, folders: Iterable[Path], base: Path, found: Iterable[str]) -> None:
        """With ``prune``: forget the files below some folders that are not there any more."""
        above = [str(folder.resolve()) for folder in folders]
        present = set(found)
        for key in self._ledger if self._prune else ():
            full = os.path.normpath(base / key)
            below = any(full == each or full.startswith(each.rstrip(os.sep) + os.sep) for each in above)
            record = self._ledger.get(key)
            if below and key not in present and record and _is_missing(full):
                self._gone.append(record.rows["id"])
                self._ledger.drop(key)

    def gone(self) -> NDArray[np.uint64]:
        """The ids, as fingerprints, of what is gone from all files, u8."""
        gone = np.unique(np.concatenate([np.empty(0, "u8"), *self._gone]))
        return gone[~np.isin(gone, self._ledger.ids())] if len(gone) else gone

    def _known(self, source: Source) -> Record | None:
        """The record of a file, when it was read in the same way."""
        record = self._ledger.get(source.key) if source.key and not self._again else None
        same = record is not None and (record.rules == NO_METADATA) == (self._rules == NO_METADATA)
        return record if same else None

    def _count(self, record: Record, articles: int) -> None:
        self.unchanged += articles
        self.by_other_rules += articles if record.rules != self._rules else 0


def account(built: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, IdsAndContents]]:
    """What a segment took, (file, id, content) an article, file by file."""
    files: dict[str, IdsAndContents] = {}
    for key, id, content in built:
        files.setdefault(key, []).append((fingerprint(id.encode(errors="surrogatepass")), content))
    yield from files.items()


def _time(reading: _Reading) -> int:
    """The time of a file that was read, or UNSURE when it may have been written meanwhile."""
    source = reading.source
    try:
        now = source.path.stat()
    except OSError:
        return UNSURE
    same = (now.st_size, now.st_mtime_ns) == (source.bytes, source.mtime_ns)
    sure = same and source.mtime_ns < reading.since_ns - _GRAIN and not reading.failed
    return source.mtime_ns if sure else UNSURE


def _same(one: Record, other: Record) -> bool:
    facts = [(each.size, each.mtime_ns, each.rules) for each in (one, other)]
    return facts[0] == facts[1] and np.array_equal(np.sort(one.rows), np.sort(other.rows))


def _is_missing(path: str) -> bool:
    """Whether there is surely no such file: not when its folder cannot be looked into."""
    try:
        Path(path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
