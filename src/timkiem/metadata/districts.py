"""Districts and wards: by the type before them, by number, and untyped where their province is named."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from timkiem.metadata import gazetteer
from timkiem.metadata.capitals import may_follow
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.model import Span
from timkiem.metadata.people import split_place
from timkiem.metadata.place_reader import PlaceReader
from timkiem.metadata.scan import Word

#: Districts with the name of a province: where they lie.
_NAMESAKES = {"Quảng Ninh": "Quảng Bình", "Hòa Bình": "Bạc Liêu", "Điện Biên": "Điện Biên"}
_LIES_IN = re.compile(r"(?:,| -| –)? \(?(?:tỉnh |TP\.? |thành phố )?(\w+)")
_NUMBERED = re.compile(r"(?:quận |phường |[qp]\.) ?([0-9]{1,2})(?![0-9/]|[,.][0-9])")


def add_typed(reader: PlaceReader, start: int, known: PlaceName | None, end: int) -> int:
    """Add the district or ward that a type before a capital announces; where it ends, or 0 if none.

    ``known`` is the place whose name stands there and ends at ``end``, if one does.
    """
    kind, word = reader.before(start)
    if kind == "province":
        if known is None or known.kind not in ("district", "city"):
            return 0
        if word != "tỉnh" or known.kind == "city":  # "tỉnh Sơn Tây" is in China
            reader.add(known, (start, end))
        return end
    if kind not in ("district", "ward"):
        return 0
    if known is not None and kind == "district" and known.kind in ("district", "province"):
        province, today = known.province, known.today
        if known.kind == "province":
            if reader.scan.lower.endswith(("thị xã ", "tx ", "tx. "), 0, start):
                return 0  # a town that bears its province's name
            province = _NAMESAKES.get(known.name)
            today = reader.lexicon.places.provinces.get(province or "")
        said = _within(reader, end)  # of two districts of one name the text means that
        if said[0] and (province or known.also):
            reader.add(PlaceName(known.name, "district", *said), (start, end))
        else:
            reader.add(PlaceName(known.name, "district", province, today, also=known.also), (start, end))
        return end
    run = reader.scan.run_from(start)
    words = run.string.split(" ")
    end = start + len(" ".join(words[: split_place(words, reader.lexicon)]))
    if end - start < 2:
        return 0  # "P. T." hides a name
    province, today = _within(reader, end)
    reader.add(PlaceName(reader.scan.text[start:end], kind, province, today), (start, end))
    return end


def _within(reader: PlaceReader, end: int) -> tuple[str | None, str | None]:
    """The province that stands right behind a district: "huyện Như Xuân, tỉnh Thanh Hóa"."""
    found = _LIES_IN.match(reader.scan.text, end)
    if found is None:
        return None, None
    name = gazetteer.at(reader.lexicon.places, reader.scan.text, found[1], found.start(1))
    return (name[0].province, name[0].today) if name is not None and name[0].kind == "province" else (None, None)


def add_numbered(reader: PlaceReader, starts: Sequence[int]) -> None:
    """Add "quận 1" and "phường 10". Only Hồ Chí Minh City numbers its districts."""
    lower = reader.scan.lower
    for found in filter(None, (_NUMBERED.match(lower, start) for start in starts)):
        if not lower[found.start() - 1 : found.start()].isalnum():
            kind, title = ("district", "Quận") if found[0][0] == "q" else ("ward", "Phường")
            city = "TP. Hồ Chí Minh" if kind == "district" else None
            reader.add(PlaceName(f"{title} {int(found[1])}", kind, city, city), found.span())


def settle(reader: PlaceReader, untyped: list[tuple[PlaceName, Span, Word | None]]) -> None:
    """Add untyped districts whose province is named, or them with their type, or that are like nothing else.

    Of several provinces with a district of one name, the one that the article names is meant.
    """
    several = [key for key, (place, _) in reader.found.items() if place.also]
    if not untyped and not several:
        return
    named = {place.name for place, _ in reader.found.values() if place.kind == "province"}
    for key in several:
        place, spans = reader.found[key]
        reader.found[key] = (_meant(reader, place, named), spans)
    named |= {place.province for place, _ in reader.found.values() if place.province}
    for place, span, run in untyped:
        known = place.province in named or not named.isdisjoint(place.also)
        if known or (place.alone and (run is None or may_follow(reader, place, run, span[0]))):
            kind, _ = reader.before(span[0])
            if not kind and _is_sure(reader, place, span):
                reader.add(_meant(reader, place, named), span)


def _is_sure(reader: PlaceReader, place: PlaceName, span: Span) -> bool:
    """Whether nobody bears the name here; one that people bear must stand among places or before its province."""
    if reader.scan.text[slice(*span)] in reader.tails:
        return False
    if not place.wary or reader.follows_place(span[0]):
        return True
    province, _ = _within(reader, span[1])
    return province is not None and (province == place.province or province in place.also)


def _meant(reader: PlaceReader, place: PlaceName, named: Set[str]) -> PlaceName:
    """The district of the name that lies in a named province."""
    if place.province in named:
        return place
    province = next((other for other in place.also if other in named), place.province)
    return replace(place, province=province, today=reader.lexicon.places.provinces.get(province or ""))
