"""Which syllables Vietnamese can write, and where their tone stands: the table is tests/cases/syllables.tsv."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from case_tables import table
from timkiem.syllables import is_syllable, spelled, split_tone
from timkiem.text import form


@pytest.mark.parametrize(("typed", "spelling", "possible"), table("syllables"))
def test_a_syllable(typed: str, spelling: str, possible: str) -> None:
    written = form(typed).written
    assert spelled(written) == spelling
    assert is_syllable(written) == (possible == "yes")


@given(some.text(alphabet="aăâeêioôơuưybcdđghklmnpqrstvx\u0301\u0300\u0309\u0303\u0323", min_size=1, max_size=8))
def test_spelling_a_word_leaves_it_the_same_word(word: str) -> None:
    written = form(word).written
    assert form(spelled(written)).written == written


def test_the_tone_is_split_off() -> None:
    assert split_tone("hoa\u0300") == ("hoa", "\u0300")
    assert split_tone("hoa") == ("hoa", "")
    assert split_tone("") == ("", "")
