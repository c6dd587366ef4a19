"""What was read from which file: so that what is the same need not be read again, and what is gone can be told.

A record a file: its size and time when it was read, by which rules, and a row for each article that it gave, as two
hashes: of the id, and of what the article was made from. It is a file of sections beside the segments, written anew
with each commit that changes it and named by the manifest, so it is of one commit with them.

Letters in shapes: S files, R rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.manifest import Manifest, new_id
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections, described
from timkiem.errors import IndexCorrupt

UNSURE = -1  #: stands for a time: the file must be looked into whatever its size and time
_ROW = np.dtype([("id", "<u8"), ("content", "<u8"), ("gone", "u1")])
Rows = np.ndarray  # of _ROW [n]


def fingerprint(data: bytes) -> int:
    """64 bits that tell contents apart. Nobody finds two of one by chance."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def fingerprint_at(content: int, line: int) -> int:
    """The fingerprint of what gets its id from its place: the same content in another line is another article."""
    return fingerprint(content.to_bytes(8, "little") + line.to_bytes(8, "little"))


def rows(pairs: list[tuple[int, int]]) -> "Rows":
    """Rows of (id, content)."""
    made = np.zeros(len(pairs), _ROW)
    if pairs:
        made["id"], made["content"] = np.array(pairs, "u8").T
    return made


@dataclass(frozen=True, slots=True)
class Record:
    """One file as it was read."""

    size: int  # bytes on the disk
    mtime_ns: int  # or UNSURE
    rules: int  # fingerprint of what decides what is read from a text
    rows: "Rows"  # ``gone``: 1 where the file has it no more, but the index still does

    @property
    def alive(self) -> int:
        """How many articles the file still has."""
        return int(np.count_nonzero(self.rows["gone"] == 0))


class Ledger:
    """The records of an index, by the path of the file. One writer changes it, and ``write`` keeps it."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self.changed = False

    @classmethod
    def open(cls, folder: Path, manifest: Manifest) -> Self:
        """The ledger of a commit; an empty one where there is none. Raises IndexCorrupt."""
        ledger = cls()
        if manifest.ledger:
            path = folder / manifest.ledger_file
            try:
                sections = Sections.open(path)
            except FileNotFoundError:
                raise IndexCorrupt(path, "is missing") from None
            with described(path):
                ledger._records = dict(_records(sections))
        return ledger

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._records))

    def __len__(self) -> int:
        return len(self._records)

    def get(self, path: str) -> Record | None:
        """The record of a file."""
        return self._records.get(path)

    def put(self, path: str, record: Record) -> None:
        self._records[path] = record
        self.changed = True

    def drop(self, path: str) -> None:
        """Forget a file."""
        del self._records[path]
        self.changed = True

    def ids(self) -> NDArray[np.uint64]:
        """The ids of all rows, as hashes, u8 [R]."""
        return np.concatenate([np.empty(0, "u8"), *(record.rows["id"] for record in self._records.values())])

    def keep_only(self, ids: NDArray[np.uint64]) -> list[str]:
        """Forget all articles but these, u8: for an index that lost some. Returns the files to be read again."""
        again = []
        for path, record in list(self._records.items()):
            known = np.isin(record.rows["id"], ids)
            if not known.all():
                again.append(path)
                self.put(path, Record(record.size, UNSURE, record.rules, record.rows[known]))
        return again

    def write(self, folder: Path) -> str:
        """Write it beside the segments, and wait until the disk has it. Returns its id, for the manifest."""
        manifest = Manifest(0, (), new_id())
        writer = SectionWriter(folder / manifest.ledger_file)
        records = self._records.values()
        try:
            writer.add("paths", "\0".join(self._records).encode(errors="surrogateescape"))
            writer.add("sizes", np.array([record.size for record in records], "i8"))
            writer.add("mtimes", np.array([record.mtime_ns for record in records], "i8"))
            writer.add("rules", np.array([record.rules for record in records], "u8"))
            writer.add("counts", np.array([len(record.rows) for record in records], "u4"))
            every = np.concatenate([np.zeros(0, _ROW), *(record.rows for record in records)])
            for name in ("id", "content", "gone"):
                writer.add(f"rows.{name}", every[name])
            writer.finish({"files": len(self._records)})
        except BaseException:
            writer.abandon()
            raise
        self.changed = False
        return manifest.ledger


def _records(sections: Sections) -> Iterator[tuple[str, Record]]:
    raw = sections.array("paths").tobytes().decode(errors="surrogateescape")
    columns = [sections.array(name).tolist() for name in ("sizes", "mtimes", "rules", "counts")]
    every = np.zeros(sections.count("rows.id"), _ROW)
    for name in ("id", "content", "gone"):
        every[name] = sections.array(f"rows.{name}")
    at = 0
    for path, size, mtime, rules, count in zip(raw.split("\0") if columns[0] else [], *columns, strict=True):
        yield path, Record(size, mtime, rules, every[at : at + count])
        at += count
