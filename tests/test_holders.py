"""Who held which office when: people of one name are one, unless what is said shows that they are several."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import timkiem
from generated import commit
from timkiem.article import Article, PartialDate
from timkiem.cli import main
from timkiem.errors import OptionError
from timkiem.holders import Evidence, Official, Tenure


def said(id: str, date: str, *people: str) -> Article:
    """An article that names people as "rank/name/position"."""
    officials = [dict(zip(("rank", "name", "position"), each.split("/"), strict=True)) for each in people]
    return Article(id, f"Tin {id}", published=PartialDate(date) if date else None, metadata={"officials": officials})


HEAD = "Giám đốc Công an tỉnh Quảng Bình"
NEWS = [
    said("1", "2020-03", f"Đại tá/Lê Văn Sao/Phó {HEAD}", "/Trần Nga/Chủ tịch UBND xã Hải Ninh"),
    said("2", "2021-05-02T08:30", "Đại tá/Lê Văn Sao/Phó giám đốc Công an tỉnh Quảng Bình"),
    said("3", "2022-01-10", "Thiếu tướng/Lê Văn Sao/Giám đốc Công an tỉnh Quảng Bình"),
    said("4", "2023-06-01", f"/Phan An/{HEAD}", f"/Lê Văn Sao/nguyên {HEAD}"),
    said("5", "2023-07-01", "/Trần Nga/Chủ tịch UBND phường Nam Lý"),
    said("6", "", "Đại tá/Lê Văn Sao/"),
    said("7", "2020-01-01", "/Võ Hà/Bộ trưởng Y tế", "/Võ Hà/Chủ tịch UBND tỉnh Cà Mau"),
    said("8", "2018-01-01", "/Hồ Đức/Giám đốc Sở Xây dựng Hà Nội"),
    said("9", "2019-01-01", "/Hồ Đức/Giám đốc Sở Xây dựng Hà Nội"),
    said("10", "2018-02-01", "/Hồ Đức/Đại sứ Việt Nam tại Lào"),
    said("11", "2018-12-01", "/Hồ Đức/Đại sứ Việt Nam tại Lào"),
    said("12", "2014-12-01", "/Mai Lan/Thứ trưởng Bộ Giáo dục"),
    said("13", "2016-12-01", "/Mai Lan/Bí thư Thành ủy Cần Thơ"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    commit(folder, [*NEWS[:9], said("old", "1999", "/Lê Văn Sao/Trưởng phòng")], words=100_000)
    commit(folder, [*NEWS[9:], Article("old", "Tin khác")], words=100_000)
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> timkiem.LocalEngine:
    return timkiem.open(folder)


def evidence(*numbers: int) -> tuple[Evidence, ...]:
    dates = {1: "2020-03", 2: "2021-05-02", 3: "2022-01-10", 4: "2023-06-01", 6: None}
    return tuple(Evidence(str(number), f"Tin {number}", dates[number]) for number in numbers)


SAO = Official(
    "Lê Văn Sao",
    ("Đại tá", "Thiếu tướng"),
    (
        Tenure("Phó Giám đốc Công an tỉnh Quảng Bình", "2020-03", "2021-05-02", 2, evidence(1, 2)),
        Tenure("Giám đốc Công an tỉnh Quảng Bình", "2022-01-10", "2022-01-10", 1, evidence(3)),
        Tenure("nguyên Giám đốc Công an tỉnh Quảng Bình", "2023-06-01", "2023-06-01", 1, evidence(4)),
        Tenure("", None, None, 1, evidence(6)),
    ),
    5,
    "2020-03",
    "2023-06-01",
)


@pytest.mark.parametrize("name", ["Lê Văn Sao", "le van sao", "Sao"])
def test_positions_in_order_of_time_with_evidence(name: str, engine: timkiem.LocalEngine) -> None:
    assert engine.officials(name) == [SAO]


def names(found: list[Official]) -> list[str]:
    return [each.name for each in found]


@pytest.mark.parametrize(
    ("position", "holders"),
    [
        ("Giám đốc Công an tỉnh Quảng Bình", ["Lê Văn Sao", "Phan An"]),  # in order of time; no deputies
        ("pho giam doc cong an", ["Lê Văn Sao"]),
        ("Giám đốc Công an Quảng Bình", ["Lê Văn Sao", "Phan An"]),  # other words for the same
        ("Xây dựng", ["Hồ Đức"]),  # nobody's begins so
        ("Thủ tướng", []),
    ],
)
def test_who_held_a_position(position: str, holders: list[str], engine: timkiem.LocalEngine) -> None:
    assert names(engine.officials(position=position)) == holders


def test_the_tenure_of_a_position_alone(engine: timkiem.LocalEngine) -> None:
    [sao, an] = engine.officials(position="Giám đốc Công an tỉnh Quảng Bình")
    assert [(each.position, each.first, each.articles) for each in sao.tenures] == [
        ("Giám đốc Công an tỉnh Quảng Bình", "2022-01-10", 1),
        ("nguyên Giám đốc Công an tỉnh Quảng Bình", "2023-06-01", 1),
    ]
    assert [each.first for each in an.tenures] == ["2023-06-01"]


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Trần Nga", [["Chủ tịch UBND xã Hải Ninh"], ["Chủ tịch UBND phường Nam Lý"]]),  # of two communes
        ("Võ Hà", [["Bộ trưởng Y tế"], ["Chủ tịch UBND tỉnh Cà Mau"]]),  # in one article
        ("Hồ Đức", [["Giám đốc Sở Xây dựng Hà Nội"], ["Đại sứ Việt Nam tại Lào"]]),  # at the same time
        ("Mai Lan", [["Thứ trưởng Bộ Giáo dục", "Bí thư Thành ủy Cần Thơ"]]),  # one after the other
    ],
)
def test_namesakes(name: str, people: list[list[str]], engine: timkiem.LocalEngine) -> None:
    found = [[tenure.position for tenure in each.tenures] for each in engine.officials(name)]
    assert sorted(found) == sorted(people)


def test_who_is_named_most_comes_first(engine: timkiem.LocalEngine) -> None:
    found = engine.officials(limit=3)
    assert names(found)[0] == "Lê Văn Sao"
    assert [each.articles for each in found] == [5, 2, 2]
    assert engine.officials(evidence=0, limit=1)[0].tenures[0].evidence == ()
    assert [len(each.evidence) for each in engine.officials("sao", evidence=1)[0].tenures] == [1, 1, 1, 1]


def test_a_position_in_the_place_of_a_name(engine: timkiem.LocalEngine) -> None:
    assert engine.officials("giam doc cong an quang binh") == engine.officials(
        position="Giám đốc Công an tỉnh Quảng Bình"
    )


def test_of_some_articles_alone(engine: timkiem.LocalEngine) -> None:
    assert names(engine.officials(since="2023")) == ["Lê Văn Sao", "Phan An", "Trần Nga"]
    assert names(engine.officials("title:7")) == ["Võ Hà", "Võ Hà"]  # nobody is called so: a query
    assert names(engine.officials(rank="thiếu tướng")) == ["Lê Văn Sao"]


def test_what_cannot_be_asked(engine: timkiem.LocalEngine) -> None:
    for options in ({"limit": 0}, {"evidence": -1}):
        with pytest.raises(OptionError):
            engine.officials("sao", **options)


def run(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["officials", "-i", str(folder), *words])
    return done.exit_code, done.stdout


def test_the_command(folder: Path) -> None:
    assert run(folder, "--evidence", "1", "Sao") == (
        0,
        "Lê Văn Sao (Đại tá, Thiếu tướng): 5 articles\n"
        "  2020-03 to 2021-05-02  Phó Giám đốc Công an tỉnh Quảng Bình, 2 articles\n"
        "      2020-03  Tin 1 · id 1\n"
        "  2022-01-10  Giám đốc Công an tỉnh Quảng Bình, 1 article\n"
        "      2022-01-10  Tin 3 · id 3\n"
        "  2023-06-01  nguyên Giám đốc Công an tỉnh Quảng Bình, 1 article\n"
        "      2023-06-01  Tin 4 · id 4\n"
        "  undated  no position, 1 article\n"
        "      undated  Tin 6 · id 6\n",
    )
    status, out = run(folder, "--json", "--position", "Giám đốc Công an tỉnh Quảng Bình")
    assert (status, [json.loads(line)["name"] for line in out.splitlines()]) == (0, ["Lê Văn Sao", "Phan An"])
    assert run(folder, "khôngai") == (1, "")
