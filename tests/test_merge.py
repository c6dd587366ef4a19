"""Merging segments must give, byte for byte, the segment that the same articles make when indexed at once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import generated
from failing import full_disk
from timkiem.article import Article, PartialDate
from timkiem.columnar import merge as merging
from timkiem.columnar.collecting import SegmentBuilder
from timkiem.columnar.merge import merge
from timkiem.columnar.sections import Sections
from timkiem.columnar.segment import FIELDS, Segment
from timkiem.tokens import Vocabulary

TEXT = "quảng quang bình binh công cong an ân tỉnh tinh hà ha nội đường duong dương covid Müller"
SYLLABLES = TEXT.split()


def articles(count: int, seed: int) -> list[Article]:
    """Articles of few syllables, so that words, writings and pairs come again in every segment."""
    random = np.random.default_rng(seed)
    texts = [" ".join(random.choice(SYLLABLES, random.integers(0, 300))) for _ in range(count)]
    return [
        Article(
            f"{seed}/{at}",
            f"{text[:20]} rare{seed}x{at}",
            text,
            published=PartialDate("2022-11") if at % 2 else None,
            source=str(random.choice(["", "Báo A", "Báo B", f"Báo {seed}"])),
            locations=tuple(str(each) for each in random.choice(SYLLABLES, at % 4)),
            metadata={
                "version": f"v{seed}",
                "officials": [{"name": f"Ông {seed + at % 5}", "rank": None, "position": text[:9]}] * (at % 3),
                "dates": [{"iso": f"{2000 + seed + at}"}] * (at % 2),
            },
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
    kinds = {*FIELDS, "labels"}
    names = [name for name in theirs.names() if name.split(".")[0] in kinds]
    assert sorted(name for name in ours.names() if name.split(".")[0] in kinds) == sorted(names)
    different = [name for name in names if not np.array_equal(ours.array(name), theirs.array(name))]
    assert different == []


# -- articles of every kind, compared by what the segments answer


def terms(segment: Segment, name: str) -> dict[str, object]:
    """All that one field answers: documents and counts of words and pairs, places of words, lengths."""
    postings = segment.fields[name]
    folded = list(postings.folded)

    def counted(found: object) -> list[list[int]]:
        return [found.docs.tolist(), found.counts.tolist()]  # type: ignore[attr-defined]

    pairs = {(a, b): postings.pair_number(a, b) for a in range(len(folded)) for b in range(len(folded))}
    return {
        "lengths": postings.lengths.tolist(),
        "folded": {word: counted(postings.folded_term(number)) for number, word in enumerate(folded)},
        "written": [(word, counted(postings.written_term(number))) for number, word in enumerate(postings.written)],
        "pairs": {pair: counted(postings.pair(number)) for pair, number in pairs.items() if number >= 0},
        "places": {word: postings.places_of(number).tolist() for number, word in enumerate(folded)},
    }


def assert_same(merged: Segment, expected: Segment) -> None:
    read = [[each.articles.article(number) for number in range(len(each))] for each in (merged, expected)]
    assert read[0] == read[1]
    assert merged.articles.periods.tolist() == expected.articles.periods.tolist()
    for number in range(len(expected)):
        assert list(merged.articles.find(expected.articles.id(number))) == [number]
    for name in FIELDS:
        assert terms(merged, name) == terms(expected, name)
    for name, table in expected.tables.items():
        assert [merged.tables[name].rows(at) for at in range(len(expected))] == [
            table.rows(at) for at in range(len(expected))
        ]


def split(given: list[Article], sizes: list[int], folder: Path) -> list[Segment]:
    ends = np.cumsum(sizes).tolist()
    return [
        written(given[end - size : end], folder / f"part{at}")
        for at, (end, size) in enumerate(zip(ends, sizes, strict=True))
    ]


GIVEN = generated.articles(5, 60)


@pytest.mark.parametrize("sizes", [[60], [30, 30], [1, 16, 17, 26], [59, 1]], ids=str)
def test_merged_segments_are_one_segment(sizes: list[int], tmp_path: Path) -> None:
    parts = split(GIVEN, sizes, tmp_path)
    renumbered = merge(parts, [np.ones(size, bool) for size in sizes], tmp_path / "merged")
    assert np.concatenate(renumbered).tolist() == list(range(60))
    assert_same(Segment.open(tmp_path / "merged"), written(GIVEN, tmp_path / "once"))


@pytest.mark.parametrize("seed", range(4))
def test_deleted_documents_are_gone(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    parts = split(GIVEN, [25, 20, 15], tmp_path)
    flags = [random.random(len(part)) < share for part, share in zip(parts, (0.5, 0.95, 0.1), strict=True)]
    kept = np.concatenate(flags)
    renumbered = merge(parts, flags, tmp_path / "merged")
    assert np.concatenate(renumbered).tolist() == np.where(kept, np.cumsum(kept) - 1, -1).tolist()
    left = [article for article, alive in zip(GIVEN, kept, strict=True) if alive]
    assert_same(Segment.open(tmp_path / "merged"), written(left, tmp_path / "once"))


def test_a_segment_of_which_nothing_is_left_adds_nothing(tmp_path: Path) -> None:
    parts = split(GIVEN, [20, 40], tmp_path)
    merge(parts, [np.zeros(20, bool), np.ones(40, bool)], tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), written(GIVEN[20:], tmp_path / "once"))


def test_merged_segments_merge_again(tmp_path: Path) -> None:
    parts = split(GIVEN, [10, 11, 12, 13, 14], tmp_path)
    merged = parts[0]
    for at, part in enumerate(parts[1:]):
        merge([merged, part], [np.ones(len(merged), bool), np.ones(len(part), bool)], tmp_path / f"merged{at}")
        merged = Segment.open(tmp_path / f"merged{at}")
    assert_same(merged, written(GIVEN, tmp_path / "once"))


def test_words_of_several_writings_in_one_segment_and_of_one_in_the_other(tmp_path: Path) -> None:
    one, other = [Article("a", "ma má mà"), Article("b", "má đà")], [Article("c", "má má"), Article("d", "đa nẵng ma")]
    parts = [written(one, tmp_path / "one"), written(other, tmp_path / "other")]
    merge(parts, [np.ones(2, bool)] * 2, tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), written(one + other, tmp_path / "once"))


def test_dense_lists_become_sparse_and_sparse_ones_dense(tmp_path: Path) -> None:
    given = [
        replace(article, title="lũ" if number < 70 else "mưa")
        for number, article in enumerate(generated.articles(6, 100))
    ]
    parts = split(given, [70, 30], tmp_path)
    flags = [np.arange(70) < 3, np.ones(30, bool)]
    merge(parts, flags, tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), written(given[:3] + given[70:], tmp_path / "once"))


def test_the_last_word_of_the_alphabet_may_go(tmp_path: Path) -> None:
    given = [Article("a", "xoá"), Article("b", "lũ"), Article("c", "")]
    merge([written(given, tmp_path / "part")], [np.array([False, True, True])], tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), written(given[1:], tmp_path / "once"))
    merge([Segment.open(tmp_path / "merged")], [np.array([False, True])], tmp_path / "empty")
    assert_same(Segment.open(tmp_path / "empty"), written(given[2:], tmp_path / "without a word"))


def test_nothing_is_left_when_the_disk_is_full(tmp_path: Path) -> None:
    parts = split(GIVEN, [30, 30], tmp_path)
    with full_disk(), pytest.raises(OSError, match="large"):
        merge(parts, [np.ones(30, bool)] * 2, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()
