"""What is read from an article's text can be searched, and comes back with the article."""

from pathlib import Path

import pytest

import timkiem
from timkiem.corpus import read
from timkiem.files import sources

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
