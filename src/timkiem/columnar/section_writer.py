"""A file of named arrays, written once, aside."""

import json
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.file_format import ALIGNMENT, CHUNK, DTYPES, FOOTER, FORMAT, MAGIC

_UNSHARED = 1 << 12  #: bytes of which zlib reckons a checksum without letting others run


class SectionWriter:
    """Writes one file. It is whole, and safe from a power cut if it is synced, once ``finish`` has returned."""

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._end = len(MAGIC)
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
        if kind.str not in DTYPES or name in self._sections:
            raise ValueError(f"section {name} of {kind.str}")
        self._close_open()
        self._sections[name] = Growing(self._file, kind, self._end + -self._end % ALIGNMENT, most)
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
        self._file.write(directory + FOOTER.pack(offset, len(directory), zlib.crc32(directory), MAGIC))
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
