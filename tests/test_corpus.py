"""From files to articles: what each format means, and what becomes of files that are broken."""

import codecs
import gzip
import io
import json
import os
import random
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from timkiem.article import Article, PartialDate
from timkiem.corpus import read
from timkiem.errors import CorpusError
from timkiem.files import sources
from timkiem.pieces import pieces
from timkiem.unpacking import ReadLimits

SEEDS = Path(__file__).parents[1] / "seeds"
SEED = """ date 2022-11-03 Lũ lên nhanh ở “Tân Hoá”

Sáng 3/11, nước sông Rào Nan lên trên báo động 3.

Người dân đã lên nhà phao.
Trường học đóng cửa.

Ảnh: nhà phao ở Tân Hoá.

Hùng - Quý - Nga
"""
ROWS = [
    {"id": "1", "title": "Lũ ở Huế", "body": "Nước sông Hương\u2028lên nhanh.\u0085Dân chạy lũ."},
    {"id": "2", "title": "Bão số 9", "lead": "Gió giật cấp 12.", "body": "Cây đổ ở Đà Nẵng."},
]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
ARTICLES = [
    Article("1", "Lũ ở Huế", "Nước sông Hương\nlên nhanh.\nDân chạy lũ.", path="tin.jsonl:1"),
    Article("2", "Bão số 9", "Cây đổ ở Đà Nẵng.", "Gió giật cấp 12.", path="tin.jsonl:2"),
]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bao"
    folder.mkdir()
    monkeypatch.chdir(folder)


