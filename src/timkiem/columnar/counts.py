"""Small numbers, two to a byte: how often each term stands in each of its documents.

Ninety-nine in a hundred are below 15 and take half a byte; a 15 says that the number stands in a list of
exceptions beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import UNGUARDED, Guard, Sections

MOST = 65_535  #: counts above are kept as this
_ESCAPE = 15


@dataclass(frozen=True, slots=True)
class Counts:
    """E numbers from 0 to 65,535. Immutable, so threads may share it.

    Whatever is searched for in ``places`` has its type: NumPy would convert the whole array otherwise.
    """

    size: int  # E
    halves: NDArray[np.uint8]  # u1 [ceil(E / 2)] number 2i in the low half of byte i, 2i + 1 in the high half
    places: NDArray[np.uint32]  # u4 [X] which numbers are 15 or more, ascending
    values: NDArray[np.uint16]  # u2 [X] those numbers
    guard: Guard = field(default=UNGUARDED, compare=False)  # of halves

    @classmethod
    def of(cls, numbers: NDArray[Any]) -> Self:
        """Pack numbers; those above MOST become MOST."""
        numbers = np.minimum(numbers, MOST)
        places = np.flatnonzero(numbers >= _ESCAPE)
        halves = np.zeros(len(numbers) + len(numbers) % 2, "u1")
        halves[: len(numbers)] = np.minimum(numbers, _ESCAPE)
        packed = halves[0::2] | halves[1::2] << np.uint8(4)
        return cls(len(numbers), packed, places.astype("u4"), numbers[places].astype("u2"))

    @classmethod
    def joined(cls, parts: Sequence["Counts"]) -> "Counts":
        """The numbers of several objects one after another; all but the last hold an even number of them."""
        before = np.cumsum([0, *map(len, parts)])
        return cls(
            int(before[-1]),
            np.concatenate([part.halves for part in parts]),
            np.concatenate([part.places + before[at] for at, part in enumerate(parts)]).astype("u4"),
            np.concatenate([part.values for part in parts]),
        )

    def __len__(self) -> int:
        return self.size

    def ready(self, start: int, end: int) -> None:
        """Before ``at`` reads among numbers ``start`` to ``end - 1``. Raises IndexCorrupt when they were altered."""
        self.guard.check(start // 2, (end + 1) // 2)

    def between(self, start: int, end: int) -> NDArray[np.uint16]:
        """Numbers ``start`` to ``end - 1``, u2. Costs about 1 ns each."""
        self.ready(start, end)
        packed = self.halves[start // 2 : (end + 1) // 2]
        numbers = np.empty(2 * len(packed), "u2")
        numbers[0::2] = packed & np.uint8(15)
        numbers[1::2] = packed >> np.uint8(4)
        numbers = numbers[start % 2 : start % 2 + end - start]
        first, last = self.places.searchsorted(np.array([start, end], "u4")).tolist()
        if last > first:
            numbers[self.places[first:last] - np.uint32(start)] = self.values[first:last]
        return numbers

    def at(self, places: NDArray[np.int64]) -> NDArray[np.uint16]:
        """The numbers at any places, u2, in the shape of ``places``, after ``ready`` for where they lie."""
        halves = self.halves[places >> 1] >> ((places & 1) << 2).astype("u1") & np.uint8(_ESCAPE)
        numbers: NDArray[np.uint16] = halves.astype("u2")
        large = np.nonzero(numbers == _ESCAPE)
        if len(large[0]):
            numbers[large] = self.values[self.places.searchsorted(places[large].astype("u4"))]
        return numbers

    def save(self, writer: SectionWriter, name: str) -> None:
        """Write the sections ``NAME.size``, ``.halves``, ``.places`` and ``.values``."""
        writer.add(f"{name}.size", np.array([self.size], "u8"))
        for part in ("halves", "places", "values"):
            writer.add(f"{name}.{part}", getattr(self, part))

    @classmethod
    def open(cls, sections: Sections, name: str) -> Self:
        halves, guard = sections.guarded(f"{name}.halves")
        places, values = (sections.array(f"{name}.{part}") for part in ("places", "values"))
        return cls(int(sections.array(f"{name}.size")[0]), halves, places, values, guard)
