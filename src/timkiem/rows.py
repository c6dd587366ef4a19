"""Terms of a segment as rows of numbers, the shape in which kernels read them."""

import struct
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.documents import Documents
from timkiem.columnar.packed import Packed
from timkiem.kernels.terms import BITMAP, GIVEN, PACKED, PAIRED, PLACES
from timkiem.lookup import Located, LocatedPair, LocatedWord

COLUMNS = 10  #: the first of ``kernels.terms.TERM``, i8 each
_Row = tuple[int, ...]  # of these columns
_NO_COUNTS = (0, 0, 0, 0, 0)
_LONG = 8_192  #: places of a pair: to seek some hundreds among so many costs less than to read all


@dataclass(frozen=True, slots=True)
class File:
    """A mapped file as numbers of each width."""

    bytes: NDArray[np.uint8]
    words: NDArray[np.int64]
    quads: NDArray[np.uint32]
    twos: NDArray[np.uint16]
    address: int  # of the first byte

    @classmethod
    def of(cls, whole: NDArray[np.uint8]) -> Self:
        """View a file. What a last part of a number would be is left out: files end with their directory."""
        kinds = ((8, "<i8"), (4, "<u4"), (2, "<u2"))
        words, quads, twos = (whole[: len(whole) // width * width].view(kind) for width, kind in kinds)
        return cls(whole, words, quads, twos, _address(whole))

    def offset(self, array: NDArray[Any]) -> int:
        """Where in the file an array that views it begins, in its own items; 0 for an empty one."""
        return (_address(array) - self.address) // array.itemsize if len(array) else 0


def row(located: Located, file: File) -> bytes:
    """A term's row as bytes, made once. What does not lie in the file is GIVEN, and to be read by ``get``."""
    if located.row is None:
        located.row = struct.pack(f"<{COLUMNS}q", *_row(located, file))
    return located.row


def _row(located: Located, file: File) -> _Row:
    match located:
        case LocatedWord():
            return _word(located.documents, located.number, file)
        case LocatedPair():
            return _pair(located, file)
    return (GIVEN, len(located.get().docs), 0, 0, 0, *_NO_COUNTS)


def _pair(located: LocatedPair, file: File) -> _Row:
    """Not to be read where it is long and its words hardly stand apart, so that having both tells most."""
    postings, size = located.postings, located.size
    place = _packed(postings.places, located.number, file)
    words = postings.words_of_pair(located.number) if size > _LONG else ()
    if words and all(map(postings.folded_docs.is_bitmap, words)) and size >= min(map(postings.folded_docs.size, words)):
        lists = postings.folded_docs.lists
        return (PAIRED, *place, *(file.offset(lists.bits[lists.row(word)]) for word in words), *_NO_COUNTS[2:])
    return (PLACES, *place, *_NO_COUNTS)


def _word(documents: Documents, number: int, file: File) -> _Row:
    lists, counts = documents.lists, documents.counts
    first, exceptions = lists.first_entry(number), len(counts.places)
    counts.guard.check(first // 2, (first + documents.size(number) + 1) // 2)
    in_counts = (first, *(file.offset(each) for each in (counts.halves, counts.places, counts.values)), exceptions)
    if (bitmap := lists.row(number)) >= 0:
        return (
            BITMAP,
            documents.size(number),
            file.offset(lists.bits[bitmap]),
            0,
            file.offset(lists.ranks[bitmap]),
            *in_counts,
        )
    return (PACKED, *_packed(lists.packed, number, file), *in_counts)


def _packed(lists: Packed, number: int, file: File) -> _Row:
    place, base = lists.place(number), file.offset(lists.data)
    return (place.size, base + place.at, place.width, base + place.bits if place.bits else 0)


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])
