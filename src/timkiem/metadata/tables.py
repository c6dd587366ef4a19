"""The tables that the finders go by: read from lexicon/*.tsv and, if there are any, from a user's tables.

A user's tables have the names of the packaged ones; each line adds to the packaged table, or replaces the
line with the same first column.
"""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from timkiem.errors import LexiconError
from timkiem.metadata.anchors import AnchorFinder
from timkiem.metadata.gazetteer import Gazetteer, Rows, gazetteer
from timkiem.metadata.scan import respell, spellings

COLUMNS = {  # of each table, at least
    "ranks": 1,
    "offices": 2,
    "organisations": 2,
    "honorifics": 1,
    "provinces": 2,
    "districts": 2,
    "countries": 1,
    "cities": 1,
    "short_names": 3,
    "not_places": 1,
    "bearers": 2,
    "leaders": 1,
    "family_names": 2,
    "given_names": 1,
    "contexts": 2,
    "new_years": 2,
}

#: By first word: the kind of the word alone, "" if it is no phrase; by second word: rows of longer ones, longest first.
Phrases = Mapping[str, tuple[str, Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]]]
Trie = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word: (all words, kind), longest first


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables, in the shapes the finders need."""

    version: str  # 12 hexadecimal digits: other tables or rules, other version
    anchors: AnchorFinder  # of ranks, heads of titles and places
    kinds: Mapping[str, str]  # rank or head, lowered: "rank", "always" or "organ"
    organs: Trie  # lowered words of organs' names
    phrases: Phrases  # the same
    acronyms: frozenset[str]  # "lđ-tb&xh" and, so that it is found from its front, "lđ-tb"
    honorifics: frozenset[str]  # lowered
    honorific_words: frozenset[str]  # first words of these
    places: Gazetteer
    short_names: Mapping[str, str]  # "Trung": "Trung Quốc"
    bearers: Mapping[str, str]  # lowered words before a name that tell it is no place: kind of thing
    leaders: Mapping[str, str]  # name: country, "" for Vietnam
    leader_keys: Mapping[str, str]  # name in small letters, tone marks in their new place, no hyphens: name
    families: Mapping[str, str]  # family name, titled: "common" or "rare"
    given: frozenset[str]
    words: Mapping[str, frozenset[str]]  # sets of lowered words that tell what stands beside them
    new_years: Mapping[int, datetime.date]  # first day of each lunar year


def load(path: Path | None = None) -> Lexicon:
    """The packaged tables, extended by the user's: a folder of tables, or one table, named like the packaged ones.

    Read once a process for each path. Raises LexiconError for a table that cannot be used.
    """
    return _load(path)


@cache
def _load(path: Path | None) -> Lexicon:
    added = _added(path) if path is not None else {}
    tables = {name: _table(name, added.get(name)) for name in COLUMNS}
    kinds = {
        spelled: kind
        for table, given in (("offices", None), ("ranks", "rank"))
        for phrase, rest in tables[table].items()
        for spelled, kind in ((spelling.lower(), given or rest[0]) for spelling in spellings(phrase))
    }
    places = gazetteer(tables)
    organs = _trie((phrase.lower(), rest[0]) for phrase, rest in tables["organisations"].items())
    return Lexicon(
        version=_version(tables),
        anchors=AnchorFinder(frozenset(kinds), frozenset(places.exact)),
        kinds=kinds,
        organs=organs,
        phrases=_by_two_words(organs),
        acronyms=frozenset(
            phrase[:end]
            for phrase in map(str.lower, tables["organisations"])
            if " " not in phrase and ("-" in phrase or "&" in phrase)
            for end in [len(phrase), *(sign.start() for sign in re.finditer("[-&]", phrase))][:4]
        ),
        honorifics=frozenset(spelling for phrase in tables["honorifics"] for spelling in spellings(phrase)),
        honorific_words=frozenset(phrase.split(" ")[0] for phrase in tables["honorifics"]),
        places=places,
        short_names={short: rest[0] for short, rest in tables["short_names"].items()},
        bearers={spelling: rest[0] for phrase, rest in tables["bearers"].items() for spelling in spellings(phrase)},
        leaders={name: rest[0] if rest else "" for name, rest in tables["leaders"].items()},
        leader_keys={respell(name.lower()).replace("-", " "): name for name in tables["leaders"]},
        families={spelling: rest[0] for name, rest in tables["family_names"].items() for spelling in spellings(name)},
        given=frozenset(spelling for name in tables["given_names"] for spelling in spellings(name)),
        words={name: frozenset(rest[0].split(" ")) for name, rest in tables["contexts"].items()},
        new_years={
            int(year): datetime.date.fromisoformat(f"{year}-{rest[0]}") for year, rest in tables["new_years"].items()
        },
    )


def _added(path: Path) -> dict[str, Path]:
    """The user's tables by name."""
    files = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    known = ", ".join(f"{name}.tsv" for name in COLUMNS)
    for file in files:
        if file.stem not in COLUMNS or not file.is_file():
            raise LexiconError(f"{file}: no table of this name; name it as one of {known}")
    if not files:
        raise LexiconError(f"{path}: no table here; put one of {known} into it")
    return {file.stem: file for file in files}


def _table(name: str, added: Path | None) -> Rows:
    """First column to the others. Later lines win, so a user's file extends and corrects."""
    rows: dict[str, tuple[str, ...]] = {}
    for path in (Path(__file__).with_name("lexicon") / f"{name}.tsv", *([added] if added else [])):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in unicodedata.normalize("NFC", line).split("\t")]
            if not cells[0] or len(cells) < COLUMNS[name]:
                raise LexiconError(f"{path}:{number}: {len(cells)} columns, not {COLUMNS[name]}; part them by tabs")
            rows[cells[0]] = tuple(cells[1:])
    return rows


def _version(tables: Mapping[str, Rows]) -> str:
    """What changes with any line of the tables and with the rules, which are the modules of this package."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for name, rows in sorted(tables.items()):
        digest.update(repr((name, sorted(rows.items()))).encode())
    return digest.hexdigest()[:12]


def _trie(phrases: Iterable[tuple[str, str]]) -> Trie:
    first: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase, kind in phrases:
        for spelling in spellings(phrase):
            words = tuple(word for word in spelling.replace(".", " ").split() if word != "-")
            first.setdefault(words[0], {}).setdefault(words, kind)
    return {word: tuple(sorted(rows.items(), key=lambda row: -len(row[0]))) for word, rows in first.items()}


def _by_two_words(organs: Trie) -> Phrases:
    found: dict[str, tuple[str, dict[str, tuple[tuple[tuple[str, ...], str], ...]]]] = {}
    for first, rows in organs.items():
        longer: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
        for words, kind in rows:
            if len(words) > 1:
                longer[words[1]] = (*longer.get(words[1], ()), (words, kind))
        found[first] = dict(rows).get((first,), ""), longer
    return found