def put(name: str, content: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def outcome(*paths: str) -> list[Article | str]:
    """All that comes of some paths: articles, and errors as the user reads them."""
    found, errors, _ = sources(paths, Path.cwd().parent)
    return [
        *map(str, errors),
        *(str(each) if isinstance(each, CorpusError) else each for source in found for each in read(source)),
    ]


def test_the_seed_document() -> None:
    (source,), _, _ = sources([SEEDS], SEEDS.parent)
    (article,) = read(source)
    assert isinstance(article, Article)
    raw = (SEEDS / "000_8213f3ea308f4760.txt").read_text("utf-8")
    header, _, text = raw.partition("\n\n")
    lead, _, body = text.partition("\n\n")
    assert article == Article(
        "seeds/000_8213f3ea308f4760",
        header.removeprefix(" date 2022-11 "),
        body,
        lead,
        PartialDate("2022-11"),
        author="Hùng - Quý - Nga",
        path=str(SEEDS / "000_8213f3ea308f4760.txt"),
    )


def test_the_seed_format() -> None:
    assert outcome(put("tin/lu.txt", SEED)) == [
        Article(
            "bao/tin/lu",
            "Lũ lên nhanh ở “Tân Hoá”",
            "Người dân đã lên nhà phao.\nTrường học đóng cửa.\n\nẢnh: nhà phao ở Tân Hoá.\n\nHùng - Quý - Nga",
            "Sáng 3/11, nước sông Rào Nan lên trên báo động 3.",
            PartialDate("2022-11-03"),
            author="Hùng - Quý - Nga",
            path="tin/lu.txt",
        )
    ]


@pytest.mark.parametrize(
    ("text", "article"),
    [
        pytest.param(
            "Lũ ở Huế\n\nNước lên.\n\nAn - Bình\n",
            Article("bao/a", "Lũ ở Huế", "Nước lên.\n\nAn - Bình", path="a.txt"),
            id="without a header the first line is the title, and nothing is taken for a byline",
        ),
        pytest.param(
            "\ufeff \r\n\r\nLũ\r\nNước\r\n", Article("bao/a", "Lũ", "Nước", path="a.txt"), id="blank lines before"
        ),
        pytest.param("Lũ", Article("bao/a", "Lũ", path="a.txt"), id="a title alone"),
        pytest.param(
            "date 2022-11 Lũ",
            Article("bao/a", "Lũ", published=PartialDate("2022-11"), path="a.txt"),
            id="a header without its space, and alone",
        ),
        pytest.param(
            " date 2022-11 Lũ\n\nNước lên nhanh.",
            Article("bao/a", "Lũ", "Nước lên nhanh.", published=PartialDate("2022-11"), path="a.txt"),
            id="one paragraph is the body",
        ),
        pytest.param(
            "date của tôi\nvui", Article("bao/a", "date của tôi", "vui", path="a.txt"), id="a title like a header"
        ),
        pytest.param(
            unicodedata.normalize("NFD", "Thuỷ lợi\nHoà Bình"),
            Article("bao/a", "Thuỷ lợi", "Hoà Bình", path="a.txt"),
            id="NFD",
        ),
        pytest.param(
            "Tin\x1b[2Jnóng\nx\x00y", Article("bao/a", "Tin [2Jnóng", "x y", path="a.txt"), id="what steers a terminal"
        ),
        pytest.param("", "a.txt:1: empty: the first line must be the title", id="empty"),
        pytest.param(" \n\u200b\n", "a.txt:1: empty: the first line must be the title", id="nothing to be seen"),
        pytest.param(" date 2022-13 Lũ\n", "a.txt:1: '2022-13' is not a date of the calendar", id="no date"),
    ],
)
def test_plain_text(text: str, article: Article | str) -> None:
    assert outcome(put("a.txt", text)) == [article]


@pytest.mark.parametrize(
    ("last", "author"),
    [
        ("Hùng - Quý - Nga", "Hùng - Quý - Nga"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("PV", "PV"),
        ("Đức Anh, Mai Lan", "Đức Anh, Mai Lan"),
        ("Theo TTXVN", "Theo TTXVN"),
        ("Các đại biểu dự hội nghị.", ""),
        ("lũ lên nhanh", ""),
        ("Đỗ Ơn", "Đỗ Ơn"),
        ("An đi Huế", ""),
        ("An " * 30, ""),
    ],
)
def test_a_byline_is_a_last_paragraph_of_names(last: str, author: str) -> None:
    (article,) = outcome(put("a.txt", f" date 2022 Lũ\n\nNước lên.\n\nDân chạy.\n\n{last}"))
    assert isinstance(article, Article)
    assert article.author == author


ROW = {"id": "7", "title": "Lũ", "body": "Nước lên."}
ARTICLE = Article("7", "Lũ", "Nước lên.", path="a.jsonl:1")


@pytest.mark.parametrize(
    ("row", "article"),
    [
        pytest.param(
            {
                "id": 7,
                "title": "Lũ\n ở Huế ",
                "lead": "Sáng nay",
                "body": "Nước lên.\nDân chạy.",
                "published": "2022-11-03T08:30:00+07:00",
                "url": "https://bao.vn/7",
                "source": "Báo",
                "author": ["An", "Bình"],
                "category": "Xã hội",
                "tags": ["lũ", "Huế"],
                "views": 12,
                "editor": None,
            },
            Article(
                "7",
                "Lũ ở Huế",
                "Nước lên.\nDân chạy.",
                "Sáng nay",
                PartialDate("2022-11-03T08:30"),
                "https://bao.vn/7",
                "Báo",
                "An, Bình",
                "Xã hội",
                path="a.jsonl:1",
                extra={"tags": ["lũ", "Huế"], "views": 12},
            ),
            id="all keys",
        ),
        pytest.param({"id": "7", "title": "Lũ", "content": "Nước lên."}, ARTICLE, id="content is the body"),
        pytest.param({"id": "7", "title": "Lũ", "text": "Nước lên."}, ARTICLE, id="text is the body"),
        pytest.param(
            {"url": "https://bao.vn/7", "title": "Lũ"},
            Article("https://bao.vn/7", "Lũ", url="https://bao.vn/7", path="a.jsonl:1"),
            id="without an id the url",
        ),
        pytest.param({"title": "Lũ"}, Article("bao/a:1", "Lũ", path="a.jsonl:1"), id="with neither the file and line"),
        pytest.param(
            {"id": "\u200b", "title": "Lũ"}, Article("bao/a:1", "Lũ", path="a.jsonl:1"), id="an id of nothing"
        ),
        pytest.param(
            {"id": "7", "lead": "Lũ lên\nnhanh"},
            Article("7", "Lũ lên", lead="Lũ lên\nnhanh", path="a.jsonl:1"),
            id="without a title the first line",
        ),
        pytest.param(
            {**ROW, "id": "../../\x1b]0;x\x07\n7"},
            Article("../../ ]0;x 7", "Lũ", "Nước lên.", path="a.jsonl:1"),
            id="an id is one line",
        ),
        pytest.param(
            {**ROW, "ghi\x07chú": ["\x1b", {"a": "b\u0301"}]},
            Article("7", "Lũ", "Nước lên.", path="a.jsonl:1", extra={"ghi chú": [" ", {"a": "b\u0301"}]}),
            id="other keys are clean too",
        ),
        pytest.param({**ROW, "score": float("nan")}, ARTICLE, id="NaN is a number that is missing"),
        pytest.param({}, 'a.jsonl:1: the record has neither "title" nor "body"', id="nothing"),
        pytest.param(
            {"title": "\u200b", "body": " "},
            'a.jsonl:1: the record has neither "title" nor "body"',
            id="nothing to be seen",
        ),
        pytest.param([1], "a.jsonl:1: a JSON list, not an object with a title and a body", id="a list"),
        pytest.param("Lũ", "a.jsonl:1: a JSON str, not an object with a title and a body", id="a text"),
        pytest.param({"title": {"vi": "Lũ"}}, 'a.jsonl:1: "title" is a JSON dict, not text', id="a title with parts"),
        pytest.param(
            {**ROW, "date": "hôm qua"},
            "a.jsonl:1: the date of publication: 'hôm qua' is not a date; "
            "write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm",
            id="no date",
        ),
    ],
)
def test_json(row: object, article: Article | str) -> None:
    assert outcome(put("a.jsonl", json.dumps(row))) == [article]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2022", "2022"),
        (2022, "2022"),
        ("2022-11-03 08:30", "2022-11-03T08:30"),
        ("3/11/2022", "2022-11-03"),
        ("03-11-2022", "2022-11-03"),
        ("3/11/2022, 8:30", "2022-11-03T08:30"),
        ("9999-12-31", "9999-12-31"),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("key", ["published", "date"])
def test_dates_are_iso_or_day_first(written: object, iso: str | None, key: str) -> None:
    (article,) = outcome(put("a.jsonl", json.dumps({"title": "Lũ", key: written})))
    assert isinstance(article, Article)
    assert article.published == (PartialDate(iso) if iso else None)


PACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}
ENCODE: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with BOM": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 LE": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-16 LE without BOM": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE without BOM": lambda text: text.encode("utf-16-be"),
}


