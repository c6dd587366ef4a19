"""One segment: articles, their labels, and the postings of every searched field, in one file that is written once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.article import Article
from timkiem.columnar.articles import Articles
from timkiem.columnar.filing import TABLES
from timkiem.columnar.inverting import invert
from timkiem.columnar.labels import Table, TableWriter
from timkiem.columnar.postings import Postings, first_places
from timkiem.columnar.sections import Sections, SectionWriter, described
from timkiem.columnar.storing import ArticleWriter
from timkiem.tokens import Tokens, Vocabulary

#: What is searched, and the text of an article that each field holds.
FIELDS: dict[str, Callable[[Article], str]] = {
    "title": lambda article: article.title,
    "body": lambda article: f"{article.lead}\n{article.body}",
    "source": lambda article: article.source,
    "author": lambda article: article.author,
    "category": lambda article: article.category,
    "location": lambda article: "\n".join(article.locations),
    "officials": lambda article: "\n".join(article.officials),
}


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
            self._articles.add(article)
            for table in self._tables.values():
                table.add(article)
        for name, text in FIELDS.items():
            tokens = self._vocabulary.tokens([text(article) for article in articles])
            self._tokens[name].append(tokens)
            self.words += len(tokens.spellings)

    @property
    def ids(self) -> list[str]:
        """The ids of the articles, by document number."""
        return self._articles.ids

    def write(self, path: Path) -> None:
        """Write the segment. Nothing is left of the file when that fails."""
        writer = SectionWriter(path)
        try:
            self._articles.finish()
            writer.add("articles.blocks", b"".join(self._blocks))
            self._articles.save(writer)
            for table in self._tables.values():
                table.save(writer)
            ranked = self._vocabulary.ranked()
            for name in FIELDS:
                batches = self._tokens.pop(name)
                tokens = Tokens(
                    np.concatenate([batch.spellings for batch in batches]),
                    np.concatenate([batch.lengths for batch in batches]),
                )
                invert(tokens, ranked).save(writer, name)
            writer.finish({"documents": len(self.ids)})
        except BaseException:
            writer.abandon()
            raise


class _Fields(Mapping[str, Postings]):
    """The postings of each field, opened and their small sections checked when they are first asked for."""

    def __init__(self, sections: Sections):
        self._sections = sections
        self._opened: dict[str, Postings] = {}

    def __getitem__(self, name: str) -> Postings:
        if name not in self._opened:
            if name not in FIELDS:
                raise KeyError(name)
            with described(self._sections.path):
                self._opened[name] = Postings.open(self._sections, name)
        return self._opened[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FIELDS)

    def __len__(self) -> int:
        return len(FIELDS)


class Segment:
    """An open segment. Immutable, so threads may share it."""

    def __init__(self, sections: Sections):
        self.path, self.size = sections.path, sections.size
        self.articles = Articles(sections)
        self.fields: Mapping[str, Postings] = _Fields(sections)
        self._sections = sections

    @cached_property
    def tables(self) -> dict[str, Table]:
        """What the articles are filed under, by the names of ``filing.TABLES``; opened when asked for."""
        return {name: Table.open(self._sections, name) for name in TABLES}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a segment. Raises FileNotFoundError when it is gone, IndexCorrupt when it is not whole."""
        return cls(Sections.open(path))

    def whole(self) -> NDArray[np.uint8]:
        """The file."""
        return self._sections.whole()

    @property
    def places(self) -> int:
        """Places of its longest field, see ``postings``; a segment may have MOST_PLACES."""
        return max(int(first_places(postings.lengths)[-1]) for postings in self.fields.values())

    def verify(self) -> None:
        """Compare all of the file with its checksums. Raises IndexCorrupt, naming the section."""
        self._sections.verify()

    def altered_sections(self) -> list[str]:
        """The sections that are not as they were written. Reads all of the file."""
        return list(self._sections.altered())

    def altered(self) -> bool:
        """Whether the file was changed in place since it was opened, which nothing of ours does."""
        return self._sections.replaced()

    def forget(self) -> None:
        """Let go of the memory of pages that were read."""
        self._sections.forget()

    def __len__(self) -> int:
        """Documents, deleted ones too."""
        return len(self.articles)
