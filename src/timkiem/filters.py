"""What narrows a search and gives no score: what an article is filed under, and when it was published.

The names of fields, and the nodes of a query tree that stand for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from timkiem.dates import parse_period
from timkiem.text import Form, forms

#: Fields whose values are labels. An official's is rank, name and position together.
LABELS = ("location", "official", "rank", "position", "source", "author", "category")
PERIODS = ("date", "mentions")  #: fields whose values are dates: of publication, and named in the text
TEXTS = ("title", "body")  #: fields of words, which give scores
FIELDS = (*TEXTS, *LABELS, *PERIODS)
_SINGULAR = {f"{name}s": name for name in (*LABELS, "date")} | {"categories": "category", "mention": "mentions"}
#: What people call fields that have another name here.
_GUESSES = frozenset(
    {"province", "provinces", "place", "places", "city", "country", "person", "people", "name", "names", "newspaper"}
    | {"paper", "published", "year", "month", "day", "from", "to", "since", "until", "before", "after", "text", "url"}
    | {"content", "lead", "headline", "job", "office", "tag", "tags", "type", "id"}
)


@dataclass(frozen=True, slots=True)
class Label:
    """Articles filed under a label that has these words, one after another."""

    field: str  # of LABELS
    words: tuple[Form, ...]  # at least one
    begun: bool = False  # the last is only the beginning of a word
    literal: bool = False  # words with accents stand for their own writing even where no label has it


@dataclass(frozen=True, slots=True)
class Within:
    """Articles that were published, or that name a date, between two minutes, both included, since 1970."""

    field: str  # of PERIODS
    first: int
    last: int


Filter = Label | Within


def field_named(name: str) -> str | None:
    """The field that a name means: itself, or its singular; None when there is none."""
    return name if name in FIELDS else _SINGULAR.get(name)


def is_mistaken_field(name: str) -> bool:
    """Whether a word in front of a colon, in small letters a-z, was likely meant for a field but is none.

    That is what a field's name becomes by one slip of the finger (two in a name of more than six letters), and what
    people call a field that has another name here. Other words before a colon are words.
    """
    if name in _GUESSES:
        return True
    known = (*FIELDS, *_SINGULAR)
    return any(_slips(name, field) <= (1 + (len(field) > 6)) * (len(field) > 3) for field in known)


def label(field: str, value: str) -> Label | None:
    """The filter for a value as an option has it, all its words one after another; None when it has no word."""
    found = tuple(forms(value))
    return Label(field, found) if found else None


def within(field: str, value: str) -> Within:
    """The filter for a date or period. Raises DateError."""
    return Within(field, *parse_period(value))


def _slips(typed: str, meant: str) -> int:
    """Letters left out, added, changed or swapped with their neighbour (Damerau and Levenshtein's distance)."""
    before: Sequence[int] = ()
    row: Sequence[int] = range(len(meant) + 1)
    for at, letter in enumerate(typed, 1):
        new = [at]
        for other, wanted in enumerate(meant, 1):
            best = min(row[other] + 1, new[-1] + 1, row[other - 1] + (letter != wanted))
            if at > 1 and other > 1 and letter == meant[other - 2] and typed[at - 2] == wanted:
                best = min(best, before[other - 2] + 1)
            new.append(best)
        before, row = row, new
    return row[-1]
