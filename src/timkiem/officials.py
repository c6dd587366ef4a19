"""Which officials a question is about: by name or by what articles say, by position, by filters."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from timkiem.answer import answer
from timkiem.filtering import rows_beginning, rows_of
from timkiem.filters import label
from timkiem.holders import Official, officials
from timkiem.query import Node
from timkiem.snapshot import Snapshot


def officials_asked_for(
    snapshot: Snapshot,
    name: str,
    position: str,
    filters: Sequence[Node],
    tree: Callable[[str], Node],
    most: int,
    evidence: int,
) -> list[Official]:
    """The ``most`` officials of a name who held a position.

    A name that nobody has is a position, or else a query: then those of the articles that it finds. ``tree``: what a
    query asks for. ``name`` and ``position`` may be empty: then all fit. Those of a position come in order of time.
    ``evidence``: articles of each tenure. Raises QueryError.
    """
    rows = [np.ones(len(segment.tables["official"].owners), bool) for segment in snapshot.segments]
    wanted: list[Sequence[NDArray[np.bool_]]] = []
    narrowing, in_order = list(filters), bool(position)
    if person := label("official", name):
        named = rows_of(snapshot, person)
        if _some(named):
            wanted.append(named)
        elif not position and _some(held := rows_beginning(snapshot, person.words)):
            wanted.append(held)
            in_order = True
        else:
            narrowing.append(tree(name))
    if office := label("position", position):
        beginning = rows_beginning(snapshot, office.words)
        wanted.append(beginning if _some(beginning) else rows_of(snapshot, office))
    matches = answer(snapshot, None, narrowing, 0, "relevance").matches
    for at, segment in enumerate(snapshot.segments):
        rows[at] &= matches[at][segment.tables["official"].owners]
        for each in wanted:
            rows[at] &= each[at]
    return officials(snapshot, rows, most, evidence, in_order)


def _some(rows: Sequence[NDArray[np.bool_]]) -> bool:
    """Whether any row of any segment is among these."""
    return any(each.any() for each in rows)
