"""From bytes to articles. What cannot be read comes out as an error beside the articles, and reading goes on.

Formats by suffix:

    .txt               ` date YYYY-MM[-DD] TITLE`, blank line, lead, paragraphs, byline; or title, then text
    .jsonl  .ndjson    one article a line
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from math import isfinite
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from timkiem.article import Article, PartialDate
from timkiem.byline import last_paragraph
from timkiem.columnar.ledger import fingerprint, fingerprint_at
from timkiem.dates import parse_date
from timkiem.errors import CorpusError
from timkiem.files import LINES, STDIN, WHOLE, Source, visible
from timkiem.pieces import Piece, pieces
from timkiem.text import normalize, on_one_line
from timkiem.unpacking import Progress, encoding_of

Hashed = tuple[Article | CorpusError, int]  # with the fingerprint of what it was made from

_HEADER = re.compile(r"\s?date:? ((?:\d{4}|\d{1,4}[/.-]\d{1,2}[/.-]?)(?:[\d/.:T-]*))\s+(\S.*)", re.IGNORECASE)
_LINES = ("id", "title", "url", "source", "author", "category", "path")  # of an article: texts of one line
_NOTHING: tuple[object, ...] = (None, "", [])  #: values that say nothing
_PLAIN = {str, int, bool, type(None)}
_DEEPEST = 100  #: brackets within brackets of what a record holds beside its text
_LEAD_END = re.compile(r"\n\s*\n")


def read(source: Source, progress: Progress = lambda count: None) -> Iterator[Article | CorpusError]:
    """The articles of one file, in order, with an error in the place of each that cannot be read."""
    for piece in pieces(source, progress):
        if isinstance(piece, CorpusError):
            yield piece
        else:
            yield from articles(piece)


def articles(piece: Piece) -> Iterator[Article | CorpusError]:
    """The articles of a piece, in order, with an error in the place of each that cannot be read."""
    return (each for each, _ in hashed(piece))


def hashed(piece: Piece) -> Iterator[Hashed]:
    """The articles of a piece, each with the fingerprint of what it was made from."""
    return FORMATS[piece.source.format](piece)


def unread(piece: Piece, known: NDArray[np.uint64]) -> tuple[list[Piece], NDArray[np.uint64]]:
    """What of a piece is not made from contents that are known, u8 ascending; and which of them it holds, u8.

    Much faster than reading the articles.
    """
    if piece.source.format in WHOLE:
        lines = [piece.data]
        hashes = [(fingerprint(piece.data), 0)]
    else:
        lines = piece.data.split(b"\n")
        contents = [fingerprint(line.strip()) for line in lines]
        hashes = [(content, fingerprint_at(content, number)) for number, content in enumerate(contents, piece.line)]
    found = np.array(hashes, "u8")
    is_known = np.isin(found, known)
    is_blank = [piece.source.format in LINES and not line.strip() for line in lines]
    old = np.logical_or(is_known.any(axis=1), is_blank)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], old, [1]]))).tolist()
    parts = zip(edges[::2], edges[1::2], strict=True)
    fresh = [Piece(piece.source, piece.line + start, b"\n".join(lines[start:end])) for start, end in parts]
    return fresh, found[is_known]


def normalized(article: Article) -> Article:
    """The article as the index keeps it: every text in normal form, title and names on one line."""
    changed: dict[str, Any] = {name: on_one_line(getattr(article, name)) for name in _LINES}
    changed |= {name: tuple(map(on_one_line, getattr(article, name))) for name in ("locations", "officials")}
    changed |= {name: normalize(getattr(article, name)).strip() for name in ("lead", "body")}
    changed["extra"] = _normal_extra(article.extra)
    if isinstance(article.published, str):
        changed["published"] = PartialDate.parse(article.published)
    return replace(article, **changed)


def _normal_extra(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {on_one_line(name): _deep(value) for name, value in extra.items()}


def _jsonl(piece: Piece) -> Iterator[Hashed]:
    """One JSON object a line; blank lines are passed over."""
    for number, line in enumerate(piece.data.split(b"\n"), piece.line):
        if line.strip():
            yield of_line(line, number, piece.source)


def of_line(line: bytes, number: int, source: Source) -> Hashed:
    """The article of one line of JSONL, with the fingerprint of what it was made from."""
    article, content = _record(line, number, source), fingerprint(line.strip())
    placed = isinstance(article, Article) and is_placed(article.id, line, number, source)
    return article, fingerprint_at(content, number) if placed else content


def is_placed(id: str, line: bytes, number: int, source: Source) -> bool:
    """Whether this is the id that a line gives to what brings none."""
    return ":" in id and id == on_one_line(_line_id(line, number, source))


def _record(line: bytes, number: int, source: Source) -> Article | CorpusError:
    """The article of one line."""
    try:
        return _article(_parsed(line), _line_id(line, number, source), f"{source.shown}:{number}")
    except UnicodeDecodeError as error:
        reason = f"neither UTF-8 nor UTF-16 ({error.reason}); convert the file"
    except json.JSONDecodeError as error:
        reason = f"no JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
    except RecursionError:
        reason = "no JSON of an article: brackets nested too deeply"
    except ValueError as error:
        reason = visible(str(error))
    return CorpusError(source.shown, number, reason)


def _parsed(line: bytes) -> Any:
    """A line of JSON. What orjson reads otherwise than ``json`` (numbers, lists of them), or not at all, json reads."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        row = None
    if type(row) is dict and all(type(value) in _PLAIN for value in row.values()):
        return row
    return json.loads(line.rstrip(), parse_constant=lambda name: None, parse_float=_finite)


