"""The articles themselves: ids, titles and dates at once, the rest in compressed blocks.

Ids and titles stand uncompressed, because every hit shows them; the other parts of up to 16 articles share
a zstd frame, so that one article costs some 40 microseconds and not a block of thousands.

Letters in shapes: N articles, K blocks.
"""

import json
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from operator import attrgetter

import numpy as np
import orjson
import zstandard
from numpy.typing import NDArray

from timkiem.article import Article, PartialDate
from timkiem.columnar.sections import Guard, Sections, SectionWriter
from timkiem.errors import IndexCorrupt

_ARTICLES = 16  #: articles in a block
_LEVEL = 3  #: of zstd: 250 MB/s here, to 0.35 of the text; level 9 gives 0.33 at a fifth of the speed
_LARGEST = 1 << 30  #: bytes that a block may grow to when opened: no bomb
UNDATED = -(1 << 31)  #: stands for both ends of the period of an article without a date
_HEAD = ("id", "title", "published")  # kept outside the blocks
_REST = tuple(name for name in Article.__dataclass_fields__ if name not in _HEAD)
_rest = attrgetter(*_REST)
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME  # what json refuses too


class ArticleWriter:
    """Writes the stored articles of one segment. Blocks go to the file as they fill, the rest at the end."""

    def __init__(self, blocks: Callable[[bytes], None]):
        """``blocks`` takes each block, in order."""
        self.ids: list[str] = []
        self._sink = blocks
        self._titles: list[bytes] = []
        self._dates: list[bytes] = []
        self._periods: list[tuple[int, int]] = []
        self._waiting: list[bytes] = []
        self._ends = [0]
        self._firsts: list[int] = []
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)

    def add(self, article: Article) -> None:
        rest = {name: value for name, value in zip(_REST, _rest(article), strict=True) if value}
        period = article.published.period if article.published else (UNDATED, UNDATED)
        date = article.published.iso if article.published else ""
        self._add(article.id, article.title.encode(), date.encode(), period, _packed(rest))

    def copy(self, articles: "Articles", alive: NDArray[np.bool_]) -> None:
        """Add the articles of a segment that are alive, bool [N]. Whole blocks are copied as they are."""
        periods = articles.periods.T.tolist()
        for first, end, frame in articles.blocks():
            kept = (np.flatnonzero(alive[first:end]) + first).tolist()
            if len(kept) == end - first:
                self._close_block()
                self._write_block(len(self.ids), frame)
                packed = [b""] * len(kept)
            else:
                lines = articles.lines(frame)
                packed = [lines[number - first] for number in kept]
            for number, line in zip(kept, packed, strict=True):
                head = (articles.id(number), articles.raw("titles", number), articles.raw("dates", number))
                self._add(*head, (periods[number][0], periods[number][1]), line)

    def _add(self, id: str, title: bytes, date: bytes, period: tuple[int, int], packed: bytes) -> None:
        if packed:
            self._waiting.append(packed)
        self.ids.append(id)
        self._titles.append(title)
        self._dates.append(date)
        self._periods.append(period)
        if len(self._waiting) == _ARTICLES:
            self._close_block()

    def _close_block(self) -> None:
        if self._waiting:
            block = self._compressor.compress(b"\n".join(self._waiting))
            self._write_block(len(self.ids) - len(self._waiting), block)
            self._waiting.clear()

    def _write_block(self, first: int, block: bytes) -> None:
        self._firsts.append(first)
        self._ends.append(self._ends[-1] + len(block))
        self._sink(block)

    def finish(self) -> None:
        """Hand on the last block."""
        self._close_block()

    def save(self, writer: SectionWriter) -> None:
        """Write the sections ``articles.*`` but ``articles.blocks``, after ``finish``."""
        for name, strings in {
            "ids": [id.encode() for id in self.ids],
            "titles": self._titles,
            "dates": self._dates,
        }.items():
            writer.add(f"articles.{name}", b"".join(strings))
            writer.add(f"articles.{name}.starts", np.cumsum([0, *map(len, strings)], dtype="u8"))
        hashes = hash_ids(self.ids)
        order = np.argsort(hashes, kind="stable")
        writer.add("articles.blocks.starts", np.array(self._ends, "u8"))
        writer.add("articles.firsts", np.array(self._firsts, "u4"))
        writer.add("articles.hashes", hashes[order])
        writer.add("articles.by_hash", order.astype("u4"))
        writer.add("articles.periods", np.array(self._periods, "i4").reshape(-1, 2).T.ravel())


