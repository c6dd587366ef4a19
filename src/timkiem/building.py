"""From pieces of files to a segment: what a worker process of ``timkiem index`` does."""

from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path

from timkiem import records
from timkiem.article import Article
from timkiem.columnar.collecting import BATCH, SegmentBuilder
from timkiem.corpus import hashed
from timkiem.errors import CorpusError
from timkiem.files import LINES
from timkiem.pieces import Piece, Stretch
from timkiem.tokens import Vocabulary

_KNOWN = 1_000_000  #: spellings from which a worker's vocabulary is begun anew

#: Ids by document number; file and fingerprint of each; file, path, line and reason of each error.
Built = tuple[list[str], list[tuple[str, int]], list[tuple[str, str, int, str]]]
_vocabulary = Vocabulary()


def build(
    portion: list[Piece | Stretch | CorpusError], path: Path, metadata: bool, lexicon: Path | None = None
) -> Built:
    """Write the articles of some pieces as one segment, none when there are none. Runs in a worker process."""
    global _vocabulary
    if len(_vocabulary.forms) > _KNOWN:
        _vocabulary = Vocabulary()
    if metadata:
        from timkiem.metadata import annotated, load  # a tenth of a second, which others need not wait for
    builder = SegmentBuilder(_vocabulary)
    origins: list[tuple[str, int]] = []
    errors: list[tuple[str, str, int, str]] = []
    if (metadata and not _is_of_lines(portion)) or not records.ready(portion):  # files of one article: in batches
        articles = _articles(portion, origins, errors)
        while batch := list(islice(articles, BATCH)):
            builder.add(annotated(batch, load(lexicon)) if metadata else batch)
    else:
        for piece, key in _pieces(portion, errors):
            found, contents, wrong = records.read(piece)
            if metadata:
                found.annotate(annotated(found.articles(), load(lexicon)))
            builder.add_records(found)
            origins += zip(repeat(key), contents)
            errors += [(key, each.path, each.line, each.reason) for each in wrong]
    if builder.ids:
        builder.write(path)
    return builder.ids, origins, errors


def _is_of_lines(portion: list[Piece | Stretch | CorpusError]) -> bool:
    """Whether all pieces are of files that hold an article a line."""
    return all(isinstance(each, CorpusError) or each.source.format in LINES for each in portion)


def _pieces(
    portion: list[Piece | Stretch | CorpusError], errors: list[tuple[str, str, int, str]]
) -> Iterator[tuple[Piece, str]]:
    """The pieces of a portion, which is used up, each with the key of its file; what is none goes to ``errors``."""
    while portion:
        each = portion.pop(0)
        key = "" if isinstance(each, CorpusError) else each.source.key
        piece = each.read() if isinstance(each, Stretch) else each
        if isinstance(piece, CorpusError):
            errors.append((key, piece.path, piece.line, piece.reason))
        else:
            yield piece, key


def _articles(
    portion: list[Piece | Stretch | CorpusError],
    origins: list[tuple[str, int]],
    errors: list[tuple[str, str, int, str]],
) -> Iterator[Article]:
    """The articles of a portion, which is used up, and where each is from; what is none goes to ``errors``."""
    for piece, key in _pieces(portion, errors):
        for each, content in hashed(piece):
            if isinstance(each, CorpusError):
                errors.append((key, each.path, each.line, each.reason))
            else:
                origins.append((key, content))
                yield each
