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

from timkiem.kernels.tokenising import mark_ends, move, read_words
from timkiem.text import Form, form

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
        read_words.sized(sum(map(len, texts)) // _QUICK)
        if not read_words.compiled:
            return self._by_dict(texts)
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([len(text) + 1 for text in encoded], dtype="i8")
        spans = np.stack([ends - [len(text) + 1 for text in encoded], ends - 1], axis=1)
        return self._by_table(b"\0".join((*encoded, b"")), spans, 1, escaped=False)

    def tokens_in_json(self, data: bytes, spans: NDArray[np.int64]) -> Tokens:
        """Read normalized texts that lie in JSON, of P parts each. ``spans`` i8 [N, P, 2]: where each begins and ends.

        Always by the kernel.
        """
        read_words.load()
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
        mark_ends.load()
        mark_ends(np.frombuffer(data, "u1"), ends)
        most = int(np.sum(spans[:, 1] - spans[:, 0] + 1)) // 2 + 1
        spellings, lengths = np.empty(most, "u4"), np.zeros(len(spans) // parts, "u4")
        rare = np.empty((_RARE, 3), "i8")
        span, at, words = 0, -1, 0
        while span < len(spans):
            if 2 * (self._filled + _RARE) > len(self._table):
                self._grow()
            known = len(self.forms)
            span, at, words, count = read_words(
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
        move.load()
        move(old, self._table)


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
