"""Articles come back from a segment as they were put in."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generated import articles
from timkiem.article import Article, PartialDate
from timkiem.columnar import articles as stored
from timkiem.columnar import storing
from timkiem.columnar.articles import UNDATED, Articles
from timkiem.columnar.collecting import SegmentBuilder
from timkiem.columnar.merge import merge
from timkiem.columnar.segment import Segment
from timkiem.errors import IndexCorrupt
from timkiem.tokens import Vocabulary

ODD = [
    Article(id="a\nb", title="", body="\n\n"),
    Article(id="Hoà/../🌊", title='"Lũ" \\ <b>', body="a\u2028b\u0085c\x1fd\r\n\0", lead="🌊", url="https://a.vn/?b=c&d"),
    Article(id="x" * 5000, title="y" * 5000, author="Hùng - Quý", category="Thời sự", source="TT", path="n.jsonl:17"),
    Article(id="extra", title="Đ", extra={"thẻ": ["lũ", {"sâu": [1, 2.5, None, True]}], "": "", "body": "một khoá"}),
    Article(id="", title="dated", published=PartialDate("2022-11-22T08:30")),
]  # fmt: skip


def saved(given: list[Article], path: Path) -> Articles:
    builder = SegmentBuilder(Vocabulary())
    builder.add(given)
    assert builder.ids == [article.id for article in given]
    builder.write(path)
    return Segment.open(path).articles


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 48, 50])
def test_every_article_comes_back(count: int, tmp_path: Path) -> None:
    given = articles(count, count)
    opened = saved(given, tmp_path / "a")
    assert [opened.article(number) for number in range(len(opened))] == given
    heads = [(opened.id(number), opened.title(number), opened.published(number)) for number in range(count)]
    assert heads == [(article.id, article.title, article.published) for article in given]


def test_odd_articles_come_back(tmp_path: Path) -> None:
    opened = saved(ODD, tmp_path / "a")
    assert [opened.article(number) for number in range(len(opened))] == ODD


def test_the_minutes_that_each_date_covers(tmp_path: Path) -> None:
    given = articles(3, 30)
    periods = [each.published.period if each.published else (UNDATED, UNDATED) for each in given]
    assert (UNDATED, UNDATED) in periods
    assert saved(given, tmp_path / "a").periods.T.tolist() == [list(period) for period in periods]


def test_an_article_is_found_by_its_id_and_by_no_other(tmp_path: Path) -> None:
    given = [*articles(1, 40), *ODD]
    opened = saved(given, tmp_path / "a")
    assert {each.id: list(opened.find(each.id)) for each in given} == {each.id: [at] for at, each in enumerate(given)}
    assert [list(opened.find(id)) for id in ("a", "A1", "a1 ", "a40", "hoà")] == [[]] * 5
    assert opened.among([]).tolist() == []
    assert sorted(opened.among(["a3", "none", "a39", "extra", "a3"]).tolist()) == [3, 39, 43]


def test_an_id_that_no_text_can_hold_is_found_nowhere(tmp_path: Path) -> None:
    """The command line hands over such ids where its bytes were no UTF-8."""
    assert list(saved(ODD, tmp_path / "a").find("\udcff")) == []


def test_all_copies_of_an_id_are_found(tmp_path: Path) -> None:
    given = articles(1, 20)
    opened = saved([*given, replace(given[7], title="later")], tmp_path / "a")
    assert sorted(opened.find("a7")) == sorted(opened.among(["a7"]).tolist()) == [7, 20]


def test_ids_of_equal_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (stored, storing):
        monkeypatch.setattr(module, "hash_ids", lambda ids: np.array([len(id) for id in ids], "u8"))
    given = articles(1, 20)
    opened = saved(given, tmp_path / "a")
    assert {each.id: list(opened.find(each.id)) for each in given} == {each.id: [at] for at, each in enumerate(given)}
    assert opened.among(["a3", "b3", "a12"]).tolist() == [3, 12]


def altered(path: Path, piece: bytes, at: int, byte: int) -> Articles:
    """The stored articles after one byte of a file was replaced, so far from where a piece of it begins."""
    raw = bytearray(path.read_bytes())
    raw[raw.index(piece) + at] = byte
    path.write_bytes(raw)
    return Segment.open(path).articles


def test_an_altered_article_is_reported_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    saved(articles(1, 20), path)
    opened = altered(path, b"\x28\xb5\x2f\xfd", 30, 0)  # in the first block: RFC 8878, section 3.1.1
    with pytest.raises(IndexCorrupt, match=r"a\.columns: its section articles.blocks was altered"):
        opened.article(3)


def test_an_altered_title_is_reported_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    saved([Article(id="b", title="Lũ"), Article(id="c", title="Bão ở Huế")], path)
    opened = altered(path, "Huế".encode(), 2, 0xFF)
    with pytest.raises(IndexCorrupt, match=r"a\.columns: its section articles.titles was altered"):
        opened.title(1)


def test_blocks_refer_to_a_sample_also_when_segments_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_SAMPLE", 2000)
    parts = [articles(seed, 100) for seed in (1, 2)]
    opened = [saved(part, tmp_path / f"{number}") for number, part in enumerate(parts)]
    assert [len(each.samples()) for each in opened] == [1, 1]
    assert [each.sampled.tolist() for each in opened] == [[1] * 25] * 2
    alive = [np.arange(100) != 50, np.ones(100, bool)]  # the block of number 50 is packed anew
    merge([Segment.open(tmp_path / "0"), Segment.open(tmp_path / "1")], alive, tmp_path / "merged")
    merged = Segment.open(tmp_path / "merged").articles
    wanted = [article for part, flags in zip(parts, alive, strict=True) for article in np.array(part, object)[flags]]
    assert [merged.article(number) for number in range(len(merged))] == wanted
    assert set(merged.sampled.tolist()) == {0, 1, 2}
