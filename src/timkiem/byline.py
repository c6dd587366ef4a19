"""Who wrote an article, as its text says: the names that stand alone at its end."""

import re

_WORD = r"[^\W\d_][\w.]*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,4}}"
_JOINT = r"\s*[-–,;/&]\s*| và "
_NAMES = re.compile(rf"({_NAME}(?:(?:{_JOINT}){_NAME}){{0,4}})(?: ?\([^()]{{1,30}}\))?[ .*]?")
_EACH_WORD = re.compile(_WORD)
_SENTENCE_END = re.compile(r"(?<!TP)(?<!Tp)(?<! [QPTH])[.!?…”\"»)]\s")
_LONGEST = 80  #: characters of a byline that is a paragraph
_LONGEST_TAIL = 60  #: and of one behind the last sentence
_SOURCES = ("theo ", "nguồn", "ảnh", "video", "xem thêm", "tin ", "đọc thêm", "clip", "bài ")


def last_paragraph(text: str) -> str:
    """The last paragraph, when it is nothing but names: "Hùng - Quý - Nga"; else ""."""
    last = text.rstrip().rpartition("\n")[2].strip()
    return last if len(last) <= _LONGEST and _names(last) else ""


def closing_names(text: str) -> str:
    """Two words or more that name persons, at the end of a text: a paragraph, or behind the last sentence; else "".

    Stricter than ``last_paragraph``, for texts that end in anything.
    """
    last = text.rstrip().rpartition("\n")[2].strip()
    if len(last) > _LONGEST_TAIL:
        tail = last[-_LONGEST_TAIL:]
        ends = [found.end() for found in _SENTENCE_END.finditer(tail)]
        last = tail[ends[-1] :] if ends else ""
    return last if " " in last and not last.lower().startswith(_SOURCES) and _names(last) else ""


def authors(byline: str) -> tuple[str, ...]:
    """The persons whom a byline names: "Hùng", "Quý", "Nga"; shouted names in their usual case."""
    names = _names(byline) or byline
    parts = (part.strip(" .") for part in re.split(_JOINT, names))
    return tuple(_in_usual_case(part) for part in parts if part)


def _names(text: str) -> str:
    """The names of a text that is nothing else, less what stands in brackets behind them."""
    found = _NAMES.fullmatch(text)
    words = _EACH_WORD.findall(found[1]) if found else []
    return found[1] if found and all(word[0].isupper() or word == "và" for word in words) else ""


def _in_usual_case(name: str) -> str:
    shouted = " " in name and name.isupper()
    return " ".join(word.capitalize() if shouted else word for word in name.split())
