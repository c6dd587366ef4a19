"""Spellings of places' names, and what each means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from timkiem.metadata.scan import first_word, spellings
from timkiem.text import forms

Rows = Mapping[str, tuple[str, ...]]  # a table: first column to the others

_PROVINCE_TYPE = re.compile(r"^(?:tinh|thanh pho|tp) (?=.)")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a spelling of a place's name means."""

    name: str
    kind: str  # province, district, country, city, or none: a longer name that is no place
    province: str | None = None
    today: str | None = None
    wary: bool = False  # also an everyday word or a given name: needs a telling context
    alone: bool = False  # of a district: like nothing else, so that it needs neither its type nor its province
    also: tuple[str, ...] = ()  # other provinces with a district of this name


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Spellings of places' names."""

    exact: Mapping[str, PlaceName]  # spelling: meaning
    first: Mapping[str, tuple[tuple[str, PlaceName], ...]]  # first word: (spelling, meaning), longest first
    provinces: Mapping[str, str]  # each province of before July 2025: the one of today that it is part of
    province_keys: Mapping[str, str]  # ``province_key`` of each spelling: the province of before July 2025


def gazetteer(tables: Mapping[str, Rows]) -> Gazetteer:
    """Index every spelling by its first word. The first table to claim a spelling keeps it."""
    first: dict[str, dict[str, PlaceName]] = {}
    for phrase, place in _named(tables):
        for spelling in spellings(phrase):
            # Headlines shout; a wary name is left alone there: ANH, NGA and MỸ are often something else.
            shouted = () if place.wary else (spelling.upper(),)
            for written in (spelling, *shouted):
                first.setdefault(first_word(written), {}).setdefault(written, place)
    exact = {spelling: place for rows in first.values() for spelling, place in rows.items()}
    return Gazetteer(
        exact,
        {word: tuple(sorted(rows.items(), key=lambda row: -len(row[0]))) for word, rows in first.items()},
        {name: today for name, (today, *_) in tables["provinces"].items()},
        {province_key(spelling): place.name for spelling, place in exact.items() if place.kind == "province"},
    )


def province_key(name: str) -> str:
    """What all ways to type one province's name share: its words without accents, and without "tỉnh" before them."""
    return _PROVINCE_TYPE.sub("", " ".join(form.folded for form in forms(name)))


def at(places: Gazetteer, text: str, word: str, start: int) -> tuple[PlaceName, int] | None:
    """The longest place's name that stands at ``start``, where ``word`` begins, and where it ends."""
    for spelling, place in places.first.get(word, ()):
        if text.startswith(spelling, start):
            end = start + len(spelling)
            if not text[end : end + 1].isalnum():
                return place, end
    return None


def _named(tables: Mapping[str, Rows]) -> Iterator[tuple[str, PlaceName]]:
    provinces = {name: PlaceName(name, "province", name, rest[0]) for name, rest in tables["provinces"].items()}
    for name, (lies_in, *how) in tables["districts"].items():
        several = tuple(lies_in.split("|"))
        province, also = (None, several) if how == ["unsure"] else (several[0], several[1:])
        today = provinces[province].today if province in provinces else None
        yield name, PlaceName(name, "district", province, today, how == ["typed"], how == ["alone"], also)
    for phrase in tables["not_places"]:
        yield phrase, PlaceName(phrase, "none")
    for name, (_, *aliases) in tables["provinces"].items():
        for alias in (name, *_split(aliases)):
            yield alias, replace(provinces[name], wary=alias in _WARY_PROVINCES)
    for name, rest in tables["countries"].items():
        for alias in (name, *_split(list(rest[:1]))):
            yield alias, PlaceName(name, "country", wary=rest[1:] == ("wary",) and " " not in alias and len(alias) < 5)
    for name in tables["cities"]:
        yield name, PlaceName(name, "city")
    for short, (country, where, *_rest) in tables["short_names"].items():
        if where == "alone":
            yield short, PlaceName(country, "country", wary=True)


def _split(aliases: list[str]) -> list[str]:
    return [alias for cell in aliases for alias in cell.split("|") if alias]


# Provinces' spellings that are also people's names when they stand alone, or stand for much else.
_WARY_PROVINCES = frozenset(("Huế", "Hồ Chí Minh", "HN"))
