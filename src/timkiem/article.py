"""What a news article is, once it has left its file. Plain data: no reading, no searching."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known: ``2022``, ``2022-11``, ``2022-11-22`` or ``2022-11-22T08:30``."""

    iso: str

    @property
    def precision(self) -> str:
        """ "year", "month", "day" or "minute"."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.iso), "minute")

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
    path: str = ""  # where it was read: "seeds/a.txt", "news.jsonl:17"
    extra: Mapping[str, object] = field(
        default_factory=lambda: NOTHING
    )  # other keys of the record: kept and shown, not searched

    @property
    def text(self) -> str:
        """Title, lead and body, a line each paragraph: what is searched and what spans point into."""
        return "\n".join(part for part in (self.title, self.lead, self.body) if part)
