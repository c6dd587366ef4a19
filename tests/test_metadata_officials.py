"""Officials: sentence -> name, rank, position."""

import pytest

from timkiem.article import Article
from timkiem.metadata import extract

Found = list[tuple[str, str | None, str | None]]


def officials(body: str) -> Found:
    return [(person.name, person.rank, person.position) for person in extract(Article("a", "", body)).officials]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Đại tá Trần Văn Lâm - Phó Giám đốc Công an tỉnh Hà Nam chủ trì.",
            [("Trần Văn Lâm", "Đại tá", "Phó Giám đốc Công an tỉnh Hà Nam")],
        ),
        (
            "Giám đốc Công an tỉnh Hà Nam, đại tá Trần Văn Lâm, cho biết.",
            [("Trần Văn Lâm", "Đại tá", "Giám đốc Công an tỉnh Hà Nam")],
        ),
        (
            "Ông Lê Minh Quân, Chủ tịch UBND huyện Ba Vì, nói.",
            [("Lê Minh Quân", None, "Chủ tịch UBND huyện Ba Vì")],
        ),
        (
            "Chủ tịch UBND xã Tân Lộc Lò Văn Nam kiểm tra.",
            [("Lò Văn Nam", None, "Chủ tịch UBND xã Tân Lộc")],
        ),
        (
            "Phó Chủ tịch UBND Thành phố Hồ Chí Minh Lê Thị Diệu và Chủ tịch phường Thanh Xuân Trung Đỗ Văn Hải.",
            [
                ("Lê Thị Diệu", None, "Phó Chủ tịch UBND Thành phố Hồ Chí Minh"),
                ("Đỗ Văn Hải", None, "Chủ tịch phường Thanh Xuân Trung"),
            ],
        ),
        (
            "Bà Phạm Thị Hoa (52 tuổi, nguyên Bí thư Huyện ủy) bị bắt.",
            [("Phạm Thị Hoa", None, "nguyên Bí thư Huyện ủy")],
        ),
        (
            "Khởi tố Lê Xuân Cảnh, SN 1975, hiện là Chủ tịch UBND xã Ia Nốt, và Hà Tư, 50 tuổi, Bí thư Đảng ủy xã.",
            [("Lê Xuân Cảnh", None, "Chủ tịch UBND xã Ia Nốt"), ("Hà Tư", None, "Bí thư Đảng ủy xã")],
        ),
        (
            "Bộ trưởng Bộ Tài nguyên và Môi trường Đỗ Hải Nam trả lời.",
            [("Đỗ Hải Nam", None, "Bộ trưởng Bộ Tài nguyên và Môi trường")],
        ),
        (
            "Phó Thủ tướng, Bộ trưởng Ngoại giao Vũ Khắc An đến thăm.",
            [("Vũ Khắc An", None, "Phó Thủ tướng, Bộ trưởng Ngoại giao")],
        ),
        (
            "Các Phó Thủ tướng Vũ Khắc An, Lê Đình Hòa và Trần Duy Tân dự họp.",
            [(name, None, "Phó Thủ tướng") for name in ("Vũ Khắc An", "Lê Đình Hòa", "Trần Duy Tân")],
        ),
        (
            "Dự lễ có Thiếu tướng Lê An, Cục trưởng Cục Hậu cần; Trung tá Hà Sơn Ca.",
            [("Lê An", "Thiếu tướng", "Cục trưởng Cục Hậu cần"), ("Hà Sơn Ca", "Trung tá", None)],
        ),
        (
            "Thẩm phán Nguyễn Thị Lan tuyên án, đại biểu Hoàng Văn Thụ chất vấn.",
            [("Nguyễn Thị Lan", None, "Thẩm phán"), ("Hoàng Văn Thụ", None, "đại biểu")],
        ),
        (
            "Ông Vũ Quang Hùng, Giám đốc Sở Xây dựng TP. Hải Phòng.",
            [("Vũ Quang Hùng", None, "Giám đốc Sở Xây dựng TP. Hải Phòng")],
        ),
        (
            "Thượng tá Đỗ Minh Khoa, phó trưởng Phòng Cảnh sát hình sự, Công an tỉnh Hà Nam, nói.",
            [("Đỗ Minh Khoa", "Thượng tá", "phó trưởng Phòng Cảnh sát hình sự, Công an tỉnh Hà Nam")],
        ),
        (
            "Bà Lê Thu Hà, Vụ trưởng Vụ Pháp chế, Bộ Y tế cho biết.",
            [("Lê Thu Hà", None, "Vụ trưởng Vụ Pháp chế, Bộ Y tế")],
        ),
        (
            "Ông Lê Văn Bảy - Bí thư Tỉnh ủy Hà Nam và Đoàn đại biểu Quốc hội tiếp dân.",
            [("Lê Văn Bảy", None, "Bí thư Tỉnh ủy Hà Nam")],
        ),
        ("Thượng sỹ Trần Văn Nở hy sinh.", [("Trần Văn Nở", "Thượng sỹ", None)]),
    ],
)
def test_titles_before_and_behind_the_name(sentence: str, expected: Found) -> None:
    assert officials(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tổng thống Mỹ Barack Obama phát biểu.", [("Barack Obama", None, "Tổng thống Mỹ")]),
        ("Ông Vladimir Pu-tin, Tổng thống Nga, tới nơi.", [("Vladimir Pu-tin", None, "Tổng thống Nga")]),
        ("Lãnh đạo Triều Tiên Kim Jong-un họp.", [("Kim Jong-un", None, "Lãnh đạo Triều Tiên")]),
        ("Bà Angela Merkel, Thủ tướng Đức, đồng ý.", [("Angela Merkel", None, "Thủ tướng Đức")]),
        ("Đại sứ Hà Lan tại Việt Nam Johanna Visser dự.", [("Johanna Visser", None, "Đại sứ Hà Lan tại Việt Nam")]),
        ("Tổng thống Áo Alexander van der Bellen ký.", [("Alexander van der Bellen", None, "Tổng thống Áo")]),
        ("Tổng thư ký Interpol Jurgen Stock từ chức.", [("Jurgen Stock", None, "Tổng thư ký Interpol")]),
        (
            "Nhậm Quốc Cường, người phát ngôn Bộ Quốc phòng Trung Quốc, nói.",
            [("Nhậm Quốc Cường", None, "người phát ngôn Bộ Quốc phòng Trung Quốc")],
        ),
        ("Sung Kim, cựu đại sứ Mỹ tại Seoul, bàn việc.", [("Sung Kim", None, "cựu đại sứ Mỹ tại Seoul")]),
        ("Ông gặp người đồng cấp Mỹ James Mattis.", [("James Mattis", None, "người đồng cấp Mỹ")]),
        ("Tổng thống Panama khi đó Juan Ortega ký.", [("Juan Ortega", None, "Tổng thống Panama")]),
        ("Tổng thống Mỹ mới đắc cử Donald Trump tới.", [("Donald Trump", None, "Tổng thống Mỹ")]),
        ("Công tố viên đặc biệt Robert Mueller điều tra.", [("Robert Mueller", None, "Công tố viên đặc biệt")]),
        (
            "Thành viên Ủy ban Ngân sách Thượng viện John Barnes phản đối.",
            [("John Barnes", None, "Thành viên Ủy ban Ngân sách Thượng viện")],
        ),
    ],
)
def test_foreign_officials(sentence: str, expected: Found) -> None:
    assert officials(sentence) == expected
    assert all(person.foreign for person in extract(Article("a", "", sentence)).officials)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ông Trần Văn Phú, Tổng giám đốc Công ty Thép Việt, cho biết.",
        "Chủ tịch HĐQT Ngân hàng An Phát Lê Thị Thu khẳng định.",
        "Bác sĩ Lê Văn Thành, Giám đốc Bệnh viện Nhi Trung ương, nói.",
        "Cô giáo Nguyễn Thị Hà, hiệu trưởng Trường THPT Lê Lợi.",
        "Huấn luyện viên Phạm Minh Đức và Chủ tịch CLB Hải Phòng Trần Mạnh.",
        "Nghi phạm Nguyễn Văn Tú khai với công an huyện.",
        "Ứng viên tổng thống Donald Trump vận động.",
        "Đồng tình với GS Lê Bá Khánh, Thủ tướng đề nghị lập quỹ.",
        "Ông Trần Văn Tú (ngụ thị trấn Tân Lộc), lãnh đạo UBND huyện cho rằng đã làm sai.",
    ],
)
def test_directors_doctors_teachers_athletes_and_suspects_are_no_officials(sentence: str) -> None:
    assert officials(sentence) == []


