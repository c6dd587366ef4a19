"""The articles themselves: ids, titles and dates at once, the rest in compressed blocks.

Ids and titles stand uncompressed, because every hit shows them; the other parts of up to 4 articles share
a zstd frame, so that one article costs some 15 microseconds and not a block of thousands. What blocks repeat is kept
once: a frame refers to a sample, some of the segment's own text, as far as there is one.

Letters in shapes: N articles, K blocks.
"""

import json
import threading
import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

import numpy as np
import zstandard
from numpy.typing import NDArray

from timkiem.article import Article, PartialDate
from timkiem.columnar.sections import Guard, Sections, described
from timkiem.errors import IndexCorrupt

_LARGEST = 1 << 30  #: bytes that a block may grow to when opened: no bomb
_SAMPLES = 64  #: kept in memory by a thread, half a megabyte each
UNDATED = -(1 << 31)  #: stands for both ends of the period of an article without a date


class Articles:
    """The articles of one segment, by document number. Immutable, so threads may share it."""

    def __init__(self, sections: Sections):
        self._path, self._sections = sections.path, sections
        self._count = sections.count("articles.hashes")
        self._strings: dict[str, tuple[NDArray[np.uint8], Guard, NDArray[np.uint64]]] = {}
        self._of_thread = threading.local()

    @cached_property
    def firsts(self) -> NDArray[np.uint32]:
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
        with described(self._path):
            block = int(self.firsts.searchsorted(np.uint32(number), "right")) - 1
            rest = json.loads(self.lines(block)[number - int(self.firsts[block])])
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

    @cached_property
    def sampled(self) -> NDArray[np.uint32]:
        """Which sample each block refers to, u4 [K]; 0 for none, else its number in the column "samples" plus 1."""
        return self._sections.array("articles.sampled")

    def lines(self, block: int) -> list[bytes]:
        """The articles of a block as JSON, without what stands outside the blocks."""
        frame, sample = self.raw("blocks", block), int(self.sampled[block])
        try:
            return self._decompressor(sample).decompress(frame, max_output_size=_LARGEST).split(b"\n")
        except zstandard.ZstdError as error:
            raise IndexCorrupt(self._path, "its articles were altered") from error

    def samples(self) -> list[bytes]:
        """The samples, packed."""
        return [self.raw("samples", number) for number in range(self._sections.count("articles.samples.starts") - 1)]

    def _decompressor(self, sample: int) -> zstandard.ZstdDecompressor:
        """One for each thread and sample: they serve one call at a time, and to load a sample takes a while."""
        mine: dict[int, zstandard.ZstdDecompressor] = self._of_thread.__dict__.setdefault("by_sample", {})
        if sample not in mine:
            if len(mine) >= _SAMPLES:
                mine.clear()
            mine[sample] = zstandard.ZstdDecompressor(dict_data=self._loaded(sample) if sample else None)
        return mine[sample]

    def _loaded(self, sample: int) -> zstandard.ZstdCompressionDict:
        text = zstandard.ZstdDecompressor().decompress(self.raw("samples", sample - 1), max_output_size=_LARGEST)
        return zstandard.ZstdCompressionDict(text, dict_type=zstandard.DICT_TYPE_RAWCONTENT)

    def raw(self, name: str, number: int) -> bytes:
        """One string of the columns "ids", "titles", "dates", "blocks" or "samples"."""
        text, guard, starts = self._strings.get(name) or self._opened(name)
        start, end = starts.item(number), starts.item(number + 1)
        guard.check(start, end)
        return text[start:end].tobytes()

    def raw_span(self, name: str, first: int, last: int) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
        """All of such a column, of which strings ``first`` to ``last - 1`` may be read; and u8 where they begin."""
        text, guard, starts = self._strings.get(name) or self._opened(name)
        starts = starts[first : last + 1]
        guard.check(int(starts[0]), int(starts[-1]))
        return text, starts

    def _opened(self, name: str) -> tuple[NDArray[np.uint8], Guard, NDArray[np.uint64]]:
        starts = self._sections.array(f"articles.{name}.starts")
        self._strings[name] = (*self._sections.guarded(f"articles.{name}"), starts)
        return self._strings[name]

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """``hash_ids`` of each article, u8 [N]."""
        hashes = np.empty(len(self), "u8")
        hashes[self._by_hash] = self._hashes
        return hashes


def hash_ids(ids: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of each id, u8. Two checksums, not a cryptographic hash: ``find`` compares the ids themselves."""
    raw = [id.encode(errors="surrogatepass") for id in ids]  # no article has such an id, but one may be asked for
    pairs = [zlib.crc32(id) << 32 | zlib.adler32(id) for id in raw]
    return np.array(pairs, "u8")
