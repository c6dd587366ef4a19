"""tantivy (Rust) through tantivy-py: accents folded, title weighed twice, id and title stored."""

import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles import read
from engines.contract import Answer, Kind
from engines.imported import imported
from folding import fold, folded_words

_HEAP_BYTES = 256_000_000  # of both indexing threads together
_THREADS = 2
_TITLE_WEIGHT = 2.0
_LONGEST_WORD = 80  # bytes; tantivy's own analyzers drop longer ones at 40, which loses web addresses


@dataclass(frozen=True, slots=True)
class Tantivy:
    """Folding runs in tantivy's own filters, on its threads; or in Python before it sees the text."""

    name: str = "tantivy"
    folds_in_python: bool = False
    python: str = sys.executable
    kinds: tuple[Kind, ...] = ("any", "all", "phrase", "prefix")
    most_articles: int | None = None
    shared_by_threads: bool = True

    def version(self) -> str:
        """Of the package and of the index format."""
        return str(_tantivy().__version__)

    def index(self, articles: Path, folder: Path) -> None:
        """With 2 threads; returns once the merges that tantivy chose to start have ended."""
        tantivy = _tantivy()
        writer = _index(folder).writer(heap_size=_HEAP_BYTES, num_threads=_THREADS)
        # Its folding filter knows no combining marks, so text in NFD has to be composed before.
        prepare = fold if self.folds_in_python else _composed
        for article in read(articles):
            writer.add_document(
                tantivy.Document(
                    id=article.id,
                    shown=article.title.encode(),
                    title=prepare(article.title),
                    body=prepare(article.text),
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> "OpenTantivy":
        """Maps the segments."""
        return OpenTantivy(_index(folder))


class OpenTantivy:
    """A searcher over the last commit."""

    def __init__(self, index: Any) -> None:
        self._query = _tantivy().Query
        self._occur = _tantivy().Occur
        self._index = index
        self._searcher = index.searcher()

    def search(self, kind: Kind, text: str, limit: int) -> Answer:
        """Without counting all matches, which nobody asked for. (Counting was measured: no slower.)"""
        words = folded_words(text)
        query = self._prefix(words) if kind == "prefix" else self._parsed(kind, words)
        found = [self._searcher.doc(address) for _, address in self._searcher.search(query, limit, count=False).hits]
        return Answer(
            [document["id"][0] for document in found], [bytes(document["shown"][0]).decode() for document in found]
        )

    def close(self) -> None:
        """Nothing to do: the maps go with the object."""

    def _parsed(self, kind: Kind, words: list[str]) -> Any:
        text = " ".join(words)
        return self._index.parse_query(
            f'"{text}"' if kind == "phrase" else text,
            ["title", "body"],
            field_boosts={"title": _TITLE_WEIGHT},
            conjunction_by_default=kind == "all",
        )

    def _prefix(self, words: list[str]) -> Any:
        begun = [self._begun(field, words[-1]) for field in ("title", "body")]
        either = self._query.boolean_query([(self._occur.Should, query) for query in begun])
        parts = [(self._occur.Must, either)]
        if len(words) > 1:
            parts.append((self._occur.Must, self._parsed("all", words[:-1])))
        return self._query.boolean_query(parts)

    def _begun(self, field: str, start: str) -> Any:
        return self._query.fuzzy_term_query(self._index.schema, field, start, distance=0, prefix=True)


def _index(folder: Path) -> Any:
    """The index in the folder, created where there is none."""
    tantivy = _tantivy()
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_bytes_field("shown", stored=True)
    schema.add_text_field("title", tokenizer_name="folded")
    schema.add_text_field("body", tokenizer_name="folded")
    index = tantivy.Index(schema.build(), path=str(folder))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(_LONGEST_WORD), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()):
        analyzer = analyzer.filter(step)
    index.register_tokenizer("folded", analyzer.build())
    return index


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _tantivy() -> Any:
    return imported("tantivy", "pip install tantivy")
