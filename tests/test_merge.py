"""Merging segments must give, byte for byte, the segment that the same articles make when indexed at once."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from timkiem.article import Article, PartialDate
from timkiem.columnar import merge as merging
from timkiem.columnar.merge import merge
from timkiem.columnar.sections import Sections
from timkiem.columnar.segment import FIELDS, Segment, SegmentBuilder
from timkiem.tokens import Vocabulary

TEXT = "quảng quang bình binh công cong an ân tỉnh tinh hà ha nội đường duong dương covid Müller"
SYLLABLES = TEXT.split()


def articles(count: int, seed: int) -> list[Article]:
    """Articles of few syllables, so that words, writings and pairs come again in every segment."""
    random = np.random.default_rng(seed)
    texts = [" ".join(random.choice(SYLLABLES, random.integers(0, 300))) for _ in range(count)]
    return [
        Article(
            f"{seed}/{at}", f"{text[:20]} rare{seed}x{at}", text, published=PartialDate("2022-11") if at % 2 else None
        )
        for at, text in enumerate(texts)
    ]


def written(batch: list[Article], path: Path) -> Segment:
    builder = SegmentBuilder(Vocabulary())
    builder.add(batch)
    builder.write(path)
    return Segment.open(path)


def kept(batches: list[list[Article]], alive: list[NDArray[np.bool_]]) -> list[Article]:
    return [
        each
        for batch, flags in zip(batches, alive, strict=True)
        for each, flag in zip(batch, flags.tolist(), strict=True)
        if flag
    ]


DELETED = {
    "nothing deleted": lambda at, size: np.ones(size, bool),
    "every third deleted": lambda at, size: np.arange(size) % 3 != at,
    "the second segment deleted": lambda at, size: np.full(size, at != 1),
}


@pytest.mark.parametrize("tokens", [50, 10_000_000], ids=["in many ranges", "in one range"])
@pytest.mark.parametrize("deleted", DELETED)
def test_merged_is_indexed_at_once(deleted: str, tokens: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_RANGE", tokens)
    batches = [articles(40, 1), articles(3, 2), articles(25, 3)]
    segments = [written(batch, tmp_path / f"{at}") for at, batch in enumerate(batches)]
    alive = [DELETED[deleted](at, len(batch)) for at, batch in enumerate(batches)]

    renumbered = merge(segments, alive, tmp_path / "merged")

    expected = kept(batches, alive)
    merged = Segment.open(tmp_path / "merged")
    assert [merged.articles.article(number) for number in range(len(merged))] == expected
    assert [merged.articles.id(int(n)) for numbers in renumbered for n in numbers if n >= 0] == [a.id for a in expected]
    written(expected, tmp_path / "at once")
    ours, theirs = Sections.open(tmp_path / "merged"), Sections.open(tmp_path / "at once")
    ours.verify()
    names = [name for name in theirs.names() if name.split(".")[0] in FIELDS]
    assert sorted(name for name in ours.names() if name.split(".")[0] in FIELDS) == sorted(names)
    different = [name for name in names if not np.array_equal(ours.array(name), theirs.array(name))]
    assert different == []
