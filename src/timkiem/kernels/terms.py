"""Terms of a segment as kernels read them: rows of numbers that say where in the mapped file a list lies, and how.

What lies in the file is given as the whole file, viewed as bytes and as wider numbers, and offsets in it.
"""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import inner
from timkiem.kernels.bits import ones
from timkiem.kernels.packing import unpack_list
from timkiem.kernels.seeking import seek_in

RANKED = 8  #: words of a bitmap between two ranks of it, of which each tells how many entries lie before
BLOCK_BITS = 7  #: of a place tell where it is in its block; what is above tells the block
#: Kinds of terms: bitmaps; places of a pair whose words both are bitmaps, too many to be read; documents; places; and
#: what is given, not in the file.
BITMAP, PAIRED, PACKED, PLACES, GIVEN = range(5)
#: A term's columns: kind; entries; where they begin, in bytes or in 64-bit words of a bitmap; width and bits as
#: ``kernels.packing`` has them, of a bitmap where its ranks begin, in 32-bit numbers; its first count; where counts
#: begin, in bytes; their exceptions, in 32-bit and in 16-bit numbers, and how many these are; its field; where its part
#: of ``docs`` begins. Of PAIRED the bitmaps of both words are in the places of ``entry`` and ``halves``. The last is
#: the kernel's: how many documents were read.
TERM = (
    "kind", "size", "at", "width", "bits", "entry", "halves", "places", "values", "exceptions",
    "field", "first", "read",
)  # fmt: skip
(
    KIND, SIZE, AT, WIDTH, BITS, ENTRY, HALVES, PLACES_AT, VALUES, EXCEPTIONS, FIELD, FIRST, READ,
) = range(len(TERM))  # fmt: skip


@inner
def read_documents(
    terms: NDArray[np.int64], each: int, file: NDArray[np.uint8], documents: NDArray[np.uint32],
    docs: NDArray[np.uint32], counts: NDArray[np.uint16],
) -> int:  # fmt: skip
    """Unpack the documents of a term behind PAIRED into its part of ``docs``; returns how many they are.

    Places are counted by document, into the term's part of ``counts``; ``documents`` has that of each block.
    """
    first, size = terms[each, FIRST], terms[each, SIZE]
    if terms[each, KIND] == GIVEN:
        return int(size)
    unpack_list(file, terms[each, AT], size, terms[each, WIDTH], terms[each, BITS], docs, first)
    if terms[each, KIND] == PACKED:
        return int(size)
    here, counted = docs[first : first + size], counts[first : first + size]
    found, last = 0, np.int64(-1)
    for at in range(size):
        document = np.int64(documents[min(here[at] >> BLOCK_BITS, np.uint32(len(documents) - 1))])
        if document == last:
            counted[found - 1] += counted[found - 1] < 65_535
        else:
            here[found] = document
            counted[found] = 1
            found += 1
            last = document
    return found


@inner
def seek_documents(
    terms: NDArray[np.int64], each: int, file: NDArray[np.uint8], wanted: NDArray[np.int64],
    entries: NDArray[np.int64], found: NDArray[np.int64],
) -> None:  # fmt: skip
    """``seeking.seek_in`` the list of a term, of documents or of places."""
    at, size, width, bits = terms[each, AT], terms[each, SIZE], terms[each, WIDTH], terms[each, BITS]
    seek_in(file, at, size, width, bits, wanted, entries, found)


@inner
def seek_places(
    terms: NDArray[np.int64], each: int, file: NDArray[np.uint8], firsts: NDArray[np.int64], wanted: NDArray[np.int64],
    edges: NDArray[np.int64], entries: NDArray[np.int64], found: NDArray[np.int64],
) -> None:  # fmt: skip
    """Write to ``entries`` i8 [2 n] which of a term's places are the first of, and behind, each of n documents.

    ``firsts`` i8 [fields, N + 1]: the first place of each document. Scratch: ``edges`` and ``found``, i8 [2 n].
    """
    field, many = terms[each, FIELD], len(wanted)
    for at in range(many):
        edges[2 * at], edges[2 * at + 1] = firsts[field, wanted[at]], firsts[field, wanted[at] + 1]
    seek_documents(terms, each, file, edges[: 2 * many], entries, found)


@inner
def count_of(
    terms: NDArray[np.int64], each: int, entry: int, file: NDArray[np.uint8], quads: NDArray[np.uint32],
    twos: NDArray[np.uint16],
) -> int:  # fmt: skip
    """The count of an entry, by its number in the whole family of lists; see ``columnar.counts``."""
    half = int(file[terms[each, HALVES] + (entry >> 1)]) >> ((entry & 1) << 2) & 15
    if half < 15:
        return half
    low, high = 0, terms[each, EXCEPTIONS]
    while low < high:
        middle = (low + high) >> 1
        if quads[terms[each, PLACES_AT] + middle] < entry:
            low = middle + 1
        else:
            high = middle
    return int(twos[terms[each, VALUES] + low])


@inner
def count_in_bitmap(
    terms: NDArray[np.int64], each: int, doc: int, file: NDArray[np.uint8], words: NDArray[np.int64],
    quads: NDArray[np.uint32], twos: NDArray[np.uint16],
) -> int:  # fmt: skip
    """How often a term that is a bitmap stands in a document."""
    number, at = doc >> 6, terms[each, AT]
    word = words[at + number]
    if not word >> (doc & 63) & 1:
        return 0
    entry = terms[each, ENTRY] + np.int64(quads[terms[each, BITS] + number // RANKED])
    for other in range(number // RANKED * RANKED, number):
        entry += ones(words[at + other])
    entry += ones(word & ((np.int64(1) << (doc & 63)) - 1))
    return count_of(terms, each, entry, file, quads, twos)
