"""Who, where and when, from an article's own words: officials, places and dates, each with its place in the text."""

from collections.abc import Sequence
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
    "extract_all",
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
    return extract_all([article], lexicon)[0]


def extract_all(articles: Sequence[Article], lexicon: Lexicon | None = None) -> list[Metadata]:
    """What ``extract`` tells of each article, sooner: one kind of thing is sought in all of them, then the next."""
    tables = lexicon or load()
    bylines = [closing_names(article.body) for article in articles]
    scans = [Scan.of(article.text, len(byline)) for article, byline in zip(articles, bylines, strict=True)]
    anchors = tables.anchors.find(scans)
    parts = list(zip(scans, anchors, strict=True))
    dates = [
        find_dates(scan, tables, at, article.published, len(article.title))
        for article, (scan, at) in zip(articles, parts, strict=True)
    ]
    places = [find_places(scan, tables, at) for scan, at in parts]
    officials = find_officials(scans, tables, anchors)
    found = zip(articles, bylines, dates, places, officials, strict=True)
    return [_together(*each) for each in found]


def _together(
    article: Article,
    byline: str,
    dates: tuple[DateMention, ...],
    places: tuple[Place, ...],
    officials: tuple[Official, ...],
) -> Metadata:
    published = article.published or infer_published(dates)
    inferred = article.published is None and published is not None
    return Metadata(published, inferred, dates, places, officials, authors(article.author or byline))


def annotated(articles: Sequence[Article], lexicon: Lexicon | None = None) -> list[Article]:
    """The articles with the places and officials that they name in their fields, and the whole record beside them."""
    found = extract_all(articles, lexicon)
    return [_annotated(article, each, lexicon) for article, each in zip(articles, found, strict=True)]


def _annotated(article: Article, found: Metadata, lexicon: Lexicon | None) -> Article:
    record = found.record(article.id)
    del record["id"], record["date"]
    return replace(
        article,
        locations=tuple(dict.fromkeys([*found.provinces_meant, *(place.name for place in found.places)])),
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
