"""From files to pieces of whole lines, which another process can make articles of."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TypeVar

from timkiem.errors import CorpusError
from timkiem.files import LINES, STDIN, WHOLE, Source, visible
from timkiem.unpacking import (
    LIMITS,
    UNREADABLE,
    Counted,
    Progress,
    ReadLimits,
    encoding_of,
    opened,
    recoded,
    unpacked,
)

_PIECE = 1 << 20  #: bytes of lines that are handed on together

_Part = TypeVar("_Part")


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
            with opened(self.source) as file:
                file.seek(self.start)
                data = file.read(self.size)
        except OSError as error:
            return CorpusError(self.source.shown, self.line, f"cannot be read: {visible(str(error))}")
        if len(data) < self.size:
            return CorpusError(self.source.shown, self.line, "was cut short while it was read")
        return Piece(self.source, self.line, data)


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
        with Counted(opened(source), progress) as raw:
            file = unpacked(raw, source.path.suffix.lower(), limits)
            if source.format in WHOLE:
                yield _whole(file, source, limits.article)
            else:
                yield from cut(file, source, limits.article)
    except UNREADABLE as error:
        yield CorpusError(source.shown, 1, f"cannot be read: {visible(str(error))}")


def _lines(file: IO[bytes], most: int) -> Iterator[bytes | None]:
    r"""Lines as UTF-8, cut at \n alone: news holds U+2028, which other splitters take for a line end.

    None stands for a line of more than ``most`` bytes.
    """
    start = file.peek(4)[:4]  # type: ignore[attr-defined]
    encoding = encoding_of(start)
    if encoding != "utf-8-sig":
        file = recoded(file, encoding)
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
    except UNREADABLE as error:
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
