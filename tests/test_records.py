"""Records taken from lines as they lie are those that reading the lines as articles gives."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timkiem import records
from timkiem.article import Article
from timkiem.columnar.collecting import SegmentBuilder
from timkiem.columnar.storing import Records
from timkiem.corpus import hashed
from timkiem.errors import CorpusError
from timkiem.files import Source
from timkiem.kernels.reading import OTHER, PLAIN
from timkiem.metadata import annotated
from timkiem.pieces import Piece
from timkiem.tokens import Vocabulary
from vietnamese import texts

SOURCE = Source(Path("a.jsonl"), 'tin "mới".jsonl', "tin", 0, ".jsonl", "a.jsonl")
VALUES = st.one_of(
    texts,
    st.sampled_from(
        ["", " ", "  Lũ  ở Huế ", "\n", " lũ\n ", "a\u00a0b", "\u00a0lũ\u00a0", '"lũ"', "\\", "\\n", "lũ\\\\n", "lũ\\",
         "\ufeffa", "e\u0323", "𝐇", "×÷", "a\tb", "\u0085", "\u2028", "\x7f", "ɀ", "Ɂ",
         "2022-11-22", "2022", "31/2/2022"]
    ),
    st.none(), st.booleans(), st.integers(-1, 10**20), st.floats(), st.lists(texts, max_size=2),
    st.dictionaries(texts, texts, max_size=1),
)  # fmt: skip
NAMES = ("id", "title", "lead", "body", "content", "text", "url", "source", "author", "category", "date", "published")
RECORDS = st.dictionaries(st.sampled_from([*NAMES, "khác"]), VALUES) | st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "tin:2", "đ", 7]), "title": texts, "body": texts},
    optional={"lead": texts, "url": texts},
)
LINES = st.builds(
    lambda record, escaped, between: json.dumps(record, ensure_ascii=escaped, separators=between).encode(
        errors="surrogatepass"
    ),
    RECORDS,
    st.sampled_from([False, False, True]),
    st.sampled_from([(", ", ": "), (",", ":"), (" , ", " :\t")]),
)
BROKEN = st.sampled_from(
    [b"", b"  ", b"{", b"[]", b'{"id"', b'{"title":"a","body":"b"', b'{"id":"a","title":"a","body":"b"} x', b"\xff",
     b'{"id":"a","title":"a","body":"\xc3"}', b'{"id":"a","title":"a","body":"\xe1\xba',
     b'{"id":"a","title":"a","id":"b"}',
     b'{"id":01,"title":"a","body":"b"}', b'{"id":1.5,"title":"a","body":"b"}', b'{"id":"a","title":"a","body":nul}',
     b'{"id":"a","title":"a","body":"\\q"}', b'{"id":"a","title":"a","body":"b"}\r',
     b'{"id":"a","title":"a","body":"b\\']
)  # fmt: skip


def as_articles(piece: Piece) -> tuple[list[tuple[Article, int]], list[str]]:
    found = list(hashed(piece))
    good = [(each, content) for each, content in found if isinstance(each, Article)]
    return good, [str(each) for each, _ in found if isinstance(each, CorpusError)]


def as_records(piece: Piece) -> tuple[list[tuple[Article, int]], list[str]]:
    """The same, put together from records."""
    assert records.ready([piece, Piece(SOURCE, 1, bytes(10_000_000))])
    found, contents, errors = records.read(piece)
    columns = zip(found.ids, found.titles, found.dates, found.packed, strict=True)
    articles = [
        Article(id=id, title=title, published=date, **json.loads(packed)) for id, title, date, packed in columns
    ]
    labels = zip(found.sources, found.authors, found.categories, strict=True)
    assert [(each.source, each.author, each.category) for each in articles] == list(labels)
    assert texts_of(found) == [(each.lead, each.body) for each in articles]
    return list(zip(articles, contents, strict=True)), [str(error) for error in errors]


def texts_of(found: Records) -> list[tuple[str, ...]]:
    every = b"".join(found.packed)
    return [
        tuple(json.loads(b'"%b"' % every[start:end], strict=False) for start, end in spans)
        for spans in found.texts().tolist()
    ]


@given(st.lists(LINES | BROKEN, max_size=4), st.sampled_from([b"", b"\n"]))
@example([b'{"id":"tin:2","title":"a","body":"b"}', b'{"id":"tin:2","title":"a","body":"b"}'], b"")
def test_lines_give_the_same_both_ways(lines: list[bytes], end: bytes) -> None:
    piece = Piece(SOURCE, 1, b"\n".join(lines) + end)
    assert as_records(piece) == as_articles(piece)


def test_most_lines_of_news_are_plain() -> None:
    plain = json.dumps(
        {"id": "a", "title": "Lũ ở Huế", "body": '“Lũ” – 5 %…\nHết \\ "', "date": "2022"}, ensure_ascii=False
    )
    odd = json.dumps({"id": "a", "title": "Lũ ở Huế", "body": "Lu\u0303"}, ensure_ascii=False)
    assert records.ready([Piece(SOURCE, 1, bytes(10_000_000))])
    [(one, values), (other, _)] = records._found(f" {plain}\r\n{odd}\n".encode())
    assert (one[0], other[0]) == (PLAIN, OTHER)
    title = len(' {"id": "a", "title": "')
    assert values[2:4] == [title, title + len("Lũ ở Huế".encode())]


@pytest.mark.parametrize("suffix", [".jsonl", ".txt"])
def test_a_segment_is_the_same_both_ways(suffix: str, tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"id": f"{number}", "title": f"Tin {number}", "lead": lead, "body": body, "source": source},
            ensure_ascii=False,
        )
        for number, (lead, body, source) in enumerate(
            [
                ("", "Lũ ở Huế.\nHết", "Báo A"),
                ("Dẫn", "Mưa", ""),
                ("Dẫn", "Lu\u0303 \t “lớn”", ""),
                ("a\\n", 'b"', "Báo\u00a0B"),
            ]
            * 9
        )
    ]
    piece = Piece(Source(Path("a"), "a", "a", 0, suffix), 1, "\n".join(lines).encode())
    assert records.ready([Piece(SOURCE, 1, bytes(10_000_000))])
    one, other = SegmentBuilder(Vocabulary()), SegmentBuilder(Vocabulary())
    one.add_records(records.read(piece)[0])
    other.add([each for each, _ in hashed(piece) if isinstance(each, Article)])
    assert one.words == other.words
    one.write(tmp_path / "one")
    other.write(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_what_is_read_from_texts_is_stored_the_same_both_ways(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "title": "Tin", "body": 'Ông Lê Văn An, Bí thư Tỉnh ủy Hà Tĩnh, nói ngày 5/3: ",\\"path\\":\\""'},
        {"id": "b", "title": "Tin", "body": "Lu\u0303 ở Huế", "date": "2022-11", "khác": {"path": ["a"]}},
        {"id": "c", "title": "Không", "body": "có gì", "author": "Lê An"},
    ]
    piece = Piece(SOURCE, 1, "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode())
    assert records.ready([Piece(SOURCE, 1, bytes(10_000_000))])
    one, other = SegmentBuilder(Vocabulary()), SegmentBuilder(Vocabulary())
    found, _, _ = records.read(piece)
    found.annotate(annotated(found.articles()))
    one.add_records(found)
    other.add(annotated([each for each, _ in hashed(piece) if isinstance(each, Article)]))
    one.write(tmp_path / "one")
    other.write(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_texts_lie_where_they_are_said_to_lie() -> None:
    found = Records()
    for article in (
        Article("a", "A", "thân", "dẫn"),
        Article("b", "B", "", "dẫn"),
        Article("c", "C", "", ""),
        Article("d", "D", '"'),
    ):
        found.add_article(article)
    assert texts_of(found) == [("dẫn", "thân"), ("dẫn", ""), ("", ""), ("", '"')]
    assert found.texts().dtype == np.dtype("i8")
    assert Records().texts().shape == (0, 2, 2)
