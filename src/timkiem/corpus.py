"""From files to articles. What cannot be read comes out as an error beside the articles, and reading goes on.

Formats by suffix, each also with .gz or .zst behind it:

    .txt               ` date YYYY-MM[-DD] TITLE`, blank line, lead, paragraphs, byline; or title, then text
    .jsonl  .ndjson    one article a line
"""

import codecs
import gzip
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import zstandard

from timkiem.article import Article, PartialDate
from timkiem.errors import CorpusError
from timkiem.text import normalize

MOST_BYTES = 64 << 20  #: of one article, unpacked: a longer line or text is an error, not a reason to run out of memory
STDIN = "-"
_PIECE = 1 << 20  #: bytes of lines that are handed on together
_HEADER = re.compile(r"\s?date (\d{4}(?:-\d{2}){0,2})\s+(\S.*)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[\s,T]+(\d{1,2}):(\d{2})\S*)?")
_NAME = r"(?:[^\W\d_a-zà-ỹ][\w.]*)(?: [^\W\d_a-zà-ỹ][\w.]*){0,3}"
_BYLINE = re.compile(rf"{_NAME}(?:\s*[-–,]\s*{_NAME}){{0,4}}")
_LEAD_END = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input."""

    path: Path
    shown: str  # as the user wrote it, for messages
    name: str  # what the ids of its articles begin with: its folder's name and the way from there, no suffix
    bytes: int  # as it lies on disk; 0 for standard input
    format: str  # a key of FORMATS


Progress = Callable[[int], None]  # told how many bytes of the file were just read


def sources(paths: Iterable[str | Path]) -> tuple[list[Source], list[CorpusError], int]:
    """The files to read, in path order; what is wrong with the paths; how many files below have no known format."""
    found: list[Source] = []
    errors: list[CorpusError] = []
    passed = 0
    for path in map(Path, paths):
        if str(path) == STDIN:
            found.append(Source(path, "<stdin>", "stdin", 0, ".jsonl"))
        elif path.is_dir():
            base = path.resolve()
            for file in _files(path):
                if _format(file):
                    name = f"{base.name}/{_stem(file.relative_to(path))}"
                    found.append(Source(file, _visible(file), _visible(name), file.stat().st_size, _format(file)))
                else:
                    passed += 1
        elif not path.exists():
            errors.append(CorpusError(_visible(path), 1, "no such file or folder"))
        elif not path.is_file():
            errors.append(CorpusError(_visible(path), 1, "neither a file nor a folder"))
        elif not _format(path):
            errors.append(
                CorpusError(_visible(path), 1, f"unknown format; known are {', '.join(FORMATS)}, also .gz or .zst")
            )
        else:
            full = path.resolve()
            name = f"{full.parent.name}/{_stem(Path(path.name))}"
            found.append(Source(path, _visible(path), _visible(name), path.stat().st_size, _format(path)))
    return found, errors, passed


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines of a file, or all of it: bytes that another process can make articles of."""

    source: Source
    line: int  # number of the first line, from 1
    data: bytes


def read(source: Source, progress: Progress = lambda count: None) -> Iterator[Article | CorpusError]:
    """The articles of one file, in order, with an error in the place of each that cannot be read."""
    for piece in pieces(source, progress):
        if isinstance(piece, CorpusError):
            yield piece
        else:
            yield from articles(piece)


def pieces(source: Source, progress: Progress = lambda count: None) -> Iterator[Piece | CorpusError]:
    """A file in pieces of about a megabyte, unpacked; what cannot be unpacked or is too long as an error."""
    try:
        with _open(source, progress) as file:
            if FORMATS[source.format] is _text:
                yield _whole(file, source)
            else:
                yield from _blocks(file, source)
    except (OSError, EOFError, ValueError, zstandard.ZstdError) as error:
        yield CorpusError(source.shown, 1, f"cannot be read: {_visible(str(error))}")


def articles(piece: Piece) -> Iterator[Article | CorpusError]:
    """The articles of a piece, in order, with an error in the place of each that cannot be read."""
    return FORMATS[piece.source.format](piece)


def normalized(article: Article) -> Article:
    """The article as the index keeps it: every text in normal form, title and names on one line."""
    line: dict[str, Any] = {
        name: _line(getattr(article, name)) for name in ("id", "title", "url", "source", "author", "category", "path")
    }
    tuples: dict[str, Any] = {name: tuple(map(_line, getattr(article, name))) for name in ("locations", "officials")}
    texts: dict[str, Any] = {name: normalize(getattr(article, name)).strip() for name in ("lead", "body")}
    return replace(article, **line, **tuples, **texts, extra={_line(k): _deep(v) for k, v in article.extra.items()})


