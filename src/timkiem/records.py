"""From lines of JSONL to records as a segment keeps them: what is plain is taken as it lies in its line.

No string is made of a plain record's lead and body, which are nearly all of it: they are copied from the line to what
is stored, and read as words there. What is not plain comes by way of ``corpus``, and is the same in the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
import orjson
from numpy.typing import NDArray

from timkiem.columnar.ledger import fingerprint, fingerprint_at
from timkiem.columnar.storing import Records
from timkiem.corpus import Hashed, date_of, hashed, is_placed, of_line
from timkiem.errors import CorpusError
from timkiem.files import LINES
from timkiem.kernels.reading import END, ODD, PLAIN, find_values
from timkiem.pieces import Piece, Stretch
from timkiem.text import ORDINARY

_TEXT, _LINE, _NUMBER = range(3)  # what a field holds: text; text of one line; that or a whole number
_KINDS = {
    "id": _NUMBER, "title": _LINE, "body": _TEXT, "lead": _TEXT,
    "url": _LINE, "source": _LINE, "author": _LINE, "category": _LINE, "published": _LINE,
}  # fmt: skip
_FIELDS = list(_KINDS)
_NAMES = {name: name for name in _FIELDS} | {"content": "body", "text": "body", "date": "published"}
_OTHERS = [f'","{name}":"'.encode() for name in ("url", "source", "author", "category")]
_NO_LABELS = ("", "", "")
_QUICK = 10  #: bytes that are read by way of ``corpus`` in the time of a step

_Known = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint16]]


def ready(portion: Sequence[Piece | Stretch | CorpusError]) -> bool:
    """Whether so much is worth being read here: by kernels, which are loaded then. False where they are missing."""
    find_values.sized(sum(piece.size for piece in portion if not isinstance(piece, CorpusError)) // _QUICK)
    return find_values.compiled


def read(piece: Piece) -> tuple[Records, list[int], list[CorpusError]]:
    """The articles of a piece, the fingerprint of what each was made from, and what cannot be read; see ``ready``."""
    records = Records()
    contents: list[int] = []
    errors: list[CorpusError] = []
    for article, content in _unlike(piece, records, contents) if piece.source.format in LINES else hashed(piece):
        if isinstance(article, CorpusError):
            errors.append(article)
        else:
            records.add_article(article)
            contents.append(content)
    return records, contents, errors


def _unlike(piece: Piece, records: Records, contents: list[int]) -> Iterator[Hashed]:
    """What is not plain among lines; what is goes to the records, in its place."""
    data, source = piece.data if piece.data.endswith(b"\n") else piece.data + b"\n", piece.source
    path = orjson.dumps(f"{source.shown}:")[1:-1]
    for number, ((kind, start, end), values) in enumerate(_found(data), piece.line):
        line = data[start:end]
        if kind == PLAIN and _add(records, data, values, b"%b%d" % (path, number)):
            content = fingerprint(line)
            placed = is_placed(records.ids[-1], line, number, source)
            contents.append(fingerprint_at(content, number) if placed else content)
        elif line.strip():
            yield of_line(line, number, source)


def _found(data: bytes) -> Iterable[tuple[list[int], list[int]]]:
    """What ``find_values`` finds in each line: of what kind it is, where it begins and ends; so each value."""
    count = data.count(b"\n")
    lines, values = np.zeros((count, 3), "i8"), np.zeros((count, len(_FIELDS), 2), "i8")
    find_values(np.frombuffer(data, "u1"), *_what_is_plain(), lines, values)
    return zip(lines.tolist(), values.reshape(count, -1).tolist(), strict=True)


@cache
def _what_is_plain() -> _Known:
    """What ``find_values`` must know: names, fields, and how their texts are read."""
    rows = [[ODD] * 256 for _ in (END, ODD)]
    text, line = _states(rows, in_lines=True), _states(rows, in_lines=False)
    state = {_TEXT: text, _LINE: line, _NUMBER: -line}
    return (
        np.frombuffer("".join(_NAMES).encode(), "u1"),
        np.cumsum([0, *map(len, _NAMES)]),
        np.array([_FIELDS.index(field) for field in _NAMES.values()]),
        np.array([state[kind] for kind in _KINDS.values()]),
        np.array(rows, "u2").reshape(-1),
    )


@cache
def _ordinary() -> str:
    """All characters of ordinary text but line feeds."""
    units = np.arange(0x20, 0x10000, dtype="<u2")
    every = units[(units < 0xD800) | (units >= 0xE000)].tobytes().decode("utf-16-le")
    return "".join(ORDINARY.findall(every))


def _states(rows: list[list[int]], *, in_lines: bool) -> int:
    """Add states that lead through ordinary text in JSON to its quote; returns the first of them.

    ``in_lines``: of several lines, with any white space; else in single spaces.
    """

    def state() -> int:
        rows.append([ODD] * 256)
        return 256 * (len(rows) - 1)

    start, escape = state(), state()
    behind = {b"": start}  # the state behind the first bytes of a character
    for char in _ordinary():
        raw = char.encode()
        for size in range(1, len(raw)):
            if raw[:size] not in behind:
                behind[raw[:size]] = rows[behind[raw[: size - 1]] >> 8][raw[size - 1]] = state()
        if in_lines or not char.isspace():
            rows[behind[raw[:-1]] >> 8][raw[-1]] = start
    first, escaped = rows[start >> 8], rows[escape >> 8]
    first[ord('"')], first[ord("\\")] = END, escape
    escaped[ord('"')] = escaped[ord("\\")] = start
    if in_lines:
        escaped[ord("n")] = start
    else:
        spaced = state()
        rows[spaced >> 8] = [*first]
        first[ord(" ")] = spaced
    return start


def _add(records: Records, data: bytes, values: list[int], path: bytes) -> bool:
    """Add what is plain; False where it lacks id, title or body, or its date is none."""
    id, title = data[values[0] : values[1]], data[values[2] : values[3]]
    body, lead = data[values[4] : values[5]], data[values[6] : values[7]]
    url = source = author = category = published = b""
    parts = [b'"body":"', body, b'","lead":"', lead] if lead else [b'"body":"', body]
    if any(values[8:]):
        others = [data[start:end] for start, end in zip(values[8::2], values[9::2], strict=True)]
        url, source, author, category, published = others
        for name, value in zip(_OTHERS, others[:-1], strict=True):
            parts += (name, value) if value else ()
    if not (id := id or url) or not title or not body:
        return False
    try:
        date = date_of(_string(published)) if published else None
    except ValueError:
        return False
    packed = b"".join((b"{", *parts, b'","path":"', path, b'"}'))
    labels = (_string(source), _string(author), _string(category)) if source or author or category else _NO_LABELS
    records.add(_string(id), _string(title), date, *labels, packed, len(body), len(lead))
    return True


def _string(raw: bytes) -> str:
    """A text as it lies in JSON."""
    if b"\\" not in raw:
        return raw.decode()
    text: str = orjson.loads(b'"%b"' % raw)
    return text