@pytest.mark.parametrize("pack", PACK)
@pytest.mark.parametrize("encoding", ENCODE)
def test_packed_and_encoded_files_hold_the_same_articles(pack: str, encoding: str) -> None:
    def written(name: str, text: str) -> str:
        return put(f"{name}{pack}", PACK[pack](ENCODE[encoding](text)))

    expected = outcome(put("lu.txt", SEED), put("tin.jsonl", LINES))
    moved = {"lu.txt": f"lu.txt{pack}", "tin.jsonl": f"tin.jsonl{pack}"}
    found = outcome(written("lu.txt", SEED), written("tin.jsonl", LINES))
    assert found == [
        Article(**{**{name: getattr(each, name) for name in Article.__slots__}, "path": _moved(each.path, moved)})
        for each in expected
        if isinstance(each, Article)
    ]
    assert expected[1:] == ARTICLES


def _moved(path: str, names: dict[str, str]) -> str:
    name, colon, line = path.partition(":")
    return names[name] + colon + line


def test_ndjson_crlf_blank_lines_and_no_end_of_line() -> None:
    assert [each.id for each in outcome(put("a.ndjson", '\r\n{"title": "a"}\r\n \n{"title": "b"}'))] == [
        "bao/a:2",
        "bao/a:4",
    ]  # type: ignore[union-attr]


