"""The whole: the project's seed article, the record, and text made to hurt."""

import json
import re
import time
from pathlib import Path

import pytest

from timkiem.article import Article, PartialDate
from timkiem.metadata import extract, extract_all, load

SEED = Path(__file__).parents[1] / "seeds" / "000_8213f3ea308f4760.txt"


def seed() -> Article:
    head, _, body = SEED.read_text(encoding="utf-8").partition("\n")
    _, date, title = head.strip().split(" ", 2)
    return Article("seed", title, body.strip(), published=PartialDate(date))


def test_seed() -> None:
    found = extract(seed())
    assert [(person.name, person.rank, person.position) for person in found.officials] == [
        (
            "Nguyễn Thị Thúy Thanh",
            "Đại tá",
            "Phó Cục trưởng Cục Công tác Đảng và công tác chính trị - Bộ Công an",
        ),
        ("Nguyễn Hồng Phong", "Thượng tá", "Giám đốc Công an tỉnh Hà Tĩnh"),
        ("Nguyễn Tiến Hoàng Anh", "Đại tá", "Phó Giám đốc Công an tỉnh Quảng Bình"),
    ]
    assert found.provinces == ("Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Bình", "Quảng Trị", "Thừa Thiên Huế")
    assert found.countries == ()
    assert [(date.surface, date.iso) for date in found.dates if date.iso and len(date.iso) == 10] == [
        ("22/11", "2022-11-22")
    ]
    assert found.authors == ("Hùng", "Quý", "Nga")
    assert (found.published, found.published_inferred) == (PartialDate("2022-11"), False)


def test_record_is_json_with_spans_of_the_text() -> None:
    article = Article(
        "n1",
        "Hà Nam họp",
        "Ngày 2/3, Chủ tịch UBND tỉnh Hà Nam Lê Văn Tân gặp Đại sứ Pháp.\nMinh Hà",
        published=PartialDate("2021-03-05"),
    )
    record = extract(article).record("n1")
    assert json.loads(json.dumps(record, ensure_ascii=False)) == {
        "id": "n1",
        "date": "2021-03-05",
        "date_inferred": False,
        "provinces": ["Hà Nam"],
        "countries": ["Pháp"],
        "places": [
            {
                "name": "Hà Nam",
                "kind": "province",
                "province": "Hà Nam",
                "today": "Ninh Bình",
                "spans": [[0, 6], [40, 46]],
            },
            {"name": "Pháp", "kind": "country", "province": None, "today": None, "spans": [[69, 73]]},
        ],
        "dates": [{"surface": "2/3", "iso": "2021-03-02", "start": 16, "end": 19}],
        "officials": [
            {
                "name": "Lê Văn Tân",
                "rank": None,
                "position": "Chủ tịch UBND tỉnh Hà Nam",
                "foreign": False,
                "spans": [[21, 46], [47, 57]],
            }
        ],
        "authors": ["Minh Hà"],
    }


STORY = Article(
    "story",
    "Thanh Hoá họp với Mỹ",
    "Ngày 12/3, ông Lê Văn Nam, Phó Chủ tịch UBND tỉnh Thanh Hoá, tiếp Ngoại trưởng Mỹ John Kerry ở TP. Hồ Chí Minh.\n"
    "Đại tá Lê Thị Hạnh - trưởng Công an huyện Như Xuân (Thanh Hóa) - cho biết từ 5 đến 9-3 có mưa.\n"
    "Ông Nam nói: “Phó Chủ tịch UBND tỉnh sẽ báo cáo”. Tổng thống Kim Jong - un gặp ông Kerry ở quận 1, phường 10.",
    published=PartialDate("2021-03-15"),
)


@pytest.mark.parametrize("article", [STORY, seed()], ids=["story", "seed"])
def test_the_text_at_each_span_is_what_the_value_says(article: Article) -> None:
    found = extract(article)
    for date in found.dates:
        assert article.text[date.start : date.end] == date.surface
        numbers = [int(number) for number in re.findall(r"\d+", date.surface)]
        assert date.iso is None or set(numbers) >= {int(part) for part in date.iso.split("-")[1:]}
    for place in found.places:
        for start, end in place.spans:
            words = article.text[start:end]
            assert whole(article.text, start, end)
            assert (
                words in load().places.exact
                or place.name.lower() in words.lower()
                or words.lower() == place.name.lower()
            )
            if words in load().places.exact:
                assert load().places.exact[words].name == place.name
    for person in found.officials:
        said = [article.text[start:end] for start, end in person.spans]
        assert all(whole(article.text, start, end) for start, end in person.spans)
        assert any(" ".join(words.replace(" - ", "-").split()) == person.name for words in said)
        assert person.position is None or person.position in said
        for words in said:  # the name or its last words, or a title that he holds
            name = person.name.endswith(words) or words.replace(" - ", "-") == person.name
            assert name or letters(person.position or "").startswith(letters(words))


def letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def whole(text: str, start: int, end: int) -> bool:
    """Whether a span cuts no word in two."""
    return not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()


def test_story() -> None:
    found = extract(STORY)
    assert [(person.name, person.rank, person.position) for person in found.officials] == [
        ("Lê Văn Nam", None, "Phó Chủ tịch UBND tỉnh Thanh Hoá"),
        ("John Kerry", None, "Ngoại trưởng Mỹ"),
        ("Lê Thị Hạnh", "Đại tá", "trưởng Công an huyện Như Xuân (Thanh Hóa)"),
        ("Kim Jong-un", None, "Tổng thống"),
    ]
    assert found.provinces == ("Thanh Hóa", "TP. Hồ Chí Minh")
    assert found.countries == ("Mỹ",)
    assert [(place.name, place.kind) for place in found.places if place.kind in ("district", "ward")] == [
        ("Như Xuân", "district"),
        ("Quận 1", "district"),
        ("Phường 10", "ward"),
    ]
    assert [(date.surface, date.iso, date.since) for date in found.dates] == [
        ("12/3", "2021-03-12", None),
        ("9-3", "2021-03-09", "2021-03-05"),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "Giám đốc ",
        "Chủ tịch UBND tỉnh, ",
        "ông Nguyễn Văn A, Phó Giám đốc Công an tỉnh Hà Nam, ",
        "Đại tá Nguyễn ",
        "1/2/3",
        "12/",
        "9",
        "ngày 1, 2, 3 và ",
        "tháng 1 ",
        "1/2, 1/2/2018, ",
        "Trump, Tổng thống Mỹ ",
        "A",
        "Hà Nội ",
        "Nguyễn ",
        "TP. ",
        " - ",
        "(",
        "ạ",
        "phường 1",
        "Kim Jong - un ",
        "thủ môn A (Hà Nội), ",
        "2019 ",
        "bà Anna van der de la ",
        "các Phó Thủ tướng Lê An, ",
        "PHÓ CHỦ TỊCH ",
        "NGUYỄN VĂN AN ",
        "1 - ",
        "1 tháng 1 ",
        "          ",
        "Jean - Claude - ",
        "a - b & ",
        "LĐ - TB & XH ",
        "về quyền con người ",
        "phụ trách châu Á - Đông Á - Nam ",
        "trưởng phòng, phó phòng, ",
        "Nguyễn Thái Bình ",
        "V. Ninh Bình ",
        "(SN 1958) (60 tuổi) ",
        "năm Mậu Tuất 19/20",
        "đại tá cựu nguyên phó ",
        "S. R. ",
        "của Tổng thống, ",
        "(Hà Nội) ",
        "Ý, ",
        "ngày 6-5 ",
        "Bộ trưởng (",
        "Chủ tịch xã Lê Văn Nam ",
        "Trưởng phòng Băng đĩa, Cục ",
    ],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    """Of any nonsense four times the text takes four times as long; a pattern that blows up takes sixteen or more.

    In three tries, for a machine that does other things too.
    """

    def seconds(size: int) -> float:
        started = time.process_time()
        extract(Article("a", "", piece * (size // len(piece))))
        return time.process_time() - started

    assert any(seconds(200_000) < 8 * seconds(50_000) + 0.2 for _ in range(3))


@pytest.mark.parametrize("body", ["", "\n", "İstanbul İ Hà Nội", "\u2028Hà Nội\x85", "Đại tá", "Chủ tịch UBND tỉnh"])
def test_odd_texts_do_no_harm(body: str) -> None:
    article = Article("a", "", body)
    for place in extract(article).places:
        assert all(article.text[start:end] for start, end in place.spans)


def test_a_name_that_ends_in_small_letters_is_found_once_whatever_else_has_them() -> None:
    (leader,) = extract(Article("a", "", "Ông Kim Jong un, Chủ tịch Triều Tiên, nói un.")).officials
    assert (leader.name, leader.spans) == ("Kim Jong un", ((4, 15), (17, 36)))


def test_articles_together_are_as_articles_alone() -> None:
    articles = [STORY, seed(), Article("empty", ""), STORY]
    assert extract_all(articles) == [extract(article) for article in articles]
