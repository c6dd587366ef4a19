"""The articles themselves: ids, titles and dates at once, the rest in compressed blocks.

Ids and titles stand uncompressed, because every hit shows them; the other parts of 16 articles share a
zstd frame, so that one article costs some 40 microseconds and not a block of thousands.

Letters in shapes: N articles, K blocks.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from timkiem.article import Article, PartialDate
from timkiem.columnar.sections import Sections, SectionWriter
from timkiem.errors import IndexCorrupt

_ARTICLES = 16  #: articles in a block
_LEVEL = 3  #: of zstd: 250 MB/s here, to 0.35 of the text; level 9 gives 0.33 at a fifth of the speed
_LARGEST = 1 << 30  #: bytes that a block may grow to when opened: no bomb
UNDATED = -(1 << 31)  #: stands for both ends of the period of an article without a date
_HEAD = ("id", "title", "published")  # kept outside the blocks


class ArticleWriter:
    """Collects articles; what is compressed already is all that grows."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._titles: list[bytes] = []
        self._dates: list[str] = []
        self._periods: list[tuple[int, int]] = []
        self._waiting: list[bytes] = []
        self._blocks: list[bytes] = []
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)

    def add(self, article: Article) -> None:
        self.ids.append(article.id)
        self._titles.append(article.title.encode())
        self._dates.append(article.published.iso if article.published else "")
        self._periods.append(article.published.period if article.published else (UNDATED, UNDATED))
        rest = {name: value for name in _REST if (value := getattr(article, name))}
        self._waiting.append(json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode())
        if len(self._waiting) == _ARTICLES:
            self._close_block()

    def _close_block(self) -> None:
        self._blocks.append(self._compressor.compress(b"\n".join(self._waiting)))
        self._waiting.clear()

    def save(self, writer: SectionWriter) -> None:
        """Write the sections ``articles.*``."""
        if self._waiting:
            self._close_block()
        for name, strings in {
            "ids": [id.encode() for id in self.ids],
            "titles": self._titles,
            "dates": [date.encode() for date in self._dates],
            "blocks": self._blocks,
        }.items():
            writer.add_pieces(f"articles.{name}", "u1", strings)
            writer.add(f"articles.{name}.starts", np.cumsum([0, *map(len, strings)], dtype="u8"))
        hashes = hash_ids(self.ids)
        order = np.argsort(hashes, kind="stable")
        writer.add("articles.hashes", hashes[order])
        writer.add("articles.by_hash", order.astype("u4"))
        writer.add("articles.periods", np.array(self._periods, "i4").reshape(-1, 2).T.ravel())


_REST = tuple(name for name in Article.__dataclass_fields__ if name not in _HEAD)


class Articles:
    """The articles of one segment, by document number. Immutable, so threads may share it."""

    def __init__(self, sections: Sections):
        self._path = sections.path
        self._strings = {
            name: (sections.array(f"articles.{name}"), sections.array(f"articles.{name}.starts"))
            for name in ("ids", "titles", "dates", "blocks")
        }
        self._hashes: NDArray[np.uint64] = sections.array("articles.hashes")  # u8 [N] ascending
        self._by_hash: NDArray[np.uint32] = sections.array("articles.by_hash")  # u4 [N] the article of each hash
        #: i4 [2, N] first and last minute that each article's date covers, see PartialDate.period; or UNDATED
        self.periods: NDArray[np.int32] = sections.array("articles.periods").reshape(2, -1)

    @classmethod
    def open(cls, sections: Sections) -> Self:
        return cls(sections)

    def __len__(self) -> int:
        return len(self._hashes)

    def id(self, number: int) -> str:
        return self._text("ids", number)

    def title(self, number: int) -> str:
        return self._text("titles", number)

    def published(self, number: int) -> PartialDate | None:
        iso = self._text("dates", number)
        return PartialDate(iso) if iso else None

    def article(self, number: int) -> Article:
        """One article whole. Costs the opening of one block. Raises IndexCorrupt when it was altered."""
        frame = self._string("blocks", number // _ARTICLES)
        try:
            block = zstandard.ZstdDecompressor().decompress(frame, max_output_size=_LARGEST)
        except zstandard.ZstdError as error:
            raise self._altered(number) from error
        rest = json.loads(block.split(b"\n")[number % _ARTICLES])
        return Article(id=self.id(number), title=self.title(number), published=self.published(number), **rest)

    def find(self, id: str) -> Iterator[int]:
        """Document numbers of the articles with this id; several when older ones are deleted but not yet gone."""
        hash = hash_ids([id])[0]
        start, end = (int(self._hashes.searchsorted(hash, side)) for side in ("left", "right"))
        return (number for number in self._by_hash[start:end].tolist() if self.id(number) == id)

    def among(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """Document numbers, i8, of the articles with one of these ids."""
        found = np.flatnonzero(np.isin(self._hashes, hash_ids(ids)))
        wanted = set(ids)
        return np.array([number for number in self._by_hash[found].tolist() if self.id(number) in wanted], "i8")

    def _text(self, name: str, number: int) -> str:
        try:
            return self._string(name, number).decode()
        except UnicodeDecodeError as error:
            raise self._altered(number) from error

    def _altered(self, number: int) -> IndexCorrupt:
        return IndexCorrupt(self._path, f"its article {number} was altered")

    def _string(self, name: str, number: int) -> bytes:
        text, starts = self._strings[name]
        return text[int(starts[number]) : int(starts[number + 1])].tobytes()


def hash_ids(ids: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of each id, u8. Two checksums, not a cryptographic hash: ``find`` compares the ids themselves."""
    raw = [id.encode(errors="surrogatepass") for id in ids]  # no article has such an id, but one may be asked for
    pairs = [zlib.crc32(id) << 32 | zlib.adler32(id) for id in raw]
    return np.array(pairs, "u8")


def shown(value: Any) -> str:
    """An extra value of a record as a reader sees it: text as it is, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
