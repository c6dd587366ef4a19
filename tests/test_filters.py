"""Filters: which articles pass, in the query and as options, against a reading of the articles one by one."""

from pathlib import Path

import pytest

import timkiem
from timkiem.article import Article, PartialDate
from timkiem.columnar.writer import IndexWriter
from timkiem.errors import OptionError, QueryError
from timkiem.filters import FIELDS, field_named, is_mistaken_field


def filed(id: str, date: str = "", source: str = "", places: str = "", officials: str = "", named: str = "") -> Article:
    """An article, as short as it can be said: officials are "rank/name/position", values are parted by ";"."""
    people = [
        dict(zip(("rank", "name", "position"), each.split("/"), strict=True)) for each in officials.split(";") if each
    ]
    ranges = [each.split("..") for each in named.split(";") if each]
    return Article(
        id,
        f"Lũ {id}",
        "Nước lên." + " lũ" * len(id),
        published=PartialDate(date) if date else None,
        source=source,
        locations=tuple(filter(None, places.split(";"))),
        officials=tuple(officials.split(";")),
        metadata={
            "officials": people,
            "dates": [{"iso": each[-1], "since": each[0] if len(each) > 1 else None} for each in ranges],
        },
    )


ANH = "Đại tá/Nguyễn Tiến Hoàng Anh/Phó Giám đốc Công an tỉnh Quảng Bình"
PHONG = "Thượng tá/Nguyễn Hồng Phong/Giám đốc Công an tỉnh Hà Tĩnh"
HUNG = "/Lê Văn Hùng/Chủ tịch UBND tỉnh Quảng Trị"
OTHERS = "Đại tá/Lê Văn Hưng/;Thiếu tá/Trần Anh/"
ARTICLES = [
    filed("qb", "2022-11-22", "Báo Quảng Bình", "Quảng Bình", ANH, "2022-11-20..2022-11-24"),
    filed("qt", "2022-11", "Tuổi Trẻ", "Quảng Trị;Lào", HUNG, "2022-11-22"),
    filed("ht", "2023", "vnexpress.net", "Hà Tĩnh;Anh Sơn", PHONG, "2022-11;2022-12-24"),
    filed("hue", "2021-05-01T08:30", "Tuổi Trẻ Cười", "Thừa Thiên Huế;Anh", OTHERS, "2022"),
    filed("none", "", "", "", "", "không"),
]


@pytest.fixture(scope="module", params=[1, 5], ids=["one segment", "several segments"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> timkiem.LocalEngine:
    folder = tmp_path_factory.mktemp("index")
    with IndexWriter(folder, words=10_000 if request.param == 1 else 1) as writer:
        writer._compact = lambda: None  # type: ignore[method-assign]
        for article in ARTICLES:
            writer.add([article])
    return timkiem.open(folder)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('location:"Quảng Trị"', "qt"),
        ('location:"quang tri"', "qt"),
        ('location:"Quảng Trị mới"', "qb qt"),
        ("location:quang", "qb qt"),
        ("location:Huế", "hue"),
        ("location:Anh", "hue"),  # the country, not Anh Sơn
        ("location:Sơn", "ht"),
        ("location:Qu*", "qb qt"),
        ('official:"Nguyễn Hồng Phong"', "ht"),
        ('official:"đại tá"', "qb hue"),
        ('officials:"thượng tá Nguyễn"', "ht"),  # from rank into name
        ('official:"Hùng Chủ tịch"', "qt"),  # from name into position
        ('official:"đại tá Nguyễn Tiến Hoàng Anh Phó Giám đốc"', "qb"),
        ('official:"đại tá Trần Anh"', ""),  # the rank of another
        ("official:Hùng", "qt"),
        ("official:Hưng", "hue"),
        ("official:hung", "qt hue"),
        ("official:Hụng", "qt hue"),  # nobody is written so
        ("official:Nguy*", "qb ht"),
        ('rank:"đại tá"', "qb hue"),
        ("rank:tá", "qb ht hue"),
        ("rank:Phong", ""),
        ('position:"công an tỉnh"', "qb ht"),
        ('position:"giám đốc công an" NOT position:phó', "ht"),
        ('source:"tuổi trẻ"', "qt hue"),
        ("source:vnexpress.net", "ht"),
        ("date:2022-11", "qt qb"),
        ("date:2022-11-22", "qt qb"),
        ("date:2022-11-23..2023-02", "ht qt"),
        ("date:..2021", "hue"),
        ("mentions:2022-11-22", "qb qt"),
        ("mentions:2022-11", "qb qt ht"),
        ("mentions:2022", "qb qt ht hue"),
        ("mentions:2022-11-24..2022-12-24", "qb ht"),
        ('location:"Quảng Bình" OR location:"Hà Tĩnh"', "qb ht"),
        ('location:("Quảng Bình" OR "Hà Tĩnh") -date:2023', "qb"),
        ("NOT location:Lào", "qb ht hue none"),
        ("-date:2000..2100", "none"),
    ],
)
def test_filters_alone(query: str, ids: str, engine: timkiem.LocalEngine) -> None:
    page = engine.search(query)
    assert {hit.id for hit in page.hits} == set(ids.split())
    assert page.total == len(ids.split())
    assert {(hit.score, hit.complete) for hit in page.hits} <= {(0.0, True)}


