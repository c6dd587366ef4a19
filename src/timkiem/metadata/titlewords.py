"""Words that titles are made of, and acronyms in them."""

import re

from timkiem.metadata.scan import Word
from timkiem.metadata.tables import Lexicon

ADMIN = frozenset(
    ("tỉnh", "phố", "huyện", "quận", "phường", "xã", "trấn", "tp", "tx", "tt", "đảo", "bang", "q", "p", "h")
)
SHORT = frozenset(("TP", "Tp", "tp", "TX", "Tx", "T", "Q", "P", "H", "TT", "X", "q", "p"))  # written with a full stop
COUNTED = frozenset(
    ("quận", "phường", "khóa", "khoá", "số", "khu", "đội", "cụm", "tổ", "vùng", "q", "p", "đoàn", "vụ", "cục")
)
SHOUTED = frozenset(("ca", "ba", "ec", "who", "ub"))  # organs in capitals, else everyday words
ROMAN = frozenset(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"))
_APART = frozenset((" - ", " & "))  # in acronyms that were torn apart
HYPHENS = frozenset((" - ", "-", " – ", "–", " & ", "/", " / "))
UNITS = frozenset(
    ("phòng", "đội", "ban", "trạm", "vụ", "cục", "chi", "văn", "thanh", "tòa", "toà", "lữ", "sư", "hạt", "đồn", "khu")
)  # begin names of units ...
WHOLES = frozenset(
    (
        "chi",
        "công",
        "ca",
        "bộ",
        "sở",
        "ubnd",
        "tổng",
        "cục",
        "viện",
        "vksnd",
        "tand",
        "tỉnh",
        "thành",
        "ủy",
        "uỷ",
        "quân",
        "binh",
    )
)  # ... of these
TO_NAMES = frozenset(("cho", "với", "trên", "tại", "ở", "từ"))  # links before places' and organs' names alone
CHARGED = frozenset(("về", "phụ", "đặc", "chuyên"))  # of "phụ trách", "đặc trách"
ACRONYM = re.compile(r" \((?=[^()\n]{2,14}\))[A-ZĐ][A-ZĐa-z0-9&-]*[A-ZĐ0-9]\)")  # "(SOM)" repeats the name before it


def acronyms_joined(words: list[Word], text: str, lexicon: Lexicon) -> list[Word]:
    """The words, with "LĐ - TB & XH" as one where the lexicon knows "lđ-tb&xh"."""
    if not words:
        return words
    first, last = words[0].end, words[-1].start
    if text.find(" - ", first, last) < 0 and text.find(" & ", first, last) < 0:
        return words
    joined: list[Word] = []
    for word in words:
        known = ""
        if joined and joined[-1].string.isupper() and (gap := text[joined[-1].end : word.start]) in _APART:
            known = joined[-1].string + gap.strip() + word.string
        if known.lower() in lexicon.acronyms:
            joined[-1] = Word(joined[-1].start, word.end, known)
        else:
            joined.append(word)
    return joined
