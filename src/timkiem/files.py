"""From paths to bytes: files and folders, unpacked, cut into pieces of whole lines that another process can read."""

import codecs
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import zstandard

from timkiem.errors import CorpusError
from timkiem.text import on_one_line

MOST_BYTES = 16 << 20  #: of one article, unpacked: a longer line or text is an error, not a reason to run out of memory
STDIN = "-"
WHOLE = (".txt",)  #: suffixes of files that hold one article
LINES = (".jsonl", ".ndjson")  #: suffixes of files that hold an article a line
_PACKED = 1 << 12  #: packed bytes that are unpacked at a time: at most 128 MB come of them
_PIECE = 1 << 20  #: bytes of lines that are handed on together
_UNREADABLE = (OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input."""

    path: Path
    shown: str  # as the user wrote it, for messages
    name: str  # what the ids of its articles begin with, see ``sources``
    bytes: int  # as it lies on disk; 0 for standard input
    format: str  # of WHOLE or LINES


Progress = Callable[[int], None]  # told how many bytes of the file were just read


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines of a file, or all of it: bytes that another process can make articles of."""

    source: Source
    line: int  # number of the first line, from 1
    data: bytes


def sources(paths: Iterable[str | Path], base: Path | None = None) -> tuple[list[Source], list[CorpusError], int]:
    """The files to read, in path order; what is wrong with the paths; how many files below have no known format.

    A file's name is its path without suffix, from ``base`` (the working folder) when it lies below, else in full: the
    same from wherever it is indexed, packed or not, and never that of a file in another folder.
    """
    base = (base or Path.cwd()).resolve()
    found: list[Source] = []
    errors: list[CorpusError] = []
    passed = 0

    def complain(path: str | Path, reason: str) -> None:
        errors.append(CorpusError(visible(path), 1, reason))

    for path in paths:
        try:
            if str(path) == STDIN:
                found.append(Source(Path(path), "<stdin>", "stdin", 0, ".jsonl"))
            elif not str(path) or not Path(path).exists():
                complain(path, "no such file or folder")
            elif Path(path).is_dir():
                below, others = _below(Path(path), base, complain)
                found += below
                passed += others
            elif not Path(path).is_file():
                complain(path, "neither a file nor a folder")
            elif not _format(Path(path)):
                complain(path, f"unknown format; known are {', '.join(WHOLE + LINES)}, also .gz or .zst")
            else:
                found.append(_source(Path(path), base))
        except OSError as error:
            complain(path, f"cannot be read: {error.strerror}")
    return found, errors, passed


def pieces(source: Source, progress: Progress = lambda count: None) -> Iterator[Piece | CorpusError]:
    """A file in pieces of about a megabyte, unpacked; what cannot be unpacked or is too long as an error."""
    try:
        with _Counted(_opened(source), progress) as raw:
            file = _unpacked(raw, source.path.suffix.lower())
            if source.format in WHOLE:
                yield _whole(file, source)
            else:
                yield from _blocks(file, source)
    except _UNREADABLE as error:
        yield CorpusError(source.shown, 1, f"cannot be read: {visible(str(error))}")


def _opened(source: Source) -> IO[bytes]:
    if str(source.path) != STDIN:
        return source.path.open("rb")
    if sys.stdin is None:
        raise OSError("there is no standard input")
    return sys.stdin.buffer


def _below(folder: Path, base: Path, complain: Callable[[str, str], None]) -> tuple[list[Source], int]:
    """The files of a known format below a folder, by path, and how many are of others; hidden ones are left out.

    Links to folders are not followed: they may loop.
    """
    found, others = [], 0
    walk = os.walk(folder, onerror=lambda error: complain(error.filename, f"cannot be read: {error.strerror}"))
    for root, folders, names in walk:
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or not os.path.isfile(path):  # noqa: PTH113 - Path.is_file may raise
                continue
            if _format(path):
                found.append(_source(path, base))
            else:
                others += 1
    return found, others


def _source(path: Path, base: Path) -> Source:
    full = path.parent.resolve() / path.name
    name = (full.relative_to(base) if base in full.parents else full).as_posix()
    format = _format(path)
    return Source(path, visible(path), visible(name[: name.lower().rindex(format)]), path.stat().st_size, format)


def _format(path: Path) -> str:
    """The suffix that tells the format, "" for none."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in WHOLE + LINES else ""


def _unpacked(raw: "_Counted", suffix: str) -> IO[bytes]:
    """The bytes of a file as they were before it was packed."""
    if suffix == ".gz":
        return io.BufferedReader(gzip.GzipFile(fileobj=io.BufferedReader(raw)))
    if suffix == ".zst":
        return io.BufferedReader(_Parts(_frames(raw)), 1 << 20)
    return io.BufferedReader(raw, 1 << 20)


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


def _recoded(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    """A file in another encoding as UTF-8. Halves of characters pass: one must not cost the whole file."""
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


class _Counted(io.RawIOBase):
    """A binary file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], progress: Progress):
        self._file, self._progress = file, progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
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


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    r"""Lines as UTF-8, cut at \n alone: news holds U+2028, which other splitters take for a line end.

    None stands for a line of more than MOST_BYTES.
    """
    start = file.peek(4)[:4]  # type: ignore[attr-defined]
    encoding = encoding_of(start)
    if encoding != "utf-8-sig":
        file = io.BufferedReader(_Parts(_recoded(file, encoding)), 1 << 20)
    elif start.startswith(codecs.BOM_UTF8):
        file.read(len(codecs.BOM_UTF8))
    while line := file.readline(MOST_BYTES + 1):
        if len(line) <= MOST_BYTES:
            yield line
            continue
        yield None
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            line = file.readline(MOST_BYTES + 1)


def _blocks(file: IO[bytes], source: Source) -> Iterator[Piece | CorpusError]:
    """Lines in pieces of about _PIECE bytes."""
    waiting: list[bytes] = []
    first, number, size = 1, 0, 0
    broken: CorpusError | None = None
    try:
        for number, line in enumerate(_lines(file), 1):
            if line is not None:
                waiting.append(line)
                size += len(line)
            if line is None or size >= _PIECE:
                if waiting:
                    yield Piece(source, first, b"".join(waiting))
                first, size, waiting = number + 1, 0, []
            if line is None:
                yield CorpusError(source.shown, number, f"a line of more than {MOST_BYTES >> 20} MB")
    except _UNREADABLE as error:
        broken = CorpusError(source.shown, number + 1, f"cannot be read any further: {visible(str(error))}")
    if waiting:
        yield Piece(source, first, b"".join(waiting))
    if broken:
        yield broken


def _whole(file: IO[bytes], source: Source) -> Piece | CorpusError:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return CorpusError(source.shown, 1, f"a text of more than {MOST_BYTES >> 20} MB")
    return Piece(source, 1, data)


def visible(text: str | Path) -> str:
    """A path or message without what would steer a terminal or break a line."""
    return on_one_line(str(text)) or "?"
