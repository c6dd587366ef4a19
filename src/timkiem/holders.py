"""Who held which office when: the officials that articles name, put together by name, from columns alone.

People of one name are taken for one, unless what is said of them shows that they are several:

- an article names two of them,
- both hold an office of a district or a commune, and not the same,
- both hold an office at the same time, for more than _TOGETHER days, with neither a place nor a word of the
  institution in common. ("nguyên", former, says nothing of a time.)
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timkiem.columnar.articles import UNDATED
from timkiem.snapshot import Snapshot
from timkiem.text import forms

_TOGETHER = 60  #: days that two offices may overlap in the news while one person goes from one to the other
_MINUTES = 24 * 60  #: of a day
_NAMES = 4  #: so many names are looked at for each person who is shown: a name may be several people's
_FORMER = frozenset({"nguyen", "cuu", "co"})
_SMALL = frozenset({"xa", "phuong", "huyen", "quan", "ap", "thon"})  #: whose officials do not go from place to place
#: Words of a title that tell nothing of the institution.
_HEADS = frozenset(
    {"pho", "giam", "doc", "truong", "chu", "tich", "bi", "thu", "tong", "thuong", "truc", "uy", "vien", "ban", "cuc"}
    | {"vu", "doi", "nguyen", "cuu", "co", "quyen", "tan", "dai", "dien", "nhiem", "ong", "ba", "tinh", "thanh", "tp"}
    | {"thi", "cua", "va", "kiem", "nha", "nuoc", "cac"}
    | {"ubnd", "hdnd", "nhan", "dan", "hoi", "dong", "bo"}
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article that says so."""

    id: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Tenure:
    """A position of somebody, from the first article that tells of it to the last."""

    position: str  # "" where articles name a rank alone
    first: str | None  # its date, as precisely as it is known; None where no such article is dated
    last: str | None
    articles: int
    evidence: tuple[Evidence, ...]  # some of the articles, in order of time: the first ones and the last


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody whom articles name as holding an office or a rank."""

    name: str
    ranks: tuple[str, ...]  # most often given first
    tenures: tuple[Tenure, ...]  # in order of time
    articles: int
    first: str | None  # dates of the first and the last article
    last: str | None

    def record(self) -> dict[str, Any]:
        """The official as JSON has it."""
        return asdict(self)


@dataclass(slots=True)
class _Office:
    """All that is said of one name under one position."""

    position: str
    words: frozenset[str]  # of institution and place
    former: bool
    seen: list[tuple[int, int]] = field(default_factory=list)  # first minute of the date, or UNDATED, and document
    ranks: Counter[str] = field(default_factory=Counter)

    @property
    def days(self) -> tuple[float, float] | None:
        """The first and the last day of which it is told; None when that is not known, or long ago."""
        dates = [date for date, _ in self.seen if date != UNDATED]
        return (min(dates) / _MINUTES, max(dates) / _MINUTES) if dates and not self.former else None


def officials(
    snapshot: Snapshot, rows: Sequence[NDArray[np.bool_]], most: int, evidence: int, in_time: bool
) -> list[Official]:
    """The people whom some rows of the table of officials name, for each segment bool [R].

    The ``most`` who are named in most articles, or the first in time; ``evidence``: articles of each tenure.
    """
    if not in_time:
        rows = _of_many(snapshot, rows, _NAMES * most)
    found = [
        _official(snapshot, name, group, evidence)
        for name, offices in _by_name(snapshot, rows).items()
        for group in _people(offices)
    ]
    if in_time:
        found.sort(key=lambda each: (each.first is None, each.first or "", -each.articles, each.name))
    else:
        found.sort(key=lambda each: (-each.articles, each.name))
    return found[:most]


def _of_many(snapshot: Snapshot, rows: Sequence[NDArray[np.bool_]], most: int) -> list[NDArray[np.bool_]]:
    """The rows of the ``most`` names that most rows have."""
    columns = [segment.tables["official"].columns["official"] for segment in snapshot.segments]
    counts: Counter[str] = Counter()
    for column, wanted in zip(columns, rows, strict=True):
        of_labels = np.bincount(column.numbers[wanted], minlength=len(column.labels))
        known = np.flatnonzero(of_labels)
        counts.update(dict(zip([column.labels[at] for at in known.tolist()], of_labels[known].tolist(), strict=True)))
    names = {name for name, _ in counts.most_common(most)}
    found = []
    for column, wanted in zip(columns, rows, strict=True):
        chosen = np.array([label in names for label in column.labels] or [False])
        found.append(wanted & chosen[column.numbers])
    return found


def _by_name(snapshot: Snapshot, rows: Sequence[NDArray[np.bool_]]) -> dict[str, list[_Office]]:
    """The offices of each name; positions are one when they have the same words without accents."""
    named: dict[str, dict[str, _Office]] = defaultdict(dict)
    first = 0
    for segment, wanted in zip(snapshot.segments, rows, strict=True):
        table = segment.tables["official"]
        names, ranks, positions = table.columns.values()
        dates = segment.articles.periods[0]
        for row in np.flatnonzero(wanted).tolist():
            document, position = int(table.owners[row]), positions.labels[int(positions.numbers[row])]
            words = [form.folded for form in forms(position)]
            name = names.labels[int(names.numbers[row])]
            office = named[name].setdefault(" ".join(words), _office(position, words))
            office.seen.append((int(dates[document]), first + document))
            if rank := ranks.labels[int(ranks.numbers[row])]:
                office.ranks[rank] += 1
        first += len(segment)
    return {name: list(offices.values()) for name, offices in named.items()}


def _office(position: str, words: Sequence[str]) -> _Office:
    return _Office(position, frozenset(words) - _HEADS, bool(words) and words[0] in _FORMER)


def _people(offices: list[_Office]) -> Iterator[list[_Office]]:
    """The offices of one name, parted by the people who held them."""
    groups: list[list[_Office]] = []
    for office in sorted(offices, key=lambda each: (not each.position, -len(each.seen))):
        fitting = [group for group in groups if not any(_are_apart(office, other) for other in group)]
        alike = [group for group in fitting if any(office.words & other.words for other in group)]
        ranked = [group for group in fitting if any(office.ranks.keys() & other.ranks.keys() for other in group)]
        for group in (alike or ranked or fitting)[:1]:
            group.append(office)
        if not fitting:
            groups.append([office])
    yield from groups


def _are_apart(one: _Office, other: _Office) -> bool:
    """Whether what is said shows that two people hold these offices."""
    if {document for _, document in one.seen} & {document for _, document in other.seen}:
        return True
    if not one.position or not other.position or one.words & other.words - _SMALL:
        return False
    if one.words & _SMALL and other.words & _SMALL:
        return True
    if not (one.days and other.days):
        return False
    return min(one.days[1], other.days[1]) - max(one.days[0], other.days[0]) > _TOGETHER


def _official(snapshot: Snapshot, name: str, offices: list[_Office], evidence: int) -> Official:
    tenures = sorted(
        (_tenure(snapshot, office, evidence) for office in offices),
        key=lambda each: (each.first is None, each.first or "", -each.articles),
    )
    ranks = Counter[str]()
    for office in offices:
        ranks += office.ranks
    seen = sorted({each for office in offices for each in office.seen if each[0] != UNDATED})
    articles = len({document for office in offices for _, document in office.seen})
    return Official(
        name,
        tuple(rank for rank, _ in ranks.most_common()),
        tuple(tenures),
        articles,
        _evidence(snapshot, seen[0][1]).date if seen else None,
        _evidence(snapshot, seen[-1][1]).date if seen else None,
    )


def _tenure(snapshot: Snapshot, office: _Office, evidence: int) -> Tenure:
    """One position with its first and last article, and those between as far as there is room."""
    seen = sorted(set(office.seen), key=lambda each: (each[0] == UNDATED, *each))
    dated = [document for date, document in seen if date != UNDATED]
    last = [seen[len(dated) - 1]] if len(seen) > evidence and len(dated) > 1 and evidence > 1 else []
    shown = [*[each for each in seen if each not in last][: evidence - len(last)], *last]
    return Tenure(
        office.position,
        _evidence(snapshot, dated[0]).date if dated else None,
        _evidence(snapshot, dated[-1]).date if dated else None,
        len(seen),
        tuple(_evidence(snapshot, document) for _, document in shown),
    )


def _evidence(snapshot: Snapshot, document: int) -> Evidence:
    for segment in snapshot.segments:
        if document < len(segment):
            break
        document -= len(segment)
    published = segment.articles.published(document)
    date = published.iso.partition("T")[0] if published else None
    return Evidence(segment.articles.id(document), segment.articles.title(document), date)