@given(st.lists(st.text(min_size=1).filter(lambda text: "\n" not in text), max_size=5))
def test_a_line_ends_at_a_line_feed_alone(texts: list[str]) -> None:
    raw = "\n".join(json.dumps({"title": f"bài {text}"}, ensure_ascii=False) for text in texts).encode(
        errors="surrogatepass"
    )
    paths = [each.path for each in outcome(put("a.jsonl", raw)) if isinstance(each, Article)]
    assert paths == [f"a.jsonl:{number}" for number in range(1, len(texts) + 1)]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO((LINES + '{"title": "Lũ"}').encode())))
    found = outcome("-")
    assert [(each.id, each.path) for each in found if isinstance(each, Article)] == [
        ("1", "<stdin>:1"),
        ("2", "<stdin>:2"),
        ("stdin:a0cbaa2341164bd6", "<stdin>:3"),  # its content: the third line of another stream is another article
    ]


def test_a_bad_line_costs_itself_alone() -> None:
    first, second = LINES.encode().splitlines()
    bad = [b"{", b'{"title": "L\xf9"}', b"[" * 100_000, b'{"title": ' + b"[" * 700 + b"]" * 700 + b"}", b"x" * 999]
    assert outcome(put("tin.jsonl", b"\n".join([first, *bad, second]))) == [
        ARTICLES[0],
        "tin.jsonl:2: no JSON: Expecting property name enclosed in double quotes at column 2",
        "tin.jsonl:3: neither UTF-8 nor UTF-16 (invalid start byte); convert the file",
        "tin.jsonl:4: no JSON of an article: brackets nested too deeply",
        'tin.jsonl:5: "title" is a JSON list, not text',
        "tin.jsonl:6: no JSON: Expecting value at column 1",
        Article(**{**{name: getattr(ARTICLES[1], name) for name in Article.__slots__}, "path": "tin.jsonl:7"}),
    ]


def test_a_bad_line_of_utf_16_costs_itself_alone() -> None:
    raw = (
        codecs.BOM_UTF16_LE
        + '{"title": "a"}\n'.encode("utf-16-le")
        + b"\x00\xd8\n\x00"
        + '{"title": "b"}\nx'.encode("utf-16-le")
    )
    assert [each if isinstance(each, str) else each.title for each in outcome(put("a.jsonl", raw[:-1]))] == [
        "a",
        "a.jsonl:2: no JSON: Expecting value at column 1",
        "b",
        "a.jsonl:4: cannot be read any further: 'utf-16-le' codec can't decode byte 0x78 in position 0: truncated data",
    ]


def test_another_encoding_is_named_with_its_line() -> None:
    latin = "Tin\n\nCafé".encode("latin-1")
    assert outcome(put("a.txt", latin)) == [
        "a.txt:3: neither UTF-8 nor UTF-16 (unexpected end of data); convert the file"
    ]


def limit(monkeypatch: pytest.MonkeyPatch, bytes: int) -> None:
    monkeypatch.setattr("timkiem.corpus.pieces", partial(pieces, limits=ReadLimits(article=bytes)))


