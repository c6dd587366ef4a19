"""The passage of an article that shows why it was found. Data, not markup: each door draws its own."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple
from unicodedata import combining

from timkiem.query import Choice, Leaf, Phrase, Prefix, Word, words_of
from timkiem.text import TONES, Form, folded_form, form, pieces

WIDTH = 240  #: characters of a passage at most; two share it
GAP = " … "  #: stands between two passages, and where a passage does not begin or end its paragraph
_MOST = 1_000_000  #: characters of a text that are searched for the passage
_MOST_MATCHES = 40  #: in a passage
_SHORT = 160  #: a paragraph of fewer characters may be a caption or a byline
_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text, and in it what was asked for."""

    passage: str
    marks: tuple[tuple[int, int], ...]  # [start, end) in characters of ``passage``, ascending, disjoint

    def render(self, mark: Callable[[str], str], plain: Callable[[str], str] = str) -> str:
        """``mark`` and ``plain`` dress the pieces; let both escape where the target needs it."""
        out: list[str] = []
        at = 0
        for start, end in self.marks:
            out += plain(self.passage[at:start]), mark(self.passage[start:end])
            at = end
        return "".join([*out, plain(self.passage[at:])])

    def text(self, before: str = "", after: str = "") -> str:
        """The passage, with each match between ``before`` and ``after``."""
        return self.render(lambda piece: f"{before}{piece}{after}")

    def html(self) -> str:
        """The passage escaped for HTML, each match in ``<mark>``."""
        return self.render(lambda piece: f"<mark>{html.escape(piece)}</mark>", html.escape)


