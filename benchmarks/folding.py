"""Text as every engine here must understand it: folded, and cut into words.

This is also the definition by which answers are checked, so it is kept as plain as it can be.
Standard library only: it runs under whichever interpreter holds an engine.
"""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The text in small letters without accents, and with đ as d. Other characters stay as they are."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")


def words(text: str) -> list[str]:
    """The words of a text as it spells them: runs of letters, digits and underscores."""
    return _WORD.findall(text)


def folded_words(text: str) -> list[str]:
    """The words of the folded text. Folding comes first, or the marks of NFD text would cut words."""
    return _WORD.findall(fold(text))
