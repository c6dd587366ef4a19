"""Which passages of a text hold most of what shows a query, and how far they reach."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import combining

from timkiem.showing import Match, Showing

SHORT = 160  #: a paragraph of fewer characters may be a caption or a byline
MOST_MATCHES = 40  #: in a window
_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+")


class Window(NamedTuple):
    """Some matches within one paragraph."""

    start: int
    end: int
    paragraph: tuple[int, int]

    def overlaps(self, other: "Window") -> bool:
        """Whether some of the text stands in both."""
        return self.start < other.end and other.start < self.end


class Spots(NamedTuple):
    """What shows a query in a text."""

    starts: list[int]  # of matches, in characters, ascending
    ends: list[int]
    windows: list[Window]  # where most of it is, one or two; none where there are no matches


def spots(text: str, width: int, showing: Showing) -> Spots:
    """What shows a query in a text, and where most of it stands together."""
    matches = showing.matches(text)
    found = _windows(matches, text, width, showing) if matches else []
    return Spots([match.start for match in matches], [match.end for match in matches], found)


def _windows(matches: Sequence[Match], text: str, width: int, showing: Showing) -> list[Window]:
    """Where most of what shows a query stands together: in one window, or in two of half the width."""
    bounds = paragraphs(text)
    _, best, inside = _best(matches, bounds, width, showing, set())
    seen = {match.wanted for match in inside}
    if any(match.wanted not in seen for match in matches):
        gain, other, _ = _best(matches, bounds, width // 2, showing, seen)
        if gain > 0 and not other.overlaps(best):
            _, half, _ = _best(matches, bounds, width // 2, showing, set())
            if not other.overlaps(half):
                return [half, other]
    return [best]


def _best(
    matches: Sequence[Match], bounds: list[tuple[int, int]], width: int, showing: Showing, seen: set[int]
) -> tuple[int, Window, Sequence[Match]]:
    """The window within one paragraph with the most of what is not seen yet, its gain and matches; of equals the first.

    One of a short paragraph, which may be a caption or a byline, only when no other has anything of it.
    """
    best: dict[bool, tuple[int, Window, Sequence[Match]]] = {}  # by whether the paragraph is short
    last = 0
    for paragraph in bounds:
        first = last
        while last < len(matches) and matches[last].start < paragraph[1]:
            last += 1
        inside = matches[first:last]
        is_short = paragraph[1] - paragraph[0] < SHORT
        for start, stop, gain in _gains(inside, width, showing, seen):
            if is_short not in best or gain > best[is_short][0]:
                window = Window(inside[start].start, inside[max(stop - 1, start)].end, paragraph)
                best[is_short] = gain, window, inside[start:stop]
    return best[False] if True not in best or (False in best and best[False][0] > 0) else best[True]


def _gains(inside: Sequence[Match], width: int, showing: Showing, seen: set[int]) -> Iterator[tuple[int, int, int]]:
    """For each match the window that begins with it, matches ``start`` to ``stop - 1``, and what it is worth.

    Distinct words count 100 each, neighbours of the query that stand side by side 50, repeats 1.
    """
    links = [-1] * len(inside)  # which neighbours a match and the one before it are
    for at in range(1, len(inside)):
        one, two = inside[at - 1], inside[at]
        if two.start - one.end <= 3:
            links[at] = showing.neighbours.get((one.wanted, two.wanted), -1)
    words_in, links_in = [0] * len(showing.words), [0] * len(showing.neighbours)
    distinct = together = stop = 0
    for start, first in enumerate(inside):
        stop = max(stop, start)
        while stop < len(inside) and stop < start + MOST_MATCHES and inside[stop].end <= first.start + width:
            wanted, link = inside[stop].wanted, links[stop] if stop > start else -1
            words_in[wanted] += 1
            distinct += words_in[wanted] == 1 and wanted not in seen
            if link >= 0:
                links_in[link] += 1
                together += links_in[link] == 1
            stop += 1
        yield start, stop, 100 * distinct + 50 * together + stop - start if distinct else 0
        if stop > start:
            words_in[first.wanted] -= 1
            distinct -= words_in[first.wanted] == 0 and first.wanted not in seen
        if stop > start + 1 and (link := links[start + 1]) >= 0:
            links_in[link] -= 1
            together -= links_in[link] == 0


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of each line that is not all space; of the whole text when there is none."""
    bounds, at = [], 0
    for line in text.split("\n"):
        if line and not line.isspace():
            bounds.append((at, at + len(line)))
        at += len(line) + 1
    return bounds or [(0, len(text))]


def beginning(text: str, width: int) -> tuple[int, int]:
    """A piece of a text that shows nothing of a query: of its first paragraph that is no caption."""
    start, end = next(((a, b) for a, b in paragraphs(text) if b - a >= SHORT), (0, len(text)))
    return widen(text, Window(start, start, (start, end)), width)


def widen(text: str, window: Window, width: int) -> tuple[int, int]:
    """A piece of about ``width`` characters around a window, from a sentence's beginning where one is near.

    Only a word that no passage can hold is cut within.
    """
    start, end, (first, last) = window.start, window.end, window.paragraph
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
