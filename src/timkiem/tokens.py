"""From texts to numbers: every word of a batch of texts as the number of its spelling.

Python strings are paid for once per distinct spelling, not per word. A large batch is one array of UTF-16 units that a
kernel reads: a table drops case and separators, and a word of up to 8 units is two 64-bit numbers that a hash table
knows. Longer words, about 3 in 1,000, and the words of a handful of articles go through a dict.

Letters in shapes: C code units, T words, N texts, S slots of the table, a power of two; V spellings, K distinct forms.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import ne
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.text import Form, form

_UNITS = 8  #: longest word, in UTF-16 units, that the table holds
_BYTES = 16  #: longest word, in bytes, that is known by them
_SEEN = 1 << 15  #: words that are known by their bytes, the last ones: nine in ten stand among few thousands
_QUICK = 10  #: characters that the dict takes as long for as a loop in plain Python for a step
_RARE = 1 << 12  #: new and long words that one call of the kernel notes
_BEYOND = 0xF0  #: the least byte that begins a character beyond the first plane
_ASTRAL = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
_WORD = re.compile("[\\w\u0300-\u036f]+")  # of text without underscores, what ``text.words`` finds, in half the time


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of N texts, text after text."""

    spellings: NDArray[np.uint32]  # u4 [T] number of each word's spelling in the Vocabulary
    lengths: NDArray[np.uint32]  # u4 [N] words of each text; sums to T

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The texts of several, one after another; at least one."""
        return cls(np.concatenate([part.spellings for part in parts]), np.concatenate([part.lengths for part in parts]))


@dataclass(frozen=True, slots=True)
class Ranked:
    """The forms of spellings in the order of terms, reckoned once for all fields of a segment."""

    forms: list[Form]  # K distinct, ascending by folded, then by written form
    ranks: NDArray[np.uint32]  # u4 [V] which of them each spelling has
    words: NDArray[np.uint32]  # u4 [K] ascending: equal for forms of one folded word

    @classmethod
    def of(cls, forms: Sequence[Form], before: Self | None = None) -> Self:
        """``forms[s]`` are those of spelling s; ``before``: of the first of them, which saves sorting those again."""
        known = sorted(dict.fromkeys([*before.forms, *forms[len(before.ranks) :]] if before else forms))
        number = dict(zip(known, range(len(known)), strict=True))
        folded = [form[0] for form in known]
        new = map(ne, folded[1:], folded)
        words = np.cumsum([0, *new] if known else [], dtype="u4")
        return cls(known, np.fromiter(map(number.__getitem__, forms), "u4", len(forms)), words)


class Vocabulary:
    """Numbers for spellings, in order of first sight. Grows; a number never changes its meaning."""

    def __init__(self, capacity: int = 1 << 16):
        """``capacity`` is a power of two: the first size of the hash table."""
        self.forms: list[Form] = []  # forms[n] of spelling n; several spellings may share one (case, tone placement)
        self._numbers: dict[str, int] = {}  # of spellings that the table lacks
        self._table = np.zeros((capacity, 4), "u8")  # u8 [S, 4] two of the spelling, its number + 1 or 0, nothing
        self._filled = 0
        self._seen = np.zeros((_SEEN, 4), "u8")  # u8 [_SEEN, 4] the last word at each place: bytes, number, nothing
        self._ranked = Ranked.of([])

    def ranked(self) -> Ranked:
        """The forms so far, in the order of terms."""
        if len(self._ranked.ranks) < len(self.forms):
            self._ranked = Ranked.of(self.forms, self._ranked)
        return self._ranked

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Read a batch of normalized texts."""
        _read.sized(sum(map(len, texts)) // _QUICK)
        if not _read.compiled:
            return self._by_dict(texts)
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([len(text) + 1 for text in encoded], dtype="i8")
        spans = np.stack([ends - [len(text) + 1 for text in encoded], ends - 1], axis=1)
        return self._by_table(b"\0".join((*encoded, b"")), spans, 1, escaped=False)

    def tokens_in_json(self, data: bytes, spans: NDArray[np.int64]) -> Tokens:
        """Read normalized texts that lie in JSON, of P parts each. ``spans`` i8 [N, P, 2]: where each begins and ends.

        Always by the kernel.
        """
        _read.load()
        return self._by_table(data, spans.reshape(-1, 2), spans.shape[1], escaped=True)

    def _by_dict(self, texts: Sequence[str]) -> Tokens:
        words = [_WORD.findall(text.lower().replace("_", " ")) for text in texts]
        flat = list(chain.from_iterable(words))
        for word in dict.fromkeys(flat):
            self._number(word)
        spellings = np.fromiter(map(self._numbers.__getitem__, flat), "u4", len(flat))
        return Tokens(spellings, np.fromiter(map(len, words), "u4", len(words)))

    def _by_table(self, data: bytes, spans: NDArray[np.int64], parts: int, *, escaped: bool) -> Tokens:
        data = _without_signs(data) + bytes(16)
        ends = np.empty(len(data), "u1")
        _mark_ends.load()
        _mark_ends(np.frombuffer(data, "u1"), ends)
        most = int(np.sum(spans[:, 1] - spans[:, 0] + 1)) // 2 + 1
        spellings, lengths = np.empty(most, "u4"), np.zeros(len(spans) // parts, "u4")
        rare = np.empty((_RARE, 3), "i8")
        span, at, words = 0, -1, 0
        while span < len(spans):
            if 2 * (self._filled + _RARE) > len(self._table):
                self._grow()
            known = len(self.forms)
            span, at, words, count = _read(
                np.frombuffer(data, "u1"), spans, parts, int(escaped), ends, lower_units(), self._seen, self._table,
                spellings, lengths, rare, span, at, words, known,
            )  # fmt: skip
            noted = rare[:count].tolist()
            found = [(token, data[start:end].decode()) for token, start, end in noted]
            self.forms += [form(word) for token, word in found if token < 0]
            self._filled += len(self.forms) - known
            for token, word in found:
                if token >= 0:
                    spellings[token] = self._number(word.lower())
        return Tokens(spellings[:words].copy(), lengths)

    def _number(self, spelling: str) -> int:
        number = self._numbers.get(spelling)
        if number is None:
            number = self._numbers[spelling] = len(self.forms)
            self.forms.append(form(spelling))
        return number

    def _grow(self) -> None:
        old, self._table = self._table, np.zeros((max(4 * len(self._table), 4 * _RARE), 4), "u8")
        _move.load()
        _move(old, self._table)


def _without_signs(data: bytes) -> bytes:
    """Text in UTF-8 with spaces for what stands beyond the first plane and is no letter: it must not look like one."""
    if np.frombuffer(data, "u1").max(initial=0) < _BEYOND:
        return data
    return _ASTRAL.sub(lambda match: match[0] if match[0].decode().isalnum() else b"    ", data)


@cache
def lower_units() -> NDArray[np.uint16]:
    """Lower case of each UTF-16 unit, u2 [65536]; 0 for what separates words."""
    table = np.zeros(1 << 16, "u2")
    halves = range(0xD800, 0xE000)  # of letters beyond the first plane; ``_without_signs`` leaves no other
    table[halves] = halves
    every = "".join(map(chr, (*range(halves.start), *range(halves.stop, 1 << 16))))
    words = _WORD.findall(every.replace("_", " "))  # letters beside each other: no sigma at an end
    for letters, lower in ((word, word.lower()) for word in words):
        if len(lower) == len(letters):
            table[_units(letters)] = _units(lower)
        else:
            table[_units(letters)] = [ord(low) if len(low := char.lower()) == 1 else ord(char) for char in letters]
    return table


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le"), "<u2")


_FIRST = np.array([(1 << 8 * size) - 1 for size in range(9)], "u8")  #: the first bytes of a number


@bulk
def _read(
    data: NDArray[np.uint8],
    spans: NDArray[np.int64],
    parts: int,
    escaped: int,
    ends: NDArray[np.uint8],
    lower: NDArray[np.uint16],
    seen: NDArray[np.uint64],
    table: NDArray[np.uint64],
    spellings: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    rare: NDArray[np.int64],
    span: int,
    at: int,
    words: int,
    known: int,
) -> tuple[int, int, int, int]:
    """Read UTF-8 in spans, each before a byte that separates: numbers of spellings to ``spellings[words:]``.

    Begins at byte ``at`` of span ``span``, or where that begins when it is -1. Each ``parts`` spans are one text, whose
    words are counted in ``lengths``. ``escaped``: 1 for text within JSON. A new word of up to 8 units gets the next
    number from ``known`` on and goes to ``rare`` as (-1, start, end) in bytes; a longer one as (its token, start,
    end), its number left open. Stops when ``rare`` is full. Returns where it stopped: ``span``, ``at``, ``words``,
    rows of ``rare``.
    """
    noted = 0
    while span < len(spans):
        at, end, before = spans[span, 0] if at < 0 else at, spans[span, 1], words
        while at < end:
            start = at
            at, low, high = _run(data, at, ends)
            place = _mixed(low, high) & (len(seen) - 1)
            if at == start:
                if data[at] < 0x80:
                    at += _size(data, at, escaped)
                    continue
            elif at - start <= _BYTES and data[at] < 0x80 and seen[place, 0] == low and seen[place, 1] == high:
                spellings[words] = seen[place, 2]
                words += 1
                if data[at] == 32:
                    at += 1
                continue
            if noted == len(rare):
                lengths[span // parts] += np.uint32(words - before)
                return span, start, words, noted
            stop, width, first, second = _word(data, start, lower)
            if width == 0:
                at = stop + _size(data, stop, escaped)
                continue
            if width > _UNITS:
                rare[noted, 0], rare[noted, 1], rare[noted, 2] = words, start, stop
                noted += 1
            else:
                slot = _slot(table, first, second)
                if table[slot, 2] == 0:
                    table[slot, 0], table[slot, 1], table[slot, 2] = first, second, known + 1
                    known += 1
                    rare[noted, 0], rare[noted, 1], rare[noted, 2] = -1, start, stop
                    noted += 1
                spellings[words] = table[slot, 2] - np.uint64(1)
                if stop == at and at - start <= _BYTES and data[at] < 0x80:
                    seen[place, 0], seen[place, 1], seen[place, 2] = low, high, spellings[words]
            words += 1
            at = stop
        lengths[span // parts] += np.uint32(words - before)
        span, at = span + 1, -1
    return span, at, words, noted


@inner
def _run(data: NDArray[np.uint8], at: int, ends: NDArray[np.uint8]) -> tuple[int, np.uint64, np.uint64]:
    """Where what looks like letters ends, and the first 16 bytes of it."""
    high = np.uint64(0)
    size = _before_end(_eight(ends, at))
    low = _eight(data, at) & _FIRST[size]
    if size == 8:
        more = _before_end(_eight(ends, at + 8))
        high = _eight(data, at + 8) & _FIRST[more]
        size += more
        while more == 8:
            more = _before_end(_eight(ends, at + size))
            size += more
    return at + size, low, high


@inner
def _eight(data: NDArray[np.uint8], at: int) -> np.uint64:
    """Eight bytes as a number, which a processor reads at once."""
    place = np.uint64(at)
    number = np.uint64(0)
    for byte in range(8):
        number |= np.uint64(data[place + np.uint64(byte)]) << np.uint64(8 * byte)
    return number


@inner
def _before_end(ends: np.uint64) -> int:
    """How many of eight bytes stand before the first that is 128; the others are 0."""
    first = (ends & (~ends + np.uint64(1))) >> np.uint64(7)
    return 8 - int(
        np.int64(first * np.uint64(0x8070605040302010) >> np.uint64(60))
    )  # the digit that it lifts to the top


@bulk
def _mark_ends(data: NDArray[np.uint8], ends: NDArray[np.uint8]) -> None:
    """Write 128 for each byte that is no letter or digit of ASCII, and needs a look at more than itself; else 0."""
    for at in range(len(data)):
        byte = data[at]
        small = byte | 32
        inside = (byte >= 48) & (byte <= 57) | (small >= 97) & (small <= 122)
        inside |= (byte >= 128) & (byte < 0xE2) & (byte != 0xC2)
        ends[at] = 0 if inside else 128


@inner
def _size(data: NDArray[np.uint8], at: int, escaped: int) -> int:
    """Bytes of the character here."""
    if data[at] < 0x80:
        if escaped and data[at] == 92:
            return 6 if data[at + 1] == 117 else 2
        return 1
    return 2 if data[at] < 0xE0 else 3 if data[at] < 0xF0 else 4


@inner
def _word(data: NDArray[np.uint8], at: int, lower: NDArray[np.uint16]) -> tuple[int, int, np.uint64, np.uint64]:
    """Where the word ends that begins here, how many units it has, and the last 8 of them in lower case."""
    low, high = np.uint64(0), np.uint64(0)
    width = 0
    while True:
        first = int(data[at])
        if first < 0x80:
            unit, step = first, 1
        elif first < 0xE0:
            unit, step = (first & 0x1F) << 6 | data[at + 1] & 0x3F, 2
        elif first < 0xF0:
            unit, step = (first & 0xF) << 12 | (data[at + 1] & 0x3F) << 6 | data[at + 2] & 0x3F, 3
        else:  # two units, unlike all others
            unit, step = 0xD800 | (first & 7) << 8 | (data[at + 1] & 0x3F) << 2 | data[at + 2] >> 4 & 3, 4
        if lower[unit] == 0:
            return at, width, low, high
        high = high << np.uint64(16) | low >> np.uint64(48)
        low = low << np.uint64(16) | np.uint64(lower[unit])
        width += 1
        if step == 4:
            high = high << np.uint64(16) | low >> np.uint64(48)
            low = low << np.uint64(16) | np.uint64(0xDC00 | (data[at + 2] & 0xF) << 6 | data[at + 3] & 0x3F)
            width += 1
        at += step


@bulk
def _move(old: NDArray[np.uint64], new: NDArray[np.uint64]) -> None:
    """Put all that a table holds into a larger, empty one."""
    for row in range(len(old)):
        if old[row, 2]:
            slot = _slot(new, old[row, 0], old[row, 1])
            for column in range(3):
                new[slot, column] = old[row, column]


@inner
def _slot(table: NDArray[np.uint64], low: np.uint64, high: np.uint64) -> int:
    """Where a spelling stands in a table, or the free slot where it belongs. Linear probing."""
    slot = _mixed(low, high) & (len(table) - 1)
    while table[slot, 2] and (table[slot, 0] != low or table[slot, 1] != high):
        slot = (slot + 1) & (len(table) - 1)
    return slot


@inner
def _mixed(low: np.uint64, high: np.uint64) -> int:
    """A number of 32 bits that depends on all bits."""
    halves = np.uint64(0xFFFFFFFF)
    mixed = ((low ^ low >> np.uint64(29)) & halves) * np.uint64(0x9E3779B9)
    mixed ^= ((high ^ high >> np.uint64(29)) & halves) * np.uint64(0x85EBCA6B)
    return int(np.int64((mixed ^ mixed >> np.uint64(21)) & halves))
