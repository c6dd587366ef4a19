"""The tables: whole, and open to a user's own."""

from pathlib import Path

import pytest

import timkiem.metadata
from timkiem.article import Article
from timkiem.errors import LexiconError
from timkiem.metadata import (
    extract,
    load,
    metadata_version,
    province_named,
    province_today,
    provinces_before,
)

LEXICON = Path(str(timkiem.metadata.__file__)).with_name("lexicon")
TODAY = (  # the 34 provinces and cities since July 2025
    "An Giang|Bắc Ninh|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Nội|Hà Tĩnh|"
    "Hải Phòng|Huế|Hưng Yên|Khánh Hòa|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Nghệ An|Ninh Bình|Phú Thọ|Quảng Ngãi|"
    "Quảng Ninh|Quảng Trị|Sơn La|Tây Ninh|Thái Nguyên|Thanh Hóa|TP. Hồ Chí Minh|Tuyên Quang|Vĩnh Long"
)


def rows(name: str) -> list[list[str]]:
    lines = (LEXICON / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_63_provinces_make_34() -> None:
    assert len({row[0] for row in rows("provinces")}) == 63
    assert sorted({row[1] for row in rows("provinces")}) == sorted(TODAY.split("|"))


def test_every_district_lies_in_a_province() -> None:
    provinces = {row[0] for row in rows("provinces")}
    assert {province for row in rows("districts") for province in row[1].split("|")} <= provinces
    assert len(rows("districts")) > 650


def test_every_spelling_of_a_place_begins_with_a_capital_where_alone_it_is_sought() -> None:
    assert [spelling for spelling in load().places.exact if not spelling[0].isupper()] == []


@pytest.mark.parametrize("path", sorted(LEXICON.glob("*.tsv")), ids=lambda path: path.stem)
def test_every_table_states_its_origin_and_says_things_once(path: Path) -> None:
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert "Origin: " in "\n".join(comments)
    first = [row[0] for row in rows(path.stem)]
    assert sorted(first) == sorted(set(first))


def test_a_users_table_extends_ours_and_changes_the_version(tmp_path: Path) -> None:
    article = Article("a", "", "Ông Lê Văn Tân, Đình trưởng Công an xã, vừa thăm Wakanda.")
    assert extract(article).officials == ()
    (tmp_path / "offices.tsv").write_text("đình trưởng\talways\n", encoding="utf-8")
    (tmp_path / "countries.tsv").write_text("# ours\nWakanda\n", encoding="utf-8")
    lexicon = load(tmp_path)
    found = extract(article, lexicon)
    assert [(person.name, person.position) for person in found.officials] == [("Lê Văn Tân", "Đình trưởng Công an xã")]
    assert found.countries == ("Wakanda",)
    assert metadata_version(lexicon) != metadata_version()


def test_one_table_will_do(tmp_path: Path) -> None:
    table = tmp_path / "countries.tsv"
    table.write_text("Wakanda\tOa-can-đa\n", encoding="utf-8")
    assert extract(Article("a", "", "Tới Oa-can-đa."), load(table)).countries == ("Wakanda",)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("offices.tsv", "đình trưởng\n", r"offices\.tsv:1: 1 columns, not 2"),
        ("kings.tsv", "vua\n", r"kings\.tsv: no table of this name"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        load(tmp_path)


def test_version_is_stable_within_a_build() -> None:
    assert metadata_version() == metadata_version(load())
    assert len(metadata_version()) == 12


def test_provinces_of_today_are_unions_of_the_old_ones() -> None:
    assert provinces_before("Quảng Trị") == {"Quảng Bình", "Quảng Trị"}
    assert provinces_before("tp ho chi minh") == {"TP. Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"}
    assert provinces_before("Huế") == {"Thừa Thiên Huế"}
    assert provinces_before("Quảng Bình") == frozenset()  # of old alone
    assert provinces_before("Paris") == frozenset()


@pytest.mark.parametrize(
    ("spelling", "before", "today"),
    [
        ("Quảng Bình", "Quảng Bình", "Quảng Trị"),
        ("tỉnh quảng trị", "Quảng Trị", "Quảng Trị"),
        ("Thanh Hoá", "Thanh Hóa", "Thanh Hóa"),
        ("DAK LAK", "Đắk Lắk", "Đắk Lắk"),
        ("Sài Gòn", "TP. Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("tphcm", "TP. Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("br-vt", "Bà Rịa - Vũng Tàu", "TP. Hồ Chí Minh"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế", "Huế"),
        ("Tỉnh", None, None),
        ("Paris", None, None),
    ],
)
def test_a_province_is_known_in_every_spelling(spelling: str, before: str | None, today: str | None) -> None:
    assert province_named(spelling) == before
    assert province_today(spelling) == today


def test_every_province_is_of_today_and_back() -> None:
    assert {old for today in TODAY.split("|") for old in provinces_before(today)} == {
        row[0] for row in rows("provinces")
    }
    assert all(province_today(row[0]) == row[1] and row[0] in provinces_before(row[1]) for row in rows("provinces"))
