"""What articles are filed under comes back by document, and is damaged by nobody unseen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from timkiem.article import Article
from timkiem.columnar.filing import TABLES
from timkiem.columnar.labels import Table, TableWriter, merge_table
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.errors import IndexCorrupt

PHONG = {"name": "Nguyễn Hồng  Phong", "rank": "thượng Tá", "position": "Giám đốc Công an tỉnh Hà Tĩnh"}
ANH = {"name": "Nguyễn Tiến Hoàng Anh", "rank": None, "position": None}
ARTICLES = [
    Article("1", "một", source="Tuổi Trẻ", locations=("Hà Tĩnh", "Huế", "Hà Tĩnh"), category="Thời sự"),
    Article("2", "hai", metadata={"officials": [PHONG, ANH], "authors": ["Hùng", "Quý"], "version": "abc"}),
    Article("3", "ba", author="Hùng, Quý", metadata={"dates": [{"iso": "2022-11-22"}, {"iso": None}]}),
    Article("4", "bốn", metadata={"dates": [{"iso": "2022-10-26", "since": "2022-10-20"}, {"iso": "2022"}]}),
]  # fmt: skip
ROWS = {
    "location": [[("Hà Tĩnh",), ("Huế",)], [], [], []],
    "official": [
        [],
        [("Nguyễn Hồng Phong", "Thượng tá", "Giám đốc Công an tỉnh Hà Tĩnh"), ("Nguyễn Tiến Hoàng Anh", "", "")],
        [],
        [],
    ],
    "author": [[], [("Hùng",), ("Quý",)], [("Hùng, Quý",)], []],
    "mentions": [[], [], [("2022-11-22",)], [("2022-10-20/2022-10-26",), ("2022",)]],
    "source": [[("Tuổi Trẻ",)], [("",)], [("",)], [("",)]],
    "category": [[("Thời sự",)], [("",)], [("",)], [("",)]],
    "version": [[("",)], [("abc",)], [("",)], [("",)]],
}


def written(name: str, articles: list[Article], path: Path) -> Table:
    writer, table = SectionWriter(path), TableWriter(name)
    for article in articles:
        table.add([article])
    table.save(writer)
    writer.finish({})
    return Table.open(Sections.open(path), name)


def rows(table: Table, count: int) -> list[list[tuple[str, ...]]]:
    return [table.rows(number) for number in range(count)]


@pytest.mark.parametrize("name", TABLES)
def test_rows_come_back(name: str, tmp_path: Path) -> None:
    table = written(name, ARTICLES, tmp_path / "a")
    assert rows(table, 4) == ROWS[name]
    assert table.counts.tolist() == [len(each) for each in ROWS[name]]
    assert table.owners.tolist() == [at for at, each in enumerate(ROWS[name]) for _ in each]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_a_row(name: str, tmp_path: Path) -> None:
    nothing = [("",)] if len(ROWS[name][3]) == 1 and name != "mentions" else []
    assert rows(written(name, [Article("1", "một")], tmp_path / "a"), 1) == [nothing]


def test_a_label_is_kept_once_and_in_order(tmp_path: Path) -> None:
    given = [replace(ARTICLES[0], source=name) for name in ("Nhân Dân", "Tuổi Trẻ", "Lao Động", "Nhân Dân")]
    column = written("source", given, tmp_path / "a").columns["source"]
    assert column.labels == ["Lao Động", "Nhân Dân", "Tuổi Trẻ"]
    assert (column.numbers.tolist(), column.numbers.dtype) == ([1, 2, 0, 1], np.uint8)


def test_numbers_are_as_large_as_they_must_be(tmp_path: Path) -> None:
    for count, width in ((256, 1), (257, 2), (65537, 4)):
        given = [Article("1", "một", locations=tuple(map(str, range(count))))]
        table = written("location", given, tmp_path / str(count))
        assert table.columns["location"].numbers.itemsize == width
        assert sorted(table.rows(0)) == sorted((str(number),) for number in range(count))


@pytest.mark.parametrize("name", TABLES)
def test_a_merge_keeps_what_is_alive(name: str, tmp_path: Path) -> None:
    parts = [written(name, ARTICLES[:2], tmp_path / "a"), written(name, ARTICLES[2:] * 2, tmp_path / "b")]
    writer = SectionWriter(tmp_path / "merged")
    merge_table(parts, [np.array([False, True]), np.array([True, False, False, True])], writer, name)
    writer.finish({})
    written(name, ARTICLES[1:], tmp_path / "once")
    assert (tmp_path / "merged").read_bytes() == (tmp_path / "once").read_bytes()
    writer = SectionWriter(tmp_path / "nothing")
    merge_table(parts, [np.zeros(2, bool), np.zeros(4, bool)], writer, name)
    writer.finish({})
    assert rows(Table.open(Sections.open(tmp_path / "nothing"), name), 0) == []


def test_metadata_of_another_shape_is_passed_over(tmp_path: Path) -> None:
    odd = Article("1", "một", metadata={"officials": ["Phong", {"rank": "Đại tá"}], "dates": 3, "authors": "Hùng"})
    assert {name: written(name, [odd], tmp_path / name).rows(0) for name in ("official", "mentions", "author")} == {
        "official": [],
        "mentions": [],
        "author": [],
    }


def test_altered_labels_are_named(tmp_path: Path) -> None:
    written("source", ARTICLES, tmp_path / "a")
    sections = Sections.open(tmp_path / "a")
    offset = sections._sections["labels.source.source.text"][1]
    raw = bytearray((tmp_path / "a").read_bytes())
    raw[offset] ^= 0xFF
    (tmp_path / "a").write_bytes(raw)
    with pytest.raises(IndexCorrupt, match=r"its section labels\.source\.source\.text was altered"):
        Table.open(Sections.open(tmp_path / "a"), "source")
