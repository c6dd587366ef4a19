"""The bytes of a file as they were before it was packed, and in what encoding they are."""

import codecs
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import zstandard

from timkiem.files import STDIN, Source

_PACKED = 1 << 12  #: packed bytes that are unpacked at a time: at most 128 MB come of them
_AT_ONCE = 1 << 20  #: unpacked bytes that are read at a time
UNREADABLE = (OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError)  #: what reading a file may raise

Progress = Callable[[int], None]  # told how many bytes of the file were just read


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may ask for: beyond is an error of the file, and no reason to run out of memory, disk or time."""

    article: int = 16 << 20  # bytes of one article, unpacked: of a line or a text
    unpacked: int = 1 << 40  # bytes that a packed file may become
    ratio: int = 200  # times its size that a packed file may become, from ``harmless`` on; news makes 3 to 30
    harmless: int = 64 << 20  # bytes that may be unpacked whatever the ratio


LIMITS = ReadLimits()


def opened(source: Source) -> IO[bytes]:
    """A file as it lies on the disk, or standard input. Raises OSError, also for what is no file by now."""
    if str(source.path) != STDIN:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(source.path, flags), "rb")  # does not wait for a writer where a pipe took its place
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise OSError("neither a file nor a folder")
        return file
    if sys.stdin is None:
        raise OSError("there is no standard input")
    return sys.stdin.buffer


def unpacked(raw: "Counted", suffix: str, limits: ReadLimits) -> IO[bytes]:
    """The bytes of a file as they were before it was packed. Reading what is broken raises one of UNREADABLE."""
    if suffix == ".gz":
        packed = gzip.GzipFile(fileobj=io.BufferedReader(raw))
        parts = iter(lambda: packed.read1(1 << 17), b"")
        return io.BufferedReader(_Parts(_bounded(parts, raw, limits)), _AT_ONCE)
    if suffix == ".zst":
        return io.BufferedReader(_Parts(_bounded(_frames(raw), raw, limits)), _AT_ONCE)
    return io.BufferedReader(raw, _AT_ONCE)


def _bounded(parts: Iterator[bytes], raw: "Counted", limits: ReadLimits) -> Iterator[bytes]:
    """What is unpacked, as long as it is no bomb. Raises ValueError then."""
    size = 0
    for part in parts:
        size += len(part)
        if size > limits.unpacked:
            raise ValueError(f"unpacks to more than {limits.unpacked:,} bytes")
        if size > limits.harmless and size > limits.ratio * raw.count:
            raise ValueError(f"unpacks to more than {limits.ratio} times its size, as no text does")
        yield part


def _frames(raw: io.RawIOBase) -> Iterator[bytes]:
    """What Zstandard frames hold. EOFError where one breaks off, which the reader of zstandard takes for an end."""
    frame = None
    while data := raw.read(_PACKED):
        while data:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(data)
            data = frame.unused_data
            if frame.eof:
                frame = None
    if frame:
        raise EOFError("Compressed file ended before the end of its last frame")


def recoded(file: IO[bytes], encoding: str) -> IO[bytes]:
    """A file in another encoding as UTF-8. Halves of characters pass: one must not cost the whole file."""
    return io.BufferedReader(_Parts(_recoded(file, encoding)), _AT_ONCE)


def _recoded(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    while data := file.read(1 << 16):
        yield decoder.decode(data).encode(errors="surrogatepass")
    yield decoder.decode(b"", final=True).encode()


class _Parts(io.RawIOBase):
    """A binary file of parts that come one after another."""

    def __init__(self, parts: Iterator[bytes]):
        self._parts, self._part = parts, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._part:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._part = memoryview(part)
        taken = self._part[: len(buffer)]
        self._part = self._part[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Counted(io.RawIOBase):
    """A binary file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], progress: Progress):
        self._file, self._progress = file, progress
        self.count = 0  # bytes so far

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        self._progress(len(data))
        return len(data)

    def close(self) -> None:
        if sys.stdin is None or self._file is not sys.stdin.buffer:
            self._file.close()
        super().close()


def encoding_of(start: bytes) -> str:
    """The encoding that the first bytes of a file tell."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(start) > 1 and (start[0] == 0) != (start[1] == 0):  # the first character is ASCII in every format
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    return "utf-8-sig"