class Articles:
    """The articles of one segment, by document number. Immutable, so threads may share it."""

    def __init__(self, sections: Sections):
        self._path, self._sections = sections.path, sections
        self._count = sections.count("articles.hashes")
        self._strings: dict[str, tuple[NDArray[np.uint8], Guard, NDArray[np.uint64]]] = {}

    @cached_property
    def _firsts(self) -> NDArray[np.uint32]:
        """The first article of each block, u4 [K]."""
        return self._sections.array("articles.firsts")

    @cached_property
    def _hashes(self) -> NDArray[np.uint64]:
        """Of the ids, u8 [N] ascending."""
        return self._sections.array("articles.hashes")

    @cached_property
    def _by_hash(self) -> NDArray[np.uint32]:
        """The article of each hash, u4 [N]."""
        return self._sections.array("articles.by_hash")

    @cached_property
    def periods(self) -> NDArray[np.int32]:
        """First and last minute that each article's date covers, see PartialDate.period; or UNDATED. i4 [2, N]."""
        return self._sections.array("articles.periods").reshape(2, -1)

    def __len__(self) -> int:
        return self._count

    def id(self, number: int) -> str:
        return self._text("ids", number)

    def title(self, number: int) -> str:
        return self._text("titles", number)

    def published(self, number: int) -> PartialDate | None:
        iso = self._text("dates", number)
        return PartialDate(iso) if iso else None

    def article(self, number: int) -> Article:
        """One article whole. Costs the opening of one block. Raises IndexCorrupt when it was altered."""
        block = int(self._firsts.searchsorted(np.uint32(number), "right")) - 1
        rest = json.loads(self.lines(self.raw("blocks", block))[number - int(self._firsts[block])])
        rest |= {name: tuple(rest[name]) for name in ("locations", "officials") if name in rest}
        return Article(id=self.id(number), title=self.title(number), published=self.published(number), **rest)

    def find(self, id: str) -> Iterator[int]:
        """Document numbers of the articles with this id; several when older ones are deleted but not yet gone."""
        hash = hash_ids([id])[0]
        start, end = int(self._hashes.searchsorted(hash)), int(self._hashes.searchsorted(hash, "right"))
        return (number for number in self._by_hash[start:end].tolist() if self.id(number) == id)

    def among(self, ids: Collection[str], hashes: NDArray[np.uint64] | None = None) -> NDArray[np.int64]:
        """Document numbers, i8, of the articles with one of these ids; ``hashes``: their ``hash_ids``, if known."""
        hashes = hash_ids(list(ids)) if hashes is None else hashes
        found = np.flatnonzero(np.isin(self._hashes, hashes, kind="sort"))
        wanted = set(ids) if len(found) else set()
        return np.array([number for number in self._by_hash[found].tolist() if self.id(number) in wanted], "i8")

    def _text(self, name: str, number: int) -> str:
        try:
            return self.raw(name, number).decode()
        except UnicodeDecodeError as error:
            raise IndexCorrupt(self._path, "its articles were altered") from error

    def blocks(self) -> Iterator[tuple[int, int, bytes]]:
        """Each block: its first article, the first of the next, and the frame."""
        bounds = [*self._firsts.tolist(), len(self)]
        for block in range(len(self._firsts)):
            yield bounds[block], bounds[block + 1], self.raw("blocks", block)

    def lines(self, frame: bytes) -> list[bytes]:
        """The articles of a block as JSON, without what stands outside the blocks."""
        try:
            return zstandard.ZstdDecompressor().decompress(frame, max_output_size=_LARGEST).split(b"\n")
        except zstandard.ZstdError as error:
            raise IndexCorrupt(self._path, "its articles were altered") from error

    def raw(self, name: str, number: int) -> bytes:
        """One string of the columns "ids", "titles", "dates" or "blocks"."""
        if name not in self._strings:
            starts = self._sections.array(f"articles.{name}.starts")
            self._strings[name] = (*self._sections.guarded(f"articles.{name}"), starts)
        text, guard, starts = self._strings[name]
        start, end = int(starts[number]), int(starts[number + 1])
        guard.check(start, end)
        return text[start:end].tobytes()


def _packed(record: dict[str, object]) -> bytes:
    """A record as JSON. Raises TypeError or ValueError for what JSON cannot hold."""
    try:
        return orjson.dumps(record, option=_OPTIONS)
    except TypeError:  # a whole number beyond 64 bits, say
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def hash_ids(ids: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of each id, u8. Two checksums, not a cryptographic hash: ``find`` compares the ids themselves."""
    raw = [id.encode(errors="surrogatepass") for id in ids]  # no article has such an id, but one may be asked for
    pairs = [zlib.crc32(id) << 32 | zlib.adler32(id) for id in raw]
    return np.array(pairs, "u8")
