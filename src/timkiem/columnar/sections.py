"""A file of named arrays: written once, aside, then mapped by any number of readers.

    b"TIMKIEM1" | sections, each at a multiple of 64 bytes | directory, JSON | footer
    footer: u8 offset of the directory, u4 its length, u4 its CRC-32, b"TIMKIEM1"
    directory: {"format": 1, "meta": {...}, "sections": {name: [dtype, offset, count, crc32]}}

Opening reads the directory alone, so it costs the same whatever the size; ``verify`` reads all.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.errors import IndexCorrupt

FORMAT = 1  #: raised when a reader of the old number could not read the new file
_MAGIC = b"TIMKIEM1"
_FOOTER = struct.Struct("<QII8s")
_ALIGNMENT = 64
_DTYPES = {"|u1", "<u2", "<u4", "<u8", "<i4", "<i8"}


class SectionWriter:
    """Writes one file. It is whole, and safe from a power cut, once ``finish`` has returned."""

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("wb")
        self._file.write(_MAGIC)
        self._sections: dict[str, tuple[str, int, int, int]] = {}

    def add(self, name: str, array: NDArray[Any] | bytes) -> None:
        """Append one section. Bytes become an array of u1."""
        self.add_pieces(name, np.asarray(array).dtype.str if not isinstance(array, bytes) else "|u1", [array])

    def add_pieces(self, name: str, dtype: str, pieces: Iterable[NDArray[Any] | bytes]) -> None:
        """Append one section that never stands in memory as a whole."""
        dtype = np.dtype(dtype).newbyteorder("<").str
        if dtype not in _DTYPES or name in self._sections:
            raise ValueError(f"section {name} of {dtype}")
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        offset, size, checksum = self._file.tell(), 0, 0
        for piece in pieces:
            data = piece if isinstance(piece, bytes) else np.ascontiguousarray(piece, dtype).tobytes()
            self._file.write(data)
            size, checksum = size + len(data), zlib.crc32(data, checksum)
        self._sections[name] = (dtype, offset, size // np.dtype(dtype).itemsize, checksum)

    def finish(self, meta: Mapping[str, Any]) -> None:
        """Write the directory and wait until the disk has the file."""
        directory = json.dumps({"format": FORMAT, "meta": dict(meta), "sections": self._sections}).encode()
        offset = self._file.tell()
        self._file.write(directory + _FOOTER.pack(offset, len(directory), zlib.crc32(directory), _MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Drop what was written."""
        with suppress(OSError):  # what is still buffered may not fit on the disk
            self._file.close()
        self._path.unlink(missing_ok=True)


class Sections:
    """A mapped file. Immutable, so threads may share it; it closes with the last array that views it."""

    def __init__(self, path: Path, data: mmap.mmap | bytes, meta: dict[str, Any], sections: dict[str, list[Any]]):
        self.path, self.meta = path, meta
        self.size = len(data)  # bytes
        self._data, self._sections = data, sections

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a file. Raises FileNotFoundError when it is gone, IndexCorrupt when it is not whole."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(_MAGIC) + _FOOTER.size:
                raise IndexCorrupt(path, f"cut short at {size} bytes")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        offset, length, checksum, magic = _FOOTER.unpack(data[size - _FOOTER.size :])
        if data[: len(_MAGIC)] != _MAGIC or magic != _MAGIC or offset + length + _FOOTER.size != size:
            raise IndexCorrupt(path, "cut short or not a file of timkiem")
        raw = data[offset : offset + length]
        if zlib.crc32(raw) != checksum:
            raise IndexCorrupt(path, "its directory was altered")
        directory = json.loads(raw)
        if directory["format"] != FORMAT:
            raise IndexCorrupt(path, f"has format {directory['format']}; this program reads format {FORMAT}")
        return cls(path, data, directory["meta"], directory["sections"])

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def array(self, name: str) -> NDArray[Any]:
        """A view of one section, read-only. Raises IndexCorrupt when the file lacks it."""
        try:
            dtype, offset, count, _ = self._sections[name]
        except KeyError:
            raise IndexCorrupt(self.path, f"lacks the section {name}") from None
        return np.frombuffer(self._data, dtype, count, offset) if count else np.empty(0, dtype)

    def verify(self) -> None:
        """Read every section and compare checksums. Raises IndexCorrupt, naming the section."""
        for name, (dtype, offset, count, checksum) in self._sections.items():
            if zlib.crc32(memoryview(self._data)[offset : offset + count * np.dtype(dtype).itemsize]) != checksum:
                raise IndexCorrupt(self.path, f"its section {name} was altered")
