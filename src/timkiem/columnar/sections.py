"""A file of named arrays, mapped by any number of readers.

Nothing is served that was altered: ``array`` compares a section with its checks before it hands it out, and the
reader of a large one takes it ``guarded`` and has the parts checked that it reads, each once. So opening costs the
same whatever the size, and a search pays 0.2 to 1 ms for each MB that it is the first to read. ``verify`` reads all.
"""

import json
import mmap
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.file_format import CHUNK, DTYPES, FOOTER, FORMAT, MAGIC
from timkiem.errors import IndexCorrupt


class Guard:
    """Compares parts of a section with their checks before they are read, each once. Threads may share it."""

    def __init__(self, path: Path, name: str, data: memoryview, itemsize: int, checks: NDArray[np.uint32]):
        """``data``: the bytes of the section; ``checks`` u4: CRC-32 of each CHUNK of them."""
        self._path, self._name, self._data, self._itemsize, self._checks = path, name, data, itemsize, checks
        self._unread = bytearray(b"\1" * len(checks))  # a 1 for each chunk that was not compared yet
        self.left = len(checks)  # how many those are, or more

    def check(self, start: int, end: int) -> None:
        """Before items ``start`` to ``end - 1`` are read. Raises IndexCorrupt when they were altered."""
        if not self.left:
            return
        last = -(-end * self._itemsize // CHUNK)
        chunk = self._unread.find(1, start * self._itemsize // CHUNK, last)
        if chunk < 0:
            return
        while chunk >= 0:
            if zlib.crc32(self._data[chunk * CHUNK : (chunk + 1) * CHUNK]) != self._checks[chunk]:
                raise IndexCorrupt(self._path, f"its section {self._name} was altered")
            self._unread[chunk] = 0
            chunk = self._unread.find(1, chunk, last)
        self.left = self._unread.count(1)

    def check_all(self) -> None:
        """Before any item is read."""
        self.check(0, -(-len(self._data) // self._itemsize))


class Unguarded(Guard):
    """Of an array that was not read from a file."""

    def __init__(self) -> None:
        super().__init__(Path(), "", memoryview(b""), 1, np.empty(0, "u4"))


UNGUARDED = Unguarded()


def _stamp(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


@contextmanager
def described(path: Path) -> Iterator[None]:
    """Make IndexCorrupt of what arrays that do not fit each other raise: checksums may be right over any content."""
    try:
        yield
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise IndexCorrupt(path, f"its sections do not fit each other ({error})") from error


class Sections:
    """A mapped file. Immutable, so threads may share it; it closes with the last array that views it."""

    def __init__(self, path: Path, data: mmap.mmap | bytes, meta: dict[str, Any], sections: dict[str, list[Any]]):
        """``sections``: dtype, offset, count and first check of each; the checks stand in ``_checks``."""
        self.path, self.meta = path, meta
        self.size = len(data)  # bytes
        self._data, self._sections = data, sections
        self._guards: dict[str, Guard] = {}
        self._checks: NDArray[np.uint32] = np.empty(0, "u4")
        self._stamp: tuple[int, ...] = ()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a file. Raises FileNotFoundError when it is gone, IndexCorrupt when it is not whole."""
        with path.open("rb") as file:
            stamp = _stamp(os.fstat(file.fileno()))
            size = stamp[0]
            if size < len(MAGIC) + FOOTER.size:
                raise IndexCorrupt(path, f"cut short at {size} bytes")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        offset, length, checksum, magic = FOOTER.unpack(data[size - FOOTER.size :])
        if data[: len(MAGIC)] != MAGIC or magic != MAGIC or offset + length + FOOTER.size != size:
            raise IndexCorrupt(path, "cut short or not a file of timkiem")
        raw = data[offset : offset + length]
        if zlib.crc32(raw) != checksum:
            raise IndexCorrupt(path, "its directory was altered")
        with described(path):
            opened = cls._read(path, data, json.loads(raw), offset)
        opened._stamp = stamp
        return opened

    @classmethod
    def _read(cls, path: Path, data: mmap.mmap, directory: dict[str, Any], end: int) -> Self:
        """``end``: of sections and checks. Raises all sorts of errors for what is no directory."""
        if directory["format"] != FORMAT:
            raise IndexCorrupt(path, f"has format {directory['format']}; this program reads format {FORMAT}")
        sections: dict[str, list[Any]] = {}
        chunks = 0
        for name, (dtype, offset, count) in directory["sections"].items():
            size = count * np.dtype(dtype).itemsize
            if dtype not in DTYPES or offset < 0 or count < 0 or offset + size > end:
                raise ValueError(f"section {name}")
            sections[name] = [dtype, offset, count, chunks]
            chunks += -(-size // CHUNK)
        opened = cls(path, data, dict(directory["meta"]), sections)
        raw = data[end - 4 * chunks : end] if chunks else b""
        if 4 * chunks > end or zlib.crc32(raw) != directory["checks"]:
            raise IndexCorrupt(path, "its checksums were altered")
        opened._checks = np.frombuffer(raw, "<u4")
        return opened

    def replaced(self) -> bool:
        """Whether the file was altered in place since it was opened. One that is gone was not: its map lives on."""
        try:
            return _stamp(os.stat(self.path)) != self._stamp  # noqa: PTH116 - a third of the time of Path.stat
        except FileNotFoundError:
            return False

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def names(self) -> list[str]:
        """The sections, in the order of their writing."""
        return list(self._sections)

    def count(self, name: str) -> int:
        """Items of a section. Raises IndexCorrupt when the file lacks it."""
        return int(self._entry(name)[2])

    def array(self, name: str) -> NDArray[Any]:
        """A view of one section, read-only, after a look at all of it.

        Raises IndexCorrupt when the file lacks it or it was altered.
        """
        array, guard = self.guarded(name)
        guard.check_all()
        return array

    def guarded(self, name: str) -> tuple[NDArray[Any], Guard]:
        """A view of one section, read-only, and what must be told of each part before it is read."""
        dtype, offset, count, first = self._entry(name)
        if not count:
            return np.empty(0, dtype), UNGUARDED
        array = np.frombuffer(self._data, dtype, count, offset)
        if name not in self._guards:
            checks = self._checks[first : first + -(-array.nbytes // CHUNK)]
            self._guards[name] = Guard(self.path, name, array.view("u1").data, array.itemsize, checks)
        return array, self._guards[name]

    def _entry(self, name: str) -> list[Any]:
        try:
            return self._sections[name]
        except KeyError:
            raise IndexCorrupt(self.path, f"lacks the section {name}") from None

    def whole(self) -> NDArray[np.uint8]:
        """The file, for those who go by where in it a section's array begins."""
        return np.frombuffer(self._data, "u1")

    def forget(self) -> None:
        """Let go of the memory of pages that were read; they are read again when they are needed."""
        if isinstance(self._data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED)

    def altered(self) -> Iterator[str]:
        """The sections that are not as they were written. Reads all that no guard has compared yet."""
        for name in self._sections:
            try:
                self.array(name)
            except IndexCorrupt:
                yield name

    def verify(self) -> None:
        """Read every section and compare checksums. Raises IndexCorrupt, naming the section."""
        for name in self._sections:
            self.array(name)