def _files(folder: Path) -> Iterator[Path]:
    """Regular files below a folder, by path, hidden ones left out. Links to folders are not followed: they may loop."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path


def _format(path: Path) -> str:
    """The suffix that tells the format, "" for none."""
    suffixes = path.suffixes[-2:]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in FORMATS else ""


def _stem(path: Path) -> str:
    return path.as_posix()[: path.as_posix().rindex(_format(path))]


def _open(source: Source, progress: Progress) -> IO[bytes]:
    """The unpacked bytes of a file."""
    raw = _Counted(sys.stdin.buffer if str(source.path) == STDIN else source.path.open("rb"), progress)
    if source.path.suffix == ".gz":
        return io.BufferedReader(gzip.GzipFile(fileobj=io.BufferedReader(raw)))
    if source.path.suffix == ".zst":
        unpacked: Any = zstandard.ZstdDecompressor().stream_reader(io.BufferedReader(raw), read_across_frames=True)
        return io.BufferedReader(unpacked, 1 << 20)
    return io.BufferedReader(raw, 1 << 20)


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
        if self._file is not sys.stdin.buffer:
            self._file.close()
        super().close()


def _encoding(start: bytes) -> str:
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
    encoding = _encoding(start)
    if encoding != "utf-8-sig":
        file = io.BytesIO(file.read().decode(encoding).encode())
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
    first, size = 1, 0
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
    if waiting:
        yield Piece(source, first, b"".join(waiting))


def _whole(file: IO[bytes], source: Source) -> Piece | CorpusError:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return CorpusError(source.shown, 1, f"a text of more than {MOST_BYTES >> 20} MB")
    return Piece(source, 1, data)


def _jsonl(piece: Piece) -> Iterator[Article | CorpusError]:
    """One JSON object a line; blank lines are passed over."""
    source = piece.source
    for number, line in enumerate(piece.data.split(b"\n"), piece.line):
        if line.strip():
            try:
                yield _article(json.loads(line), f"{source.name}:{number}", f"{source.shown}:{number}")
            except UnicodeDecodeError as error:
                yield CorpusError(source.shown, number, f"neither UTF-8 nor UTF-16 ({error.reason}); convert the file")
            except json.JSONDecodeError as error:
                yield CorpusError(source.shown, number, f"no JSON: {error.msg} at column {error.colno}")
            except RecursionError:
                yield CorpusError(source.shown, number, "no JSON of an article: brackets nested too deeply")
            except ValueError as error:
                yield CorpusError(source.shown, number, _visible(str(error)))


def _article(row: Any, id: str, path: str) -> Article:
    """Raises ValueError when the record is no article."""
    if not isinstance(row, dict):
        raise ValueError(f"a JSON {type(row).__name__}, not an object with a title and a body")
    rest = {key: value for key, value in row.items() if value not in (None, "", [])}
    published = rest.pop("published", None) or rest.pop("date", None)
    body = _taken(rest, "body") or _taken(rest, "content") or _taken(rest, "text")
    title, lead = _taken(rest, "title"), _taken(rest, "lead")
    title = title or normalize(lead or body).strip().partition("\n")[0]
    if not title.strip():
        raise ValueError('the record has neither "title" nor "body"')
    names: dict[str, Any] = {name: _taken(rest, name) for name in ("url", "source", "author", "category")}
    id = _taken(rest, "id") or names["url"] or id
    return normalized(Article(id, title, body, lead, _published(published), **names, path=path, extra=rest))


def _taken(row: dict[str, Any], key: str) -> str:
    """Take a value out of a record as text; a list becomes its parts with commas. Raises ValueError for an object."""
    value = row.pop(key, "")
    if isinstance(value, list) and all(isinstance(part, (str, int, float)) for part in value):
        return ", ".join(map(str, value))
    if isinstance(value, (dict, list)):
        raise ValueError(f'"{key}" is a JSON {type(value).__name__}, not text')
    return str(value)


def _published(value: Any) -> PartialDate | None:
    """A date as ISO 8601 or as Vietnamese papers write it, day first. Raises ValueError for anything else."""
    if value is None:
        return None
    text = str(value).strip()
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute = match.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour:0>2}:{minute}" if hour else "")
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise ValueError(f'"published": {error}') from None


def _text(piece: Piece) -> Iterator[Article | CorpusError]:
    """One article a file: a header line with date and title, or the title alone, then the text."""
    source, raw = piece.source, piece.data
    try:
        text = normalize(raw.decode(_encoding(raw[:4])))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        yield CorpusError(source.shown, line, f"neither UTF-8 nor UTF-16 ({error.reason}); convert the file")
        return
    header, _, rest = text.lstrip("\n").partition("\n")
    if not header.strip():
        yield CorpusError(source.shown, 1, "empty: the first line must be the title")
        return
    match = _HEADER.fullmatch(header.rstrip())
    try:
        published = PartialDate.parse(match[1]) if match else None
    except ValueError as error:
        yield CorpusError(source.shown, 1, str(error))
        return
    title, rest = match[2] if match else header, rest.strip()
    lead, body = "", rest
    if match and (end := _LEAD_END.search(rest)):
        lead, body = rest[: end.start()], rest[end.end() :]
    author = _byline(rest) if match else ""
    yield normalized(Article(source.name, title, body, lead, published, author=author, path=source.shown))


def _byline(text: str) -> str:
    """The last paragraph, when it is nothing but names: "Hùng - Quý - Nga"."""
    last = text.rpartition("\n")[2].strip()
    return last if len(last) <= 80 and _BYLINE.fullmatch(last) else ""


def _line(text: str) -> str:
    """A text on one line, in normal form."""
    return " ".join(normalize(text).split())


def _visible(text: str | Path) -> str:
    """A path or message without what would steer a terminal or break a line."""
    return _line(str(text)) or "?"


def _deep(value: Any) -> Any:
    """A JSON value with every text in normal form."""
    if isinstance(value, str):
        return normalize(value)
    if isinstance(value, list):
        return [_deep(part) for part in value]
    return {_line(str(k)): _deep(v) for k, v in value.items()} if isinstance(value, dict) else value


FORMATS: dict[str, Callable[[Piece], Iterator[Article | CorpusError]]] = {
    ".txt": _text,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
}
