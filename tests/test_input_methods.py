"""Telex and VNI left in a query: the table is tests/cases/keys.tsv."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from case_tables import table
from timkiem.input_methods import typed
from timkiem.syllables import is_syllable, split_tone
from timkiem.text import form

TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j", "": ""}
TELEX_MARKS = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5", "": ""}
VNI_MARKS = {"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"}
SYLLABLES = "quảng bình đường hòa thủy trường nguyễn nghiệp giếng hoặc đắk uỷ ẩn ước yếu quốc huỳnh thuở"


@pytest.mark.parametrize(("keys", "meant"), table("keys"))
def test_what_keys_mean(keys: str, meant: str) -> None:
    assert typed(keys) == (None if meant == "-" else meant)


@given(some.sampled_from(SYLLABLES.split()))
def test_keys_of_a_syllable_mean_that_syllable(syllable: str) -> None:
    letters, tone = split_tone(form(syllable).written)
    for tones, marks in ((TELEX, TELEX_MARKS), (VNI, VNI_MARKS)):
        keys = "".join(marks.get(letter, letter) for letter in letters) + tones[tone]
        assert form(typed(keys) or "").written == letters + tone


@given(some.text(alphabet="aeiouwsfrxjdghnt123456789", max_size=12))
def test_what_is_meant_is_always_a_syllable_and_another_word(keys: str) -> None:
    meant = typed(keys)
    assert meant is None or (is_syllable(form(meant).written) and meant != keys)
