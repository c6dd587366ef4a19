"""Who, where and when, from an article's own words."""

from timkiem.article import Article
from timkiem.metadata.dates import find_dates, infer_published
from timkiem.metadata.lexicon import Lexicon, load
from timkiem.metadata.model import DateMention, Metadata, Official, Place
from timkiem.metadata.officials import find_officials
from timkiem.metadata.places import find_places
from timkiem.metadata.scan import Scan

__all__ = ["DateMention", "Lexicon", "Metadata", "Official", "Place", "extract", "load"]


def extract(article: Article, lexicon: Lexicon | None = None) -> Metadata:
    """What the article says of officials, places and dates."""
    tables = lexicon or load()
    scan = Scan.of(article.text)
    dates = find_dates(scan, article.published)
    published = article.published or infer_published(dates)
    return Metadata(published, article.published is None and published is not None, dates, find_places(scan, tables), find_officials(scan, tables), ())
