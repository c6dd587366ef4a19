"""What a reader means by a title of office: the ways in which articles write it.

"Chủ tịch Ủy ban nhân dân tỉnh Quảng Bình", "Chủ tịch UBND Quảng Bình" and "Chủ tịch tỉnh Quảng Bình" are one office,
and so are "Bộ trưởng Bộ Công an" and "Bộ trưởng Công an".
"""

from collections import deque
from collections.abc import Iterator
from functools import lru_cache

from timkiem.equivalents import Equivalents
from timkiem.place_names import is_province
from timkiem.text import Form, forms

Words = tuple[Form, ...]

_MOST = 24  #: ways of one title
_LONGEST_NAME = 4  #: words of a province's


def _words(text: str) -> Words:
    return tuple(forms(text))


_PROVINCE_TYPES = tuple(map(_words, ("tỉnh", "thành phố", "TP")))  # may be left out before a province's name
_COMMITTEE = _words("UBND")
_LANDS = tuple(map(_words, (*("tỉnh", "thành phố", "TP", "huyện", "quận", "thị xã"), *("xã", "phường", "thị trấn"))))
_CHAIR = _words("chủ tịch")  # of a committee, which may be left out before a kind of land
_MINISTERS = tuple(map(_words, ("bộ trưởng", "thứ trưởng")))
_MINISTRY = _words("Bộ")


@lru_cache(maxsize=1_000)
def ways(words: Words) -> tuple[Words, ...]:
    """The ways of writing a title, at most 24: first as it is, then what is least unlike it."""
    found = {_folded(words): words}
    waiting = deque([words])
    while waiting and len(found) < _MOST:
        for other in _changed_once(waiting.popleft()):
            if _folded(other) not in found and len(found) < _MOST:
                found[_folded(other)] = other
                waiting.append(other)
    return tuple(found.values())


def _changed_once(words: Words) -> Iterator[Words]:
    for at in range(len(words)):
        yield from _with_province(words, at)
        yield from _with_ministry(words, at)
        yield from _with_committee(words, at)
    equivalents = Equivalents.read()
    for at, word in enumerate(words):
        for length in equivalents.lengths(word.folded):
            part = words[at : at + length]
            if len(part) == length:
                for other in equivalents.others(part, [each.written for each in part]):
                    yield words[:at] + other + words[at + length :]


def _with_province(words: Words, at: int) -> Iterator[Words]:
    """Put "tỉnh" or the like before a province's name that begins at a word, or leave it out."""
    if not at or not any(
        is_province(_folded(words[at : at + size])) for size in range(_LONGEST_NAME, 0, -1) if at + size <= len(words)
    ):
        return
    typed = next((kind for kind in _PROVINCE_TYPES if _begins(words[:at][-len(kind) :], kind)), ())
    before = words[: at - len(typed)]
    if _begins(before[-len(_CHAIR) :], _CHAIR):
        return  # "Chủ tịch Quảng Bình" may preside over anything there
    for kind in [()] if typed else _PROVINCE_TYPES[:2]:
        yield before + kind + words[at:]


def _with_ministry(words: Words, at: int) -> Iterator[Words]:
    """Say "Bộ" behind "Bộ trưởng", or leave it out."""
    end = next((at + len(head) for head in _MINISTERS if _begins(words[at:], head)), 0)
    if not end or end >= len(words):
        return
    if _begins(words[end:], _MINISTRY) and end + 1 < len(words):
        yield words[:end] + words[end + 1 :]
    else:
        yield words[:end] + _MINISTRY + words[end:]


def _with_committee(words: Words, at: int) -> Iterator[Words]:
    """Say of what somebody is "Chủ tịch" of a province or a district, or leave it out."""
    end = at + len(_CHAIR)
    if not _begins(words[at:], _CHAIR):
        return
    if any(_begins(words[end:], kind) for kind in _LANDS):
        yield words[:end] + _COMMITTEE + words[end:]
    rest = words[end + len(_COMMITTEE) :]
    if _begins(words[end:], _COMMITTEE) and any(_begins(rest, kind) for kind in _LANDS):
        yield words[:end] + rest


def _begins(words: Words, beginning: Words) -> bool:
    return _folded(words[: len(beginning)]) == _folded(beginning)


def _folded(words: Words) -> tuple[str, ...]:
    return tuple(word.folded for word in words)
