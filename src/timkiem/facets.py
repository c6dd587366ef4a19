"""How many of the articles that were found have each label: counts over all matches, by place, source, month ..."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem import ranking
from timkiem.columnar.articles import UNDATED
from timkiem.engine import Facet
from timkiem.errors import OptionError
from timkiem.filters import LABELS
from timkiem.kernels.counting import count_labels
from timkiem.snapshot import Snapshot

#: What articles can be counted by. By "date" is by month when the matches lie within two years, else by year.
FACETS = ("date", "year", "month", *LABELS, "mentions")
_MOST_MONTHS = 24
_SELDOM = 16  #: NumPy counts nearly as fast as a kernel: a process must count so much more before one is loaded
_IN_TIME = ("date", "year", "month")  #: in order of time; others by count
_WITHIN = {"rank": "official", "position": "official"}  #: columns of a table of another name


@dataclass(frozen=True, slots=True)
class _Counted:
    """Which labels each document of a snapshot has, each once."""

    labels: list[str]  # [V] ascending
    owners: NDArray[np.intp]  # [R] ascending; documents are numbered through the segments
    numbers: NDArray[np.int64]  # [R] their labels
    starts: NDArray[np.int64]  # [N + 1] the first row of each document, and R
    none: NDArray[np.bool_]  # [N] documents without a label

    @classmethod
    def of(cls, labels: list[str], owners: NDArray[np.intp], numbers: NDArray[np.int64], documents: int) -> Self:
        """From the labels, and rows as above."""
        rows = np.bincount(owners, minlength=documents)
        starts = np.concatenate([[0], np.cumsum(rows)]).astype("i8")
        return cls(labels, owners, np.ascontiguousarray(numbers, "i8"), starts, rows == 0)

    def over(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of the documents of a mask, bool [N], have each label, [V]."""
        count_labels.sized(len(self.numbers) // _SELDOM)
        if count_labels.compiled:
            counts = np.zeros(len(self.labels), "i8")
            count_labels(mask.view("u1"), self.starts, self.numbers, counts)
            return counts
        last = len(self.labels)
        return np.bincount(np.where(mask[self.owners], self.numbers, last), minlength=last + 1)[:last]


def count(
    snapshot: Snapshot, matches: Sequence[NDArray[np.bool_]], by: Iterable[str], most: int = 10
) -> tuple[Facet, ...]:
    """Count the matches, for each segment bool [N], by some of FACETS; of each the ``most`` labels with most articles.

    By time all are given. Raises OptionError for what is no facet.
    """
    mask = np.concatenate([np.empty(0, bool), *matches])
    return tuple(_facet(snapshot, mask, name, most) for name in dict.fromkeys(by))


def _facet(snapshot: Snapshot, mask: NDArray[np.bool_], name: str, most: int) -> Facet:
    if name not in FACETS:
        raise OptionError(f"{name!r} is no facet; there are {', '.join(FACETS)}")
    if name == "date":
        months = _facet(snapshot, mask, "month", most)
        days = [label for label, _ in months.counts]  # "2022-11", or "2022" where the month is not known
        within = not days or 12 * (int(days[-1][:4]) - int(days[0][:4])) < _MOST_MONTHS
        return months if within and any("-" in day for day in days) else _facet(snapshot, mask, "year", most)
    counted = snapshot.counted.get(name)
    if counted is None:
        counted = snapshot.counted[name] = _by_time(snapshot, name) if name in _IN_TIME else _by_label(snapshot, name)
    counts = counted.over(mask)
    found = np.flatnonzero(counts)
    shown = found if name in _IN_TIME else found[ranking.top(counts[found], most)]
    pairs = tuple((counted.labels[at], int(counts[at])) for at in shown.tolist())
    return Facet(name, pairs, len(found), int(np.count_nonzero(mask & counted.none)))


def _by_label(snapshot: Snapshot, name: str) -> _Counted:
    """The labels of all segments under common numbers, without "" and what a document has twice."""
    columns = [segment.tables[_WITHIN.get(name, name)] for segment in snapshot.segments]
    labels = sorted(set().union(*(table.columns[name].labels for table in columns)) - {""})
    new = {label: number for number, label in enumerate(labels)} | {"": -1}
    firsts = np.cumsum([0, *map(len, snapshot.segments)])
    owners, numbers = [np.empty(0, "i8")], [np.empty(0, "i8")]
    for table, first in zip(columns, firsts, strict=False):
        column = table.columns[name]
        renumbered = np.array([new[label] for label in column.labels], "i8")
        numbers.append(renumbered[column.numbers] if len(renumbered) else numbers[0])
        owners.append(table.owners + first)
    pairs = np.concatenate(owners) * (len(labels) + 1) + np.concatenate(numbers) + 1
    pairs = np.unique(pairs)
    pairs = pairs[pairs % (len(labels) + 1) > 0]
    return _Counted.of(labels, pairs // (len(labels) + 1), pairs % (len(labels) + 1) - 1, snapshot.documents)


def _by_time(snapshot: Snapshot, name: str) -> _Counted:
    """Years, or months and, of articles whose month is not known, years."""
    periods = np.concatenate([np.empty((2, 0), "i4"), *(each.articles.periods for each in snapshot.segments)], axis=1)
    dated = np.flatnonzero(periods[0] != UNDATED)
    first, last = (ends[dated].astype("M8[m]").astype("M8[M]").astype("i8") for ends in periods)
    years, months = first // 12 * 13, first // 12 * 13 + 1 + first % 12
    keys = np.where((first == last) & (name == "month"), months, years)
    distinct, numbers = np.unique(keys, return_inverse=True)
    labels = [f"{1970 + key // 13}" + (f"-{key % 13:02}" if key % 13 else "") for key in distinct.tolist()]
    return _Counted.of(labels, dated, numbers, snapshot.documents)
