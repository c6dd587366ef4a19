"""How many words the prefixes of a query stand for, before any of their lists is read."""

from timkiem.errors import QueryError
from timkiem.query import And, Node, Or, Prefix, Run
from timkiem.snapshot import Snapshot
from timkiem.worth import fields_of


def bound_prefixes(snapshot: Snapshot, tree: Node, query: str, most: int) -> None:
    """Raises QueryError when all prefixes of a tree stand for more than so many words, counted in each field."""
    total = 0
    for prefix in _prefixes(tree):
        for segment in snapshot.segments:
            for field in fields_of(prefix):
                total += len(segment.fields[field].folded.with_prefix(prefix.form.folded.encode()))
        if total > most:
            reason = f"what ends in * stands for more than {most:,} words; write more letters before the *"
            raise QueryError(query, query.find("*") + 1, reason)


def _prefixes(node: Node) -> list[Prefix]:
    """All prefixes of a tree, also of what is unwanted."""
    match node:
        case Prefix():
            return [node]
        case Run():
            parts = (*node.items, *node.excluded)  # what is required is an item too
        case And():
            parts = (*node.wanted, *node.excluded)
        case Or():
            parts = node.children
        case _:
            return []
    return [prefix for part in parts for prefix in _prefixes(part)]