def test_a_line_or_text_beyond_the_limit_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    line = LINES.split("\n")[1] + "\n"
    limit(monkeypatch, len(line.encode()))
    long = '{"title": "' + "x" * 1000
    expected = [
        ARTICLES[1].title,
        "{}:2: a line of more than 0 MB",
        ARTICLES[1].title,
        "{}:4: a line of more than 0 MB",
    ]
    lines = "".join([line, long + "\n", line, long])
    for name, raw in (
        ("a.jsonl", lines.encode()),
        ("b.jsonl", lines.encode("utf-16")),
        ("c.jsonl.zst", zstandard.compress(lines.encode())),
    ):
        found = [each if isinstance(each, str) else each.title for each in outcome(put(name, raw))]
        assert found == [each.format(name) for each in expected]
    assert outcome(put("a.txt.gz", gzip.compress(long.encode()))) == ["a.txt.gz:1: a text of more than 0 MB"]


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_lines_are_counted_on_from_piece_to_piece(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("timkiem.pieces._PIECE", size)
    limit(monkeypatch, 100)
    lines = [f'{{"title": "Tin {number}"}}' for number in range(9)]
    lines[2], lines[5], lines[6] = "", "x" * 101, "{"
    assert [each if isinstance(each, str) else each.path for each in outcome(put("a.jsonl", "\n".join(lines)))] == [
        "a.jsonl:1",
        "a.jsonl:2",
        "a.jsonl:4",
        "a.jsonl:5",
        "a.jsonl:6: a line of more than 0 MB",
        "a.jsonl:7: no JSON: Expecting property name enclosed in double quotes at column 2",
        "a.jsonl:8",
        "a.jsonl:9",
    ]


RANDOM = random.Random(1)
MANY = "".join(
    json.dumps({"id": str(number), "title": f"Tin {RANDOM.randbytes(9).hex()}"}) + "\n" for number in range(2000)
).encode()


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        pytest.param(
            "a.jsonl.gz",
            gzip.compress(MANY)[:-9],
            "Compressed file ended before the end-of-stream marker was reached",
            id="a .gz without its end",
        ),
        pytest.param(
            "a.jsonl.zst",
            zstandard.compress(MANY)[:-1],
            "Compressed file ended before the end of its last frame",
            id="a .zst without its last byte",
        ),
        pytest.param(
            "a.jsonl.zst",
            zstandard.compress(MANY)[:3],
            "Compressed file ended before the end of its last frame",
            id="a .zst of three bytes",
        ),
        pytest.param("a.jsonl.gz", b"Tin", "Not a gzipped file (b'Ti')", id="no .gz"),
        pytest.param(
            "a.jsonl.zst", b"Tin n\xc3\xb3ng", "zstd decompressor error: Unknown frame descriptor", id="no .zst"
        ),
        pytest.param(
            "a.jsonl.gz",
            gzip.compress(b'{"id": "0", "title": "Tin"}\n') + b"x",
            "Not a gzipped file (b'x')",
            id="a .gz with more behind it",
        ),
        pytest.param(
            "a.jsonl.zst",
            zstandard.compress(MANY) + b"xxxx",
            "zstd decompressor error: Unknown frame descriptor",
            id="a .zst with more behind it",
        ),
    ],
)
def test_of_a_broken_file_the_whole_lines_stay(name: str, raw: bytes, reason: str) -> None:
    *articles, error = outcome(put(name, raw))
    assert [each.id for each in articles] == [str(number) for number in range(len(articles))]  # type: ignore[union-attr]
    assert error == f"{name}:{len(articles) + 1}: cannot be read any further: {reason}"


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.txt.gz", "a.txt.zst"])
def test_a_packed_file_cut_anywhere_is_never_taken_for_whole(name: str) -> None:
    whole = PACK[Path(name).suffix](MANY[:3000].rsplit(b"\n", 1)[0])
    for size in range(1, len(whole), 7):
        assert str(outcome(put(name, whole[:size]))[-1]).startswith(f"{name}:")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_packed_file_with_flipped_bits_raises_nothing(suffix: str) -> None:
    whole = PACK[suffix](MANY[:3000])
    for at in range(0, len(whole), 23):
        broken = bytearray(whole)
        broken[at] ^= 0x5A
        assert all(isinstance(each, (Article, str)) for each in outcome(put(f"a.jsonl{suffix}", bytes(broken))))


