"""A sorted list of distinct strings: number to string and back, by halving."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections

_KEY = 8  #: bytes of a string that its key tells


class Terms(Sequence[bytes]):
    """V distinct strings as UTF-8, ascending. ``len``, ``terms[i]`` and iteration work as for a list."""

    def __init__(self, text: NDArray[np.uint8], starts: NDArray[np.uint32], keys: NDArray[np.uint64]):
        """``text`` u1 [bytes]: the strings one after another; ``starts`` u4 [V + 1]: where each begins.

        ``keys`` u8 [V]: the first 8 bytes of each as a number, the first byte highest, so in the same order.
        """
        self._text, self._starts, self._keys = text.data, starts.data, keys

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> Self:
        """From strings that are ascending and distinct."""
        starts = np.cumsum([0, *map(len, strings)], dtype="u4")
        return cls(np.frombuffer(b"".join(strings), "u1"), starts, _keys(strings))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # no slices
        if number < 0:
            raise IndexError(number)
        return bytes(self._text[self._starts[number] : self._starts[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        text, starts = bytes(self._text), self._starts.tolist()
        return (text[start:end] for start, end in pairwise(starts))

    def lower(self, term: bytes) -> int:
        """How many strings are smaller: the number that ``term`` has or would have."""
        key = _key(term)
        first = int(self._keys.searchsorted(key))  # of strings with one key the shortest, if it is a key's length
        if (len(term) > _KEY or term.endswith(b"\0")) and first < len(self._keys) and self._keys[first] == key:
            return bisect_left(self, term, first, int(self._keys.searchsorted(key, "right")))
        return first

    def find(self, term: bytes) -> int:
        """The number of a string, or -1."""
        at = self.lower(term)
        return at if at < len(self._keys) and self[at] == term else -1

    def find_all(self, terms: Sequence[bytes]) -> NDArray[np.int64]:
        """The number of each of some strings, or -1, i8. Quick for hundreds of which few are here."""
        keys = _keys(terms)
        found = self._keys.searchsorted(keys)
        near = found < len(self._keys)
        near[near] = self._keys[found[near]] == keys[near]
        numbers = np.full(len(terms), -1, "i8")
        for at, first in zip(np.flatnonzero(near).tolist(), found[near].tolist(), strict=True):
            term = terms[at]  # of strings with one key the first is the shortest
            several = len(term) > _KEY or term.endswith(b"\0")
            numbers[at] = first if self[first] == term else self.find(term) if several else -1
        return numbers

    def fits(self) -> bool:
        """Whether the strings are ascending, each found where it stands, and are all of the text."""
        words = list(self)
        return (
            int(self._starts[-1]) == len(self._text)
            and all(a < b for a, b in pairwise(words))
            and all(self.find(word) == number for number, word in enumerate(words))
        )

    def with_prefix(self, prefix: bytes) -> range:
        """The numbers of the strings that start so."""
        return range(self.lower(prefix), self.lower(prefix + b"\xff"))

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write sections ``NAME.text``, ``NAME.starts`` and ``NAME.keys``."""
        writer.add(f"{name}.text", np.asarray(self._text))
        writer.add(f"{name}.starts", np.asarray(self._starts))
        writer.add(f"{name}.keys", self._keys)

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        return cls(*(sections.array(f"{name}.{part}") for part in ("text", "starts", "keys")))


def _keys(terms: Sequence[bytes]) -> NDArray[np.uint64]:
    """The keys of some strings, u8: cut to 8 bytes, or filled up with zeros."""
    return np.array(terms, f"S{_KEY}").view(">u8").astype("u8")


def _key(term: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(term[:_KEY].ljust(_KEY, b"\0")))
