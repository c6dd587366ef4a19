"""Articles in something like Vietnamese: few folded syllables, several writings of each, some common and most rare.

Equal seeds make equal articles. What an index must answer about them is found by reading them, one by one.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from timkiem.article import Article, PartialDate
from timkiem.columnar.writer import Changes, IndexWriter

#: By rarity: the first stands in nearly every text. Rows of one folded form stand together.
SYLLABLES = (
    *("và", "va", "của", "cua", "người", "nguôi", "Quảng", "quang", "QUẶNG", "bình", "Binh", "bỉnh"),
    *("hoà", "hòa", "hoa", "hỏa", "thuỷ", "thủy", "đường", "dương", "Dưỡng", "duong", "Đặng", "đang", "Dang"),
    *("nước", "lũ", "lu", "lụ", "trường", "Trương", "học", "hộc", "mưa", "mùa", "mua", "biển", "biên", "bien"),
    *("sông", "song", "núi", "nui", "thành", "thanh", "phố", "pho", "2022", "covid19", "nghiêng", "internationale"),
)
LENGTHS = (0, 1, 2, 127, 128, 129, 256)  #: words of a text around the edges of a block of places
DATES = ("2021", "2021-12", "2022-01-31", "2022-02-01T08:30", "2022-02", "2022", "")
SOURCES = ("Báo Quảng Bình", "Tuổi Trẻ", "Nước Mỹ", "")


def words(random: np.random.Generator, count: int) -> list[str]:
    """So many syllables, the first of SYLLABLES most often."""
    return [SYLLABLES[at] for at in (random.zipf(1.3, count) - 1) % len(SYLLABLES)]


def text(random: np.random.Generator, count: int) -> str:
    """So many words, with punctuation and line ends between them."""
    marks = random.choice([" ", " ", " ", ", ", ".\n", " – "], count)
    return "".join(word + mark for word, mark in zip(words(random, count), marks, strict=True)).strip()


def texts(seed: int, count: int) -> list[str]:
    """Texts of 0 to 300 words, among them all LENGTHS when there are enough."""
    random = np.random.default_rng(seed)
    lengths = [*LENGTHS, *random.integers(0, 300, count)][:count]
    return [text(random, length) for length in lengths]


def articles(seed: int, count: int, prefix: str = "a") -> list[Article]:
    """Articles ``prefix``0, ``prefix``1, ...; some without lead, body, date or source."""
    random = np.random.default_rng(seed)
    lengths = random.permutation([*LENGTHS, *random.integers(0, 120, count)][:count])
    return [
        Article(
            id=f"{prefix}{number}",
            title=text(random, int(random.integers(1, 9))),
            lead=text(random, int(random.integers(0, 12)) * (number % 3 > 0)),
            body=text(random, int(length)),
            published=PartialDate(date) if (date := str(random.choice(DATES))) else None,
            source=str(random.choice(SOURCES)),
            author=" - ".join(words(random, number % 3)),
            category=str(random.choice(["Thời sự", "Biển", ""])),
            locations=("Quảng Bình", "Đà Nẵng")[: number % 3],
            officials=tuple(words(random, number % 4)),
            path=f"seeds/{number}.txt",
            extra={"số": number, "thẻ": ["lũ", "bão"]} if number % 5 == 0 else {},
        )
        for number, length in enumerate(lengths)
    ]


def in_segments(folder: Path, added: Sequence[Article]) -> None:
    """Index articles in three commits, each so much smaller than those before it that it is not merged with them."""
    large, middle = round(0.79 * len(added)), round(0.96 * len(added))
    for part in (added[:large], added[large:middle], added[middle:]):
        commit(folder, part, words=1_000_000)


def commit(folder: Path, added: Sequence[Article], *, words: int = 1_000, batch: int = 10) -> Changes:
    """Index articles in one commit; ``words`` is small so that several segments are merged into one."""
    with IndexWriter(folder, words=words) as writer:
        for at in range(0, len(added), batch):
            writer.add(added[at : at + batch])
        return writer.commit()
