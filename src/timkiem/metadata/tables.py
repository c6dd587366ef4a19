"""The tables that the finders go by: read from lexicon/*.tsv and, if there is one, from a user's folder.

A user's folder holds tables of the same names; each line adds to the packaged table, or replaces the
line with the same first column.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from timkiem.metadata.gazetteer import Gazetteer, Rows, gazetteer
from timkiem.metadata.scan import spellings

TABLES = (
    "ranks",
    "offices",
    "organisations",
    "honorifics",
    "provinces",
    "districts",
    "countries",
    "cities",
    "not_places",
    "bearers",
    "leaders",
    "family_names",
    "given_names",
    "contexts",
)
RULES_VERSION = "1"  #: raise it when a rule changes what is found


Trie = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word: (all words, kind), longest first


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables, in the shapes the finders need."""

    version: str  # 12 hexadecimal digits: other tables or rules, other version
    heads: re.Pattern[str]  # finds ranks and heads of titles in lowered text
    kinds: Mapping[str, str]  # rank or head, lowered: "rank", "always" or "organ"
    organs: Trie  # lowered words of organs' names
    honorifics: frozenset[str]  # lowered
    honorific_words: frozenset[str]  # first words of these
    places: Gazetteer
    bearers: Mapping[str, str]  # lowered words before a name that tell it is no place: kind of thing
    leaders: Mapping[str, str]  # name: country, "" for Vietnam
    families: Mapping[str, str]  # family name, titled: "common" or "rare"
    given: frozenset[str]
    words: Mapping[str, frozenset[str]]  # sets of lowered words that tell what stands beside them


def load(folder: Path | None = None) -> Lexicon:
    """The packaged tables, extended by those in ``folder``. Raises OSError if a table cannot be read."""
    return _load(folder)


@cache
def _load(folder: Path | None) -> Lexicon:
    tables = {name: _table(name, folder) for name in TABLES}
    kinds = {
        spelled: kind
        for table, given in (("offices", None), ("ranks", "rank"))
        for phrase, rest in tables[table].items()
        for spelled, kind in ((spelling.lower(), given or rest[0]) for spelling in spellings(phrase))
    }
    return Lexicon(
        version=_version(tables),
        heads=re.compile(_branches(sorted(kinds))),
        kinds=kinds,
        organs=_trie((phrase.lower(), rest[0]) for phrase, rest in tables["organisations"].items()),
        honorifics=frozenset(spelling for phrase in tables["honorifics"] for spelling in spellings(phrase)),
        honorific_words=frozenset(phrase.split(" ")[0] for phrase in tables["honorifics"]),
        places=gazetteer(tables),
        bearers={spelling: rest[0] for phrase, rest in tables["bearers"].items() for spelling in spellings(phrase)},
        leaders={name: rest[0] if rest else "" for name, rest in tables["leaders"].items()},
        families={spelling: rest[0] for name, rest in tables["family_names"].items() for spelling in spellings(name)},
        given=frozenset(spelling for name in tables["given_names"] for spelling in spellings(name)),
        words={name: frozenset(rest[0].split(" ")) for name, rest in tables["contexts"].items()},
    )


def _table(name: str, folder: Path | None) -> Rows:
    """First column to the others. Later lines win, so a user's file extends and corrects."""
    paths = [Path(__file__).with_name("lexicon") / f"{name}.tsv"]
    if folder is not None and (folder / f"{name}.tsv").exists():
        paths.append(folder / f"{name}.tsv")
    rows: Rows = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                first, *rest = line.rstrip("\r").split("\t")
                rows[first.strip()] = tuple(cell.strip() for cell in rest)
    return rows


def _version(tables: Mapping[str, Rows]) -> str:
    digest = hashlib.sha256(RULES_VERSION.encode())
    for name, rows in sorted(tables.items()):
        digest.update(repr((name, sorted(rows.items()))).encode())
    return digest.hexdigest()[:12]


def _branches(phrases: list[str]) -> str:
    """A pattern for any of the sorted phrases, longest first, with common beginnings written once."""
    heads: dict[str, list[str]] = {}
    for phrase in phrases:
        heads.setdefault(phrase[:1], []).append(phrase[1:])
    branches = []
    for head, tails in heads.items():
        if head:
            branches.append(re.escape(head) + (_branches(tails) if tails != [""] else ""))
    ending = "?" if "" in heads else ""  # greedy: the longer phrase wins
    return f"(?:{'|'.join(branches)}){ending}" if len(branches) > 1 or ending else branches[0]


def _trie(phrases: Iterable[tuple[str, str]]) -> Trie:
    first: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase, kind in phrases:
        for spelling in spellings(phrase):
            words = tuple(spelling.split(" "))
            first.setdefault(words[0], {}).setdefault(words, kind)
    return {word: tuple(sorted(rows.items(), key=lambda row: -len(row[0]))) for word, rows in first.items()}