@pytest.mark.parametrize("filter", ['location:"Quảng Trị mới"', "rank:tá", "date:2022", "-location:lao", "source:tre"])
def test_a_filter_changes_no_score(filter: str, engine: timkiem.LocalEngine) -> None:
    passed = {hit.id for hit in engine.search(filter).hits}
    for query in ("lũ", "lu", "lũ nước mưa", '"nước lên" lũ', "lũ OR (nước lên)", "lũ AND nước", "lũ NOT mưa"):
        expected = [(hit.id, hit.score) for hit in engine.search(query).hits if hit.id in passed]
        joined = f"{filter} ({query})" if " OR " in query else f"{filter} {query}"
        assert [(hit.id, pytest.approx(hit.score)) for hit in engine.search(joined).hits] == expected


def test_a_filter_beside_words_keeps_what_words_mean(engine: timkiem.LocalEngine) -> None:
    scores = {hit.id: hit.score for hit in engine.search("lu").hits}  # no accents were typed
    assert [(hit.id, hit.score) for hit in engine.search("lu location:Huế").hits] == [("hue", scores["hue"])]
    page = engine.search("lũ bão location:Lào")
    assert (page.total, [(hit.id, hit.complete) for hit in page.hits]) == (0, [("qt", False)])
    assert engine.search("lũ (nước OR location:Lào)").total == 5


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"location": "Quảng Trị"}, ["qt"]),
        ({"location": ["Quảng Trị", "Huế"]}, ["qt", "hue"]),
        ({"location": ["Quảng Trị", "Hà Tĩnh"], "rank": "thượng tá"}, ["ht"]),
        ({"official": "công an", "since": "2022", "until": "2022-11-22"}, ["qb"]),
        ({"source": "Báo Quảng Bình", "position": "phó giám đốc"}, ["qb"]),
        ({"since": "2021"}, ["ht", "qb", "qt", "hue"]),
    ],
)
def test_options(options: dict[str, str], ids: list[str], engine: timkiem.LocalEngine) -> None:
    assert [hit.id for hit in engine.search(**options).hits] == ids  # newest first
    assert {hit.id for hit in engine.search("lũ", **options).hits} == set(ids)


def test_what_cannot_be_asked(engine: timkiem.LocalEngine) -> None:
    for options in ({"location": "…"}, {"since": "hôm qua"}, {"until": "2022-13"}):
        with pytest.raises(OptionError):
            engine.search("lũ", **options)
    with pytest.raises(QueryError, match="nothing to search for"):
        engine.search("")


@pytest.mark.parametrize(
    ("query", "column", "reason"),
    [
        ("lũ loction:Huế", 4, "loction: is no field; there are title, body, location, official, rank"),
        ("province:Huế", 1, "province: is no field"),
        ("lũ date:2022-13", 4, "'2022-13' is not a date of the calendar"),
        ("date:hôm-nay", 1, "'hôm-nay' is not a date; write YYYY"),
        ("date:2023..2022", 1, "ends before it begins"),
        ("lũ -mentions:(22)", 5, "mentions: takes a date"),
    ],
)
def test_mistakes_are_told(query: str, column: int, reason: str, engine: timkiem.LocalEngine) -> None:
    with pytest.raises(QueryError) as told:
        engine.search(query)
    assert reason in told.value.reason
    assert told.value.column == column


@pytest.mark.parametrize(
    "name", ["loction", "locatoin", "offical", "postion", "souce", "autor", "titel", "dat", "people"]
)
def test_slips(name: str) -> None:
    assert is_mistaken_field(name)
    assert not field_named(name)


@pytest.mark.parametrize(
    "name", ["http", "https", "covid", "trump", "anh", "bao", "video", "clip", "bank", "nguon", "lu"]
)
def test_words(name: str) -> None:
    assert not is_mistaken_field(name) or name == "bank"
    assert field_named(name) is None


def test_fields_have_plurals() -> None:
    assert [field_named(name) for name in (*FIELDS, "officials", "locations", "categories", "dates", "mention")] == [
        *(*FIELDS, "official", "location", "category", "date", "mentions")
    ]


def test_masks_are_remembered_and_nobody_writes_into_them(engine: timkiem.LocalEngine, tmp_path: Path) -> None:
    first = engine.search("lũ rank:tá -date:2021")
    known = dict(engine.snapshot().filtered)
    assert [hit.id for hit in engine.search("lũ rank:tá -date:2021").hits] == [hit.id for hit in first.hits]
    assert engine.snapshot().filtered == known
    assert not any(mask.flags.writeable for masks in known.values() for mask in masks)
