"""What a news article is, once it has left its file. Plain data: no reading, no searching."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from timkiem.errors import DateError

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})\S*)?)?)?", re.ASCII)
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2})?)?)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1)
_MINUTE = timedelta(minutes=1)
_LAST = (1 << 31) - 1  #: minutes since 1970 that 32 bits count, until the year 6053


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known: ``2022``, ``2022-11``, ``2022-11-22`` or ``2022-11-22T08:30``."""

    iso: str

    def __post_init__(self) -> None:
        """Raises DateError for what is no date in one of the four forms."""
        if not _ISO.fullmatch(self.iso):
            raise DateError(f"{self.iso!r} is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a date in one of the four forms; seconds and a time zone are dropped. Raises DateError."""
        match = _DATE.fullmatch(text.strip())
        if not match:
            raise DateError(f"{text!r} is not a date; write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm")
        year, month, day, hour, minute = match.groups()
        try:
            datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0))
        except ValueError:
            raise DateError(f"{text!r} is not a date of the calendar") from None
        return cls("-".join(filter(None, (year, month, day))) + (f"T{hour}:{minute}" if hour else ""))

    @property
    def precision(self) -> str:
        """ "year", "month", "day" or "minute"."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.iso), "minute")

    @property
    def period(self) -> tuple[int, int]:
        """First and last minute that the date covers, both included, in minutes since 1970-01-01T00:00.

        They fit in 32 bits: dates after the year 6053, which stand for "for ever", all end at its last minute.
        """
        first = datetime.fromisoformat(self.iso + "0001-01-01"[len(self.iso) :])
        match self.precision:
            case "year":
                last = datetime(first.year, 12, 31, 23, 59)
            case "month":
                last = first.replace(day=monthrange(first.year, first.month)[1], hour=23, minute=59)
            case "day":
                last = first.replace(hour=23, minute=59)
            case _:
                last = first
        return min((first - _EPOCH) // _MINUTE, _LAST), min((last - _EPOCH) // _MINUTE, _LAST)

    def __str__(self) -> str:
        return self.iso


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Text is NFC; offsets anywhere in the package count characters of ``text``."""

    id: str  # same id, same article: indexing it again replaces it
    title: str
    body: str = ""  # paragraphs, one a line
    lead: str = ""
    published: PartialDate | None = None
    url: str = ""
    source: str = ""  # the newspaper
    author: str = ""
    category: str = ""
    locations: tuple[str, ...] = ()  # provinces, districts, countries that it names
    officials: tuple[str, ...] = ()  # "rank name, position" of each official that it names
    metadata: Mapping[str, object] = field(default_factory=dict)  # what ``metadata.extract`` found, with its spans
    path: str = ""  # where it was read: "seeds/a.txt", "news.jsonl:17"
    extra: Mapping[str, object] = field(default_factory=dict)  # other keys of the record: kept and shown, not searched

    @property
    def text(self) -> str:
        """Title, lead and body, a line each paragraph: what is searched and what spans point into."""
        return "\n".join(part for part in (self.title, self.lead, self.body) if part)

    def record(self) -> dict[str, object]:
        """The article as JSON has it: what is empty is left out, other keys of its record stand beside."""
        own: dict[str, object] = {
            "id": self.id,
            "title": self.title,
            "date": self.published.iso if self.published else "",
            "source": self.source,
            "author": self.author,
            "category": self.category,
            "url": self.url,
            "locations": list(self.locations),
            "officials": list(self.officials),
            "metadata": dict(self.metadata),
            "path": self.path,
            "lead": self.lead,
            "body": self.body,
        }
        return {**self.extra, **{name: value for name, value in own.items() if value}}
