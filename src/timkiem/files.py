"""From paths to bytes: files and folders, unpacked, cut into pieces of whole lines that another process can read."""

import codecs
import gzip
import io
import os
import stat
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import zstandard

from timkiem.errors import CorpusError
from timkiem.text import on_one_line

STDIN = "-"
WHOLE = (".txt",)  #: suffixes of files that hold one article
LINES = (".jsonl", ".ndjson")  #: suffixes of files that hold an article a line
_PACKED = 1 << 12  #: packed bytes that are unpacked at a time: at most 128 MB come of them
_PIECE = 1 << 20  #: bytes of lines that are handed on together
_UNREADABLE = (OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may ask for: beyond is an error of the file, and no reason to run out of memory, disk or time."""

    article: int = 16 << 20  # bytes of one article, unpacked: of a line or a text
    unpacked: int = 1 << 40  # bytes that a packed file may become
    ratio: int = 200  # times its size that a packed file may become, from ``harmless`` on; news makes 3 to 30
    harmless: int = 64 << 20  # bytes that may be unpacked whatever the ratio


LIMITS = ReadLimits()


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input."""

    path: Path
    shown: str  # as the user wrote it, for messages
    name: str  # what the ids of its articles begin with, see ``sources``
    bytes: int  # as it lies on disk; 0 for standard input
    format: str  # of WHOLE or LINES
    key: str = ""  # the path as the system has it, from the base when it lies below; "" for standard input
    mtime_ns: int = 0  # when it was written


_Part = TypeVar("_Part")
Progress = Callable[[int], None]  # told how many bytes of the file were just read


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines of a file, or all of it: bytes that another process can make articles of."""

    source: Source
    line: int  # number of the first line, from 1
    data: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a file that is not packed, told by its place: who needs it reads it."""

    source: Source
    line: int  # number of the first line, from 1
    start: int  # byte of the file
    size: int  # bytes

    def read(self) -> Piece | CorpusError:
        """The piece, or why it cannot be read any more."""
        try:
            with _opened(self.source) as file:
                file.seek(self.start)
                data = file.read(self.size)
        except OSError as error:
            return CorpusError(self.source.shown, self.line, f"cannot be read: {visible(str(error))}")
        if len(data) < self.size:
            return CorpusError(self.source.shown, self.line, "was cut short while it was read")
        return Piece(self.source, self.line, data)


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
                found.append(_source(Path(path), _parent(Path(path).parent, base), Path(path).stat()))
        except OSError as error:
            complain(path, f"cannot be read: {error.strerror}")
    return found, errors, passed


def pieces(
    source: Source, progress: Progress = lambda count: None, limits: ReadLimits = LIMITS
) -> Iterator[Piece | CorpusError]:
    """A file in pieces of about a megabyte, unpacked; what cannot be unpacked or is too long as an error."""
    return _read(source, progress, limits, _blocks)


def stretches(
    source: Source, progress: Progress = lambda count: None, limits: ReadLimits = LIMITS
) -> Iterator[Piece | Stretch | CorpusError]:
    """``pieces``, told by their places where that can be."""
    apart = str(source.path) != STDIN and source.path.suffix.lower() in LINES
    return _read(source, progress, limits, _stretches if apart else _blocks)


def _read(
    source: Source, progress: Progress, limits: ReadLimits, cut: Callable[[IO[bytes], Source, int], Iterator[_Part]]
) -> Iterator[_Part | Piece | CorpusError]:
    try:
        with _Counted(_opened(source), progress) as raw:
            file = _unpacked(raw, source.path.suffix.lower(), limits)
            if source.format in WHOLE:
                yield _whole(file, source, limits.article)
            else:
                yield from cut(file, source, limits.article)
    except _UNREADABLE as error:
        yield CorpusError(source.shown, 1, f"cannot be read: {visible(str(error))}")


def _opened(source: Source) -> IO[bytes]:
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


def _below(folder: Path, base: Path, complain: Callable[[str, str], None]) -> tuple[list[Source], int]:
    """The files of a known format below a folder, by path, and how many are of others; hidden ones are left out.

    Links to folders are not followed: they may loop.
    """
    found, others = [], 0
    walk = os.walk(folder, onerror=lambda error: complain(error.filename, f"cannot be read: {error.strerror}"))
    for root, folders, names in walk:
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        parent = _parent(Path(root), base)
        for name in sorted(names):
            path = Path(root, name)
            try:
                known = None if name.startswith(".") else path.stat()
            except (OSError, ValueError):  # a link to nothing or in a circle
                continue
            if known is None or not stat.S_ISREG(known.st_mode):
                continue
            if _format(path):
                found.append(_source(path, parent, known))
            else:
                others += 1
    return found, others


def _parent(folder: Path, base: Path) -> str:
    """What the names of the files in a folder begin with."""
    full = folder.resolve()
    if full == base:
        return ""
    return (full.relative_to(base) if base in full.parents else full).as_posix().rstrip("/") + "/"


def _source(path: Path, parent: str, known: os.stat_result) -> Source:
    key, format = parent + path.name, _format(path)
    plain = key[: key.lower().rindex(format)]
    name = visible(plain)
    if name != unicodedata.normalize("NFC", plain):  # two files that look alike are two all the same
        name += f"~{zlib.crc32(os.fsencode(plain)):08x}"
    return Source(path, visible(path), name, known.st_size, format, key, known.st_mtime_ns)


def _format(path: Path) -> str:
    """The suffix that tells the format, "" for none."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in WHOLE + LINES else ""


def _unpacked(raw: "_Counted", suffix: str, limits: ReadLimits) -> IO[bytes]:
    """The bytes of a file as they were before it was packed."""
    if suffix == ".gz":
        packed = gzip.GzipFile(fileobj=io.BufferedReader(raw))
        parts = iter(lambda: packed.read1(1 << 17), b"")
        return io.BufferedReader(_Parts(_bounded(parts, raw, limits)), 1 << 20)
    if suffix == ".zst":
        return io.BufferedReader(_Parts(_bounded(_frames(raw), raw, limits)), 1 << 20)
    return io.BufferedReader(raw, 1 << 20)


def _bounded(parts: Iterator[bytes], raw: "_Counted", limits: ReadLimits) -> Iterator[bytes]:
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


def _lines(file: IO[bytes], most: int) -> Iterator[bytes | None]:
    r"""Lines as UTF-8, cut at \n alone: news holds U+2028, which other splitters take for a line end.

    None stands for a line of more than ``most`` bytes.
    """
    start = file.peek(4)[:4]  # type: ignore[attr-defined]
    encoding = encoding_of(start)
    if encoding != "utf-8-sig":
        file = io.BufferedReader(_Parts(_recoded(file, encoding)), 1 << 20)
    elif start.startswith(codecs.BOM_UTF8):
        file.read(len(codecs.BOM_UTF8))
    while line := file.readline(most + 1):
        if len(line) <= most:
            yield line
            continue
        yield None
        while len(line) > most and not line.endswith(b"\n"):
            line = file.readline(most + 1)


def _blocks(file: IO[bytes], source: Source, most: int) -> Iterator[Piece | CorpusError]:
    """Lines in pieces of about _PIECE bytes."""
    waiting: list[bytes] = []
    first, number, size = 1, 0, 0
    broken: CorpusError | None = None
    try:
        for number, line in enumerate(_lines(file, most), 1):
            if line is not None:
                waiting.append(line)
                size += len(line)
            if line is None or size >= _PIECE:
                if waiting:
                    yield Piece(source, first, b"".join(waiting))
                first, size, waiting = number + 1, 0, []
            if line is None:
                yield CorpusError(source.shown, number, f"a line of more than {most >> 20} MB")
    except _UNREADABLE as error:
        broken = CorpusError(source.shown, number + 1, f"cannot be read any further: {visible(str(error))}")
    if waiting:
        yield Piece(source, first, b"".join(waiting))
    if broken:
        yield broken


def _stretches(file: IO[bytes], source: Source, most: int) -> Iterator[Piece | Stretch | CorpusError]:
    """The places of lines in pieces of about _PIECE bytes; the pieces themselves where it is no plain UTF-8."""
    beginning = file.peek(4)[:4]  # type: ignore[attr-defined]
    if encoding_of(beginning) != "utf-8-sig" or beginning.startswith(codecs.BOM_UTF8):
        yield from _blocks(file, source, most)
        return
    line, at = 1, 0
    while data := file.read(min(_PIECE, most)):  # so no line that ends within is too long
        rest = b"" if data.endswith(b"\n") else file.readline(most + 1)
        whole, end, lines = data.rfind(b"\n") + 1, at + len(data) + len(rest), data.count(b"\n")
        if end - at - whole <= most:
            yield Stretch(source, line, at, end - at)
        else:
            if whole:
                yield Stretch(source, line, at, whole)
            yield CorpusError(source.shown, line + lines, f"a line of more than {most >> 20} MB")
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(most + 1)
                end += len(rest)
        line, at = line + lines + (not data.endswith(b"\n")), end


def _whole(file: IO[bytes], source: Source, most: int) -> Piece | CorpusError:
    data = file.read(most + 1)
    if len(data) > most:
        return CorpusError(source.shown, 1, f"a text of more than {most >> 20} MB")
    return Piece(source, 1, data)


def visible(text: str | Path) -> str:
    """A path or message without what would steer a terminal or break a line."""
    return on_one_line(str(text)) or "?"
