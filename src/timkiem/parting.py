"""A query tree in two: what gives scores, and what only narrows the search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from timkiem.dates import EVER, Period, parse_date
from timkiem.errors import DateError, OptionError
from timkiem.filters import Label, Within, label
from timkiem.query import And, Node, Or, Run

Values = str | Sequence[str]  # one or several of a field, of which one must fit


class OfficialsNarrowing(TypedDict, total=False):
    """What narrows a search for officials, see ``LocalEngine.officials``."""

    since: str | None
    until: str | None
    location: Values
    official: Values
    rank: Values
    source: Values


class Narrowing(OfficialsNarrowing, total=False):
    """What narrows a search beside its query, see ``LocalEngine.search``."""

    position: Values


_FIELDS = ("location", "official", "rank", "position", "source")


@dataclass(frozen=True, slots=True)
class Parted:
    """An article must match ``scored``, and pass all of ``wanted`` and none of ``unwanted``."""

    scored: Node | None  # None: every article
    wanted: tuple[Node, ...] = ()
    unwanted: tuple[Node, ...] = ()


def parted(tree: Node) -> Parted:
    """Take out of a tree what stands in no way for scores. Within OR, where both count, all stays where it is."""
    if is_filter(tree):
        return Parted(None, (tree,))
    match tree:
        case Run():
            items, wanted = _sorted(tree.items)
            required, _ = _sorted(tree.required)
            excluded, unwanted = _sorted(tree.excluded)
            if not (wanted or unwanted):
                return Parted(tree)
            rest = replace(tree, items=items, required=required, excluded=excluded)
            return Parted(rest if items else And((), excluded) if excluded else None, wanted, unwanted)
        case And():
            items, wanted = _sorted(tree.wanted)
            excluded, unwanted = _sorted(tree.excluded)
            alone = items[0] if len(items) == 1 and not excluded else And(items, excluded)
            return Parted(alone if items or excluded else None, wanted, unwanted)
    return Parted(tree)


def is_filter(tree: Node) -> bool:
    """Whether a tree has filters alone, wanted or not."""
    match tree:
        case Label() | Within():
            return True
        case Run():
            return all(map(is_filter, (*tree.items, *tree.excluded)))
        case And():
            return all(map(is_filter, (*tree.wanted, *tree.excluded)))
        case Or():
            return all(map(is_filter, tree.children))
    return False


def _sorted(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Those that give scores, and filters."""
    return tuple(node for node in nodes if not is_filter(node)), tuple(node for node in nodes if is_filter(node))


def filters_of(narrowing: Narrowing) -> list[Node]:
    """Filters for what options say: of each field's values one must fit, and the date must lie between two.

    Raises OptionError for a value without a word, and for what is no date.
    """
    nodes: list[Node] = []
    values: Mapping[str, Values] = {name: narrowing.get(name, ()) for name in _FIELDS}  # type: ignore[misc]
    for field, given in values.items():
        labels = [_label(field, value) for value in ((given,) if isinstance(given, str) else given)]
        if labels:
            nodes.append(labels[0] if len(labels) == 1 else Or(tuple(labels)))
    since, until = narrowing.get("since"), narrowing.get("until")
    if since is not None or until is not None:
        first = _period(since)[0] if since is not None else EVER[0]
        last = _period(until)[1] if until is not None else EVER[1]
        nodes.append(Within("date", first, last))
    return nodes


def _label(field: str, value: str) -> Label:
    found = label(field, value)
    if found is None:
        raise OptionError(f"{field} {value!r} has no word to look for")
    return found


def _period(text: str) -> Period:
    try:
        return parse_date(text).period
    except DateError as error:
        raise OptionError(str(error)) from None
