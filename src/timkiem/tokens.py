"""From texts to numbers: every word of a batch of texts as the number of its spelling.

Python strings are paid for once per distinct spelling, not per word. A batch is one array of UTF-16
units; a table drops case and separators; a word of up to 8 units is then two 64-bit numbers, looked up
in a hash table of arrays. Longer words, about 3 in 1,000, go through a dict.

Letters in shapes: C code units, T words, N texts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from timkiem.text import Form, form

_UNITS = 8  #: longest word, in UTF-16 units, that is looked up by array
_CHUNK = 1 << 15  #: words looked up at a time: their scratch arrays stay in the cache
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Knuth, TAOCP 3, section 6.4
_MIX = np.uint64(0xC2B2AE3D27D4EB4F)
_MASKS = np.array(
    [[(1 << 16 * min(n, 4)) - 1, (1 << 16 * max(n - 4, 0)) - 1] for n in range(_UNITS + 1)], "u8"
)  # which units of the 8 gathered belong to a word of n units
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of N texts, text after text."""

    spellings: NDArray[np.uint32]  # u4 [T] number of each word's spelling in the Vocabulary
    lengths: NDArray[np.uint32]  # u4 [N] words of each text; sums to T


class Vocabulary:
    """Numbers for spellings, in order of first sight. Grows; a number never changes its meaning."""

    def __init__(self, capacity: int = 1 << 16):
        """``capacity`` is a power of two: the first size of the hash table."""
        self.forms: list[Form] = []  # forms[n] of spelling n; several spellings may share one (case, tone placement)
        self._long: dict[bytes, int] = {}
        self._allocate(capacity)

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Read a batch of normalized texts. Costs about 14 bytes of scratch memory per character."""
        units = _units(texts)
        letters = _lower()[units]
        edges = np.flatnonzero((letters[1:] != 0) != (letters[:-1] != 0)) + 1  # a text starts and ends with a 0
        starts, ends = edges[0::2], edges[1::2]
        widths = ends - starts
        spellings = np.empty(len(starts), "u4")
        short = widths <= _UNITS
        windows = np.lib.stride_tricks.sliding_window_view(letters, _UNITS)
        keys = windows[starts[short]].view("u8") & _MASKS[widths[short]]
        chunks = [self._look_up(keys[at : at + _CHUNK]) for at in range(0, len(keys), _CHUNK)]
        spellings[short] = np.concatenate(chunks) if chunks else 0
        raw = letters.tobytes()
        for at in np.flatnonzero(~short).tolist():
            spellings[at] = self._look_up_long(raw[2 * starts[at] : 2 * ends[at]])
        text_ends = np.flatnonzero(units == 0)[1 : len(texts) + 1]
        counts = np.diff(np.searchsorted(starts, text_ends), prepend=0)
        return Tokens(spellings, counts.astype("u4"))

    def _look_up(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """Numbers of the spellings u8 [T, 2]; unknown ones get new numbers."""
        low, high = np.ascontiguousarray(keys[:, 0]), np.ascontiguousarray(keys[:, 1])
        numbers, unknown = self._probe(low, high)
        while len(unknown):
            _, first = np.unique(low[unknown] ^ high[unknown] * _MIX, return_index=True)
            self._insert(keys[unknown[first]])  # two spellings of one hash: the second waits for the next round
            numbers[unknown], still = self._probe(low[unknown], high[unknown])
            unknown = unknown[still]
        return numbers

    def _probe(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
        """Numbers u4 [T], and the positions whose spelling the table lacks. Linear probing."""
        slots = self._home(low, high)
        numbers = self._slots[slots]
        wrong = (self._low[slots] != low) | (self._high[slots] != high)
        left, unknown = np.flatnonzero(wrong), []
        while len(left):
            empty = numbers[left] == 0
            unknown.append(left[empty])
            left = left[~empty]
            slots[left] = (slots[left] + 1) & (len(self._slots) - 1)
            at = slots[left]
            numbers[left] = self._slots[at]
            left = left[(self._low[at] != low[left]) | (self._high[at] != high[left])]
        return numbers - np.uint32(1), np.concatenate(unknown) if unknown else np.empty(0, "i8")

    def _insert(self, keys: NDArray[np.uint64]) -> None:
        """Number the new, distinct spellings u8 [K, 2]."""
        for raw in keys:
            self.forms.append(form(raw.tobytes().decode("utf-16-le").rstrip("\0")))
        numbers = np.arange(len(self.forms) - len(keys), len(self.forms), dtype="u4")
        filled = np.flatnonzero(self._slots)
        if 2 * (len(filled) + len(keys)) > len(self._slots):
            keys = np.concatenate([keys, np.stack([self._low[filled], self._high[filled]], axis=1)])
            numbers = np.concatenate([numbers, self._slots[filled] - np.uint32(1)])
            self._allocate(1 << (4 * len(keys)).bit_length())
        self._place(keys, numbers + np.uint32(1))

    def _allocate(self, capacity: int) -> None:
        self._bits = np.uint64(65 - capacity.bit_length())  # what to shift away from 64 bits of hash
        self._slots = np.zeros(capacity, "u4")  # number + 1 of the spelling in this slot, 0 when empty
        self._low, self._high = np.zeros(capacity, "u8"), np.zeros(capacity, "u8")

    def _home(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The slot i8 [K] where the search for each key begins."""
        return ((low ^ high * _MIX) * _SPREAD >> self._bits).astype("i8")

    def _place(self, keys: NDArray[np.uint64], entries: NDArray[np.uint32]) -> None:
        """Put keys u8 [K, 2], none of which is in the table, into the first free slots from their homes."""
        low, high = keys[:, 0], keys[:, 1]
        slots, left = self._home(low, high), np.arange(len(keys))
        while len(left):
            wanted = slots[left]
            free = left[self._slots[wanted] == 0]
            _, first = np.unique(slots[free], return_index=True)
            chosen = free[first]
            self._slots[slots[chosen]] = entries[chosen]
            self._low[slots[chosen]], self._high[slots[chosen]] = low[chosen], high[chosen]
            left = np.setdiff1d(left, chosen, assume_unique=True)
            slots[left] = (slots[left] + (entries[left] != self._slots[slots[left]])) & (len(self._slots) - 1)

    def _look_up_long(self, units: bytes) -> int:
        number = self._long.get(units)
        if number is None:
            number = self._long[units] = len(self.forms)
            self.forms.append(form(units.decode("utf-16-le")))
        return number


def _units(texts: Sequence[str]) -> NDArray[np.uint16]:
    """The texts as UTF-16 units, u2 [C], each text between zeros. A zero stands nowhere else."""
    joined = "\0".join(("", *texts, "\0" * _UNITS))
    if _ASTRAL.search(joined):
        joined = _ASTRAL.sub(lambda match: match[0] if match[0].isalnum() else " ", joined)
    return np.frombuffer(joined.encode("utf-16-le"), "<u2")


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
