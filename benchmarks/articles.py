"""Articles in files: reading JSONL, plain or zstd, and multiplying a corpus beyond its own size."""

import io
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import count, islice
from pathlib import Path
from typing import BinaryIO, cast


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the benchmarks need it. Keys that a file has beyond these are not read."""

    id: str
    title: str
    lead: str
    body: str  # paragraphs, one a line

    @property
    def text(self) -> str:
        """What is searched beside the title: lead and body."""
        return f"{self.lead}\n{self.body}" if self.lead else self.body

    @property
    def text_bytes(self) -> int:
        """UTF-8 bytes of title, lead and body: the measure of input in every MB/s and every ratio."""
        return len(f"{self.title}{self.lead}{self.body}".encode())


def read(path: Path) -> Iterator[Article]:
    """The articles of a .jsonl or .jsonl.zst file, in order.

    Lines end at a line feed alone: news text holds U+2028 and U+0085, at which str.splitlines would cut.
    """
    with path.open("rb") as file:
        lines = io.BufferedReader(_unpacked(file)) if path.suffix == ".zst" else file
        for line in lines:
            record = json.loads(line)
            yield Article(record["id"], record["title"], record.get("lead") or "", record.get("body") or "")


def write(articles: Iterable[Article], path: Path) -> int:
    """Write the articles as plain JSONL. Returns the UTF-8 bytes of their text."""
    text_bytes = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for article in articles:
            file.write(json.dumps(asdict(article), ensure_ascii=False) + "\n")
            text_bytes += article.text_bytes
    return text_bytes


def multiplied(path: Path, wanted: int, seed: int) -> Iterator[Article]:
    """``wanted`` articles: those of the file as they are, then copies of all of them, round after round.

    A copy has an id of its own ("ID~2" in the second round) and its paragraphs in another order, so
    that neither its positions nor its compression repeat those of the original. Same seed, same copies.
    """
    for round_ in count(1):
        before = wanted
        for article in islice(read(path), wanted):
            yield article if round_ == 1 else _copy(article, round_, seed)
            wanted -= 1
        if wanted in (0, before):  # an empty file would go round for ever
            return


def _copy(article: Article, round_: int, seed: int) -> Article:
    paragraphs = article.body.split("\n")
    random.Random(f"{seed} {round_} {article.id}").shuffle(paragraphs)
    return Article(f"{article.id}~{round_}", article.title, article.lead, "\n".join(paragraphs))


def _unpacked(file: BinaryIO) -> io.RawIOBase:
    # Imported by name: only .zst files need it, and an interpreter that holds one engine may lack it.
    reader = import_module("zstandard").ZstdDecompressor().stream_reader(file, read_size=1 << 20)
    return cast(io.RawIOBase, reader)
