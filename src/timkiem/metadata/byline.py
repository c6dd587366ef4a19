"""Who wrote an article: the record's author, or the names that stand alone at its end."""

import re

from timkiem.article import Article
from timkiem.metadata.people import titled
from timkiem.metadata.scan import UPPER

_NAME = rf"[{UPPER}][^\W\d_]*\.?(?: ?[{UPPER}][^\W\d_]*){{0,4}}"
_JOINT = r" ?(?:[-–,;/&]| và ) ?"
_BYLINE = re.compile(rf"({_NAME}(?:{_JOINT}{_NAME}){{0,4}})(?: ?\([^()]{{1,30}}\))?[ .*]?")
_TAIL = re.compile(r"(?<!TP)(?<!Tp)(?<! [QPTH])[.!?…”\"»)]\s")
_LONGEST = 60  #: characters of a byline
_SOURCES = ("theo ", "nguồn", "ảnh", "video", "xem thêm", "tin ", "đọc thêm", "clip", "bài ")


def find_byline(article: Article) -> str:
    """The names that stand alone at the end of the body, as written; "" if none do."""
    last = article.body.rstrip().rpartition("\n")[2].strip()
    if len(last) > _LONGEST:
        tail = last[-_LONGEST:]
        ends = [found.end() for found in _TAIL.finditer(tail)]
        last = tail[ends[-1] :] if ends else ""
    if not last or last.lower().startswith(_SOURCES) or last.count(" ") + 1 < 2:
        return ""
    found = _BYLINE.fullmatch(last)
    return last if found else ""


def find_authors(article: Article, byline: str) -> tuple[str, ...]:
    """Names of the authors: those of the record, or else of the byline."""
    if article.author:
        return _split(article.author)
    found = _BYLINE.fullmatch(byline)
    return _split(found[1]) if found else ()


def _split(names: str) -> tuple[str, ...]:
    parts = (part.strip(" .") for part in re.split(_JOINT, names))
    return tuple(" ".join(titled(word) for word in part.split()) for part in parts if part)
