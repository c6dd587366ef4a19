"""The fields as Whoosh sees them. The import paths here are pickled into every TOC: they are file format.

``title``, ``body``, ``source``, ``author`` and ``category`` hold words without accents; NAME_written the
same words with theirs, and NAME_pair two neighbouring words without accents ("quang binh"). All are
views of the same columns.
"""

from collections.abc import Iterator
from typing import Any

from whoosh import fields
from whoosh.analysis import Analyzer, Token

from timkiem.columnar.segment import FIELDS
from timkiem.errors import NotWritableByWhoosh
from timkiem.text import form, normalize, spans


class Words(Analyzer):  # type: ignore[misc]  # Whoosh carries no types
    """Cuts a text into words, each as one of the forms of ``timkiem.text``: "folded" or "written"."""

    def __init__(self, kind: str):
        self.kind = kind

    def __call__(self, value: str, positions: bool = False, chars: bool = False, **options: Any) -> Iterator[Token]:
        token = Token(positions, chars, **{name: options[name] for name in ("removestops", "mode") if name in options})
        first_position, first_char = options.get("start_pos", 0), options.get("start_char", 0)
        text = normalize(value)
        pattern = not options.get("tokenize", True) and ("*" in text or "?" in text)
        for position, (start, end) in enumerate([(0, len(text))] if pattern else spans(text)):
            token.text = self._pattern(text) if pattern else getattr(form(text[start:end]), self.kind)
            token.original, token.boost, token.stopped = text[start:end], 1.0, False
            if positions:
                token.pos = first_position + position
            if chars:
                token.startchar, token.endchar = first_char + start, first_char + end
            yield token

    def _pattern(self, text: str) -> str:
        """A word with Whoosh's wildcards in it: the letters between them in their form, the signs as they are."""
        pieces: list[str] = []
        at = 0
        for start, end in spans(text):
            pieces += text[at:start], getattr(form(text[start:end]), self.kind)
            at = end
        return "".join([*pieces, text[at:]])


class Text(fields.TEXT):  # type: ignore[misc]
    """A text field that matches however its queries are built: every text becomes the form that is indexed."""

    def __init__(self, kind: str, *, stored: bool = False):
        # Written words have no positions: Whoosh then refuses a phrase of them, which would silently find nothing.
        super().__init__(analyzer=Words(kind), phrase=kind == "folded", stored=stored)

    def to_bytes(self, value: Any) -> bytes:
        if isinstance(value, (list, tuple)):
            value = value[0]
        if isinstance(value, bytes):
            return value
        return " ".join(token.text for token in self.analyzer(value)).encode()

    def index(self, value: Any, **options: Any) -> Any:
        raise NotWritableByWhoosh


class Id(fields.ID):  # type: ignore[misc]
    """A field of whole values."""

    def index(self, value: Any, **options: Any) -> Any:
        raise NotWritableByWhoosh


class ReadOnlySchema(fields.Schema):  # type: ignore[misc]
    """Lets Whoosh search. Every commit of Whoosh's own writer passes through ``clean``, and stops there."""

    def clean(self) -> None:
        raise NotWritableByWhoosh


class _WritableSchema(ReadOnlySchema):
    """What timkiem's own commit writes; it is pickled as a ReadOnlySchema."""

    def clean(self) -> None:
        fields.Schema.clean(self)

    def __reduce__(self) -> Any:
        return ReadOnlySchema, (), dict(self.__dict__)


def schema() -> fields.Schema:
    """The schema to write into a TOC."""
    texts: dict[str, fields.FieldType] = {}
    for name in FIELDS:
        texts[name] = Text("folded", stored=True)
        texts[f"{name}_written"] = Text("written")
        texts[f"{name}_pair"] = Text("folded")
    return _WritableSchema(id=Id(unique=True, stored=True), date=Id(stored=True), **texts)
