"""A segment holds the articles and the words of each of their fields."""

from pathlib import Path

import numpy as np
import pytest

from failing import full_disk
from generated import articles
from timkiem.article import Article
from timkiem.columnar.collecting import SegmentBuilder
from timkiem.columnar.segment import FIELDS, Segment
from timkiem.errors import IndexCorrupt
from timkiem.text import forms
from timkiem.tokens import Vocabulary


def written(given: list[Article], path: Path, batch: int = 10) -> Segment:
    builder = SegmentBuilder(Vocabulary())
    for at in range(0, len(given), batch):
        builder.add(given[at : at + batch])
    builder.write(path)
    return Segment.open(path)


def by_hand(article: Article) -> dict[str, list[str]]:
    """The folded words of each field, in order."""
    texts = {
        "title": article.title,
        "body": article.lead + "\n" + article.body,
        "source": article.source,
        "author": article.author,
        "category": article.category,
        "location": "\n".join(article.locations),
        "officials": "\n".join(article.officials),
    }
    return {name: [form.folded for form in forms(text)] for name, text in texts.items()}


def contents(segment: Segment, name: str) -> list[list[str]]:
    """The folded words of one field, by document, put together again from their places."""
    postings = segment.fields[name]
    read = [[""] * length for length in postings.lengths.tolist()]
    for number, word in enumerate(postings.folded):
        docs, positions = postings.documents_and_positions(postings.places_of(number))
        for doc, position in zip(docs.tolist(), positions.tolist(), strict=True):
            read[doc][position] = word.decode()
    return read


def test_articles_and_the_words_of_every_field_come_back(tmp_path: Path) -> None:
    given = articles(1, 60)
    segment = written(given, tmp_path / "a")
    assert [segment.articles.article(number) for number in range(len(segment))] == given
    assert {name: contents(segment, name) for name in FIELDS} == {
        name: [by_hand(article)[name] for article in given] for name in by_hand(given[0])
    }
    assert (segment.path, segment.size) == (tmp_path / "a", (tmp_path / "a").stat().st_size)


def test_how_articles_are_batched_does_not_show_in_the_file(tmp_path: Path) -> None:
    given = articles(2, 40)
    for batch in (1, 7, 40):
        written(given, tmp_path / str(batch), batch)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "7").read_bytes() == (tmp_path / "40").read_bytes()


def test_a_builder_tells_its_ids_and_words(tmp_path: Path) -> None:
    given = articles(3, 30)
    builder = SegmentBuilder(Vocabulary())
    builder.add(given[:20])
    builder.add([])
    builder.add(given[20:])
    assert builder.ids == [article.id for article in given]
    assert builder.words == sum(len(words) for article in given for words in by_hand(article).values())


def test_segments_of_one_vocabulary_hold_their_own_words_only(tmp_path: Path) -> None:
    vocabulary = Vocabulary()
    for name, title in (("a", "Quảng Bình"), ("b", "Đà Nẵng")):
        builder = SegmentBuilder(vocabulary)
        builder.add([Article(id=name, title=title)])
        builder.write(tmp_path / name)
    found = {name: list(Segment.open(tmp_path / name).fields["title"].folded) for name in ("a", "b")}
    assert found == {"a": [b"binh", b"quang"], "b": [b"da", b"nang"]}


def test_an_article_without_a_word(tmp_path: Path) -> None:
    segment = written([Article(id="a", title=""), Article(id="b", title="…", body="?!")], tmp_path / "a")
    assert [segment.articles.article(number).id for number in range(len(segment))] == ["a", "b"]
    assert {name: segment.fields[name].lengths.tolist() for name in FIELDS} == {name: [0, 0] for name in FIELDS}


@pytest.mark.parametrize("room", [0, 100, 5000])
def test_nothing_is_left_when_the_disk_is_full(room: int, tmp_path: Path) -> None:
    builder = SegmentBuilder(Vocabulary())
    builder.add(articles(1, 60))
    with full_disk(room), pytest.raises(OSError, match="large"):
        builder.write(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_segment_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Segment.open(tmp_path / "a")


@pytest.mark.parametrize("share", np.linspace(0, 0.999, 25))
def test_a_segment_cut_short_is_named(share: float, tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    written(articles(1, 10), path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(IndexCorrupt, match=r"a\.columns: "):
        Segment.open(path)
