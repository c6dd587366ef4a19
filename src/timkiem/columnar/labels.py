"""What articles are filed under, as columns: places, officials, sources ..., a few numbers a document.

A table has rows, some or none for each document, and in each row a label for each of its columns: the table
``official`` has a row for each official that an article names, with columns for name, rank and position. A
column keeps each distinct label once; rows hold its number there. "" stands for nothing.

Letters in shapes: N documents, R rows, V distinct labels.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from timkiem.article import Article
from timkiem.columnar.filing import TABLES
from timkiem.columnar.folding import FoldedLines
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.errors import IndexCorrupt

_LEVEL = 9  #: of zstd: names and titles, a hundredth of the text
_LARGEST = 1 << 30  #: bytes that the labels of a column may grow to when opened: no bomb


class Column:
    """One label a row. Immutable, so threads may share it."""

    def __init__(self, numbers: NDArray[Any], packed: bytes, broken: Callable[[], Exception]):
        """``packed``: the V labels, ascending, as lines of zstd; ``broken`` makes the error for what is none."""
        self.numbers = numbers  # u1, u2 or u4 [R]: which label each row has
        self._packed, self._broken = packed, broken

    @cached_property
    def text(self) -> str:
        """All V labels, ascending, a line each."""
        try:
            return zstandard.ZstdDecompressor().decompress(self._packed, max_output_size=_LARGEST).decode()
        except (zstandard.ZstdError, UnicodeDecodeError) as error:
            raise self._broken() from error

    @cached_property
    def labels(self) -> list[str]:
        """All V labels, ascending."""
        return self.text.split("\n") if len(self.numbers) else []

    @cached_property
    def folded(self) -> FoldedLines:
        """The labels by their words without accents."""
        return FoldedLines(self.text)


class Table:
    """The rows of N documents, document after document. Immutable, so threads may share it."""

    def __init__(self, counts: NDArray[Any] | None, columns: Mapping[str, Column]):
        """``counts`` u1, u2 or u4 [N]: how many rows each document has; None where each has one."""
        self._counts, self.columns = counts, columns

    @classmethod
    def open(cls, sections: Sections, name: str) -> "Table":
        def broken() -> Exception:
            return IndexCorrupt(sections.path, f"its labels {name} were altered")

        counts = f"labels.{name}.counts"
        return cls(
            sections.array(counts) if counts in sections else None,
            {
                column: Column(
                    sections.array(f"labels.{name}.{column}.numbers"),
                    sections.array(f"labels.{name}.{column}.text").tobytes(),
                    broken,
                )
                for column in TABLES[name].columns
            },
        )

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many rows each document has, i8 [N]."""
        if self._counts is None:
            return np.ones(len(next(iter(self.columns.values())).numbers), "i8")
        return self._counts.astype("i8")

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """The document of each row, [R] ascending."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each document, and R, i8 [N + 1]."""
        return np.concatenate([[0], np.cumsum(self.counts)])

    def rows(self, number: int) -> list[tuple[str, ...]]:
        """The rows of one document."""
        first, last = self.starts[number : number + 2].tolist()
        columns = [[column.labels[each] for each in column.numbers[first:last]] for column in self.columns.values()]
        return list(zip(*columns, strict=True))


class TableWriter:
    """Collects the rows of documents, and writes them as the table of a segment."""

    def __init__(self, name: str):
        self._name, self._read = name, TABLES[name].read
        self._counts: list[int] = []
        self._columns: list[list[str]] = [[] for _ in TABLES[name].columns]

    def add(self, articles: Sequence[Article]) -> None:
        """Take in the rows of the next documents."""
        rows = [self._read(article) for article in articles]
        self._counts += map(len, rows)
        for row in chain.from_iterable(rows):
            for column, label in zip(self._columns, row, strict=True):
                column.append(label)

    def add_labels(self, labels: Sequence[str] | None, count: int) -> None:
        """Take in one label of each of ``count`` documents, of one line; None where none has any."""
        always = TABLES[self._name].always
        if labels is None:
            labels = [""] * count if always else []
        self._counts += [1] * count if always else map(bool, labels or [""] * count)
        self._columns[0] += labels if always else filter(None, labels)

    def save(self, writer: SectionWriter) -> None:
        """Write the sections ``labels.NAME.*``."""
        _save_counts(writer, self._name, np.array(self._counts, "i8"))
        for name, column in zip(TABLES[self._name].columns, self._columns, strict=True):
            labels = sorted(set(column))
            numbers = {label: number for number, label in enumerate(labels)}
            found = np.fromiter((numbers[label] for label in column), "i8", len(column))
            _save_column(writer, f"{self._name}.{name}", labels, found)


def merge_table(tables: Sequence[Table], alive: Sequence[NDArray[np.bool_]], writer: SectionWriter, name: str) -> None:
    """Write the table of the documents of several segments that are alive, bool [N] each, in order."""
    kept = [np.repeat(flags, table.counts) for table, flags in zip(tables, alive, strict=True)]
    counts = [table.counts[flags] for table, flags in zip(tables, alive, strict=True)]
    _save_counts(writer, name, np.concatenate(counts))
    for column in TABLES[name].columns:
        columns = [table.columns[column] for table in tables]
        numbers = [each.numbers[rows] for each, rows in zip(columns, kept, strict=True)]
        used = [np.unique(each) for each in numbers]
        named = [[each.labels[number] for number in some] for each, some in zip(columns, used, strict=True)]
        labels = sorted(set().union(*named))
        new = {label: number for number, label in enumerate(labels)}
        renumbered = [
            np.array([new[label] for label in names], "i8")[some.searchsorted(each)]
            for names, some, each in zip(named, used, numbers, strict=True)
            if len(each)
        ]
        _save_column(writer, f"{name}.{column}", labels, np.concatenate([np.empty(0, "i8"), *renumbered]))


def _save_counts(writer: SectionWriter, name: str, counts: NDArray[np.int64]) -> None:
    if not (counts == 1).all():
        writer.add(f"labels.{name}.counts", counts.astype(_smallest(int(counts.max()))))


def _save_column(writer: SectionWriter, name: str, labels: list[str], numbers: NDArray[np.int64]) -> None:
    writer.add(f"labels.{name}.numbers", numbers.astype(_smallest(len(labels) - 1)))
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress("\n".join(labels).encode())
    writer.add(f"labels.{name}.text", packed)


def _smallest(most: int) -> str:
    """The smallest integers that hold numbers up to ``most``."""
    return "u1" if most < 1 << 8 else "u2" if most < 1 << 16 else "u4"