def test_later_mentions_are_the_same_person() -> None:
    text = (
        "Thượng tá Lê Hồng Phúc - Giám đốc Công an tỉnh Hà Tĩnh phát biểu. "
        "Ông Phúc nói thêm. Giám đốc Công an tỉnh yêu cầu báo cáo. Lê Hồng Phúc ký."
    )
    article = Article("a", "", text)
    (person,) = extract(article).officials
    assert (person.name, person.rank, person.position) == ("Lê Hồng Phúc", "Thượng tá", "Giám đốc Công an tỉnh Hà Tĩnh")
    assert [article.text[start:end] for start, end in person.spans] == [
        "Lê Hồng Phúc",
        "Giám đốc Công an tỉnh Hà Tĩnh",
        "Phúc",
        "Giám đốc Công an tỉnh",
        "Lê Hồng Phúc",
    ]


def test_the_name_is_the_fullest_of_the_article() -> None:
    assert officials("Tổng thống Obama tới nơi. Ông Barack Obama vẫy tay.") == [("Barack Obama", None, "Tổng thống")]


def test_a_bare_title_is_completed_by_the_article() -> None:
    assert officials("Tổng thống Obama tới. Tổng thống Mỹ ở lại ba ngày.") == [("Obama", None, "Tổng thống Mỹ")]


