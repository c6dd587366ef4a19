"""Articles collected, and written as one segment."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from timkiem.article import Article
from timkiem.columnar.filing import TABLES
from timkiem.columnar.inverting import invert
from timkiem.columnar.labels import TableWriter
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.segment import FIELDS
from timkiem.columnar.storing import ArticleWriter, Records, packed
from timkiem.tokens import Tokens, Vocabulary

BATCH = 500  #: articles handed to the writer at a time


class SegmentBuilder:
    """Collects articles and writes them as one segment.

    Memory grows by about 5 bytes a word while collecting and peaks at about 50 bytes a word of the
    longest field while writing; ``words`` tells when it is time to write.
    """

    def __init__(self, vocabulary: Vocabulary):
        self._vocabulary = vocabulary
        self._blocks: list[bytes] = []
        self._articles = ArticleWriter(self._blocks.append)
        self._tokens: dict[str, list[Tokens]] = {name: [] for name in FIELDS}
        self._tables = {name: TableWriter(name) for name in TABLES}
        self.words = 0

    def add(self, articles: Sequence[Article]) -> None:
        """Read a batch: hundreds of articles at a time are read fastest."""
        for article in articles:
            self._articles.add(article.id, article.title, article.published, packed(article))
        for table in self._tables.values():
            table.add(articles)
        for name, text in FIELDS.items():
            self._add_tokens(name, self._vocabulary.tokens([text(article) for article in articles]))

    def add_records(self, records: Records) -> None:
        """``add`` for articles whose texts lie in JSON, always by kernels."""
        for each in zip(records.ids, records.titles, records.dates, records.packed, strict=True):
            self._articles.add(*each)
        labels = {"source": records.sources, "author": records.authors, "category": records.categories}
        for name, table in self._tables.items():
            if records.annotated:
                table.add(records.annotated)
            else:
                table.add_labels(labels.get(name), len(records))
        labels["title"] = records.titles
        for name in FIELDS:
            texts = labels.get(name) or [FIELDS[name](article) for article in records.annotated]
            if name == "body":
                tokens = self._vocabulary.tokens_in_json(b"".join(records.packed), records.texts())
            elif any(texts):
                tokens = self._vocabulary.tokens(texts)
            else:
                tokens = Tokens(np.empty(0, "u4"), np.zeros(len(records), "u4"))
            self._add_tokens(name, tokens)

    def _add_tokens(self, field: str, tokens: Tokens) -> None:
        self._tokens[field].append(tokens)
        self.words += len(tokens.spellings)

    @property
    def ids(self) -> list[str]:
        """The ids of the articles, by document number."""
        return self._articles.ids

    def write(self, path: Path) -> None:
        """Write the segment, without waiting for the disk: most are merged before they are committed.

        Nothing is left of the file when that fails.
        """
        writer = SectionWriter(path)
        try:
            self._articles.finish()
            writer.add("articles.blocks", b"".join(self._blocks))
            self._articles.save(writer)
            for table in self._tables.values():
                table.save(writer)
            ranked = self._vocabulary.ranked()
            for name in FIELDS:
                invert(Tokens.joined(self._tokens.pop(name)), ranked).save(writer, name)
            writer.finish({"documents": len(self.ids)}, sync=False)
        except BaseException:
            writer.abandon()
            raise