def test_packed_files_joined_are_read_through() -> None:
    half = LINES.encode().splitlines(True)
    for name, pack in (("tin.jsonl.gz", gzip.compress), ("tin.jsonl.zst", zstandard.compress)):
        found = outcome(put(name, b"".join(map(pack, half))))
        assert [each.id for each in found if isinstance(each, Article)] == ["1", "2"]


def test_empty_files() -> None:
    names = ["a.jsonl", "b.ndjson", "c.jsonl.zst", "d.txt"]
    assert outcome(*(put(name, "") for name in names), put("e.jsonl.gz", gzip.compress(b""))) == [
        "d.txt:1: empty: the first line must be the title"
    ]


def test_a_folder_is_read_in_the_order_of_paths() -> None:
    for name in ("z.txt", "b/2.txt", "b/1.txt.gz", "a/sâu/x.jsonl", "b.pdf", "a/.ẩn.txt", ".git/tin.txt", "a/README"):
        put(f"kho/{name}", gzip.compress(b"Tin") if name.endswith(".gz") else "Tin")
    found, errors, passed = sources(["kho"])
    assert [(source.shown, source.name) for source in found] == [
        ("kho/z.txt", "kho/z"),
        ("kho/a/sâu/x.jsonl", "kho/a/sâu/x"),
        ("kho/b/1.txt.gz", "kho/b/1"),
        ("kho/b/2.txt", "kho/b/2"),
    ]
    assert (errors, passed) == ([], 2)


def test_an_id_is_the_same_from_wherever_a_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    put("kho/2022/a.txt", "Tin")
    base, full = Path.cwd(), str(Path("kho").resolve())
    names = [source.name for path in ("kho", "./kho/", full, "kho/2022") for source in sources([path], base)[0]]
    monkeypatch.chdir("kho")
    names += [source.name for path in (".", "2022/a.txt") for source in sources([path], base)[0]]
    assert names == ["kho/2022/a"] * 6


def test_folders_of_one_name_keep_their_files_apart(tmp_path: Path) -> None:
    put("2022/tin/a.txt", "Tin")
    put("2023/tin/a.txt", "Tin")
    apart = [source.name for source in sources(["2022/tin", "2023/tin"])[0]]
    assert apart == ["2022/tin/a", "2023/tin/a"]
    elsewhere = [source.name for source in sources(["2022/tin"], tmp_path / "khác")[0]]
    assert elsewhere == [f"{Path.cwd().resolve().as_posix()}/2022/tin/a"]


