"""What an article says about who, where and when: plain frozen data, every value with its place in the text."""

from dataclasses import dataclass

from timkiem.article import PartialDate

Span = tuple[int, int]  # start and end, in characters of Article.text


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as the text names it. ``iso`` is None when no year could be found for it."""

    surface: str
    iso: str | None  # "2022", "2022-11" or "2022-11-22"
    start: int
    end: int
    since: str | None = None  # first day of a range that ends at ``iso``: "từ 20 đến 26-10"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the article names, once, with every mention."""

    name: str  # canonical: "Thừa Thiên Huế", "Nhật Bản"; districts and wards without their type
    kind: str  # province, district, ward, country or city (a foreign one)
    province: str | None  # the province of before July 2025 that it is or lies in, if known
    today: str | None  # the province of today, if known
    spans: tuple[Span, ...]  # ascending


@dataclass(frozen=True, slots=True)
class Official:
    """A named holder, present or former, of an office or a military or police rank."""

    name: str  # fullest form in the article, without forms of address
    rank: str | None
    position: str | None  # fullest title in the article, in its words
    foreign: bool
    spans: tuple[Span, ...]  # names and titles that mean this person, ascending


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that ``extract`` found. Each tuple is in order of first mention."""

    published: PartialDate | None
    published_inferred: bool  # True: no header gave the date, the text did
    dates: tuple[DateMention, ...]
    places: tuple[Place, ...]
    officials: tuple[Official, ...]
    authors: tuple[str, ...]

    @property
    def provinces(self) -> tuple[str, ...]:
        """Distinct provinces of before July 2025 that are named."""
        return tuple(place.name for place in self.places if place.kind == "province")

    @property
    def provinces_meant(self) -> tuple[str, ...]:
        """Distinct provinces that are named, then those in which districts lie that are named."""
        return tuple(dict.fromkeys([*self.provinces, *(place.province for place in self.places if place.province)]))

    @property
    def countries(self) -> tuple[str, ...]:
        """Distinct foreign countries."""
        return tuple(place.name for place in self.places if place.kind == "country")

    def record(self, id: str) -> dict[str, object]:
        """The article's line of ``timkiem extract``: JSON-ready, in a stable key order."""
        return {
            "id": id,
            "date": str(self.published) if self.published else None,
            "date_inferred": self.published_inferred,
            "provinces": list(self.provinces),
            "countries": list(self.countries),
            "places": [_place(place) for place in self.places],
            "dates": [_date(date) for date in self.dates],
            "officials": [_official(official) for official in self.officials],
            "authors": list(self.authors),
        }


def _place(place: Place) -> dict[str, object]:
    spans = [list(span) for span in place.spans]
    return {"name": place.name, "kind": place.kind, "province": place.province, "today": place.today, "spans": spans}


def _date(date: DateMention) -> dict[str, object]:
    found: dict[str, object] = {"surface": date.surface, "iso": date.iso, "start": date.start, "end": date.end}
    return found | {"since": date.since} if date.since else found


def _official(official: Official) -> dict[str, object]:
    return {
        "name": official.name,
        "rank": official.rank,
        "position": official.position,
        "foreign": official.foreign,
        "spans": [list(span) for span in official.spans],
    }
