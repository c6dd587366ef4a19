"""A file of named arrays: written once, aside, then mapped by any number of readers.

    b"TIMKIEM1" | sections, each at a multiple of 64 bytes | directory, JSON | footer
    footer: u8 offset of the directory, u4 its length, u4 its CRC-32, b"TIMKIEM1"
    directory: {"format": 2, "meta": {...}, "sections": {name: [dtype, offset, count, crc32]}}

Opening reads the directory alone, so it costs the same whatever the size; ``verify`` reads all.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.errors import IndexCorrupt

FORMAT = 2  #: raised when a reader of the old number could not read the new file
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
        self._end = len(_MAGIC)
        self._sections: dict[str, Growing] = {}
        self._open: Growing | None = None

    def add(self, name: str, array: NDArray[Any] | bytes) -> None:
        """Write one section. Bytes become an array of u1."""
        array = np.frombuffer(array, "u1") if isinstance(array, bytes) else array
        self.reserve(name, array.dtype.str, array.size).append(array)

    def reserve(self, name: str, dtype: str, most: int) -> "Growing":
        """Room for a section that never stands in memory as a whole: at most ``most`` items, appended in pieces.

        Several may grow side by side. What stays empty is a hole in the file.
        """
        section = self._section(name, dtype, most)
        self._end = section.offset + most * section.dtype.itemsize
        return section

    def open_ended(self, name: str, dtype: str) -> "Growing":
        """A section of any size, appended in pieces until the next section is begun."""
        self._open = self._section(name, dtype, None)
        return self._open

    def _section(self, name: str, dtype: str, most: int | None) -> "Growing":
        kind = np.dtype(dtype).newbyteorder("<")
        if kind.str not in _DTYPES or name in self._sections:
            raise ValueError(f"section {name} of {kind.str}")
        self._close_open()
        self._sections[name] = Growing(self._file, kind, self._end + -self._end % _ALIGNMENT, most)
        return self._sections[name]

    def _close_open(self) -> None:
        if self._open:
            self._end = self._open.close()
            self._open = None

    def finish(self, meta: Mapping[str, Any]) -> None:
        """Write the directory and wait until the disk has the file."""
        self._close_open()
        sections = {name: section.entry() for name, section in self._sections.items()}
        directory = json.dumps({"format": FORMAT, "meta": dict(meta), "sections": sections}).encode()
        offset = self._end
        self._file.seek(offset)
        self._file.write(directory + _FOOTER.pack(offset, len(directory), zlib.crc32(directory), _MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Drop what was written."""
        with suppress(OSError):  # what is still buffered may not fit on the disk
            self._file.close()
        self._path.unlink(missing_ok=True)


class Growing:
    """One section while it is written."""

    def __init__(self, file: BinaryIO, dtype: "np.dtype[Any]", offset: int, most: int | None):
        self._file, self.dtype, self.offset, self._most = file, dtype, offset, most
        self._checksum = self.count = 0

    @property
    def end(self) -> int:
        """Where in the file it ends so far."""
        return self.offset + self.count * self.dtype.itemsize

    def append(self, array: NDArray[Any]) -> None:
        """Write a piece behind the others. Raises ValueError beyond the room that was reserved."""
        data = np.ascontiguousarray(array, self.dtype).reshape(-1)
        if self._most is not None and self.count + len(data) > self._most:
            raise ValueError(f"{self.count + len(data)} items where {self._most} were reserved")
        self._file.seek(self.end)
        self._file.write(data.data)
        self._checksum = zlib.crc32(data.data, self._checksum)
        self.count += len(data)

    def close(self) -> int:
        """Take no more; returns where in the file it ends."""
        self._most = self.count
        return self.end

    def entry(self) -> tuple[str, int, int, int]:
        """The section's line in the directory."""
        return self.dtype.str, self.offset, self.count, self._checksum


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

    def names(self) -> list[str]:
        """The sections, in the order of their writing."""
        return list(self._sections)

    def array(self, name: str) -> NDArray[Any]:
        """A view of one section, read-only. Raises IndexCorrupt when the file lacks it."""
        try:
            dtype, offset, count, _ = self._sections[name]
        except KeyError:
            raise IndexCorrupt(self.path, f"lacks the section {name}") from None
        return np.frombuffer(self._data, dtype, count, offset) if count else np.empty(0, dtype)

    def forget(self) -> None:
        """Let go of the memory of pages that were read; they are read again when they are needed."""
        if isinstance(self._data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Read every section and compare checksums. Raises IndexCorrupt, naming the section."""
        for name, (dtype, offset, count, checksum) in self._sections.items():
            if zlib.crc32(memoryview(self._data)[offset : offset + count * np.dtype(dtype).itemsize]) != checksum:
                raise IndexCorrupt(self.path, f"its section {name} was altered")
