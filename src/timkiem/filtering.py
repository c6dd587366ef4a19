"""Which documents a filter lets through, as masks, by the columns of labels and dates. Remembered by the snapshot."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from timkiem.article import PartialDate
from timkiem.columnar.articles import UNDATED
from timkiem.columnar.folding import Where
from timkiem.columnar.labels import Column, Table
from timkiem.columnar.segment import Segment
from timkiem.errors import DateError
from timkiem.filters import Filter, Label, Within
from timkiem.place_names import labels_meant
from timkiem.position_names import ways
from timkiem.snapshot import Snapshot
from timkiem.text import Form, forms

_BYTES = 32 << 20  #: of masks that a snapshot remembers
_NOT_NOW = ("nguyen", "cuu", "quyen", "tan")  #: former, acting, new
_MOST_WORDS = 16  #: of a value that may reach from a name into a position: the ways to part it are counted in squares
_DAY = len("2022-11-22")

Masks = list[NDArray[np.bool_]]  # for each segment, bool [N]


def masks(snapshot: Snapshot, node: Filter) -> Masks:
    """For each segment: which documents, deleted ones too, pass a filter, bool [N]. Not to be written into.

    A label is found by its words without accents. Where the value has accents, it stands for its own writing and
    for labels without accents: Hùng is not Hưng. Where nothing is filed so, it stands for all with its letters, unless
    it is ``literal``.
    """
    found = snapshot.filtered.get(node)
    if found is None:
        if isinstance(node, Within):
            found = [_within(segment, node) for segment in snapshot.segments]
        else:
            found = [_labelled(segment, node, True) for segment in snapshot.segments]
            accented = any(word.accented for word in node.words) and not node.literal
            if accented and not any(mask.any() for mask in found):
                found = [_labelled(segment, node, False) for segment in snapshot.segments]
        if len(snapshot.filtered) > _BYTES / max(snapshot.documents, 1):
            snapshot.filtered.clear()
        for mask in found:
            mask.setflags(write=False)
        snapshot.filtered[node] = found
    return found


# -- labels


def _labelled(segment: Segment, node: Label, as_written: bool) -> NDArray[np.bool_]:
    table = segment.tables["official" if node.field in ("rank", "position") else node.field]
    mask = np.zeros(len(segment), bool)
    if node.field == "official":
        for rows in _rows_of_official(table, node, as_written):
            mask[table.owners[rows]] = True
    else:
        mask[table.owners[_having(table.columns[node.field], node, as_written)]] = True
    return mask


def _having(column: Column, node: Label, as_written: bool) -> NDArray[np.bool_]:
    """The rows of a column whose label has the words: of a place known by name, the labels that the name stands for."""
    words = tuple(word.folded for word in node.words)
    meant = labels_meant(words) if node.field == "location" and not node.begun else None
    if meant:
        numbers = column.folded.having_any(meant, "whole")
    else:
        several = ways(node.words) if node.field == "position" and not node.literal else (node.words,)
        numbers = _numbers(column, several, "inside", node.begun, as_written)
    return _rows(column, numbers)


def rows_of(snapshot: Snapshot, node: Label) -> Masks:
    """For each segment: which rows of the table of officials have a name, a rank or a position, bool [R]."""
    tables = [segment.tables["official"] for segment in snapshot.segments]
    found = [_having(table.columns[node.field], node, True) for table in tables]
    if not any(rows.any() for rows in found):
        found = [_having(table.columns[node.field], node, False) for table in tables]
    return found


def rows_beginning(snapshot: Snapshot, words: tuple[Form, ...]) -> Masks:
    """For each segment: which rows of the table of officials have a position that begins with some words, bool [R].

    A word that says that it is no more, or not yet, may stand before them.
    """
    written = [tuple(word.folded for word in way) for way in ways(words)]
    beginnings = [way for each in written for way in (each, *((word, *each) for word in _NOT_NOW))]
    columns = [segment.tables["official"].columns["position"] for segment in snapshot.segments]
    return [_rows(column, column.folded.having_any(beginnings, "first")) for column in columns]


def _rows(column: Column, numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
    """The rows that have one of some labels, bool [R]."""
    wanted = np.zeros(max(len(column.labels), 1), bool)
    wanted[numbers] = True
    found: NDArray[np.bool_] = wanted[column.numbers]
    return found


def _rows_of_official(table: Table, node: Label, as_written: bool) -> Iterator[NDArray[np.bool_]]:
    """Rows with all words in rank, name or position, or reaching from one into the next: "thượng tá Nguyễn ...".

    In that order an official is written.
    """
    columns = [table.columns[name] for name in ("rank", "official", "position")]

    def rows(at: int, words: tuple[Form, ...], where: Where) -> NDArray[np.bool_]:
        begun = node.begun and words[-1] is node.words[-1]
        return _rows(columns[at], _numbers(columns[at], (words,), where, begun, as_written))

    words = node.words
    for at in range(2):
        yield rows(at, words, "inside")
    several = (words,) if node.literal else ways(words)
    yield _rows(columns[2], _numbers(columns[2], several, "inside", node.begun, as_written))
    for cut in range(1, len(words) if len(words) <= _MOST_WORDS else 0):
        for at in range(2):
            yield rows(at, words[:cut], "last") & rows(at + 1, words[cut:], "first")
        for end in range(cut + 1, len(words)):
            name = rows(1, words[cut:end], "whole")
            if name.any():
                yield rows(0, words[:cut], "last") & name & rows(2, words[end:], "first")


def _numbers(
    column: Column, several: Sequence[tuple[Form, ...]], where: Where, begun: bool, as_written: bool
) -> NDArray[np.intp]:
    """The labels of a column that have some words, in one of several ways of writing them."""
    numbers = column.folded.having_any([tuple(word.folded for word in words) for words in several], where, begun)
    if as_written and any(word.accented for word in several[0]):
        fit = [
            any(_has_as_written(column.labels[number], words[: len(words) - begun]) for words in several)
            for number in numbers.tolist()
        ]
        numbers = numbers[np.array(fit, bool)]
    return numbers


def _has_as_written(label: str, words: tuple[Form, ...]) -> bool:
    """Whether a label has the words one after another, each in its own writing or without accents."""
    found = forms(label)
    return any(
        all(
            word.folded == other.folded and (word.written == other.written or not other.accented)
            for word, other in zip(words, found[at : at + len(words)], strict=True)
        )
        for at in range(len(found) - len(words) + 1)
    )


# -- dates


def _within(segment: Segment, node: Within) -> NDArray[np.bool_]:
    if node.field == "date":
        begins, ends = segment.articles.periods
        return np.asarray((ends >= node.first) & (begins <= node.last) & (begins != UNDATED))
    table = segment.tables["mentions"]
    column = table.columns["mentions"]
    wanted = np.array([_is_named_within(label, node) for label in column.labels], bool)
    mask = np.zeros(len(segment), bool)
    if len(wanted):
        mask[table.owners[wanted[column.numbers]]] = True
    return mask


def _is_named_within(named: str, node: Within) -> bool:
    """Whether a day, or a range of days, reaches into the period; a month or a year must lie in it as a whole.

    Who asks for a day wants no article that names its year.
    """
    since, slash, until = named.rpartition("/")
    try:
        first, last = PartialDate(since or until).period[0], PartialDate(until).period[1]
    except (DateError, ValueError):
        return False
    if slash or len(until) >= _DAY:
        return first <= node.last and last >= node.first
    return node.first <= first and last <= node.last
