"""A term over a snapshot: where it is in each segment, and how much it weighs."""

from collections.abc import Mapping
from typing import NamedTuple

from timkiem import ranking
from timkiem.lookup import Located, Term, locate
from timkiem.snapshot import Snapshot

_REMEMBERED = 10_000  #: terms of a snapshot whose places are kept


class Weighed(NamedTuple):
    """A term of a query with its weight, found in every segment."""

    term: Term
    weight: float  # what it is worth times its idf: no document gets more from it
    located: tuple[Located, ...]  # one for each segment


def weighed(snapshot: Snapshot, terms: Mapping[Term, float]) -> list[Weighed]:
    """Those of the terms that stand anywhere; each is worth its number in ``terms`` times its idf."""
    found = []
    for term, worth in terms.items():
        located, idf = snapshot.located.get(term) or located_everywhere(snapshot, term)
        if idf:
            found.append(Weighed(term, worth * idf, located))
    return found


def located_everywhere(snapshot: Snapshot, term: Term) -> tuple[tuple[Located, ...], float]:
    """A term in every segment, and its idf, 0 when it stands nowhere. Remembered: words come again."""
    known = snapshot.located.get(term)
    if known is None:
        located = tuple(locate(segment.fields[term.field], term) for segment in snapshot.segments)
        deleted = (entry.deleted for entry in snapshot.manifest.segments)
        weighed = sum(each.weighed_without(gone) for each, gone in zip(located, deleted, strict=True))
        holding = min(weighed, snapshot.articles)
        idf = ranking.idf(snapshot.articles, holding) if holding else 0.0
        if shares := [(min(located_everywhere(snapshot, each)[1], idf), share) for each, share in term.like]:
            idf = sum(each * share for each, share in shares) or idf
        known = located, idf
        if len(snapshot.located) >= _REMEMBERED:
            snapshot.located.clear()
        snapshot.located[term] = known
    return known
