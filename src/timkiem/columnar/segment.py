"""One segment: articles, their labels, and the postings of every searched field, in one file that is written once."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from timkiem.article import Article
from timkiem.columnar.articles import Articles
from timkiem.columnar.filing import TABLES
from timkiem.columnar.labels import Table
from timkiem.columnar.postings import Postings, first_places
from timkiem.columnar.sections import Sections, described

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
