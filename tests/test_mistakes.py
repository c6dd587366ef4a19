"""What a typed word may have been, and which mistakes are likelier than others."""

import pytest

from timkiem.mistakes import BESIDE, CONFUSED, DOUBLED, DROPPED, OTHER, SWAPPED, accents, intended
from timkiem.text import form


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("bnh", "binh", DROPPED),
        ("binhh", "binh", DOUBLED),
        ("bihn", "binh", SWAPPED),
        ("bimh", "binh", BESIDE),
        ("bijnh", "binh", OTHER),
        ("bunh", "binh", BESIDE),
        ("bsnh", "binh", OTHER),
        ("xan", "san", CONFUSED),
        ("san", "xan", CONFUSED),
        ("chung", "trung", CONFUSED),
        ("long", "nong", CONFUSED),
        ("dat", "giat", CONFUSED),
        ("ke", "que", CONFUSED),
        ("ngieng", "nghieng", CONFUSED),
        ("ge", "ghe", CONFUSED),
        ("ly", "li", CONFUSED),
        ("lan", "lang", CONFUSED),
        ("b", "bi", DROPPED),
    ],
)
def test_one_mistake(typed: str, meant: str, cost: float) -> None:
    assert intended(typed)[meant] == cost


def test_a_word_is_no_mistake_for_itself_nor_for_nothing() -> None:
    assert "binh" not in intended("binh")
    assert "" not in intended("b")


def test_accents_that_agree_cost_nothing() -> None:
    assert accents(form("hoà"), form("hòa")) == 0
    assert accents(form("trờng"), form("trường")) == 0
    assert accents(form("bnh"), form("bình")) == 0  # its tone is lost with its vowel
    assert 0 < accents(form("hoa"), form("hòa")) < accents(form("hóa"), form("hòa"))
    assert accents(form("duong"), form("đường")) == accents(form("hoa"), form("hòa"))  # no accent at all is one mistake
