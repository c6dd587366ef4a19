"""Titles as their holder has them: which of those that stand together count, and in which words."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from timkiem.metadata.mentions import BETWEEN, Mention
from timkiem.metadata.scan import Scan, respell
from timkiem.metadata.titles import Title

_WORDS = re.compile(r"\w+")
_JOINTS = (" kiêm ", ", ", " , ")  # between a bare title and the one that says of what
_MEMBERS = ("đại biểu", "đb")  # what they are besides is more
_JOINT = 12  #: characters between two titles, less than a name


@dataclass(slots=True)
class Held:
    """A title that a person is given."""

    text: str  # as first written
    start: int
    count: int


@lru_cache(maxsize=20_000)
def position_key(text: str) -> str:
    """What two ways to write one title share: its words."""
    return " ".join(_WORDS.findall(respell(text.lower())))


def held_before(mention: Mention, before: Mention | None, scan: Scan) -> list[Title]:
    """The titles right before a name which others stand right behind, as the text parts them by a comma or dash."""
    if before is None or before.name != mention.name or not before.titles or not mention.titles:
        return []
    assert mention.name is not None
    around = before.titles[-1].end < mention.name[0] and mention.name[1] < mention.titles[0].start
    if not around or scan.text[mention.name[1] : mention.titles[0].start] not in BETWEEN:
        return []
    if scan.text[before.titles[-1].end : mention.name[0]].strip() not in ("", "ông", "bà"):
        return []
    first = held_titles(before.titles, scan)
    if scan.lower.startswith(_MEMBERS, before.titles[0].start):
        return []
    return first if {title.foreign for title in first} <= {mention.titles[0].foreign, False} else []


def held_titles(titles: tuple[Title, ...], scan: Scan) -> list[Title]:
    """The titles that make an official, with bare ones that are held beside them: "chủ tịch kiêm bí thư xã"."""
    valid = [title for title in titles if title.valid]
    if not valid or len(valid) == len(titles):
        return valid
    first = titles[0]
    joined = first.bare and scan.lower[first.end : titles[1].start] in _JOINTS
    return list(titles) if joined else valid


def words_of(titles: list[Title], scan: Scan) -> str:
    """The titles in the article's words, as one stretch where nothing else stands between."""
    parts = [scan.text[titles[0].start : titles[0].end]]
    for before, title in pairwise(titles):
        between, words = scan.text[before.end : title.start], scan.text[title.start : title.end]
        joint = (
            between
            if len(between) < _JOINT and between == between.lower()
            else " "
            if words.startswith(("của ", "thuộc "))
            else ", "
        )
        parts.append(joint + words)
    return " ".join("".join(parts).split())