def _line_id(line: bytes, number: int, source: Source) -> str:
    """The id of a record that brings none: its place; on standard input, which has none that lasts, its content."""
    if str(source.path) == STDIN:
        return f"stdin:{blake2b(line.strip(), digest_size=8).hexdigest()}"
    return f"{source.name}:{number}"


def _finite(text: str) -> float | None:
    """A number; None, as for NaN, where it is too large for one, for JSON has no infinity."""
    number = float(text)
    return number if isfinite(number) else None


def _article(row: Any, id: str, path: str) -> Article:
    """Raises ValueError when the record is no article."""
    if not isinstance(row, dict):
        raise ValueError(f"a JSON {type(row).__name__}, not an object with a title and a body")
    rest = {key: value for key, value in row.items() if value or value not in _NOTHING}
    published = rest.pop("published", None) or rest.pop("date", None)
    body = normalize(_taken(rest, "body") or _taken(rest, "content") or _taken(rest, "text")).strip()
    title, lead = on_one_line(_taken(rest, "title")), normalize(_taken(rest, "lead")).strip()
    title = title or on_one_line(_first_line(lead)) or on_one_line(_first_line(body))
    if not title:
        raise ValueError('the record has neither "title" nor "body"')
    url, source, author, category = (
        on_one_line(_taken(rest, name)) for name in ("url", "source", "author", "category")
    )
    id = on_one_line(_taken(rest, "id")) or url or id
    extra = _normal_extra(rest) if rest else {}
    return Article(id, title, body, lead, date_of(published), url, source, author, category, path=path, extra=extra)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _taken(row: dict[str, Any], key: str) -> str:
    """Take a value out of a record as text; a list becomes its parts with commas. Raises ValueError for an object."""
    value = row.pop(key, "")
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, (str, int, float)) for part in value):
        return ", ".join(map(str, value))
    if isinstance(value, (dict, list)):
        raise ValueError(f'"{key}" is a JSON {type(value).__name__}, not text')
    return str(value)


def date_of(value: Any) -> PartialDate | None:
    """The date of a record. Raises ValueError for what is none."""
    try:
        return None if value is None else parse_date(str(value))
    except ValueError as error:
        raise ValueError(f"the date of publication: {error}") from None


def _text(piece: Piece) -> Iterator[Hashed]:
    """One article a file."""
    content = fingerprint(piece.data)
    return ((each, content) for each in _text_article(piece))


def _text_article(piece: Piece) -> Iterator[Article | CorpusError]:
    """A header line with date and title, or the title alone, then the text."""
    source, raw = piece.source, piece.data
    try:
        text = normalize(raw.decode(encoding_of(raw[:4])))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        yield CorpusError(source.shown, line, f"neither UTF-8 nor UTF-16 ({error.reason}); convert the file")
        return
    header, _, rest = text.strip().partition("\n")
    if not header:
        yield CorpusError(source.shown, 1, "empty: the first line must be the title")
        return
    match = _HEADER.fullmatch(header.rstrip())
    try:
        published = parse_date(match[1]) if match else None
    except ValueError as error:
        yield CorpusError(source.shown, 1, str(error))
        return
    title, rest = match[2] if match else header, rest.strip()
    lead, body = "", rest
    if match and (end := _LEAD_END.search(rest)):
        lead, body = rest[: end.start()], rest[end.end() :]
    author = last_paragraph(rest) if match else ""
    yield normalized(Article(source.name, title, body, lead, published, author=author, path=source.shown))


def _deep(value: Any, depth: int = 0) -> Any:
    """A JSON value with every text in normal form. Raises ValueError where it is nested too deeply to be kept."""
    if isinstance(value, str):
        return normalize(value)
    if depth > _DEEPEST:
        raise ValueError(f"brackets nested more than {_DEEPEST} deep")
    if isinstance(value, list):
        return [_deep(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {on_one_line(str(name)): _deep(part, depth + 1) for name, part in value.items()}
    return value


FORMATS: dict[str, Callable[[Piece], Iterator[Hashed]]] = {
    **dict.fromkeys(WHOLE, _text),
    **dict.fromkeys(LINES, _jsonl),
}
