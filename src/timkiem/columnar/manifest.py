"""Which segments are the index, and which of their documents are deleted: one small JSON file.

The manifest is what timkiem trusts. A commit writes the new segments, then the new manifest aside,
syncs it, and renames it over the old one: a reader sees one whole commit, old or new. Whoosh's own
TOC is written after it from the same facts, so that Whoosh can open the index too.
"""

import base64
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.errors import IndexCorrupt, IndexMissing

FORMAT = 1  #: of the manifest; segments carry their own
NAME = "timkiem.json"
NOTHING_DELETED: NDArray[np.int64] = np.empty(0, "i8")


@dataclass(frozen=True, slots=True)
class Entry:
    """One segment as of a commit."""

    id: str  # 16 letters and digits
    documents: int  # deleted ones too
    deleted: NDArray[np.int64] = field(default_factory=lambda: NOTHING_DELETED)  # i8 ascending

    @property
    def file(self) -> str:
        """Its name in the folder. Whoosh takes what begins with index name and id for the segment's own."""
        return f"MAIN_{self.id}.columns"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The index as of one commit. Segments are in the order of their adding."""

    generation: int
    segments: tuple[Entry, ...]

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
            return cls(envelope["index"]["generation"], tuple(map(_entry, envelope["index"]["segments"])))
        except (ValueError, KeyError, TypeError, RecursionError, zlib.error) as error:
            raise IndexCorrupt(path, f"is no manifest ({error})") from error

    def write(self, folder: Path) -> None:
        """Replace the manifest of the folder. On return the disk has it."""
        index = {
            "format": FORMAT,
            "generation": self.generation,
            "segments": [_record(entry) for entry in self.segments],
        }
        checksum = zlib.crc32(json.dumps(index, sort_keys=True).encode())
        aside = folder / f"{NAME}.new"
        with aside.open("w", encoding="utf-8") as file:
            json.dump({"crc32": checksum, "index": index}, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / NAME)
        sync_folder(folder)


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
    documents, packed = int(str(record["documents"])), str(record["deleted"])
    if not packed:
        return Entry(str(record["id"]), documents)
    flags = np.frombuffer(zlib.decompress(base64.b64decode(packed)), "u1")
    return Entry(str(record["id"]), documents, np.flatnonzero(np.unpackbits(flags, count=documents)))
