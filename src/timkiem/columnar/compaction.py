"""Which segments are merged, so that they stay few and each article is rewritten seldom."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from timkiem.columnar.manifest import Entry
from timkiem.columnar.merge import merge
from timkiem.columnar.packed import MOST_PLACES
from timkiem.columnar.segment import Segment

_RATIO = 3  #: a segment is merged with those behind it unless it is so many times larger than all of them
_DELETED = 0.3  #: share of deleted documents from which a segment is written anew

Open = Callable[[Entry], Segment]


def compacted(entries: Sequence[Entry], opened: Open, folder: Path) -> list[Entry]:
    """Merge the newest segments while the one before them is not much larger than all of them together.

    So each article is written again a number of times that grows with the logarithm of the index, and
    segments are as few. A segment of which much is deleted is merged too.
    """
    first = len(entries)
    behind = places = 0
    for at in range(len(entries) - 1, -1, -1):
        entry = entries[at]
        places += opened(entry).places
        if places > MOST_PLACES:
            break
        if at == len(entries) - 1 or entry.documents <= _RATIO * behind:
            first = at
        behind += entry.documents
    for at, entry in enumerate(entries[:first]):
        if len(entry.deleted) > _DELETED * entry.documents:
            first = at
            break
    kept, merged = list(entries[:first]), entries[first:]
    if len(merged) > 1 or (merged and len(merged[0].deleted) > _DELETED * merged[0].documents):
        return [*kept, *_merged(merged, opened, folder)]
    return [*kept, *merged]


def compacted_whole(entries: Sequence[Entry], opened: Open, folder: Path) -> list[Entry]:
    """Merge all segments into one, or as few as can hold all, without what is deleted."""
    if len(entries) <= 1 and not any(len(entry.deleted) for entry in entries):
        return list(entries)
    found: list[Entry] = []
    waiting: list[Entry] = []
    places = 0
    for entry in entries:
        more = opened(entry).places
        if waiting and places + more > MOST_PLACES:
            found += _merged(waiting, opened, folder)
            waiting, places = [], 0
        waiting.append(entry)
        places += more
    return [*found, *_merged(waiting, opened, folder)]


def _merged(entries: Sequence[Entry], opened: Open, folder: Path) -> list[Entry]:
    """One segment of several, or none when all their articles are deleted. Raises IndexCorrupt: nothing altered
    is given a new checksum.
    """
    alive = []
    for entry in entries:
        flags = np.ones(entry.documents, bool)
        flags[entry.deleted] = False
        alive.append(flags)
    if not (documents := int(sum(map(np.count_nonzero, alive)))):
        return []
    segments = [opened(each) for each in entries]
    with ThreadPoolExecutor() as pool:
        list(pool.map(_verify, segments))
    new = Entry.new()
    merge(segments, alive, folder / new.file)
    return [Entry(new.id, documents)]


def _verify(segment: Segment) -> None:
    """Compare all of a segment with its checksums, and let go of what was read: it may be more than memory."""
    segment.verify()
    segment.forget()
