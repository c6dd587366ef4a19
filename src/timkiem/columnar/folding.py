"""Many short texts at once, by their words without accents, and which of them have some words."""

import re
from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from timkiem.text import form

Where = Literal["inside", "whole", "first", "last"]
Words = tuple[str, ...]  # folded


class FoldedLines:
    """The lines of a text as `` quang tri ``: equal to the folded forms of ``text.forms``, by a table of characters."""

    def __init__(self, text: str):
        """``text``: V lines in normal form."""
        text = "\n " + text.replace("\n", " \n ") + " \n"
        codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
        distinct = np.flatnonzero(np.bincount(codes)).tolist()
        folds = {char: _folded(char) for char in map(chr, distinct)}
        for char, fold in folds.items():
            if len(fold) != 1:
                text = text.replace(char, fold)
        table = np.arange(max(distinct) + 1, dtype="u4")
        table[distinct] = [
            ord(fold) if len(fold) == 1 else at for at, fold in zip(distinct, folds.values(), strict=True)
        ]
        codes = table[np.frombuffer(text.encode("utf-32-le"), "<u4")]
        codes = codes[np.append(True, (codes[1:] != ord(" ")) | (codes[:-1] != ord(" ")))]
        self._text = codes.tobytes().decode("utf-32-le")
        self._starts = np.flatnonzero(codes == ord("\n"))[:-1]  # of each line, [V]

    def having(self, words: Words, where: Where = "inside", begun: bool = False) -> NDArray[np.intp]:
        """The numbers of the lines, ascending, that have folded words one after another.

        ``where``: anywhere, as the whole line, at its beginning or at its end; ``begun``: the last is a beginning.
        """
        return self.having_any([words], where, begun)

    def having_any(self, ways: Iterable[Words], where: Where = "inside", begun: bool = False) -> NDArray[np.intp]:
        """The numbers of the lines, ascending, that ``having`` finds for any of several runs of words."""
        ending = "[^ ]* " if begun else " "
        pattern = f" (?:{'|'.join(re.escape(' '.join(words)) for words in ways)}){ending}"
        if where in ("whole", "first"):
            pattern = "\n" + pattern
        if where in ("whole", "last"):
            pattern += "(?=\n)"
        found = [match.start() for match in re.finditer(pattern, self._text)]
        return np.unique(self._starts.searchsorted(found, "right") - 1) if found else np.empty(0, "i8")


def _folded(char: str) -> str:
    """What a character of a text becomes: letters without marks, or a space."""
    if char == "\n":
        return char
    if not char.isalnum() and not "\u0300" <= char <= "\u036f":
        return " "
    return "" if "\u0300" <= char <= "\u036f" else form(char).folded
