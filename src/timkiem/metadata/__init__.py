"""Who, where and when, from an article's own words: officials, places and dates, each with its place in the text."""

from dataclasses import replace

from timkiem.article import Article
from timkiem.byline import authors, closing_names
from timkiem.metadata.dates import find_dates, infer_published
from timkiem.metadata.model import DateMention, Metadata, Official, Place, Span
from timkiem.metadata.officials import find_officials
from timkiem.metadata.places import find_places
from timkiem.metadata.provinces import province_named, province_today, provinces_before
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon, load

__all__ = [
    "DateMention",
    "Lexicon",
    "Metadata",
    "Official",
    "Place",
    "Span",
    "annotated",
    "extract",
    "load",
    "metadata_version",
    "province_named",
    "province_today",
    "provinces_before",
]


def extract(article: Article, lexicon: Lexicon | None = None) -> Metadata:
    """What the article says of officials, places and dates, and who wrote it when.

    ``lexicon`` is what ``load`` returned; the packaged tables if it is None. Linear in the text.
    """
    tables = lexicon or load()
    byline = closing_names(article.body)
    scan = Scan.of(article.text, len(byline))
    anchors = tables.anchors.find(scan.text, scan.lower)
    dates = find_dates(scan, tables, anchors, article.published, len(article.title))
    published = article.published or infer_published(dates)
    return Metadata(
        published=published,
        published_inferred=article.published is None and published is not None,
        dates=dates,
        places=find_places(scan, tables, anchors),
        officials=find_officials(scan, tables, anchors),
        authors=authors(article.author or byline),
    )


def annotated(article: Article, lexicon: Lexicon | None = None) -> Article:
    """The article with the places and officials that it names in its fields, and the whole record beside them."""
    found = extract(article, lexicon)
    record = found.record(article.id)
    del record["id"], record["date"]
    return replace(
        article,
        locations=tuple(dict.fromkeys([*found.provinces, *(place.name for place in found.places)])),
        officials=tuple(_in_words(official) for official in found.officials),
        metadata={"version": metadata_version(lexicon)} | {name: value for name, value in record.items() if value},
    )


def _in_words(official: Official) -> str:
    """Rank, name and position as a reader writes them: "Đại tá Nguyễn Văn A, Giám đốc Công an tỉnh B"."""
    name = " ".join(filter(None, (official.rank, official.name)))
    return ", ".join(filter(None, (name, official.position)))


def metadata_version(lexicon: Lexicon | None = None) -> str:
    """12 hexadecimal digits that change with the rules and with any line of the tables."""
    return (lexicon or load()).version
