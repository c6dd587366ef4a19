"""Labels are folded by a table of characters as ``text.forms`` folds them word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timkiem.columnar.folding import FoldedLines
from timkiem.text import forms, normalize
from vietnamese import texts

POSITION = "Phó Giám đốc - Công an tỉnh Quảng Bình"
LINES = ["Quảng Trị", "Đại tá", "", POSITION, "TP. Hồ Chí Minh", "Straße 東京", "quang tri"]


@pytest.mark.parametrize(
    ("words", "where", "begun", "found"),
    [
        ("quang tri", "whole", False, [0, 6]),
        ("quang", "inside", False, [0, 3, 6]),
        ("quang", "first", False, [0, 6]),
        ("giam doc cong an", "inside", False, [3]),
        ("binh", "last", False, [3]),
        ("quang tr", "whole", True, [0, 6]),
        ("quang tr", "inside", False, []),
        ("strasse", "inside", False, [5]),
        ("東京", "last", False, [5]),
        ("ho chi m", "inside", True, [4]),
        ("tri dai", "inside", False, []),  # over the end of a line
    ],
)
def test_lines_with_words(words: str, where: str, begun: bool, found: list[int]) -> None:
    lines = FoldedLines("\n".join(LINES))
    assert lines.having(tuple(words.split()), where, begun).tolist() == found  # type: ignore[arg-type]


@given(st.lists(texts, min_size=1, max_size=4))
def test_folding_is_that_of_text(given: list[str]) -> None:
    lines = [" ".join(normalize(each).split()) for each in given]
    folded = FoldedLines("\n".join(lines))
    for number, line in enumerate(lines):
        words = tuple(form.folded for form in forms(line))
        if words and all(any(char.isalnum() for char in word) for word in words):
            assert number in folded.having(words, "whole").tolist()
