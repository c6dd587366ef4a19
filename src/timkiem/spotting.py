"""What shows a query in a long text, by compiled kernels: the same as ``showing`` and ``passages`` find, sooner."""

from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels.spotting import LETTERS, MARK, ODD, OTHER, SPACE, choose, spot
from timkiem.passages import MOST_MATCHES, SHORT, Spots, Window
from timkiem.showing import Showing
from timkiem.text import folded_form
from timkiem.tokens import lower_units

_SPELLINGS = 256  #: of a query's words that are told apart; a text with more of them is read without kernels
_TABLE = 4 * _SPELLINGS
_LATIN = (*range(0x250), *range(0x1E00, 0x1F00))  #: units of letters that may stand for one of a to z


def load() -> "type[Spotter] | None":
    """Get the kernels: a twentieth of a second, but seconds once on a machine. None where Numba is missing."""
    if not all(each.load() for each in (spot, choose)):
        return None
    Spotter(Showing([])).spots("lũ", 1)
    return Spotter


class Spotter:
    """Finds what one query asks for. Threads may share it."""

    def __init__(self, showing: Showing):
        self._showing, self._busy = showing, Lock()
        self._patterns = _patterns(showing)
        self._table, self._known = np.zeros((_TABLE, 5), "u8"), 0
        self._shows = np.full((_SPELLINGS, 4), -1, "i8")
        self._letters: dict[str, int] = {}  # numbers of folded words
        phrases = [[*map(self._number, phrase), -1] for phrase in showing.phrases]
        self._phrases = np.array([number for phrase in phrases for number in phrase], "i8")
        words = len(showing.words)
        self._links = np.full((words, words), -1, "i8")
        for (one, other), number in showing.neighbours.items():
            if one >= 0:
                self._links[one, other] = number
        self._scratch = np.empty(2 * words + len(showing.neighbours), "i8")
        self._windows = np.empty((4, 4), "i8")

    def spots(self, text: str, width: int) -> Spots | None:
        """What shows the query in a text, and where most of it; None where kernels cannot tell."""
        units = np.frombuffer(f"{text}\n".encode("utf-16-le", "surrogatepass"), "<u2")
        if len(units) > len(text) + 1:
            return None  # letters of two units: places would not be those of characters
        found = np.empty((len(units) // 2 + 1, 5), "i8")
        bounds = np.empty((text.count("\n") + 1, 2), "i8")
        with self._busy:
            state = self._known, _SPELLINGS, found, bounds
            count, lines, known = spot(units, _kinds(), lower_units(), self._patterns, self._table, *state)
            if known > self._known:
                self._learn(text, found[:count], known)
            if (found[:count, 3] < 0).any() and self._odd(text, found[:count]):
                return None
            given = self._shows, self._phrases, self._links, bounds, lines, SHORT, MOST_MATCHES, width
            count, pieces = choose(found, count, *given, self._scratch, self._windows)
            windows = [Window(start, end, (first, last)) for start, end, first, last in self._windows[:pieces].tolist()]
        return Spots(found[:count, 0].tolist(), found[:count, 1].tolist(), windows)

    def _learn(self, text: str, found: NDArray[np.int64], known: int) -> None:
        """Say what spellings that were not seen before show, those up to ``known``."""
        for start, end, _, number, _ in found[found[:, 3] >= self._known].tolist():
            if shown := self._showing.shown(text[start:end]):
                alone = self._showing.alone(shown.folded)
                self._shows[number] = shown.wanted, shown.closeness, self._number(shown.folded), alone
        self._known = known

    def _odd(self, text: str, found: NDArray[np.int64]) -> bool:
        """Whether a word shows something that kernels cannot tell from others."""
        showing = self._showing
        odd = {text[start:end] for start, end, _, _, _ in found[found[:, 3] < 0].tolist()}
        letters = {word: folded_form(word) for word in odd}
        likely = (
            word for word in odd if letters[word] in showing.folded or letters[word].startswith(showing.beginnings)
        )
        return any(showing.shown(word) for word in likely)

    def _number(self, folded: str) -> int:
        return self._letters.setdefault(folded, len(self._letters))


def _patterns(showing: Showing) -> NDArray[np.uint64]:
    """The letters of each word that is looked for, and which bits of them count: u8 [P, 4], see ``spot``."""
    rows = {(*_packed(word), *_packed("\xff" * LETTERS)) for word in showing.folded if _is_plain(word)}
    rows |= {(*_packed(word), *_packed("\xff" * len(word))) for word in showing.beginnings if _is_plain(word)}
    return np.array(sorted(rows), "u8").reshape(-1, 4)


def _is_plain(folded: str) -> bool:
    """Whether kernels can find a word: others are odd wherever they stand."""
    return folded.isascii() and len(folded) <= LETTERS


def _packed(letters: str) -> tuple[int, int]:
    raw = letters.encode("latin-1").ljust(LETTERS, b"\0")
    return int.from_bytes(raw[: LETTERS // 2], "big"), int.from_bytes(raw[LETTERS // 2 :], "big")


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each UTF-16 unit is, u1 [65536]: see ``kernels.spotting``."""
    kinds = np.where(lower_units() > 0, ODD, OTHER).astype("u1")
    kinds[0x300:0x370] = MARK
    kinds[0xD800:0xE000] = OTHER  # halves of characters
    kinds[[code for code in range(1 << 16) if chr(code).isspace()]] = SPACE
    for code in _LATIN:
        letter = folded_form(chr(code)) if chr(code).isalnum() else ""
        if len(letter) == 1 and letter.isascii():
            kinds[code] = ord(letter)
    return kinds
