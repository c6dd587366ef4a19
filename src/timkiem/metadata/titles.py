"""Titles of office: what one says, and whether it makes its holder an official."""

from collections.abc import Container
from typing import NamedTuple

from timkiem.metadata.heads import Head
from timkiem.metadata.naming import UNREAD, Behind
from timkiem.metadata.people import MOST_WORDS
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.walk import Walk
from timkiem.metadata.wholes import GLANCE


class Title(NamedTuple):
    """A title with its complement: "Phó Giám đốc Công an tỉnh Quảng Bình"."""

    start: int
    end: int
    valid: bool  # whether it makes its holder an official
    foreign: bool
    bare: bool  # nothing follows the head
    other: bool  # it is held in something that is no organ of state
    after: str  # what it ends in: head, organ or place


def read_title(scan: Scan, lexicon: Lexicon, head: Head, starts: Container[int]) -> tuple[Title, Behind]:
    """Read on from a head to the end of its title. ``starts`` are where other heads stand."""
    follows = scan.word(head.end + 1)
    alone = follows is None or (follows[:1].islower() and follows not in lexicon.organs)
    if alone and follows is not None and head.last > head.start:  # "trưởng ban chỉ đạo" leads a "ban chỉ đạo"
        own = lexicon.organs.get(scan.lower[head.last : head.end], ())
        alone = not any(len(phrase) > 1 and phrase[1] == follows for phrase, _ in own)
    if alone and not scan.text.startswith(".", head.end):
        return Title(head.start, head.end, head.kind in ("ever", "always"), False, True, False, "head"), UNREAD
    walk = Walk(scan, lexicon, scan.words(head.last, GLANCE), starts, head.end)
    walk.go()
    valid = {
        "ever": True,
        "always": not walk.other,
        "organ": walk.organ,
        "place": walk.organ or (walk.place and not walk.other),
        "land": (walk.foreign or walk.organ) and not walk.other,
        "ranked": False,
    }[head.kind]
    bare = walk.end == head.end or (walk.tail and not (walk.organ or walk.place or walk.other))
    title = Title(head.start, walk.end, valid, walk.foreign, bare, walk.other, walk.after)
    words = [word for word in walk.words[max(walk.at - 2, 0) :] if word.start >= walk.end]
    if walk.glancing and len(words) < MOST_WORDS:
        words = []  # brackets reach so far that a name may be cut in two
    return title, Behind(words, walk.name if walk.before_name == walk.after else [])
