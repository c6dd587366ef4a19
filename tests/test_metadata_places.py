"""Places: sentence -> provinces and countries."""

import pytest

from timkiem.article import Article
from timkiem.metadata import annotated, extract


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
    assert extract(Article("a", "", "Cháy ở quận Hoàng Mai.")).provinces_meant == ("Hà Nội",)


def districts(body: str) -> list[tuple[str, str | None]]:
    places = extract(Article("a", "", body)).places
    return [(place.name, place.province) for place in places if place.kind == "district"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Công an TP Vũng Tàu, TX.Gò Công và Quận Gò Vấp họp.", ["Vũng Tàu", "Gò Công", "Gò Vấp"]),
        ("Họ nghỉ ở Nha Trang rồi bay đi Buôn Ma Thuột.", ["Nha Trang", "Buôn Ma Thuột"]),
        ("Mưa lớn ở Tuần Giáo, Mường Ảng của Điện Biên.", ["Tuần Giáo", "Mường Ảng"]),
        ("Mưa lớn ở Tuần Giáo, Mường Ảng.", []),
        ("Tại Lạng Sơn, Bình Gia, Bắc Sơn ngập sâu. Cô Thanh Hà cười.", ["Bình Gia", "Bắc Sơn"]),
        ("Xã Thái Học (Bình Giang, Hải Dương) và Hải Hà.", ["Bình Giang"]),
        ("Ông Đặng Quang Vinh ở Nghệ An. Vinh ra về.", []),
        ("Xe tới đường Hội An. Cháy ở tỉnh Sơn Tây, Trung Quốc. Mưa ở thành phố Trùng Khánh.", []),
    ],
)
def test_districts_by_type_by_their_province_and_by_names_like_nothing_else(sentence: str, expected: list[str]) -> None:
    assert [name for name, _ in districts(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sạt lở ở huyện Kỳ Sơn.", [("Kỳ Sơn", None)]),
        ("Sạt lở ở huyện Kỳ Sơn. Hòa Bình đã báo cáo.", [("Kỳ Sơn", "Hòa Bình")]),
        ("Lửa cháy ở huyện Châu Thành. Tiền Giang hỗ trợ.", [("Châu Thành", "Tiền Giang")]),
        ("Họp ở huyện Tân Phú. Đồng Nai hỗ trợ.", [("Tân Phú", "Đồng Nai")]),
        ("Họp ở quận Tân Phú.", [("Tân Phú", "TP. Hồ Chí Minh")]),
        ("Nhà ở Phong Điền. Cần Thơ có mưa.", [("Phong Điền", "Cần Thơ")]),
    ],
)
def test_of_districts_with_one_name_the_article_means_that_of_its_province(
    sentence: str, expected: list[tuple[str, str | None]]
) -> None:
    assert districts(sentence) == expected


def test_a_district_alone_names_no_province_but_is_found_under_its_province() -> None:
    article = Article("a", "", "Công an TP Vũng Tàu và Quận Gò Vấp bắt trộm.")
    assert extract(article).provinces == ()
    assert annotated([article])[0].locations == ("Bà Rịa - Vũng Tàu", "TP. Hồ Chí Minh", "Vũng Tàu", "Gò Vấp")


