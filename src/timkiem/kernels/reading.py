"""Where the values of JSON records lie, of those that are plain: what need not be read character by character twice.

A record is plain when it is one object a line whose values are texts, whole numbers or null, under names that are
known, each once, and when its texts are in normal form (``text.normalize``) as they lie in the line: of characters that
are ordinary, with no escapes but of line feeds, quotes and backslashes.

Letters in shapes: B bytes, L lines, F fields.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner

OTHER, PLAIN = 0, 1  #: what a line is
END, ODD = 0, 256  #: states of which none follows
_QUOTE, _BACKSLASH, _COMMA, _COLON, _OPEN, _CLOSE, _FEED = 34, 92, 44, 58, 123, 125, 10
_DIGITS = 18  #: of a number that is taken as it lies


@bulk
def find_values(
    data: NDArray[np.uint8],
    names: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    fields: NDArray[np.int64],
    kinds: NDArray[np.int64],
    follows: NDArray[np.uint16],
    lines: NDArray[np.int64],
    values: NDArray[np.int64],
) -> int:
    """Find the values of each line of ``data``, which ends with a line feed; returns L.

    Name n is ``names[bounds[n]:bounds[n + 1]]`` and stands for field ``fields[n]``, which is of ``kinds[field]``: the
    state in which its text begins, negative where it may be a whole number too. On byte b in state s follows state
    ``follows[s + b]``: END behind the quote, ODD where the text is not plain.
    Written: ``lines`` i8 [L, 3] of OTHER or PLAIN, and of where the line begins and ends, without white space if it is
    plain; ``values`` i8 [L, F, 2] of zeros, where each value begins and ends, without white space around it.
    """
    at = line = 0
    while at < len(data):
        start = _behind_space(data, at)
        end = _record(data, start, names, bounds, fields, kinds, follows, values, line)
        if end >= 0 and data[_behind_space(data, end)] == _FEED:
            lines[line, 0], lines[line, 1], lines[line, 2] = PLAIN, start, end
            at = _behind_space(data, end) + 1
        else:
            lines[line, 0], lines[line, 1] = OTHER, at
            while data[at] != _FEED:
                at += 1
            lines[line, 2] = at
            at += 1
        line += 1
    return line


@inner
def _behind_space(data: NDArray[np.uint8], at: int) -> int:
    while data[at] == 32 or data[at] == 9 or data[at] == 13:
        at += 1
    return at


@inner
def _record(
    data: NDArray[np.uint8],
    at: int,
    names: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    fields: NDArray[np.int64],
    kinds: NDArray[np.int64],
    follows: NDArray[np.uint16],
    values: NDArray[np.int64],
    line: int,
) -> int:
    """Find the values of one object; returns where it ends, -1 when it is not plain."""
    if data[at] != _OPEN:
        return -1
    seen = 0
    while True:
        at = _behind_space(data, at + 1)
        name, at = _name(data, at, names, bounds)
        if name < 0 or seen >> fields[name] & 1:
            return -1
        field = fields[name]
        seen |= 1 << field
        at = _behind_space(data, at)
        if data[at] != _COLON:
            return -1
        at = _value(data, _behind_space(data, at + 1), kinds[field], follows, values, line, field)
        if at < 0:
            return -1
        at = _behind_space(data, at)
        if data[at] == _CLOSE:
            return at + 1
        if data[at] != _COMMA:
            return -1


@inner
def _name(data: NDArray[np.uint8], at: int, names: NDArray[np.uint8], bounds: NDArray[np.int64]) -> tuple[int, int]:
    """The number of the name that begins at a quote, -1 for another; and where it ends."""
    if data[at] != _QUOTE:
        return -1, at
    at += 1
    for name in range(len(bounds) - 1):
        size = bounds[name + 1] - bounds[name]
        same = 0
        while same < size and data[at + same] == names[bounds[name] + same]:  # no name holds a line feed
            same += 1
        if same == size and data[at + size] == _QUOTE:
            return name, at + size + 1
    return -1, at


@inner
def _value(
    data: NDArray[np.uint8],
    at: int,
    kind: int,
    follows: NDArray[np.uint16],
    values: NDArray[np.int64],
    line: int,
    field: int,
) -> int:
    """Find one value; returns where it ends, -1 when it is not plain."""
    start = at
    if data[at] == _QUOTE:
        at, values[line, field, 0], values[line, field, 1] = _text(data, at + 1, abs(kind), follows)
        blank = at > start + 2 and values[line, field, 0] == values[line, field, 1]
        return -1 if blank else at
    if data[at] == 110:  # null
        return at + 4 if data[at + 1] == 117 and data[at + 2] == 108 and data[at + 3] == 108 else -1
    if kind < 0 and 49 <= data[at] <= 57:
        while 48 <= data[at] <= 57 and at - start <= _DIGITS:
            at += 1
        values[line, field, 0], values[line, field, 1] = start, at
        if at - start <= _DIGITS and (data[at] == _COMMA or data[at] == _CLOSE):
            return at
    return -1


@inner
def _text(data: NDArray[np.uint8], at: int, state: int, follows: NDArray[np.uint16]) -> tuple[int, int, int]:
    """Read a text to its quote: where it ends, -1 when it is not plain; where what is no white space begins, and ends.

    From ``state`` on.
    """
    first = at
    while state > ODD:
        state = int(follows[state + data[at]])
        at += 1
    if state == ODD:
        return -1, 0, 0
    last = at - 1
    while first < last and _space_at(data, first):
        first += _space_at(data, first)
    while first < last and _space_before(data, first, last):
        last -= _space_before(data, first, last)
    return at, first, last


@inner
def _space_at(data: NDArray[np.uint8], at: int) -> int:
    """Bytes of the white space of ordinary text that stands here, 0 for none."""
    if data[at] == 32:
        return 1
    two = (data[at] == _BACKSLASH and data[at + 1] == 110) or (data[at] == 0xC2 and data[at + 1] == 0xA0)
    return 2 if two else 0


@inner
def _space_before(data: NDArray[np.uint8], first: int, at: int) -> int:
    """Bytes of the white space of ordinary text from ``first`` on that ends here, 0 for none."""
    if data[at - 1] == 32:
        return 1
    if at - first < 2 or _space_at(data, at - 2) != 2:
        return 0
    start = at - 2
    while data[at - 2] == _BACKSLASH and start > first and data[start - 1] == _BACKSLASH:
        start -= 1
    return 2 if (at - start) & 1 == 0 else 0
