"""The seam with Whoosh: its searcher and query objects read our columns through these classes.

``Segment`` is what a TOC pickles; its import path and state are file format. Whoosh asks a codec for
readers by document and by term; both are ``Columns`` here. Nothing writes through Whoosh.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from timkiem.columnar.documents import Occurrences
from timkiem.columnar.manifest import NOTHING_DELETED, Entry
from timkiem.columnar.postings import Postings
from timkiem.columnar.segment import FIELDS
from timkiem.columnar.segment import Segment as OpenSegment
from timkiem.columnar.views import Folded, Matcher, Pairs, Values, View, Written
from timkiem.errors import NotWritableByWhoosh


class Segment(base.Segment):  # type: ignore[misc]
    """One segment of the index, by name, size and deleted documents."""

    def __init__(self, entry: Entry):
        self.indexname, self.segid, self.compound = "MAIN", entry.id, False
        self._documents, self._deleted = entry.documents, frozenset(entry.deleted.tolist())

    def codec(self) -> "Columnar":
        return Columnar()

    def should_assemble(self) -> bool:
        return False  # a .seg archive would hide the columns from mmap

    def doc_count_all(self) -> int:
        return self._documents

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise NotWritableByWhoosh

    @property
    def file(self) -> str:
        return Entry(self.segid, self._documents, NOTHING_DELETED).file


class Columnar(base.Codec):  # type: ignore[misc]
    """Whoosh's factory of readers. Stateless."""

    def terms_reader(self, storage: Any, segment: Segment) -> "Columns":
        return Columns(OpenSegment.open(Path(storage.folder) / segment.file), segment)

    def per_document_reader(self, storage: Any, segment: Segment) -> "Columns":
        return self.terms_reader(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        raise NotWritableByWhoosh


_VIEWS: dict[str, Callable[[Postings], View]] = {"": Folded, "written": Written, "pair": Pairs}


class Columns(base.PerDocumentReader, base.TermsReader):  # type: ignore[misc]
    """An open segment, as Whoosh asks for it. Numbers leave it as Python ints: its collectors need that."""

    def __init__(self, columns: OpenSegment, segment: Segment):
        self._columns, self._segment = columns, segment
        self._views: dict[str, View] = {}

    def view(self, name: str) -> View:
        """One field. Raises TermNotFound for a field that has no terms here."""
        if name not in self._views:
            self._views[name] = self._open_view(name)
        return self._views[name]

    def _open_view(self, name: str) -> View:
        if name in ("id", "date"):
            return Values(self._gathered(name))
        field, _, kind = name.partition("_")
        if field not in FIELDS:
            raise TermNotFound(f"no field {name!r}")
        return _VIEWS[kind](self._columns.fields[field])

    def _gathered(self, name: str) -> dict[bytes, list[int]]:
        """Values and their documents. A date stands as year, month and day: each finds it."""
        gathered: defaultdict[bytes, list[int]] = defaultdict(list)
        articles = self._columns.articles
        for number in range(len(articles)):
            if name == "id":
                gathered[articles.id(number).encode()].append(number)
            elif published := articles.published(number):
                for length in (4, 7, 10):
                    if len(published.iso) >= length:
                        gathered[published.iso[:length].encode()].append(number)
        return gathered

    def close(self) -> None:
        """The map closes with the last array that views it."""

    # -- documents
    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self._columns.articles.article(docnum)
        stored = {name: text(article) for name, text in FIELDS.items()}
        return {"id": article.id, "date": article.published and article.published.iso, **stored}

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> frozenset[int]:
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, name: str, default: int = 0) -> int:
        lengths = self.view(name).lengths
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, name: str) -> int:
        return self.view(name).total_length

    def min_field_length(self, name: str) -> int:
        lengths = self.view(name).lengths
        return int(lengths.min()) if lengths is not None and len(lengths) else 0

    def max_field_length(self, name: str) -> int:
        lengths = self.view(name).lengths
        return int(lengths.max()) if lengths is not None and len(lengths) else 0

    # -- terms
    def indexed_field_names(self) -> list[str]:
        return sorted(["id", "date", *(name + kind for name in FIELDS for kind in ("", "_written", "_pair"))])

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.view(term[0]).terms.find(term[1]) >= 0

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from(self.indexed_field_names()[0], b"")

    def terms_from(self, name: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """All terms from here on, into the fields that follow: so Whoosh wants it."""
        for field in self.indexed_field_names():
            if field >= name:
                terms = self.view(field).terms
                for number in range(terms.lower(prefix) if field == name else 0, len(terms)):
                    yield field, terms[number]

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from(self.indexed_field_names()[0], b"")

    def items_from(self, name: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(name, prefix))

    def cursor(self, name: str, fieldobj: Any) -> "_Cursor":
        return _Cursor(self, name)

    def term_info(self, name: str, text: bytes) -> TermInfo:
        """Always a new object: Whoosh changes it when it joins segments."""
        found = self._find(name, text)
        if not len(found.docs):  # a merge keeps the words of articles that are gone
            return TermInfo(0, 0, 1, 1, 0, 0, 0)
        lengths = self.view(name).lengths
        shortest, longest = (1, 1) if lengths is None else (lengths[found.docs].min(), lengths[found.docs].max())
        most = int(found.counts.max())
        total = int(found.counts.sum(dtype="i8"))
        return TermInfo(
            total, len(found.docs), int(shortest), int(longest), most, int(found.docs[0]), int(found.docs[-1])
        )

    def frequency(self, name: str, text: bytes) -> int:
        return int(self._find(name, text).counts.sum(dtype="i8")) if (name, text) in self else 0

    def doc_frequency(self, name: str, text: bytes) -> int:
        return len(self._find(name, text).docs) if (name, text) in self else 0

    def matcher(self, name: str, text: bytes, format_: Any, scorer: Any = None) -> "Matcher":
        return Matcher(self.view(name), self._number(name, text), format_, (name, text), scorer)

    def _number(self, name: str, text: bytes) -> int:
        number = self.view(name).terms.find(text)
        if number < 0:
            raise TermNotFound(f"{name}:{text.decode()}")
        return number

    def _find(self, name: str, text: bytes) -> Occurrences:
        return self.view(name).occurrences(self._number(name, text))


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """A finger on a field's sorted terms."""

    def __init__(self, columns: Columns, name: str):
        self._columns, self._name, self._at = columns, name, 0
        self._terms = columns.view(name).terms

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        self._at = self._terms.lower(term if isinstance(term, bytes) else term.encode())
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._terms[self._at].decode() if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return self._columns.term_info(self._name, self._terms[self._at]) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < len(self._terms)
