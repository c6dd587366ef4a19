"""What is read from an article's text can be searched, and comes back with the article."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import timkiem
from timkiem.cli import main
from timkiem.corpus import read
from timkiem.files import sources
from timkiem.metadata import load, metadata_version

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> timkiem.LocalEngine:
    engine = timkiem.open(tmp_path_factory.mktemp("index"), create=True)
    found = [article for source in sources([SEEDS])[0] for article in read(source)]
    engine.add(article for article in found if isinstance(article, timkiem.Article))
    return engine


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ('location:"Thừa Thiên Huế"', 1),
        ("location:(quang binh)", 1),
        ("location:gia lai", 0),
        ('official:"Nguyễn Hồng Phong"', 1),
        ('officials:"thuong ta nguyen hong phong"', 1),
        ('official:"Phó Giám đốc Công an tỉnh Quảng Bình"', 1),
        ("official:Hùng", 0),  # wrote the article, holds no office
        ('location:"Hà Tĩnh" AND official:"đại tá" NOT official:"Nguyễn Văn"', 1),
    ],
)
def test_fields_of_metadata(engine: timkiem.LocalEngine, query: str, total: int) -> None:
    assert engine.search(query).total == total


def test_the_article_keeps_what_was_read(engine: timkiem.LocalEngine) -> None:
    article = engine.search("thi đua").hits[0].article
    assert article.locations == ("Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Bình", "Quảng Trị", "Thừa Thiên Huế")
    assert article.officials == (
        "Đại tá Nguyễn Thị Thúy Thanh, Phó Cục trưởng Cục Công tác Đảng và công tác chính trị - Bộ Công an",
        "Thượng tá Nguyễn Hồng Phong, Giám đốc Công an tỉnh Hà Tĩnh",
        "Đại tá Nguyễn Tiến Hoàng Anh, Phó Giám đốc Công an tỉnh Quảng Bình",
    )
    officials = article.metadata["officials"]
    assert isinstance(officials, list)
    start, end = officials[0]["spans"][0]
    assert "Nguyễn Thị Thúy Thanh" in article.text[start:end]


def test_it_can_be_left_out(tmp_path: Path) -> None:
    engine = timkiem.open(tmp_path, create=True)
    engine.add([timkiem.Article("1", "Bão đổ bộ Quảng Bình")], metadata=False)
    assert (engine.search("location:binh").total, engine.article("1").metadata) == (0, {})


def test_a_lexicon_of_ones_own_at_indexing(tmp_path: Path) -> None:
    (tmp_path / "countries.tsv").write_text("Wakanda\tOa-can-đa\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Thăm Oa-can-đa\n\nĐoàn rời Oa-can-đa hôm qua.\n", encoding="utf-8")
    with_own = ["--lexicon", str(tmp_path / "countries.tsv")]
    versions = []
    for folder, options in (("plain", []), ("own", with_own)):
        run = CliRunner().invoke(main, ["index", "-i", str(tmp_path / folder), *options, str(tmp_path / "a.txt")])
        assert run.exit_code == 0, run.output
        engine = timkiem.open(tmp_path / folder)
        versions.append(engine.search("thăm").hits[0].article.metadata["version"])
        assert engine.search("location:wakanda").total == len(options) // 2
    assert versions == [metadata_version(), metadata_version(load(tmp_path / "countries.tsv"))]
    assert versions[0] != versions[1]


def test_a_lexicon_of_ones_own_for_programs(tmp_path: Path) -> None:
    (tmp_path / "countries.tsv").write_text("Wakanda\n", encoding="utf-8")
    engine = timkiem.open(tmp_path / "index", create=True)
    engine.add([timkiem.Article("a", "Thăm Wakanda")], lexicon=tmp_path / "countries.tsv")
    assert engine.search("location:wakanda").total == 1


def test_a_lexicon_that_cannot_be_used_stops_indexing(tmp_path: Path) -> None:
    (tmp_path / "kings.tsv").write_text("vua\n", encoding="utf-8")
    run = CliRunner().invoke(
        main, ["index", "-i", str(tmp_path / "i"), "--lexicon", str(tmp_path / "kings.tsv"), str(SEEDS)]
    )
    assert run.exit_code != 0
    assert "no table of this name" in run.output + str(run.stderr if run.stderr_bytes else "")


def test_another_lexicon_calls_for_reading_anew(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Thăm Wakanda\n\nĐoàn đi hôm qua.\n", encoding="utf-8")
    (tmp_path / "countries.tsv").write_text("Wakanda\n", encoding="utf-8")
    index = ["index", "-i", str(tmp_path / "i"), str(tmp_path / "a.txt")]
    own = [*index, "--lexicon", str(tmp_path / "countries.tsv")]
    assert "--again" not in CliRunner().invoke(main, index).output
    assert "--again" in CliRunner().invoke(main, own).output
    assert "--again" not in CliRunner().invoke(main, [*own, "--again"]).output
    assert timkiem.open(tmp_path / "i").search("location:wakanda").total == 1
