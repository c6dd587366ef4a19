"""Ranks and heads of titles, wherever they stand: what the search for officials starts from."""

import re
from typing import NamedTuple

from timkiem.metadata.anchors import Anchors
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon

_FORMER = ("phó ", "nguyên ", "cựu ", "quyền ", "nữ ")  # words before a head that belong to the title
_IN_POWER = ("chính ", "cầm ", "nắm ", "nhân ", "thẩm ")  # "chính quyền Tổng thống" is no acting president
_NOT_HELD = (
    "ứng viên ",
    "ứng cử viên ",
    "tranh cử ",
    "bầu cử ",
    "tranh chức ",
    "đường đua ",
    "lớp ",
    "tàu ",
    "khu trục ",
    "hộ vệ ",
    "tại phủ ",
    "ở phủ ",
    "đến phủ ",
    "tới phủ ",
    "trước phủ ",
    "lăng ",
    "tượng đài ",
    "bảo tàng ",
)
_PART_OF_A_NAME = re.compile(r"(?:Trung|Hàn|Phú|Tổ|Ái|Anh) $")

_OF_OLD = ("danh ", "mãnh ", "dũng ", "võ ")  # before "tướng": generals of history and legend
_OF_TWO = (" hội đồng", " ủy ban", " uỷ ban")  # last words of heads that are two
_WORDS = re.compile(r"\w+(?: \w+){0,3}")  # of a head


class Head(NamedTuple):
    """A rank or the head of a title: ``text[start:end]``, with "nguyên" and the like."""

    start: int
    end: int
    kind: str  # rank, ever, always, organ, place, land or ranked
    last: int  # where the last word of the head begins: "phòng" of "trưởng phòng" begins an organ's name


def find_heads(scan: Scan, lexicon: Lexicon, anchors: Anchors) -> list[Head]:
    """Every rank and head of a title, ascending."""
    lower = scan.lower
    heads = []
    for start, end in anchors.heads:
        if lower.startswith("vụ ", start) and lower.endswith("chức ", 0, start):
            start, end = _behind_word(lower, start + 3, lexicon)
            if end == start:
                continue
        elif lower.startswith("phó ", start) and (longer := _behind_word(lower, start + 4, lexicon)[1]) > end:
            heads.append(_head(lower, start, longer, lexicon.kinds[lower[start + 4 : longer]]))
            continue  # "phó công tố viên" is no "phó công tố"
        kind = lexicon.kinds[lower[start:end]]
        if lower.startswith(" quán", end):
            continue  # "Đại sứ quán" is no ambassador
        if lower.endswith(_FORMER, 0, start):
            if kind == "rank" and lower.endswith("phó ", 0, start):
                continue  # "phó tướng" runs with a candidate
            start = _with_former(lower, start)
        if lower.startswith("quốc", start) and _PART_OF_A_NAME.search(scan.text, max(0, start - 7), start):
            continue
        if kind == "rank" and lower.endswith(_OF_OLD, 0, start):
            continue
        if lower.endswith(_NOT_HELD, max(0, start - 16), start):
            continue
        heads.append(_head(lower, start, end, kind))
    return heads


def _head(lower: str, start: int, end: int, kind: str) -> Head:
    last = lower.rfind(" ", start, end)
    if lower.endswith(_OF_TWO, start, end):
        last = lower.rfind(" ", start, last)
    return Head(start, end, kind, max(start, last + 1))


def _behind_word(lower: str, start: int, lexicon: Lexicon) -> tuple[int, int]:
    """The head that begins at ``start``, which a shorter one hid: "trưởng phòng" in "chức vụ trưởng phòng"."""
    words = _WORDS.match(lower, start)
    end = words.end() if words else start
    while end > start and lower[start:end] not in lexicon.kinds:
        end = max(start, lower.rfind(" ", start, end))
    return start, end


def _with_former(lower: str, start: int) -> int:
    for _ in range(3):
        for word in _FORMER:
            at = start - len(word)
            if at >= 0 and lower.startswith(word, at) and not lower[at - 1 : at].isalnum():
                if word == "quyền " and lower.endswith(_IN_POWER, 0, at):
                    return start
                start = at
                break
        else:
            return start
    return start