def test_every_mention_has_its_place_in_the_text() -> None:
    article = Article("a", "Hà Nội mưa", "Ở Hà Nội và Hà Nam.\nHà Nội tạnh.")
    found = {place.name: place.spans for place in extract(article).places}
    assert found == {"Hà Nội": ((0, 6), (13, 19), (31, 37)), "Hà Nam": ((23, 29),)}
    assert all(article.text[start:end] == name for name, spans in found.items() for start, end in spans)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chợ họp ở TP.\nHồ Chí Minh. Xe rời Tp.\nVinh.", ["TP. Hồ Chí Minh"]),
        ("Nhà ở quận Thanh Xuân, HN. Mã HN chưa rõ.", ["Hà Nội"]),
        ("Khách Hàn quốc và Thái lan, tượng Hi Lạp.", ["Hàn Quốc", "Thái Lan", "Hy Lạp"]),
        ("Nam Tư và Tiệp Khắc nay không còn.", ["Nam Tư", "Tiệp Khắc"]),
        ("Mưa ở phía Tây Nam Hà Nội và Bắc Hà Nội, bão vào Đông Bắc Syria.", ["Hà Nội", "Syria"]),
        ("Sở VH-TT TP. HCM trả lời. (Đoàn TP HCM) nêu.", ["TP. Hồ Chí Minh"]),
        ("Đại biểu Lê Lan (Đoàn Nghệ An) hỏi. Nghệ An trả lời.", ["Nghệ An"]),
        ("Từ Hà Nội, xe chạy suốt đêm. Hà Nội ở xa.", ["Hà Nội"]),
        ("Nước hồ Sơn La dâng. Hồ Sơn La xả lũ.", ["Sơn La"]),
        ("Tại Huế, trời mưa. Bích Huế ở nhà.", ["Thừa Thiên Huế"]),
        ("Trường Đại học Y Hà Nội gặp Bệnh viện Trung Ương Huế.", ["Hà Nội", "Thừa Thiên Huế"]),
        ("Nghệ sĩ Hà Nội hát.", ["Hà Nội"]),
    ],
)
def test_places_behind_other_words_of_their_kind(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Bộ yêu cầu Hà Nội báo cáo.", ["Hà Nội"]),
        ("Dự báo Nghệ An có mưa.", ["Nghệ An"]),
        ("Lũ về vùng núi Quảng Nam, nông thôn Nam Định.", ["Quảng Nam", "Nam Định"]),
        ("Trẻ em Lai Châu tới trường, thị trường TP.HCM sôi động.", ["Lai Châu", "TP. Hồ Chí Minh"]),
        ("Cô là ca sĩ nổi tiếng Trung Quốc.", ["Trung Quốc"]),
        ("Hai điểm cầu Hà Nội và Huế nối sóng.", ["Hà Nội", "Thừa Thiên Huế"]),
    ],
)
def test_a_word_that_only_ends_like_street_or_child_hides_no_place(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Xe lùi trên đường Hà Nội - Thái Nguyên.", ["Hà Nội", "Thái Nguyên"]),
        ("Nhà số 5 đường Hà Nội - phường Hai.", []),
        ("Bão đổ bộ lúc 7h (19h giờ Hà Nội).", []),
        ("Ngân hàng TMCP Phát triển TP.HCM lãi lớn.", []),
    ],
)
def test_a_road_between_two_places_names_them_and_a_clock_or_bank_does_not(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Đội U23 Qatar thắng U21 Myanmar.", ["Qatar", "Myanmar"]),
        ("Tổ chức KOICA Hàn Quốc tài trợ, Vua Jordan tới dự.", ["Hàn Quốc", "Jordan"]),
        ("Báo Nhật khen. Thời Pháp thuộc đã qua. Diễn viên Mỹ gốc Ý múa.", ["Nhật Bản", "Pháp", "Mỹ", "Italy"]),
        ("Tổ chức có trụ sở tại Anh cũng phản đối.", ["Anh"]),
        ("Thắng ngay trên đất Đức Họ ăn mừng.", ["Đức"]),
        ("Họ là người Hàn, còn cô gốc Ấn.", ["Hàn Quốc", "Ấn Độ"]),
        ("Ngân hàng Trung ương Nhật Bản họp với công ty Thái Lan.", ["Nhật Bản", "Thái Lan"]),
        ("Tướng lĩnh ở Mỹ (Mỹ/Anh) họp.", ["Mỹ", "Anh"]),
    ],
)
def test_countries_behind_teams_bodies_roles_and_times(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Bằng viết bằng tiếng Anh, Pháp, Nga và Tây Ban Nha.",
        "Tàu qua vịnh Thái Lan, bán đảo Triều Tiên, eo biển Anh, tới châu Mỹ và châu Úc.",
        "Tàu chìm ở Ấn Độ Dương, xa Thái Bình dương.",
        "Trang trại rộng một mẫu Anh trồng cỏ Mỹ.",
        "Bầu Đức gặp thầy Nga và chị Hà Lan.",
        "Hoa hậu đóng vai Như Ý. Ba bạn Hoa – Quỳnh Anh, Đức Anh và Mỹ Anh cười.",
        "Nạn nhân là Jordan Smith và Chad Brown.",
        "“Anh yêu ơi”, cô gọi. Trăng lên / Anh về.",
        'Họ mặc bộ Áo lụa và nói: "Anh phải khỏe". Gia đình em Anh Kh. buồn.',
        "Nhà văn Hòa Bình viết. Đức hồng y đọc. Séc này khó thắng.",
        "Đoàn khách của Công ty Cơ khí Đường sắt Trung Quốc tới.",
        "Cầu thủ của AS Monaco nghỉ.",
        "Máy bay Malaysia Airlines hạ cánh. Bệnh viện Hữu nghị Việt Nam - Cu Ba mở cửa.",
        "Cô học Anh văn, Pháp văn và Nhật ngữ.",
    ],
)
def test_languages_seas_measures_people_and_companies_are_no_countries(sentence: str) -> None:
    assert places(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Thương chiến Mỹ - Trung leo thang.", ["Mỹ", "Trung Quốc"]),
        ("Quan hệ Mỹ-Trung và Nga–Ấn ấm lên.", ["Mỹ", "Trung Quốc", "Nga", "Ấn Độ"]),
        ("Biên giới Hàn - Triều yên ắng.", ["Hàn Quốc", "Triều Tiên"]),
        ("Thượng đỉnh Mỹ - Nhật - Hàn khai mạc.", ["Mỹ", "Nhật Bản", "Hàn Quốc"]),
        ("Cửa khẩu trên biên giới Việt - Trung đông khách.", ["Trung Quốc"]),
        ("Mỹ - Trung tâm của thế giới - mở cửa.", ["Mỹ"]),
        ("Trọng tài Lê Quang Trung - Mỹ Đình bắt chính.", []),
        ("Cung Hữu nghị Việt - Xô mở cửa. Cuốn từ điển Hàn - Việt bán chạy.", []),
        ("Ba miền Bắc - Trung - Nam hội tụ.", []),
        ("Anh Hàn gặp bạn bên sông Hàn, Ấn tượng khó quên.", []),
    ],
)
def test_short_forms_name_countries_in_pairs(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected
