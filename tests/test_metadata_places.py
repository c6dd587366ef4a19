"""Places: sentence -> provinces and countries."""

import pytest

from timkiem.article import Article
from timkiem.metadata import extract


def places(body: str, kinds: tuple[str, ...] = ("province", "country")) -> list[str]:
    article = Article("a", "", body)
    return [place.name for place in extract(article).places if place.kind in kinds]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mưa lớn ở Quảng Bình, Quảng Trị và Thừa Thiên - Huế.", ["Quảng Bình", "Quảng Trị", "Thừa Thiên Huế"]),
        ("Tỉnh Khánh Hoà và tỉnh Khánh Hòa là một.", ["Khánh Hòa"]),
        ("Xe từ TP.HCM, TPHCM, TP. Hồ Chí Minh hay Sài Gòn.", ["TP. Hồ Chí Minh"]),
        ("Biển BR-VT, tức Bà Rịa – Vũng Tàu.", ["Bà Rịa - Vũng Tàu"]),
        ("Voi ở Đăk Lăk và Đắc Nông.", ["Đắk Lắk", "Đắk Nông"]),
        ("Công an TP Thanh Hóa vào cuộc.", ["Thanh Hóa"]),
        ("HÀ NỘI: Cháy lớn.", ["Hà Nội"]),
        ("Tổng thống Mỹ tới Nhật Bản, rồi sang Anh.", ["Mỹ", "Nhật Bản", "Anh"]),
        ("Hoa Kỳ, Úc và Ả-rập Xê-út ký kết.", ["Mỹ", "Australia", "Saudi Arabia"]),
        ("Diễn viên Mỹ John Barnes gặp ca sĩ Anh Thơ.", ["Mỹ"]),
        ("Anh, Pháp, Đức cùng lên tiếng.", ["Anh", "Pháp", "Đức"]),
        ("Đội tuyển Uzbekistan thua.", ["Uzbekistan"]),
        ("Triển lãm đi Bà Rịa- Vũng Tàu, Thừa Thiên- Huế.", ["Bà Rịa - Vũng Tàu", "Thừa Thiên Huế"]),
        ("Trời lạnh 25 - 28 độ C. Đà Nẵng có mưa.", ["Đà Nẵng"]),
        ("Bang Georgia thuộc Mỹ. Nước Georgia ở xa, tại bang Georgia có bão.", ["Mỹ", "Georgia"]),
    ],
)
def test_places_in_every_spelling(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Ông Nguyễn Thái Bình nói. Sau đó Thái Bình ra về.",
        "Bạn đọc báo Sài Gòn Giải Phóng và báo Hà Nội Mới.",
        "Trận này CLB Hà Nội gặp B.Bình Dương và SHB.Đà Nẵng.",
        "Xe đi trên đường Điện Biên Phủ, đường Hà Nam rồi phố Huế.",
        "Công ty Cao su Đồng Nai trả lương.",
        "Khoa thẩm mỹ, mỹ phẩm. Mỹ phẩm giả.",
        "Anh ấy về. Anh nói vậy. Anh Tuấn cười.",
        "Chị Nga gặp bà Mỹ và anh Đức.",
        "Ý kiến ấy đúng. Áo dài đẹp. Pháp luật nghiêm.",
        "Học tiếng Anh, tiếng Nga và tiếng Nhật.",
        "Khoa ngôn ngữ Anh/tiếng Anh và ngôn ngữ Nhật/tiếng Nhật.",
        "Em Mỹ D. khóc. Trong lúc Mỹ D. bị đánh, Nga H. can ngăn.",
        "Chợ tan. Thiếu Anh/VOV",
        "Thiếu tướng Lê Văn Đức nói. Theo tướng Đức, mọi việc đã xong.",
        "Bên bờ Thái Bình Dương, xa Mỹ Tho và Mỹ Đình.",
        "Làm theo lời Chủ tịch Hồ Chí Minh.",
    ],
)
def test_people_papers_clubs_streets_and_words_are_no_places(sentence: str) -> None:
    assert places(sentence) == []


def test_a_province_says_which_of_today_it_belongs_to() -> None:
    found = extract(Article("a", "", "Công an Quảng Bình và Thừa Thiên Huế.")).places
    assert [(place.name, place.province, place.today) for place in found] == [
        ("Quảng Bình", "Quảng Bình", "Quảng Trị"),
        ("Thừa Thiên Huế", "Thừa Thiên Huế", "Huế"),
    ]


def test_districts_and_wards_are_named_with_their_type() -> None:
    article = Article("a", "", "Tại xã Vân Lũng, huyện Mường Lát; phường 10, quận 3 và huyện Tân Hải (Hà Nam).")
    found = extract(article)
    assert [(place.kind, place.name, place.province) for place in found.places] == [
        ("ward", "Vân Lũng", None),
        ("district", "Mường Lát", "Thanh Hóa"),
        ("ward", "Phường 10", None),
        ("district", "Quận 3", "TP. Hồ Chí Minh"),
        ("district", "Tân Hải", "Hà Nam"),
        ("province", "Hà Nam", "Hà Nam"),
    ]


def test_of_two_districts_of_one_name_the_text_means_the_one_that_it_says() -> None:
    found = extract(Article("a", "", "Tàu xả thải ở thị xã Hoàng Mai (Nghệ An). Thị xã Hoàng Mai phản đối."))
    assert found.provinces == ("Nghệ An",)
    assert extract(Article("a", "", "Cháy ở quận Hoàng Mai.")).provinces == ("Hà Nội",)


def test_every_mention_has_its_place_in_the_text() -> None:
    article = Article("a", "Hà Nội mưa", "Ở Hà Nội và Hà Nam.\nHà Nội tạnh.")
    found = {place.name: place.spans for place in extract(article).places}
    assert found == {"Hà Nội": ((0, 6), (13, 19), (31, 37)), "Hà Nam": ((23, 29),)}
    assert all(article.text[start:end] == name for name, spans in found.items() for start, end in spans)
