"""One text while its places are found: what has been found, and what kind of thing the words before a name announce."""

from dataclasses import dataclass, field

from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.model import Span
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon

#: Between "TP." and its name, where a sentence was taken to end: "tại TP.\nHồ Chí Minh".
_BROKEN = ("tp.\n", "tx.\n")
_OPENING = "(\"“'"
_CREDITS = frozenset(("ảnh", "clip", "video", "tin", "bài"))  # before who made them: "Ảnh: Thái Bình"
_REACH = 20  #: characters before a name
JOINED = (" - ", "-", " – ", "–", ", ", " và ", "/", " ")  #: between places of one list


@dataclass(frozen=True, slots=True)
class PlaceReader:
    """What is known of one text so far."""

    scan: Scan
    lexicon: Lexicon
    tails: frozenset[str]  # places' names that end people's names in this text: "Thái Bình"
    found: dict[tuple[str, str], tuple[PlaceName, list[Span]]] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)  # of the places found

    def add(self, name: PlaceName, span: Span) -> None:
        key = (name.name, name.kind)
        if key in self.found:
            self.found[key][1].append(span)
        else:
            self.found[key] = (name, [span])
        self.ends.add(span[1])

    def before(self, start: int) -> tuple[str, str]:
        """What kind of thing the words before name ("" if none), and the last of them."""
        lower, end, reach = self.scan.lower, start - 1, start - _REACH if start > _REACH else 0
        space = lower.rfind(" ", reach, end) if start else -1
        last = lower[space + 1 : end]
        if space < 0 or lower[end] != " " or not last.isalpha():
            return self._before_signs(start)
        first = lower.rfind(" ", reach, space) + 1
        pair = lower[first or reach : end]
        if "\n" in pair or pair[0] in _OPENING:
            return self._before_signs(start)
        bearers = self.lexicon.bearers
        kind = bearers.get(pair) or bearers.get(last, "")
        return "" if kind == "none" else kind, last

    def _before_signs(self, start: int) -> tuple[str, str]:
        """What ``before`` answers, where signs or the end of a line stand near."""
        line = self.scan.lower[max(0, start - _REACH) : start]
        if line.endswith(_BROKEN):
            line = line[:-1]
        elif (sign := line.rstrip(" ")[-1:]) == ":":
            word = line.rstrip(" :").rpartition(" ")[2].rpartition("\n")[2]
            return ("credit" if word.lstrip(_OPENING) in _CREDITS else ""), ""
        elif line[-1:] != " " and sign != ".":
            return "", ""
        words = line[line.rfind("\n") + 1 :].rsplit(None, 2)
        if not words:
            return "", ""
        last, bearers = words[-1].rpartition("/")[2], self.lexicon.bearers
        kind = bearers.get(f"{words[-2]} {last}".lstrip(_OPENING), "") if len(words) > 1 else ""
        kind = kind or bearers.get(last.lstrip(_OPENING), "")
        return "" if kind == "none" else kind, last

    def is_listed(self, start: int, last: int) -> bool:
        """Whether only a sign or "và" parts a name from the place found before it, which ends at ``last``."""
        return last in self.ends and self.scan.text[last:start] in JOINED

    def follows_place(self, start: int) -> bool:
        """Whether a comma, a hyphen or "và" parts a name from a place found before it."""
        text = self.scan.text
        return any(text.endswith(sign, 0, start) and start - len(sign) in self.ends for sign in (", ", " và ", " - "))
