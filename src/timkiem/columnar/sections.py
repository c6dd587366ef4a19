"""A file of named arrays: written once, aside, then mapped by any number of readers.

    b"TIMKIEM1" | sections, each at a multiple of 64 bytes | checks | directory, JSON | footer
    checks: u4 CRC-32 of each CHUNK of each section, in the order of the directory
    footer: u8 offset of the directory, u4 its length, u4 its CRC-32, b"TIMKIEM1"
    directory: {"format": 3, "meta": {...}, "sections": {name: [dtype, offset, count]}, "checks": CRC-32 of the checks}

Nothing is served that was altered: ``array`` compares a section with its checks before it hands it out, and the
reader of a large one takes it ``guarded`` and has the parts checked that it reads, each once. So opening costs the
same whatever the size, and a search pays 0.2 to 1 ms for each MB that it is the first to read. ``verify`` reads all.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.errors import IndexCorrupt

FORMAT = 5  #: raised when a reader of the old number could not read the new file
CHUNK = 1 << 14  #: bytes under one checksum: the least that is read to check a list
_UNSHARED = 1 << 12  #: bytes of which zlib reckons a checksum without letting others run
_MAGIC = b"TIMKIEM1"
_FOOTER = struct.Struct("<QII8s")
_ALIGNMENT = 64
_DTYPES = {"|u1", "<u2", "<u4", "<u8", "<i4", "<i8"}


class SectionWriter:
    """Writes one file. It is whole, and safe from a power cut if it is synced, once ``finish`` has returned."""

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

    def finish(self, meta: Mapping[str, Any], *, sync: bool = True) -> None:
        """Write the directory and, with ``sync``, wait until the disk has the file."""
        self._close_open()
        sections = {name: section.entry() for name, section in self._sections.items()}
        checks = np.concatenate([np.empty(0, "<u4"), *(section.checks() for section in self._sections.values())])
        content = {"format": FORMAT, "meta": dict(meta), "sections": sections, "checks": zlib.crc32(checks.data)}
        directory = json.dumps(content).encode()
        self._file.seek(self._end)
        self._file.write(checks.tobytes())
        offset = self._end + checks.nbytes
        self._file.write(directory + _FOOTER.pack(offset, len(directory), zlib.crc32(directory), _MAGIC))
        self._file.flush()
        if sync:
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
        self._checks: list[int] = []  # of each chunk that is begun
        self.count = 0

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
        self._check(data.view("u1").data)
        self.count += len(data)

    def _check(self, data: memoryview) -> None:
        begun = (self.end - self.offset) % CHUNK
        if begun:
            self._checks[-1] = _checksum(data[: CHUNK - begun], self._checks[-1])
            data = data[CHUNK - begun :]
        self._checks += [_checksum(data[at : at + CHUNK]) for at in range(0, len(data), CHUNK)]

    def close(self) -> int:
        """Take no more; returns where in the file it ends."""
        self._most = self.count
        return self.end

    def entry(self) -> tuple[str, int, int]:
        """The section's line in the directory."""
        return self.dtype.str, self.offset, self.count

    def checks(self) -> NDArray[np.uint32]:
        """CRC-32 of each chunk, u4."""
        return np.array(self._checks, "<u4")


def _checksum(data: memoryview, before: int = 0) -> int:
    """CRC-32, in pieces for which zlib lets no other thread run: it would wait for its turn again behind each chunk."""
    for at in range(0, len(data), _UNSHARED):
        before = zlib.crc32(data[at : at + _UNSHARED], before)
    return before


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
            if size < len(_MAGIC) + _FOOTER.size:
                raise IndexCorrupt(path, f"cut short at {size} bytes")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        offset, length, checksum, magic = _FOOTER.unpack(data[size - _FOOTER.size :])
        if data[: len(_MAGIC)] != _MAGIC or magic != _MAGIC or offset + length + _FOOTER.size != size:
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
            if dtype not in _DTYPES or offset < 0 or count < 0 or offset + size > end:
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
