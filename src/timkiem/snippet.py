"""The passage of an article that shows why it was found. Data, not markup: each door draws its own."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from timkiem.kernels import Later
from timkiem.passages import Spots, beginning, spots, widen
from timkiem.query import Leaf
from timkiem.showing import WIDTH as WIDTH
from timkiem.showing import Showing

if TYPE_CHECKING:
    from timkiem.spotting import Spotter

GAP = " … "  #: stands between two passages, and where a passage does not begin or end its paragraph
_MOST = 1_000_000  #: characters of a text that are searched for the passage


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
        import html

        return self.render(lambda piece: f"<mark>{html.escape(piece)}</mark>", html.escape)


def _spotting() -> "type[Spotter] | None":
    from timkiem.spotting import load

    return load()


_spotter = Later(_spotting)


def load(*, wait: bool = False) -> None:
    """Get compiled kernels for the searches that follow, in a thread of its own."""
    _spotter.load(wait=wait)


class Marker:
    """Finds in texts what one query asks for. Cheap to make; made once for a page of hits."""

    def __init__(self, leaves: Sequence[Leaf]):
        self._leaves = leaves
        self._spotter: Spotter | None = None  # once there are kernels

    @cached_property
    def _showing(self) -> Showing:
        return Showing(self._leaves)

    def cut(self, text: str, width: int = WIDTH) -> Snippet:
        """The passage of a text that shows most of what was asked, or its beginning when nothing stands in it.

        Of a very long text only the first million characters are looked at.
        """
        text = text[:_MOST]
        found = self._spotted(text, width) or spots(text, width, self._showing)
        if not found.starts:
            return _join(text, [beginning(text, width)], found)
        room = width // len(found.windows)
        return _join(text, sorted(widen(text, window, room) for window in found.windows), found)

    def marks(self, text: str) -> tuple[tuple[int, int], ...]:
        """What was asked for in a short text: [start, end) in characters, ascending, disjoint."""
        return tuple(_merged(text, [(match.start, match.end) for match in self._showing.matches(text[:_MOST])]))

    def _spotted(self, text: str, width: int) -> Spots | None:
        """``spots`` by kernels, where they are at hand and can tell."""
        if self._spotter is None and _spotter.made:
            self._spotter = _spotter.made(self._showing)
        return self._spotter.spots(text, width) if self._spotter else None


def _join(text: str, pieces: list[tuple[int, int]], spots: Spots) -> Snippet:
    """The pieces of a text as one passage, and where the matches stand in it."""
    out: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for number, (start, end) in enumerate(pieces):
        before = GAP if number else GAP.lstrip() if start and text[start - 1] != "\n" else ""
        out += before, text[start:end].replace("\n", " ")
        shift = length + len(before) - start
        inside = slice(bisect_left(spots.starts, start), bisect_left(spots.starts, end))
        for first, last in zip(spots.starts[inside], spots.ends[inside], strict=True):
            if last <= end:
                marks.append((first + shift, last + shift))
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
