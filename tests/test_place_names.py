"""The name of a province or a country stands for the labels that articles have for it."""

import pytest

from timkiem.metadata.provinces import province_named, provinces_before
from timkiem.metadata.tables import load
from timkiem.place_names import labels_meant
from timkiem.text import forms


def folded(text: str) -> tuple[str, ...]:
    return tuple(form.folded for form in forms(text))


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("Quảng Trị", {"Quảng Trị"}),
        ("quang tri", {"Quảng Trị"}),
        ("tỉnh Quảng Trị", {"Quảng Trị", "tỉnh Quảng Trị"}),
        ("Quảng Trị mới", {"Quảng Trị", "Quảng Bình"}),
        ("quang tri 2025", {"Quảng Trị", "Quảng Bình"}),
        ("Quảng Bình mới", None),  # there is none: it is part of Quảng Trị
        ("Huế", {"Huế", "Thừa Thiên Huế"}),
        ("thành phố Huế mới", {"Thừa Thiên Huế"}),
        ("Sài Gòn", {"Sài Gòn", "TP. Hồ Chí Minh"}),
        ("Hồ Chí Minh mới", {"TP. Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"}),
        ("Hoa Kỳ", {"Mỹ", "Hoa Kỳ"}),
        ("Anh", {"Anh"}),
        ("Bình", None),
        ("Chợ Mới", None),
        ("mới", None),
    ],
)
def test_what_a_name_means(typed: str, labels: set[str] | None) -> None:
    assert labels_meant(folded(typed)) == (None if labels is None else set(map(folded, labels)))


def test_the_small_tables_say_what_the_large_ones_do() -> None:
    places = load().places
    for spelling, place in places.exact.items():
        if place.kind == "province":
            assert province_named(spelling) == place.name
            meant = labels_meant(folded(spelling))
            assert meant is not None
            assert folded(place.name) in meant
    for today in set(places.provinces.values()):
        assert labels_meant((*folded(today), "moi")) == set(map(folded, provinces_before(today)))