class _Match(NamedTuple):
    start: int
    end: int
    wanted: int  # which leaf word of the query


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a word of a text shows."""

    folded: str
    wanted: int  # which leaf word of the query
    closeness: int  # how close its writing comes to what was typed


class Marker:
    """Finds in texts what one query asks for. Cheap to make; made once for a page of hits."""

    def __init__(self, leaves: Sequence[Leaf]):
        self._words: list[Word | Prefix] = []
        self._neighbours: set[tuple[int, int]] = set()
        self._phrases: list[tuple[str, ...]] = []
        self._loose: set[str] = set()
        for row, together in _rows(leaves):
            for at, word in enumerate(row):
                if at or not together:
                    self._neighbours.add((len(self._words) - 1, len(self._words)))
                self._words.append(word)
            folded = tuple(word.form.folded for word in row)
            if together:
                self._phrases.append(folded)
            else:
                self._loose.update(word.form.folded for word in row if isinstance(word, Word))
        self._folded = {word.form.folded for word in self._words}
        self._known: dict[str, _Shown | None] = {}  # words of texts seen so far
        self._beginnings = tuple(leaf.form.folded for leaf in leaves if isinstance(leaf, Prefix))

    def cut(self, text: str, width: int = WIDTH) -> Snippet:
        """The passage of a text that shows most of what was asked, or its beginning when nothing stands in it.

        Of a very long text only the first million characters are looked at.
        """
        text = text[:_MOST]
        matches = self._matches(text)
        paragraphs = _paragraphs(text)
        if not matches:
            start, end = next(((a, b) for a, b in paragraphs if b - a >= _SHORT), (0, len(text)))
            return _join(text, [_widen(text, start, start, (start, end), width)], [])
        best = self._best(matches, paragraphs, width, set())
        seen = {match.wanted for match in best.inside}
        windows = [best]
        if {match.wanted for match in matches} - seen:
            other = self._best(matches, paragraphs, width // 2, seen)
            if other.gain and not other.overlaps(best):
                best = self._best(matches, paragraphs, width // 2, set())
                windows = [best, other] if not other.overlaps(best) else [windows[0]]
        room = width // len(windows)
        pieces = sorted(_widen(text, window.start, window.end, window.paragraph, room) for window in windows)
        return _join(text, pieces, matches)

    def marks(self, text: str) -> tuple[tuple[int, int], ...]:
        """What was asked for in a short text: [start, end) in characters, ascending, disjoint."""
        return tuple(_merged(text, [(match.start, match.end) for match in self._matches(text[:_MOST])]))

    def _matches(self, text: str) -> list[_Match]:
        """Every place that shows a wanted word, in the writing closest to what was typed that the text has."""
        parts = pieces(text)
        found = parts[1::2]
        folded, beginnings = self._folded, self._beginnings
        distinct = set(found)
        likely = [word for word in distinct if folded_form(word) in folded]
        if beginnings:
            likely += [word for word in distinct if folded_form(word).startswith(beginnings)]
        known = {word: what for word in likely if (what := self._shown(word))}
        ends = list(accumulate(map(len, parts)))
        shown = [  # which word of the text, what it shows, start and end
            (at, known[word], ends[2 * at], ends[2 * at + 1]) for at, word in enumerate(found) if word in known
        ]
        if self._phrases:
            places = self._places_in_phrases({at: what.folded for at, what, _, _ in shown})
            shown = [each for each in shown if each[0] in places or self._alone(each[1].folded)]
        best: dict[int, int] = {}
        for _, what, _, _ in shown:
            best[what.wanted] = max(best.get(what.wanted, 0), what.closeness)
        return [_Match(start, end, what.wanted) for _, what, start, end in shown if what.closeness == best[what.wanted]]

    def _shown(self, word: str) -> "_Shown | None":
        """What a word of a text shows of the query: of several of its words the one that comes closest. Remembered."""
        if word not in self._known:
            self._known[word] = self._closest(word)
        return self._known[word]

    def _closest(self, word: str) -> "_Shown | None":
        if len(word) > WIDTH:
            return None  # no passage can hold it
        found = form(word)
        numbers = [number for number, wanted in enumerate(self._words) if _shows(wanted, found)]
        if not numbers:
            return None
        number = max(numbers, key=lambda number: _closeness(self._words[number], found))
        return _Shown(found.folded, number, _closeness(self._words[number], found))

    def _alone(self, folded: str) -> bool:
        """Whether a word of the text is wanted wherever it stands, not in a phrase only."""
        return folded in self._loose or folded.startswith(self._beginnings)

    def _places_in_phrases(self, folded: dict[int, str]) -> set[int]:
        """Which words of the text stand in a phrase, given those that show anything."""
        places: set[int] = set()
        for phrase in self._phrases:
            for at, first in folded.items():
                if first == phrase[0] and all(folded.get(at + step) == word for step, word in enumerate(phrase)):
                    places.update(range(at, at + len(phrase)))
        return places

    def _best(self, matches: list[_Match], paragraphs: list[tuple[int, int]], width: int, seen: set[int]) -> "_Window":
        """The window within one paragraph with the most of what is not seen yet; of equals, the first.

        A short paragraph, which may be a caption or a byline, only when no other has anything of it.
        """
        best = {True: _NOTHING, False: _NOTHING}  # by whether the paragraph is short, and so may be a caption
        last = 0
        for paragraph in paragraphs:
            inside = []
            while last < len(matches) and matches[last].start < paragraph[1]:
                inside.append(matches[last])
                last += 1
            is_short = paragraph[1] - paragraph[0] < _SHORT
            for start, stop, gain in self._gains(inside, width, seen):
                if gain > best[is_short].gain:
                    window = inside[start:stop]
                    end = window[-1].end if window else inside[start].end
                    best[is_short] = _Window(inside[start].start, end, paragraph, window, gain)
        return best[False] if best[False].gain > 0 else best[True]

    def _gains(self, inside: list[_Match], width: int, seen: set[int]) -> Iterator[tuple[int, int, float]]:
        """For each match the window that begins with it, matches ``start`` to ``stop - 1``, and what it is worth.

        Distinct words count 1 each, neighbours of the query that stand side by side 1/2, repeats a little.
        """
        kinds = {pair: number for number, pair in enumerate(self._neighbours)}
        links = [-1] * len(inside)  # which neighbours a match and the one before it are
        for at in range(1, len(inside)):
            one, two = inside[at - 1], inside[at]
            if two.start - one.end <= 3:
                links[at] = kinds.get((one.wanted, two.wanted), -1)
        words_in, links_in = [0] * len(self._words), [0] * len(kinds)
        distinct = together = stop = 0
        for start, first in enumerate(inside):
            stop = max(stop, start)
            while stop < len(inside) and stop < start + _MOST_MATCHES and inside[stop].end <= first.start + width:
                wanted, link = inside[stop].wanted, links[stop] if stop > start else -1
                words_in[wanted] += 1
                distinct += words_in[wanted] == 1 and wanted not in seen
                if link >= 0:
                    links_in[link] += 1
                    together += links_in[link] == 1
                stop += 1
            yield start, stop, distinct + 0.5 * together + 0.01 * (stop - start) if distinct else 0.0
            if stop > start:
                words_in[first.wanted] -= 1
                distinct -= words_in[first.wanted] == 0 and first.wanted not in seen
            if stop > start + 1 and (link := links[start + 1]) >= 0:
                links_in[link] -= 1
                together -= links_in[link] == 0


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    end: int
    paragraph: tuple[int, int]
    inside: list[_Match]
    gain: float

    def overlaps(self, other: "_Window") -> bool:
        return self.start < other.end and other.start < self.end


_NOTHING = _Window(0, 0, (0, 0), [], -1.0)


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


def _paragraphs(text: str) -> list[tuple[int, int]]:
    bounds, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            bounds.append((at, at + len(line)))
        at += len(line) + 1
    return bounds or [(0, len(text))]


def _widen(text: str, start: int, end: int, paragraph: tuple[int, int], width: int) -> tuple[int, int]:
    """A piece of about ``width`` characters around a window, from a sentence's beginning where one is near.

    Only a word that no passage can hold is cut within.
    """
    first, last = paragraph
    room = max(0, width - (end - start))
    begin = max(first, start - room // 2, min(start, last - width))
    sentences = [first, *(first + match.end() for match in _SENTENCE_END.finditer(text[first:last]))]
    near = [at for at in sentences if start - room <= at <= start]
    if near and near[-1] >= start - room * 3 // 4:
        begin = near[-1]
    elif begin > first:
        back = max(first, start - width)
        space = text.rfind(" ", back, begin + 1)
        begin = text.find(" ", begin, start) + 1 or (space + 1 if space >= 0 else first if back == first else start)
    stop = min(last, max(end, begin + width))
    if stop < last:
        space = text.rfind(" ", end, stop + 1)
        stop = space if space >= end else end
        if stop == begin:
            stop += width
            while stop > begin + 1 and combining(text[stop]):
                stop -= 1
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, stop


def _join(text: str, pieces: list[tuple[int, int]], matches: list[_Match]) -> Snippet:
    """The pieces of a text as one passage, and where the matches stand in it."""
    out: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for number, (start, end) in enumerate(pieces):
        before = GAP if number else GAP.lstrip() if start and text[start - 1] != "\n" else ""
        out += before, text[start:end].replace("\n", " ")
        shift = length + len(before) - start
        for match in matches:
            if start <= match.start and match.end <= end:
                marks.append((match.start + shift, match.end + shift))
        length += len(before) + end - start
    if pieces[-1][1] < len(text) and text[pieces[-1][1]] != "\n":
        out.append(GAP.rstrip())
    passage = "".join(out)
    return Snippet(passage, tuple(_merged(passage, marks)))


def _merged(passage: str, marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks with nothing but a space between them as one."""
    merged: list[tuple[int, int]] = []
    for start, end in marks:
        if merged and passage[merged[-1][1] : start] == " ":
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
