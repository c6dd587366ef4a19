"""Places in a text: provinces and countries by name, districts and wards by type; not what bears their names."""

from timkiem.metadata import gazetteer
from timkiem.metadata.anchors import TYPES, Anchors
from timkiem.metadata.countries import is_country
from timkiem.metadata.districts import add_numbered, add_typed, settle
from timkiem.metadata.gazetteer import PlaceName
from timkiem.metadata.hits import find_hits, name_tails
from timkiem.metadata.model import Place, Span
from timkiem.metadata.pairs import add_pairs
from timkiem.metadata.place_reader import PlaceReader
from timkiem.metadata.province_names import is_province
from timkiem.metadata.scan import Scan, Word
from timkiem.metadata.tables import Lexicon

#: The last four characters before districts and wards, lowered, with those that ``TYPES`` has no need of.
_TYPED = (
    TYPES
    | {sign + town for sign in '\n"“' for town in ("tp ", "tx ")}
    | {" tp.", "(tp.", " tx.", "(tx.", "tp.\n", "tx.\n"}
)
_DIRECTIONS = ("Bắc ", "Đông ", "Nam ", "Tây ")


def find_places(scan: Scan, lexicon: Lexicon, anchors: Anchors) -> tuple[Place, ...]:
    """Every place, in order of first mention. Linear in the text."""
    hits = find_hits(scan, lexicon, anchors)
    reader = PlaceReader(scan, lexicon, name_tails(hits, lexicon))
    lower, add = scan.lower, reader.add
    untyped: list[tuple[PlaceName, Span, Word | None]] = []
    last = 0  # end of the place before
    for start, end, place, run in hits:
        if start < last:
            continue
        if lower[start - 4 : start] in _TYPED:
            last = max(last, add_typed(reader, start, place, end))
            if start < last:
                continue
        if place is None:
            continue
        if place.kind == "district":
            place, start, end = _behind_direction(reader, place, (start, end))
        if place.kind == "district":
            untyped.append((place, (start, end), run))
        elif place.kind == "province":
            if is_province(reader, place, (start, end), run, last):
                add(place, (start, end))
        elif place.kind != "none" and is_country(reader, place, (start, end), run, last):
            add(place, (start, end))
        last = end
    add_pairs(reader)
    add_numbered(reader, anchors.numbered)
    settle(reader, untyped)
    found = [
        Place(place.name, place.kind, place.province, place.today, tuple(sorted(spans) if len(spans) > 1 else spans))
        for place, spans in reader.found.values()
    ]
    return tuple(sorted(found, key=lambda place: place.spans[0]))


def _behind_direction(reader: PlaceReader, place: PlaceName, span: Span) -> tuple[PlaceName, int, int]:
    """The longer name behind a direction, if a district's ends within it: "phía Bắc Hà Nội" is not of Bắc Hà."""
    text, (start, end) = reader.scan.text, span
    if text.startswith(_DIRECTIONS, start) and text[end : end + 1] == " ":
        first = text.index(" ", start) + 1
        longer = gazetteer.at(reader.lexicon.places, text, text[first:end].split(" ")[0], first)
        if longer is not None and longer[1] > end:
            return longer[0], first, longer[1]
    return place, start, end
