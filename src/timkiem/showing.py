"""Which words of a text show what a query asks for, and how closely."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from timkiem.query import Choice, Leaf, Phrase, Prefix, Word, words_of
from timkiem.text import TONES, Form, folded_form, form, pieces

WIDTH = 240  #: characters of a passage at most; two share it


class Match(NamedTuple):
    """A place in a text that shows a word of the query."""

    start: int
    end: int
    wanted: int  # which word of the query


class Shown(NamedTuple):
    """What a word of a text shows."""

    folded: str
    wanted: int  # which word of the query
    closeness: int  # how close its writing comes to what was typed


class Showing:
    """What one query asks for. Cheap to make; made once for a page of hits."""

    def __init__(self, leaves: Sequence[Leaf]):
        self.words: list[Word | Prefix] = []
        self.neighbours: dict[tuple[int, int], int] = {}  # words side by side, numbered
        self.phrases: list[tuple[str, ...]] = []  # folded words that show something together alone
        self._loose: set[str] = set()
        for row, together in _rows(leaves):
            for at, word in enumerate(row):
                if at or not together:
                    self.neighbours.setdefault((len(self.words) - 1, len(self.words)), len(self.neighbours))
                self.words.append(word)
            folded = tuple(word.form.folded for word in row)
            if together:
                self.phrases.append(folded)
            else:
                self._loose.update(word.form.folded for word in row if isinstance(word, Word))
        self.folded = {word.form.folded for word in self.words}
        self.beginnings = tuple(leaf.form.folded for leaf in leaves if isinstance(leaf, Prefix))
        self._firsts = {folded[0] for folded in self.folded}
        self._known: dict[str, Shown | None] = {}  # words of texts seen so far

    def matches(self, text: str) -> list[Match]:
        """Every place that shows a wanted word, in the writing closest to what was typed that the text has."""
        parts = pieces(text)
        found = parts[1::2]
        folded, beginnings = self.folded, self.beginnings
        distinct = [word for word in set(found) if self._may_begin(word[0])]
        likely = [word for word in distinct if folded_form(word) in folded]
        if beginnings:
            likely += [word for word in distinct if folded_form(word).startswith(beginnings)]
        known = {word: what for word in likely if (what := self.shown(word))}
        ends = list(accumulate(map(len, parts)))
        shown = [  # which word of the text, what it shows, start and end
            (at, known[word], ends[2 * at], ends[2 * at + 1]) for at, word in enumerate(found) if word in known
        ]
        if self.phrases:
            places = self._places_in_phrases({at: what.folded for at, what, _, _ in shown})
            shown = [each for each in shown if each[0] in places or self.alone(each[1].folded)]
        best: dict[int, int] = {}
        for _, what, _, _ in shown:
            best[what.wanted] = max(best.get(what.wanted, 0), what.closeness)
        return [Match(start, end, what.wanted) for _, what, start, end in shown if what.closeness == best[what.wanted]]

    def _may_begin(self, letter: str) -> bool:
        """Whether a word that is looked for may begin so. Of most words that is all that must be known."""
        first = folded_form(letter)[0]
        return first in self._firsts or not first.isascii()  # which a mark is too

    def shown(self, word: str) -> Shown | None:
        """What a word of a text shows of the query: of several of its words the one that comes closest. Remembered."""
        if word not in self._known:
            self._known[word] = self._closest(word)
        return self._known[word]

    def alone(self, folded: str) -> bool:
        """Whether a word of the text is wanted wherever it stands, not in a phrase only."""
        return folded in self._loose or folded.startswith(self.beginnings)

    def _closest(self, word: str) -> Shown | None:
        if len(word) > WIDTH:
            return None  # no passage can hold it
        found = form(word)
        numbers = [number for number, wanted in enumerate(self.words) if _shows(wanted, found)]
        if not numbers:
            return None
        number = max(numbers, key=lambda number: _closeness(self.words[number], found))
        return Shown(found.folded, number, _closeness(self.words[number], found))

    def _places_in_phrases(self, folded: dict[int, str]) -> set[int]:
        """Which words of the text stand in a phrase, given those that show anything."""
        places: set[int] = set()
        for phrase in self.phrases:
            for at, first in folded.items():
                if first == phrase[0] and all(folded.get(at + step) == word for step, word in enumerate(phrase)):
                    places.update(range(at, at + len(phrase)))
        return places


def _rows(leaves: Sequence[Leaf]) -> Iterator[tuple[Sequence[Word | Prefix], bool]]:
    """The rows of words that leaves show, and whether each stands for itself only as a whole."""
    for leaf in leaves:
        yield (
            words_of(leaf),
            isinstance(leaf, Phrase) or (isinstance(leaf, Choice) and leaf.together and len(leaf.words) > 1),
        )
        for way in leaf.ways if isinstance(leaf, Choice) else ():
            alone = len(way.words) == 1
            yield [Word(word, literal=alone and word.accented) for word in way.words], not alone


def _shows(word: Word | Prefix, found: Form) -> bool:
    """Whether a word of a text is one that is wanted."""
    if isinstance(word, Prefix):
        return found.folded.startswith(word.form.folded)
    return found.written == word.form.written if word.literal else found.folded == word.form.folded


def _closeness(word: Word | Prefix, found: Form) -> int:
    """3 for accents as typed or read, 2 for a text without, 1 for others; always 3 when accents do not count."""
    guess = word.guess if isinstance(word, Word) else ""
    if guess == found.written or not (word.exact or guess):
        return 3
    if isinstance(word, Prefix):
        letters = word.form.written.rstrip("".join(TONES))
        return 3 if found.written.startswith(letters) else 2 if not found.accented else 1
    return 3 if word.exact and found.written == word.form.written else 2 if not found.accented else 1
