"""Which segments are the index, and which of their documents are deleted: one small JSON file.

The manifest is what timkiem trusts. A commit writes the new segments, then the new manifest aside,
syncs it, and renames it over the old one: a reader sees one whole commit, old or new. Whoosh's own
TOC is written after it from the same facts, so that Whoosh can open the index too.
"""

import base64
import json
import os
import re
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.errors import IndexCorrupt, IndexMissing

FORMAT = 2  #: of the manifest; segments carry their own
NAME = "timkiem.json"
_FRESH = 2_000_000_000  #: nanoseconds
ASIDE = f"{NAME}.new"  #: a manifest that is written, but not yet renamed
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID = re.compile("[0-9a-z]{16}", re.ASCII)
_MOST_DOCUMENTS = 1 << 32
NOTHING_DELETED: NDArray[np.int64] = np.empty(0, "i8")


@dataclass(frozen=True, slots=True)
class Entry:
    """One segment as of a commit."""

    id: str  # 16 letters and digits
    documents: int  # deleted ones too
    deleted: NDArray[np.int64] = field(default_factory=lambda: NOTHING_DELETED)  # i8 ascending

    @classmethod
    def new(cls) -> Self:
        """A name that no segment has yet."""
        return cls(new_id(), 0)

    @property
    def file(self) -> str:
        """Its name in the folder. Whoosh takes what begins with index name and id for the segment's own."""
        return f"MAIN_{self.id}.columns"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The index as of one commit. Segments are in the order of their adding."""

    generation: int
    segments: tuple[Entry, ...]
    ledger: str = ""  # the id of the ledger of this commit, see ``ledger``; "" for none

    @property
    def ledger_file(self) -> str:
        """The name of the ledger in the folder."""
        return f"MAIN_{self.ledger}.ledger"

    @property
    def files(self) -> set[str]:
        """What the commit consists of beside the manifest."""
        return {entry.file for entry in self.segments} | ({self.ledger_file} if self.ledger else set())

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises IndexMissing when there is none, IndexCorrupt when it is not as it was written."""
        path = folder / NAME
        try:
            raw = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise IndexMissing(folder) from None
        try:
            envelope = json.loads(raw)
            content = json.dumps(envelope["index"], sort_keys=True)
            if envelope["crc32"] != zlib.crc32(content.encode()):
                raise IndexCorrupt(path, "was altered")
            if envelope["index"]["format"] != FORMAT:
                raise IndexCorrupt(path, f"has format {envelope['index']['format']}; this program reads {FORMAT}")
            return cls._read(envelope["index"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError, zlib.error) as error:
            raise IndexCorrupt(path, f"is no manifest ({error})") from error

    @classmethod
    def _read(cls, index: Mapping[str, Any]) -> Self:
        generation, ledger = index["generation"], index["ledger"]
        if type(generation) is not int or generation < 0:
            raise ValueError(f"the generation {generation!r}")
        segments = tuple(map(_entry, index["segments"]))
        if len({entry.id for entry in segments}) < len(segments):
            raise ValueError("one segment twice")
        return cls(generation, segments, _id(ledger) if ledger else "")

    @staticmethod
    def stamp(folder: Path) -> tuple[int, int, int] | None:
        """What changes with each manifest of a folder, without reading it; None while there is none, or a new one.

        A file that was written within the clock's step of another may bear its stamp: hence the waiting time.
        """
        try:
            found = (folder / NAME).stat()
        except OSError:
            return None
        age = time.time_ns() - found.st_mtime_ns
        return (found.st_mtime_ns, found.st_size, found.st_ino) if not 0 <= age < _FRESH else None

    def write(self, folder: Path) -> None:
        """Replace the manifest of the folder. On return the disk has it."""
        index = {
            "format": FORMAT,
            "generation": self.generation,
            "ledger": self.ledger,
            "segments": [_record(entry) for entry in self.segments],
        }
        checksum = zlib.crc32(json.dumps(index, sort_keys=True).encode())
        aside = folder / ASIDE
        with aside.open("w", encoding="utf-8") as file:
            json.dump({"crc32": checksum, "index": index}, file)
            file.flush()
            os.fsync(file.fileno())
        _replace(aside, folder / NAME)
        sync_folder(folder)


def new_id() -> str:
    """A name for a file of the index: 16 letters and digits by chance, so that no name comes twice."""
    import secrets  # with hashes, which readers do not need

    return "".join(secrets.choice(_LETTERS) for _ in range(16))


def _replace(aside: Path, path: Path) -> None:
    """Rename over a file. On Windows that fails while a reader has it open, which it has for a moment."""
    for pause in (0.01, 0.03, 0.1, 0.3, 1.0):
        try:
            aside.replace(path)
            return
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
    aside.replace(path)


def sync_file(path: Path) -> None:
    """Wait until the disk has a file that was written."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder. Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _record(entry: Entry) -> dict[str, object]:
    flags = np.zeros(entry.documents, bool)
    flags[entry.deleted] = True
    packed = base64.b64encode(zlib.compress(np.packbits(flags).tobytes())).decode() if len(entry.deleted) else ""
    return {"id": entry.id, "documents": entry.documents, "deleted": packed}


def _entry(record: Mapping[str, object]) -> Entry:
    id, documents, packed = _id(record["id"]), record["documents"], record["deleted"]
    if type(documents) is not int or not 0 <= documents <= _MOST_DOCUMENTS:
        raise ValueError(f"{documents!r} documents")
    if not packed:
        return Entry(id, documents)
    opened = zlib.decompressobj()
    flags = opened.decompress(base64.b64decode(str(packed), validate=True), -(-documents // 8) + 1)
    if len(flags) != -(-documents // 8) or not opened.eof:
        raise ValueError(f"deletions of other than {documents} documents")
    return Entry(id, documents, np.flatnonzero(np.unpackbits(np.frombuffer(flags, "u1"), count=documents)))


def _id(value: object) -> str:
    """An id as ``new_id`` makes them. Raises ValueError for anything else: names of files are made of it."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError(f"the id {value!r:.40}")
    return value
