"""From texts to numbers: every word of a batch of texts as the number of its spelling.

Python strings are paid for once per distinct spelling, not per word. A large batch is one array of UTF-16 units that a
kernel reads: a table drops case and separators, and a word of up to 8 units is two 64-bit numbers that a hash table
knows. Longer words, about 3 in 1,000, and the words of a handful of articles go through a dict.

Letters in shapes: C code units, T words, N texts, S slots of the table, a power of two; V spellings, K distinct forms.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk, inner
from timkiem.text import Form, form

_UNITS = 8  #: longest word, in UTF-16 units, that the table holds
_QUICK = 10  #: characters that the dict takes as long for as a loop in plain Python for a step
_RARE = 1 << 12  #: new and long words that one call of the kernel notes
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_WORD = re.compile("[\\w\u0300-\u036f]+")  # of text without underscores, what ``text.words`` finds, in half the time


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of N texts, text after text."""

    spellings: NDArray[np.uint32]  # u4 [T] number of each word's spelling in the Vocabulary
    lengths: NDArray[np.uint32]  # u4 [N] words of each text; sums to T


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
        number = {form: at for at, form in enumerate(known)}
        new = [known[at].folded != known[at - 1].folded for at in range(1, len(known))]
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
        self._ranked = Ranked.of([])

    def ranked(self) -> Ranked:
        """The forms so far, in the order of terms."""
        if len(self._ranked.ranks) < len(self.forms):
            self._ranked = Ranked.of(self.forms, self._ranked)
        return self._ranked

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Read a batch of normalized texts."""
        _read.sized(sum(map(len, texts)) // _QUICK)
        return self._by_table(texts) if _read.compiled else self._by_dict(texts)

    def _by_dict(self, texts: Sequence[str]) -> Tokens:
        words = [_WORD.findall(text.lower().replace("_", " ")) for text in texts]
        flat = list(chain.from_iterable(words))
        for word in dict.fromkeys(flat):
            self._number(word)
        spellings = np.fromiter(map(self._numbers.__getitem__, flat), "u4", len(flat))
        return Tokens(spellings, np.fromiter(map(len, words), "u4", len(words)))

    def _by_table(self, texts: Sequence[str]) -> Tokens:
        units = _units(texts)
        spellings, lengths = np.empty(len(units) // 2 + 1, "u4"), np.zeros(len(texts), "u4")
        rare = np.empty((_RARE, 3), "i8")
        at = words = text = 0
        while at < len(units):
            if 2 * (self._filled + _RARE) > len(self._table):
                self._grow()
            known = len(self.forms)
            state = at, words, text, known
            at, words, text, count = _read(units, _lower(), self._table, spellings, lengths, rare, *state)
            noted = rare[:count].tolist()
            found = [(token, units[start:end].tobytes().decode("utf-16-le")) for token, start, end in noted]
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


def _units(texts: Sequence[str]) -> NDArray[np.uint16]:
    """The texts as UTF-16 units, u2 [C], a zero behind each. A zero stands nowhere else."""
    joined = "\0".join((*texts, ""))
    units = np.frombuffer(joined.encode("utf-16-le"), "<u2")
    if len(units) > len(joined):  # something beyond the first plane: what is no letter must not look like one
        joined = _ASTRAL.sub(lambda match: match[0] if match[0].isalnum() else " ", joined)
        units = np.frombuffer(joined.encode("utf-16-le"), "<u2")
    return units


@cache
def _lower() -> NDArray[np.uint16]:
    """Lower case of each UTF-16 unit, u2 [65536]; 0 for what separates words."""
    table = np.zeros(1 << 16, "u2")
    for code in range(1 << 16):
        char = chr(code)
        if char.isalnum() or 0x300 <= code <= 0x36F:
            lower = char.lower()
            table[code] = ord(lower) if len(lower) == 1 else code
        elif unicodedata.category(char) == "Cs":
            table[code] = code  # half of a letter beyond the first plane; ``_units`` leaves no other
    return table


@bulk
def _read(
    units: NDArray[np.uint16],
    lower: NDArray[np.uint16],
    table: NDArray[np.uint64],
    spellings: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    rare: NDArray[np.int64],
    at: int,
    words: int,
    text: int,
    known: int,
) -> tuple[int, int, int, int]:
    """Read units from ``at`` on: numbers of spellings to ``spellings[words:]``, counts to ``lengths[text:]``.

    A new word of up to 8 units gets the next number from ``known`` on and goes to ``rare`` as (-1, start, end) in
    units; a longer one as (its token, start, end), its number left open. Stops when ``rare`` is full. Returns where it
    stopped: ``at``, ``words``, ``text``, rows of ``rare``.
    """
    noted = 0
    low, high = np.uint64(0), np.uint64(0)
    width = 0
    while at < len(units):
        unit = units[at]
        letter = np.uint64(lower[unit])
        if letter:
            high = high << np.uint64(16) | low >> np.uint64(48)
            low = low << np.uint64(16) | letter
            width += 1
        elif width:
            if noted == len(rare):
                return at - width, words, text, noted
            if width > _UNITS:
                rare[noted, 0], rare[noted, 1], rare[noted, 2] = words, at - width, at
                noted += 1
            else:
                slot = _slot(table, low, high)
                if table[slot, 2] == 0:
                    table[slot, 0], table[slot, 1], table[slot, 2] = low, high, known + 1
                    known += 1
                    rare[noted, 0], rare[noted, 1], rare[noted, 2] = -1, at - width, at
                    noted += 1
                spellings[words] = table[slot, 2] - np.uint64(1)
            lengths[text] += np.uint32(1)
            words += 1
            low, high = np.uint64(0), np.uint64(0)
            width = 0
        if unit == 0:
            text = min(text + 1, len(lengths) - 1)
        at += 1
    return at, words, text, noted


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
    halves = np.uint64(0xFFFFFFFF)
    mixed = ((low ^ low >> np.uint64(29)) & halves) * np.uint64(0x9E3779B9)
    mixed ^= ((high ^ high >> np.uint64(29)) & halves) * np.uint64(0x85EBCA6B)
    slot = int(np.int64((mixed ^ mixed >> np.uint64(21)) & np.uint64(len(table) - 1)))
    while table[slot, 2] and (table[slot, 0] != low or table[slot, 1] != high):
        slot = (slot + 1) & (len(table) - 1)
    return slot