def test_a_leader_known_by_name_needs_no_country() -> None:
    assert officials("Lãnh đạo đương nhiệm Thái Anh Văn tranh cử.") == [("Thái Anh Văn", None, "Lãnh đạo đương nhiệm")]


def test_a_slip_in_a_foreign_name_makes_no_other_person() -> None:
    text = "Thủ tướng Ấn Độ Manmohan Singh đến Nga. Thủ tướng Ấn Độ Manhoman Singh hội đàm."
    assert officials(text) == [("Manmohan Singh", None, "Thủ tướng Ấn Độ")]
    assert len(officials("Thủ tướng Nhật Tanaka gặp Thủ tướng Thái Lan Tanabe.")) == 2


def test_an_office_says_more_than_that_somebody_holds_the_same() -> None:
    text = "Tổng thống Putin gặp người đồng cấp Pháp Emmanuel Macron. Tổng thống Pháp Emmanuel Macron ra về."
    assert officials(text)[1] == ("Emmanuel Macron", None, "Tổng thống Pháp")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tổng thống mới của Peru Juan Ortega nhậm chức.", [("Juan Ortega", None, "Tổng thống mới của Peru")]),
        ("Vua Hassan của Morocco tiếp khách.", [("Hassan", None, "Vua")]),
        ("Thái tử Abdullah bin Faisal vắng mặt.", [("Abdullah bin Faisal", None, "Thái tử")]),
        ("Phát ngôn viên Park Min Soo nói, theo phát ngôn viên Bộ Quốc phòng Hàn Quốc.", 1),
        ("Phát ngôn viên Park Min Soo của hãng nói.", 0),
        ("Thủ lĩnh đối lập Juan Ortega biểu tình.", [("Juan Ortega", None, "Thủ lĩnh đối lập")]),
    ],
)
def test_what_makes_an_office_of_a_title_that_names_no_organ(sentence: str, expected: Found | int) -> None:
    found = officials(sentence)
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Gặp ông Lê Như Cường - Phó chủ nhiệm Ủy ban Văn hóa , Giáo dục , Thanh niên của Quốc hội .",
            ("Lê Như Cường", None, "Phó chủ nhiệm Ủy ban Văn hóa , Giáo dục , Thanh niên của Quốc hội"),
        ),
        (
            "Bà Đỗ Thị Mận ( nguyên Giám đốc Sở Y tế ) bị phạt .",
            ("Đỗ Thị Mận", None, "nguyên Giám đốc Sở Y tế"),
        ),
        (
            "Ông Hồ Văn Cảnh , Cục trưởng Cục Hàng hải ( Bộ Giao thông vận tải ) , cho biết .",
            ("Hồ Văn Cảnh", None, "Cục trưởng Cục Hàng hải ( Bộ Giao thông vận tải )"),
        ),
    ],
)
def test_blanks_before_commas_and_inside_brackets_change_nothing(
    sentence: str, expected: tuple[str, str | None, str | None]
) -> None:
    assert officials(sentence) == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Đại tá Lê Bá Tùng, phó giám đốc, thủ trưởng Cơ quan CSĐT Công an tỉnh Hà Nam, nói.",
            "phó giám đốc, thủ trưởng Cơ quan CSĐT Công an tỉnh Hà Nam",
        ),
        (
            "Ông Lê Bá Tùng - Trưởng ban Chỉ đạo thi Sở Giáo dục và Đào tạo Hà Nam - nói.",
            "Trưởng ban Chỉ đạo thi Sở Giáo dục và Đào tạo Hà Nam",
        ),
        ("Ông Lê Bá Tùng, đội trưởng Đội quản lý thị trường số 8, nói.", "đội trưởng Đội quản lý thị trường số 8"),
        (
            "Ông Lê Bá Tùng, Chi cục trưởng Chi cục Quản lý chất lượng nông lâm sản Hà Nam, nói.",
            "Chi cục trưởng Chi cục Quản lý chất lượng nông lâm sản Hà Nam",
        ),
        ("Ông Lê Bá Tùng, Cục trưởng Cục Thuế, TS. Hà Văn Lan và bạn.", "Cục trưởng Cục Thuế"),
        ("Ông Lê Bá Tùng, Trưởng Công an huyện Ba Vì, TP. Hà Nội nói.", "Trưởng Công an huyện Ba Vì, TP. Hà Nội"),
        (
            "Ông Lê Bá Tùng, Chủ tịch UBND xã Tân Lộc, huyện Nà Bó, tỉnh Sơn La, nói.",
            "Chủ tịch UBND xã Tân Lộc, huyện Nà Bó, tỉnh Sơn La",
        ),
        ("Ông Lê Bá Tùng, Chủ tịch UBND tỉnh Sơn La, tỉnh Lai Châu cũng họp.", "Chủ tịch UBND tỉnh Sơn La"),
        ("Cựu thủ tướng Australia ca ngợi cựu thủ tướng Australia John Barnes.", "cựu thủ tướng Australia"),
        ("Quan chức thuộc chính quyền Tổng thống John Barnes nói.", "Tổng thống"),
        (
            "Trợ lý Ngoại trưởng Peru phụ trách vấn đề an ninh châu Á - Thái Bình Dương John Barnes nói.",
            "Trợ lý Ngoại trưởng Peru phụ trách vấn đề an ninh châu Á - Thái Bình Dương",
        ),
        (
            "Bộ trưởng Peru phụ trách khu vực Đông Nam Á John Barnes nói.",
            "Bộ trưởng Peru phụ trách khu vực Đông Nam Á",
        ),
        ("Phó Chủ nhiệm Ủy ban về các vấn đề xã hội - ông Lê Bá Tùng.", "Phó Chủ nhiệm Ủy ban về các vấn đề xã hội"),
        ("Đặc phái viên về Trung Đông của Tổng thống Peru Juan Ortega nói.", "Tổng thống Peru"),
        ("Lãnh đạo phe thiểu số tại Hạ viện John Barnes nói.", "Lãnh đạo phe thiểu số tại Hạ viện"),
        ("Ông Lê Bá Tùng- Giám đốc Sở Công thương nói.", "Giám đốc Sở Công thương"),
        ("PGĐ Sở Y tế Lê Bá Tùng nói.", "PGĐ Sở Y tế"),
        ("Ông Lê Bá Tùng, Trưởng CA huyện Ba Vì, nói.", "Trưởng CA huyện Ba Vì"),
        ("Sau khi viếng Lăng Chủ tịch Hồ Chí Minh, Thủ tướng Lê Bá Tùng tiếp khách.", "Thủ tướng"),
        ("Tại Phủ Chủ tịch, Chủ tịch nước Lê Bá Tùng tiếp khách.", "Chủ tịch nước"),
    ],
)
def test_how_far_a_title_reaches(sentence: str, expected: str) -> None:
    assert officials(sentence)[0][2] == expected


def test_a_president_is_not_given_the_country_of_another() -> None:
    text = "Tổng thống mới của Peru Juan Ortega mời Tổng thống Trump. Tổng thống Peru nói vậy."
    assert [position for _, _, position in officials(text)] == ["Tổng thống mới của Peru", "Tổng thống"]


def test_a_shorter_title_is_completed_by_its_place_unless_many_hold_it() -> None:
    text = (
        "Bí thư Thành ủy Lê Bá Tùng tới thăm. Bí thư Thành ủy Cần Thơ nói. Đại biểu Vũ Thị Na hỏi, đại biểu Sơn La đáp."
    )
    assert officials(text) == [("Lê Bá Tùng", None, "Bí thư Thành ủy Cần Thơ"), ("Vũ Thị Na", None, "Đại biểu")]
