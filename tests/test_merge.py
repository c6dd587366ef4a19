"""Segments merged are the segment that their articles would have made at once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from faults import full_disk
from generated import articles
from timkiem.article import Article
from timkiem.columnar import merge as merging
from timkiem.columnar.merge import merge
from timkiem.columnar.segment import FIELDS, Segment, SegmentBuilder
from timkiem.tokens import Vocabulary


def segment(given: list[Article], path: Path) -> Segment:
    builder = SegmentBuilder(Vocabulary())
    builder.add(given)
    builder.write(path)
    return Segment.open(path)


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


def nothing_left_of(terms: dict[str, object]) -> dict[str, object]:
    """Without the words that stand in deleted documents alone: a merge may keep their names."""
    written = [(word, found) for word, found in terms["written"] if found[0]]  # type: ignore[attr-defined]
    folded = {word: found for word, found in terms["folded"].items() if found[0]}  # type: ignore[attr-defined]
    places = {word: found for word, found in terms["places"].items() if found}  # type: ignore[attr-defined]
    return {"lengths": terms["lengths"], "written": written, "folded": folded, "places": places}


def assert_same(merged: Segment, expected: Segment, *, pairs: bool) -> None:
    read = [[each.articles.article(number) for number in range(len(each))] for each in (merged, expected)]
    assert read[0] == read[1]
    assert merged.articles.periods.tolist() == expected.articles.periods.tolist()
    for number in range(len(expected)):
        assert list(merged.articles.find(expected.articles.id(number))) == [number]
    for name in FIELDS:
        found, wanted = terms(merged, name), terms(expected, name)
        if pairs:
            assert found == wanted
        assert nothing_left_of(found) == nothing_left_of(wanted)


def split(given: list[Article], sizes: list[int], folder: Path) -> list[Segment]:
    ends = np.cumsum(sizes).tolist()
    return [
        segment(given[end - size : end], folder / f"part{at}")
        for at, (end, size) in enumerate(zip(ends, sizes, strict=True))
    ]


GIVEN = articles(5, 60)


@pytest.mark.parametrize("sizes", [[60], [30, 30], [1, 16, 17, 26], [59, 1]], ids=str)
def test_merged_segments_are_one_segment(sizes: list[int], tmp_path: Path) -> None:
    parts = split(GIVEN, sizes, tmp_path)
    renumbered = merge(parts, [np.ones(size, bool) for size in sizes], tmp_path / "merged")
    assert np.concatenate(renumbered).tolist() == list(range(60))
    assert_same(Segment.open(tmp_path / "merged"), segment(GIVEN, tmp_path / "once"), pairs=True)


@pytest.mark.parametrize("range_", [1, 50, 1000])
def test_how_much_is_merged_at_a_time_does_not_show(
    range_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = split(GIVEN, [20, 40], tmp_path)
    flags = [np.arange(len(part)) % 3 > 0 for part in parts]
    merge(parts, flags, tmp_path / "whole")
    monkeypatch.setattr(merging, "_RANGE", range_)
    merge(parts, flags, tmp_path / "pieces")
    assert_same(Segment.open(tmp_path / "pieces"), Segment.open(tmp_path / "whole"), pairs=True)


@pytest.mark.parametrize("seed", range(4))
def test_deleted_documents_are_gone(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    parts = split(GIVEN, [25, 20, 15], tmp_path)
    flags = [random.random(len(part)) < share for part, share in zip(parts, (0.5, 0.95, 0.1), strict=True)]
    kept = np.concatenate(flags)
    renumbered = merge(parts, flags, tmp_path / "merged")
    assert np.concatenate(renumbered).tolist() == np.where(kept, np.cumsum(kept) - 1, -1).tolist()
    left = [article for article, alive in zip(GIVEN, kept, strict=True) if alive]
    assert_same(Segment.open(tmp_path / "merged"), segment(left, tmp_path / "once"), pairs=False)


def test_a_segment_of_which_nothing_is_left_adds_nothing(tmp_path: Path) -> None:
    parts = split(GIVEN, [20, 40], tmp_path)
    merge(parts, [np.zeros(20, bool), np.ones(40, bool)], tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), segment(GIVEN[20:], tmp_path / "once"), pairs=False)


def test_merged_segments_merge_again(tmp_path: Path) -> None:
    parts = split(GIVEN, [10, 11, 12, 13, 14], tmp_path)
    merged = parts[0]
    for at, part in enumerate(parts[1:]):
        merge([merged, part], [np.ones(len(merged), bool), np.ones(len(part), bool)], tmp_path / f"merged{at}")
        merged = Segment.open(tmp_path / f"merged{at}")
    assert_same(merged, segment(GIVEN, tmp_path / "once"), pairs=True)


def test_words_of_several_writings_in_one_segment_and_of_one_in_the_other(tmp_path: Path) -> None:
    one, other = [Article("a", "ma má mà"), Article("b", "má đà")], [Article("c", "má má"), Article("d", "đa nẵng ma")]
    parts = [segment(one, tmp_path / "one"), segment(other, tmp_path / "other")]
    merge(parts, [np.ones(2, bool)] * 2, tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), segment(one + other, tmp_path / "once"), pairs=True)


def test_dense_lists_become_sparse_and_sparse_ones_dense(tmp_path: Path) -> None:
    given = [replace(article, title="lũ" if number < 70 else "mưa") for number, article in enumerate(articles(6, 100))]
    parts = split(given, [70, 30], tmp_path)
    flags = [np.arange(70) < 3, np.ones(30, bool)]
    merge(parts, flags, tmp_path / "merged")
    assert_same(Segment.open(tmp_path / "merged"), segment(given[:3] + given[70:], tmp_path / "once"), pairs=False)


def test_nothing_is_left_when_the_disk_is_full(tmp_path: Path) -> None:
    parts = split(GIVEN, [30, 30], tmp_path)
    with full_disk(), pytest.raises(OSError, match="large"):
        merge(parts, [np.ones(30, bool)] * 2, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()
