"""Words that may be said in two ways: UBND and ủy ban nhân dân, Putin and Pu-tin, Q.1 and quận 1.

The table is ``lexicon/equivalents.tsv``, and a file of the user's in the same form behind it. A query has to do with
few of its rows, so only the letters of all are looked at when it is read, and the words of those that are asked for.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from timkiem.errors import LexiconError
from timkiem.syllables import is_syllable
from timkiem.text import Form, forms, normalize
from timkiem.text import words as words_in

Said = tuple[Form, ...]  #: words one after another

_TABLE = Path(__file__).with_name("lexicon") / "equivalents.tsv"
_MOST = 8  #: other ways of one that are looked for
_DIGITS = re.compile(r"\d+")
#: Cells whose letters can be told without ``forms``, which takes ten times as long: letters of Vietnamese alone.
_USUAL = re.compile("[ -~ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]*")
_LETTERS = re.compile("[a-z#]+")
_NUMBER = "\u0660"  # stands for "#" while a row is cut into words: a digit that no row has


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of saying something. In its words "#" stands for a number."""

    words: tuple[Form, ...]
    capitals: str  # how it must be typed to be understood; "" for anyhow

    def says(self, words: Sequence[Form], typed: Sequence[str]) -> bool:
        """Whether these words, typed so, are this way. Accents may be left out of several words, not of one."""
        if self.capitals:
            return "".join(typed) == self.capitals
        return all(
            _without_numbers(word.written) == mine.written
            or (not word.accented and _without_numbers(word.folded) == mine.folded)
            for word, mine in zip(words, self.words, strict=True)
        )


_Row = tuple[str, bool, str]  #: a form, whether what it means finds it too, and what it means


class Equivalents:
    """What may be said in other ways. Immutable, so threads may share it."""

    def __init__(self, rows: Sequence[_Row]):
        self._rows: dict[str, list[tuple[int, _Row]]] = {}  # by the letters of what they mean; with their numbers
        self._beginning: dict[str, dict[str, None]] = {}  # by a first folded word: letters of meanings, each once
        self._said: dict[str, list[_Said]] = {}  # by the letters of a meaning, those that were asked for
        self._lengths: dict[str, set[int]] = {}  # by a first folded word: how many words what begins so has
        for number, row in enumerate(rows):
            form, meaning = _letters(row[0]), _letters(row[2])
            letters = " ".join(meaning)
            self._rows.setdefault(letters, []).append((number, row))
            for way in (form, meaning):
                self._beginning.setdefault(way[0], {})[letters] = None
                self._lengths.setdefault(way[0], set()).add(len(way))

    @classmethod
    def read(cls, added: Path | None = None) -> "Equivalents":
        """The table of the package, with a file of the user's. Raises LexiconError where that cannot be used."""
        return _read(added)

    def lengths(self, first: str) -> list[int]:
        """How many words what begins with a folded word may have, most first; mostly none. Quick to tell."""
        return sorted(self._lengths.get(_without_numbers(first), ()), reverse=True)

    def others(self, words: Sequence[Form], typed: Sequence[str]) -> list[Said]:
        """The other ways of saying exactly these words; ``typed``: as they stood in the query, with capitals."""
        found: list[Said] = []
        about = self._beginning.get(_without_numbers(words[0].folded), ())
        for _, _, way, same in sorted((each for letters in about for each in self._ways(letters)), key=_place):
            if len(way.words) == len(words) and way.says(words, typed):
                numbers = [number for word in words for number in _DIGITS.findall(word.folded)]
                said = (_with_numbers(other.words, numbers) for other in same if _is_looked_for(other))
                found += [other for other in said if other not in found and not _same_letters(other, words)]
        return found[:_MOST]

    def _ways(self, letters: str) -> "list[_Said]":
        """All ways of saying something of these letters."""
        if letters not in self._said:
            self._said[letters] = list(_said(self._rows[letters]))
        return self._said[letters]


_Said = tuple[bool, int, _Way, list[_Way]]  #: whether and where it stands in a group, a way, the others of its group


def _place(said: _Said) -> tuple[bool, int]:
    """What is one way only stands before what has a group."""
    return said[:2]


def _said(rows: Sequence[tuple[int, _Row]]) -> Iterator[_Said]:
    """The ways of rows whose meanings have the same letters: those of one meaning are a group."""
    groups: dict[tuple[Form, ...], tuple[int, list[_Way]]] = {}
    for number, (form, both, meaning) in rows:
        short, long = _way(form), _way(meaning)
        _, same = groups.setdefault(long.words, (number, [long]))
        if both and short.words not in [way.words for way in same]:
            same.append(short)
        elif not both:
            yield False, number, short, same
    for number, same in groups.values():
        for way in same:
            yield True, number, way, same


@lru_cache(maxsize=4)
def _read(added: Path | None) -> Equivalents:
    return Equivalents([row for path in (_TABLE, *([added] if added else [])) for row in _rows(path)])


def _rows(path: Path) -> Iterator[_Row]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read ({error}); give a file in UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("# ") or line.strip() == "#":
            continue
        cells = [normalize(cell).strip() for cell in line.rstrip("\r").split("\t")]
        if len(cells) != 3 or cells[1] not in ("=", ">") or not all(map(_has_words, cells[::2])):
            raise LexiconError(
                f"{path}:{number}: {line.strip()!r} is no row; write FORM, a tab, = (both ways) or > (one way), a tab, "
                "what it means"
            )
        yield cells[0], cells[1] == "=", cells[2]


def _has_words(text: str) -> bool:
    return next(words_in(text), None) is not None


def _letters(text: str) -> list[str]:
    """The folded words of ``_way``, sooner."""
    if not _USUAL.fullmatch(text):
        return [word.folded for word in _way(text).words]
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return _LETTERS.findall(_DIGITS.sub("#", plain))


def _way(text: str) -> _Way:
    words = tuple(_with_sign(form) for form in forms(_DIGITS.sub("#", text).replace("#", _NUMBER)))
    ambiguous = len(words) == 1 and is_syllable(words[0].written)
    return _Way(words, text if ambiguous and text.isupper() else "")


def _same_letters(one: Sequence[Form], other: Sequence[Form]) -> bool:
    return [word.folded for word in one] == [word.folded for word in other]


def _is_looked_for(way: _Way) -> bool:
    """Texts do not tell an abbreviation from a word that has its letters."""
    return not way.capitals


def _with_sign(form: Form) -> Form:
    return Form(form.folded.replace(_NUMBER, "#"), form.written.replace(_NUMBER, "#"))


def _without_numbers(word: str) -> str:
    return _DIGITS.sub("#", word)


def _with_numbers(words: Said, numbers: list[str]) -> Said:
    """Words with numbers in the places of their signs, in order; the last stands for all that are wanting."""
    left = iter(numbers)

    def filled(word: Form) -> Form:
        if "#" not in word.folded:
            return word
        number = next(left, numbers[-1] if numbers else "")
        return Form(word.folded.replace("#", number), word.written.replace("#", number))

    return tuple(map(filled, words))
