"""Districts and wards: by the type before them, by number, and untyped where their province is named."""

import re
from collections.abc import Sequence

from timkiem.metadata import gazetteer
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.model import Span
from timkiem.metadata.people import split_place
from timkiem.metadata.place_reader import PlaceReader

#: Districts with the name of a province: where they lie.
_NAMESAKES = {"Quảng Ninh": "Quảng Bình", "Hòa Bình": "Bạc Liêu", "Điện Biên": "Điện Biên"}
_LIES_IN = re.compile(r"(?:,| -| –)? \(?(?:tỉnh |TP\.? |thành phố )?(\w+)")
_NUMBERED = re.compile(r"(?:quận |phường |[qp]\.) ?([0-9]{1,2})(?![0-9/]|[,.][0-9])")


def add_typed(reader: PlaceReader, start: int, known: PlaceName | None, end: int) -> int:
    """Add the district or ward that a type before a capital announces; where it ends, or 0 if none.

    ``known`` is the place whose name stands there and ends at ``end``, if one does.
    """
    kind, _ = reader.before(start)
    if kind == "province":
        if known is None or known.kind not in ("district", "city"):
            return 0
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
        name = PlaceName(known.name, "district", *(said if said[0] and province else (province, today)))
        reader.add(name, (start, end))
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


def add_untyped(reader: PlaceReader, untyped: list[tuple[PlaceName, Span]]) -> None:
    """Add districts named without their type where the article names their province, or them with it."""
    named = {place.province for place, _ in reader.found.values()}
    for place, span in untyped:
        kind, _ = reader.before(span[0])
        if place.province in named and not kind and reader.scan.text[slice(*span)] not in reader.tails:
            reader.add(place, span)