def test_paths_that_are_nothing_to_read() -> None:
    os.mkfifo("ống.txt")
    long = "a" * 300
    assert outcome("không có.txt", "", put("a.pdf", "x"), "ống.txt", f"{long}.txt", put("tin.jsonl", LINES)) == [
        "không có.txt:1: no such file or folder",
        "?:1: no such file or folder",
        "a.pdf:1: unknown format; known are .txt, .jsonl, .ndjson, also .gz or .zst",
        "ống.txt:1: neither a file nor a folder",
        f"{long}.txt:1: cannot be read: File name too long",
        *ARTICLES,
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_links_that_loop_and_pipes_do_not_hang() -> None:
    put("kho/a.txt", "Tin")
    Path("kho/vòng").symlink_to(Path("kho").resolve(), target_is_directory=True)
    Path("kho/b.txt").symlink_to("b.txt")
    Path("kho/c.txt").symlink_to("a.txt")
    os.mkfifo("kho/ống.jsonl")
    assert [source.shown for source in sources(["kho"])[0]] == ["kho/a.txt", "kho/c.txt"]


def test_a_folder_that_may_not_be_read_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    put("kho/a.txt", "Tin")
    put("kho/khoá/b.txt", "Tin")
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("khoá"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert outcome("kho") == [
        "kho/khoá:1: cannot be read: Permission denied",
        Article("bao/kho/a", "Tin", path="kho/a.txt"),
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_with_line_ends_and_escapes_are_shown_harmless() -> None:
    assert outcome(put("kho\n/tin\x1b[31m\r.txt", "Tin"), put(os.fsdecode(b"kh\xf4ng.txt"), "")) == [
        Article("bao/kho /tin [31m~7dee0af6", "Tin", path="kho /tin [31m .txt"),
        "kh ng.txt:1: empty: the first line must be the title",
    ]


def test_progress_counts_the_bytes_as_they_lie_on_disk() -> None:
    put("tin.jsonl.zst", zstandard.compress(MANY))
    (source,), _, _ = sources(["tin.jsonl.zst"])
    counts: list[int] = []
    assert len(list(read(source, counts.append))) == 2000
    assert sum(counts) == source.bytes == Path("tin.jsonl.zst").stat().st_size


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.jsonl", "a.txt.gz", "a.jsonl.zst"]))
def test_no_bytes_at_all_raise_anything(raw: bytes, name: str) -> None:
    assert all(isinstance(each, (Article, str)) for each in outcome(put(name, raw)))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("22.11.2022", "2022-11-22"),
        ("2022/11/22", "2022-11-22"),
        ("2022-1-5", "2022-01-05"),
        ("22/11/2022 - 8:30", "2022-11-22T08:30"),
        ("22/11/2022 08:30 GMT+7", "2022-11-22T08:30"),
        ("22-11-2022, 08h30", "2022-11-22T08:30"),
    ],
)
def test_dates_as_papers_write_them(written: str, iso: str) -> None:
    found = outcome(put("a.jsonl", json.dumps({"title": "Lũ", "date": written}).encode()))
    assert [each.published and each.published.iso for each in found if isinstance(each, Article)] == [iso]


def test_a_suffix_in_capitals_is_the_same() -> None:
    assert [each.id.rpartition("/")[2] for each in outcome(put("Lũ.TXT", b"Mua lon")) if isinstance(each, Article)] == [
        "Lũ"
    ]


@pytest.mark.parametrize(
    ("header", "iso"),
    [
        (" date 2022-11 Lũ", "2022-11"),
        (" date 17/10/2023 Lũ", "2023-10-17"),
        ("Date: 2023-10-17T08:30 Lũ", "2023-10-17T08:30"),
        (" date 2023/1/5 Lũ", "2023-01-05"),
    ],
)
def test_a_header_gives_its_date_in_any_form(header: str, iso: str) -> None:
    found = outcome(put("a.txt", f"{header}\n\nNước lên."))
    assert [(each.title, each.published and each.published.iso) for each in found if isinstance(each, Article)] == [
        ("Lũ", iso)
    ]


def test_a_header_whose_date_is_none_is_reported() -> None:
    assert outcome(put("a.txt", " date 31/02/2023 Lũ\n\nNước lên.")) == [
        "a.txt:1: '2023-02-31' is not a date of the calendar"
    ]


@pytest.mark.parametrize(
    ("json_value", "value"),
    [
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("[36893488147419103232]", [36893488147419103232]),
        ("1e400", None),
        ("NaN", None),
        ('"\\ud83c\\udf0a \\ud800"', "🌊  "),
        ("2.50", 2.5),
        ("false", False),
        ("0", 0),
        ('{"a": [1.0, "b\\u0301"]}', {"a": [1.0, "b́"]}),
    ],
)
def test_numbers_and_texts_of_other_keys_are_kept_as_python_reads_them(json_value: str, value: object) -> None:
    (article,) = outcome(put("a.jsonl", f'{{"title": "Lũ", "other": {json_value}}}'))
    assert isinstance(article, Article)
    assert article.extra.get("other") == value


def test_a_long_number_is_an_id_digit_for_digit() -> None:
    (article,) = outcome(put("a.jsonl", '{"title": "Lũ", "id": 20221103000000000001}'))
    assert isinstance(article, Article)
    assert article.id == "20221103000000000001"
