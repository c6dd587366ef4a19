"""Whose a title is and how far it reaches: sentence -> names and positions."""

import pytest

from timkiem.article import Article
from timkiem.metadata import extract

Found = list[tuple[str, str | None]]


def held(body: str) -> Found:
    return [(person.name, person.position) for person in extract(Article("a", "", body)).officials]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (  # an unknown name of a unit is read over up to the organ that it is a part of
            "Bà Lê Thu Hà, Trưởng phòng Băng đĩa và trò chơi, Cục Nghệ thuật biểu diễn, nói.",
            [("Lê Thu Hà", "Trưởng phòng Băng đĩa và trò chơi, Cục Nghệ thuật biểu diễn")],
        ),
        (
            "Bà Lê Thu Hà, vụ trưởng Vụ Thuế doanh nghiệp siêu nhỏ (Tổng cục Thuế, Bộ Tài chính), nói.",
            [("Lê Thu Hà", "vụ trưởng Vụ Thuế doanh nghiệp siêu nhỏ (Tổng cục Thuế, Bộ Tài chính)")],
        ),
        ("Trưởng phòng cho biết, Công an huyện Ba Vì đã tới.", []),
        (
            "Bà Lê Thu Hà, Cục trưởng Cục Phòng, chống tệ nạn xã hội, nói.",
            [("Lê Thu Hà", "Cục trưởng Cục Phòng, chống tệ nạn xã hội")],
        ),
        (  # the numbers of regiments and the arms that they belong to
            "Bà Lê Thu Hà, Lữ đoàn trưởng Lữ đoàn 305, Quân chủng Hải quân, nói.",
            [("Lê Thu Hà", "Lữ đoàn trưởng Lữ đoàn 305, Quân chủng Hải quân")],
        ),
        (  # a commune lies in a district and this in a province
            "Bà Lê Thu Hà, Chủ tịch UBND xã Tân Lộc, huyện Nà Bó (Sơn La), nói.",
            [("Lê Thu Hà", "Chủ tịch UBND xã Tân Lộc, huyện Nà Bó (Sơn La)")],
        ),
        (
            "Bà Lê Thu Hà, Trưởng Công an TP Sơn La, tỉnh Sơn La, nói.",
            [("Lê Thu Hà", "Trưởng Công an TP Sơn La, tỉnh Sơn La")],
        ),
        (
            "Bà Lê Thu Hà, Trưởng Phòng GD-ĐT quận 3 (TP. HCM), nói.",
            [("Lê Thu Hà", "Trưởng Phòng GD-ĐT quận 3 (TP. HCM)")],
        ),
        ("Bà Lê Thu Hà, Phó chủ tịch UBND quận 3 TTO", [("Lê Thu Hà", "Phó chủ tịch UBND quận 3")]),
        (  # what somebody is charged with is left out where it is not told
            "Bà Lê Thu Hà, Phó Chủ tịch UBND huyện phụ trách việc này, nói.",
            [("Lê Thu Hà", "Phó Chủ tịch UBND huyện")],
        ),
        (  # a party bears a foreign name
            "Ông Dan Levi, chủ tịch đảng Or Hadash, phản đối.",
            [("Dan Levi", "chủ tịch đảng Or Hadash")],
        ),
        ("Đại sứ quán Peru ở Syria, Tổng thống Peru Juan Ortega.", [("Juan Ortega", "Tổng thống Peru")]),
        (  # dashes inside of a name, short names behind one
            "Bà Lê Thu Hà, Phó phòng Tài chính - Kế hoạch huyện Ba Vì, nói.",
            [("Lê Thu Hà", "Phó phòng Tài chính - Kế hoạch huyện Ba Vì")],
        ),
        (
            "Bà Lê Thu Hà, Trưởng phòng Cảnh sát kinh tế (PC03), Công an tỉnh Sơn La, nói.",
            [("Lê Thu Hà", "Trưởng phòng Cảnh sát kinh tế (PC03), Công an tỉnh Sơn La")],
        ),
        (
            "Bà Lê Thu Hà, Cục trưởng Cục Hàng hải (HHVN), nói. Cục trưởng Cục Thuế (CT) Lê Nam tới.",
            [("Lê Thu Hà", "Cục trưởng Cục Hàng hải (HHVN)"), ("Lê Nam", "Cục trưởng Cục Thuế")],
        ),
        ("Chủ tịch Ngân hàng T.Ư Peru Ana Vega nói.", [("Ana Vega", "Chủ tịch Ngân hàng T.Ư Peru")]),
        ("Bí thư T.Ư Đoàn Lê Thu Hà nói.", [("Lê Thu Hà", "Bí thư T.Ư Đoàn")]),
        (
            "Bà Lê Thu Hà, Phó phòng Dự báo, Đài Khí tượng thủy văn Nam bộ, nói.",
            [("Lê Thu Hà", "Phó phòng Dự báo, Đài Khí tượng thủy văn Nam bộ")],
        ),
        (
            "Bà Lê Thu Hà, thành viên Hội đồng Tư vấn chính sách, nói.",
            [("Lê Thu Hà", "thành viên Hội đồng Tư vấn chính sách")],
        ),
        ("Bà Lê Thu Hà, thành viên Hội đồng quản trị, nói.", []),
        ("Bà Lê Thu Hà, Đoàn đại biểu Quốc hội Hà Nội, nói.", [("Lê Thu Hà", "Đoàn đại biểu Quốc hội Hà Nội")]),
        ("Nữ Thủ tướng Peru Ana Vega nói.", [("Ana Vega", "Thủ tướng Peru")]),
        ("Theo bà Lê Thu Hà, đại diện Vụ Pháp chế, VDC đúng.", [("Lê Thu Hà", "đại diện Vụ Pháp chế")]),
    ],
)
def test_how_far_a_title_reaches(sentence: str, expected: Found) -> None:
    assert held(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chủ tịch tỉnh Lê Văn Nam nói.", [("Lê Văn Nam", "Chủ tịch tỉnh")]),
        ("Chủ tịch UBND xã Nga Hưng - ông Lê Văn Nam - nói.", [("Lê Văn Nam", "Chủ tịch UBND xã Nga Hưng")]),
        (
            "Thị trưởng thành phố Gotia Karl Brandt ký. Thị trưởng Brandt về.",
            [("Karl Brandt", "Thị trưởng thành phố Gotia")],
        ),
        ("Chủ tịch xã Lê Văn Nam nói. Ông Nam hứa sửa.", [("Lê Văn Nam", "Chủ tịch xã")]),
        ("Chủ tịch UBND phường Lê Văn Nam nói vậy.", []),
        ("Chủ tịch UBND thành phố Lê Văn Nam nói.", [("Lê Văn Nam", "Chủ tịch UBND thành phố")]),
        ("Nghị sĩ bang Gotia John Barnes nói. Ông Barnes về.", [("John Barnes", "Nghị sĩ bang Gotia")]),
        ("Thị trưởng thành phố Karl Brandt nói. Ông Brandt từ chối.", [("Karl Brandt", "Thị trưởng thành phố")]),
    ],
)
def test_a_name_behind_the_word_for_a_province_or_commune_may_be_its_head_s(sentence: str, expected: Found) -> None:
    assert held(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chủ tịch UBND tỉnh lúc đó là ông Lê Văn Nam đã ký.", [("Lê Văn Nam", "Chủ tịch UBND tỉnh")]),
        ("Giám đốc Sở Y tế (giai đoạn này là ông Lê Văn Nam) ký.", [("Lê Văn Nam", "Giám đốc Sở Y tế")]),
        ("Thôi chức Giám đốc Sở Y tế đối với ông Lê Văn Nam.", [("Lê Văn Nam", "Giám đốc Sở Y tế")]),
        ("Nhà do bạn của Thủ tướng là ông Lê Văn Nam dựng.", []),
        ("Ông Lê Văn Nam (SN 1970) hiện đang giữ chức Bí thư xã Tân Lộc.", [("Lê Văn Nam", "Bí thư xã Tân Lộc")]),
        ("Ông Lê Văn Nam giữ chức vụ Phó Giám đốc Sở Y tế.", [("Lê Văn Nam", "Phó Giám đốc Sở Y tế")]),
        ("Ông Lê Văn Nam được bổ nhiệm chức vụ Phó Giám đốc Sở Y tế.", [("Lê Văn Nam", "Phó Giám đốc Sở Y tế")]),
        (
            "Ông Lê Văn Nam được kéo dài thời gian giữ chức Giám đốc Sở Y tế.",
            [("Lê Văn Nam", "Giám đốc Sở Y tế")],
        ),
        ("Đại biểu Lê Văn Nam, Đoàn ĐBQH Sơn La, hỏi.", [("Lê Văn Nam", "Đại biểu")]),
        ("Ông Lê Văn Nam giữ chức vụ trưởng phòng Nội vụ huyện.", [("Lê Văn Nam", "trưởng phòng Nội vụ huyện")]),
        ("Ông Lê Văn Nam-ĐBQH tỉnh Sơn La, hỏi.", [("Lê Văn Nam", "ĐBQH tỉnh Sơn La")]),
        ("Tại công văn 688/TTg-VP, Thủ tướng Chính phủ đồng ý.", []),
        ("Theo TS Lê Văn Nam - Vụ trưởng Vụ Pháp chế.", [("Lê Văn Nam", "Vụ trưởng Vụ Pháp chế")]),
        ("Tư lệnh Hạm đội Baltic, Ivan Petrov, tuyên bố.", [("Ivan Petrov", "Tư lệnh Hạm đội Baltic")]),
        ("Sau khi gặp Thủ tướng Peru, Ivan Petrov nói.", []),
        ("Ông dẫn lời người phát ngôn Bộ Y tế Peru, Ivan Petrov.", [("Ivan Petrov", "người phát ngôn Bộ Y tế Peru")]),
        ("Tổng thống đã mãn nhiệm Ivan Petrov nói.", [("Ivan Petrov", "Tổng thống")]),
        ("Với sự có mặt của Thủ tướng Peru, ông Ivan Petrov.", [("Ivan Petrov", "Thủ tướng Peru")]),
        ("Theo yêu cầu của Thủ tướng, ông Lê Văn Nam - tổng cục trưởng - ký.", [("Lê Văn Nam", "tổng cục trưởng")]),
        ("Bà gặp các đại biểu, ông Lê Văn Nam, Giám đốc Sở Y tế.", [("Lê Văn Nam", "Giám đốc Sở Y tế")]),
        ("Bà Lê Thu Hà, người từng là Bộ trưởng Y tế, nói.", [("Lê Thu Hà", "Bộ trưởng Y tế")]),
        ("Ông Lê Văn Nam, lãnh đạo Vụ Pháp chế cho biết.", [("Lê Văn Nam", "lãnh đạo Vụ Pháp chế")]),
        ("Ông gặp bà Lê Thu Hà, lãnh đạo Vụ Pháp chế cho biết.", []),
        ("Bà Lê Thu Hà, tân Bí thư Thành ủy Cần Thơ.", [("Lê Thu Hà", "Bí thư Thành ủy Cần Thơ")]),
        ("Bà Lê Thu Hà (thời điểm này là Bí thư Tỉnh ủy) ký.", [("Lê Thu Hà", "Bí thư Tỉnh ủy")]),
        ("Thủ tướng Peru đương nhiệm Ana Vega ký.", [("Ana Vega", "Thủ tướng Peru")]),
        ("Phó công tố viên Ana Vega nói.", [("Ana Vega", "Phó công tố viên")]),
        ("Phó hạt trưởng Hạt kiểm lâm Lê Thu Hà.", [("Lê Thu Hà", "Phó hạt trưởng Hạt kiểm lâm")]),
        (
            "Bãi nhiệm Chủ tịch HĐND tỉnh khóa XV (nhiệm kỳ 2016-2021) đối với bà Lê Thu Hà.",
            [("Lê Thu Hà", "Chủ tịch HĐND tỉnh")],
        ),
        (
            "Ông Lê Văn Nam - Giám đốc Ban quản lý rừng phòng hộ Krăk Mi nói.",
            [("Lê Văn Nam", "Giám đốc Ban quản lý rừng phòng hộ Krăk Mi")],
        ),
        ("Chủ tịch Hội đồng dân tộc Ksor Hương nói.", [("Ksor Hương", "Chủ tịch Hội đồng dân tộc")]),
        ("Đại tá-Anh hùng quân đội Lê Văn Nam kể.", [("Lê Văn Nam", None)]),
        ("Quốc vương Sheikh Khalid bin Saud tới.", [("Khalid bin Saud", "Quốc vương")]),
    ],
)
def test_what_may_stand_between_a_title_and_a_name(sentence: str, expected: Found) -> None:
    assert held(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Luis Vega, người phát ngôn của Tổng thống Peru Juan Ortega, nói.",
            [("Luis Vega", "người phát ngôn của Tổng thống Peru"), ("Juan Ortega", "Tổng thống Peru")],
        ),
        (
            "Người phát ngôn của Tổng thống Peru Juan Ortega, ông Luis Vega, nói.",
            [("Luis Vega", "Người phát ngôn của Tổng thống Peru"), ("Juan Ortega", "Tổng thống Peru")],
        ),
        (
            "Luis Vega, phát ngôn viên văn phòng Tổng thống Peru Juan Ortega, nói.",
            [("Luis Vega", "phát ngôn viên văn phòng Tổng thống Peru"), ("Juan Ortega", "Tổng thống Peru")],
        ),
        ("Bộ trưởng Văn phòng Tổng thống Peru Luis Vega nói.", [("Luis Vega", "Bộ trưởng Văn phòng Tổng thống Peru")]),
        ("Đặc phái viên của Tổng thống Peru Juan Ortega tới.", [("Juan Ortega", "Tổng thống Peru")]),
        (
            "Chủ tịch nước Lê Văn Nam, Tổng thống Peru bàn về thuế.",
            [("Lê Văn Nam", "Chủ tịch nước")],
        ),
        (
            "Thượng nghị sĩ Juan Ortega, lãnh đạo phe đa số tại Thượng viện Peru, nói.",
            [("Juan Ortega", "Thượng nghị sĩ, lãnh đạo phe đa số tại Thượng viện Peru")],
        ),
        (
            "Phát ngôn viên Luis Vega của Bộ Quốc phòng Peru nói.",
            [("Luis Vega", "Phát ngôn viên của Bộ Quốc phòng Peru")],
        ),
        ("Tổng thống Peru và lãnh đạo Cuba Juan Ortega bàn.", [("Juan Ortega", "lãnh đạo Cuba")]),
        ("Thủ tướng và Phó Thủ tướng Lê Văn Nam dự.", [("Lê Văn Nam", "Phó Thủ tướng")]),
        ("Phát ngôn viên Luis Vega của hãng Andes Air nói.", []),
    ],
)
def test_titles_of_two_or_in_two_parts(sentence: str, expected: Found) -> None:
    assert held(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Các lãnh đạo thế giới như Juan Ortega và Ivan Petrov vắng mặt.", ["Juan Ortega", "Ivan Petrov"]),
        ("Nhiều nghị sĩ gồm Juan Ortega, Ivan Petrov phản đối.", ["Juan Ortega", "Ivan Petrov"]),
        ("Đại biểu Lê Văn Nam, Trần Thu Hà đề nghị.", ["Lê Văn Nam", "Trần Thu Hà"]),
        ("Thượng nghị sĩ Juan Ortega và Ivan Petrov phản đối.", ["Juan Ortega", "Ivan Petrov"]),
        ("Thượng nghị sĩ Juan Ortega, Ivan Petrov phản đối.", ["Juan Ortega"]),
        ("Hai Phó Chủ tịch nước là các ông Lê Văn Nam, Trần Bá Khải.", ["Lê Văn Nam", "Trần Bá Khải"]),
        ("Thủ tướng như Juan Ortega thì hiếm.", []),
    ],
)
def test_lists_of_names_share_a_title(sentence: str, names: list[str]) -> None:
    assert [name for name, _ in held(sentence)] == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Thủ tướng Thái Lan Somchai Chan - o - cha nói.", ["Somchai Chan-o-cha"]),
        ("Ngoại trưởng Peru Juan Ortega Tuyên bố này gây tranh cãi.", ["Juan Ortega"]),
        ("Thứ trưởng Ngoại giao Choe Son Hui dự.", ["Choe Son Hui"]),
        ("Ông Lê Văn Nam - Chủ tịch UBND TP Hà Nội Tôi viết thư này.", ["Lê Văn Nam"]),
        ("Vợ Petrov vắng mặt. Tổng thống Petrov tới Moscow.", ["Petrov"]),
        ("Tổng thống Trump tới. Bà Melania Trump vắng mặt.", ["Trump"]),
        ("Thống đốc Bang Bentiu gọi điện.", []),
        (
            "Phó Trưởng Công an thành phố Buôn Ma Thuột (tỉnh Bà Rịa - Vũng Tàu) Nguyễn Thị Minh Nguyệt nói.",
            ["Nguyễn Thị Minh Nguyệt"],
        ),
        (
            "Bãi nhiệm Chủ tịch UBND tỉnh Thái Bình nhiệm kỳ 2011-2016 đối với ông Nguyễn Hồng Thanh Diên.",
            ["Nguyễn Hồng Thanh Diên"],
        ),
        ("Chip Duncan, trưởng sở cứu hỏa Gotia Beach, nói.", ["Chip Duncan"]),
        ("Theo Andes Times, lãnh đạo Quốc hội Peru sẽ từ chức.", []),
        ("Juan Ortega chọn phó tướng Ivan Petrov.", []),
        ("Tướng Jama ' a đã chết. Tướng Jama'a Omar được chôn.", ["Jama'a Omar"]),
    ],
)
def test_where_a_name_begins_and_ends(sentence: str, names: list[str]) -> None:
    assert [name for name, _ in held(sentence)] == names


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Đại úy Lê Văn Nam, chiến sĩ, bị thương.", [("Lê Văn Nam", "chiến sĩ")]),
        ("Trung tá Lê Văn Nam, cán bộ Công an huyện Ba Vì.", [("Lê Văn Nam", "cán bộ Công an huyện Ba Vì")]),
        ("Ông Lê Văn Nam, cán bộ Công an huyện Ba Vì.", []),
        ("Danh tướng Lê Văn Nam thắng trận.", []),
        ("Cựu đại tá tình báo Nga Ivan Petrov nói.", [("Ivan Petrov", None)]),
        ("Tướng về hưu John Barnes nói.", [("John Barnes", None)]),
        ("Đại tá Lục quân Mỹ John Barnes nói.", [("John Barnes", None)]),
        ("Tướng Anh John Barnes nói.", [("John Barnes", None)]),
        ("Thiếu tá Lê Văn Nam, giám đốc Trung tâm Thể thao.", [("Lê Văn Nam", "giám đốc Trung tâm Thể thao")]),
    ],
)
def test_who_has_a_rank_may_hold_what_is_no_office(sentence: str, expected: Found) -> None:
    assert held(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (  # where all viện trưởng that the article tells more of are of the state
            "Viện trưởng VKSND tỉnh Sơn La vắng mặt. Viện trưởng Lê Văn Nam gửi thư.",
            [("Lê Văn Nam", "Viện trưởng")],
        ),
        ("Về phía UBND, Phó chủ tịch Lê Văn Nam nhận lỗi.", [("Lê Văn Nam", "Phó chủ tịch")]),
        (
            "Công ty đã nhận lỗi, UBND thì chưa, khi báo chí hỏi tới hôm qua. Sau đó Phó chủ tịch Lê Văn Nam nhận lỗi.",
            [],
        ),
        ("Ông Lê Văn Nam, giám đốc Trung tâm Kiểm định, nói.", []),
        (
            "Ông Lê Văn Nam, giám đốc Trung tâm Kiểm định (Bộ Xây dựng), nói.",
            [("Lê Văn Nam", "giám đốc Trung tâm Kiểm định (Bộ Xây dựng)")],
        ),
        ("Ông Karl Brandt, cố vấn cấp cao Ngân hàng Andes, nói.", []),
        (
            "Chủ tịch UBND xã vắng mặt, chủ tịch Công ty Thép Lê Thu Hà tới. Chủ tịch Trần Bá Khải nói.",
            [],
        ),
        (
            "Chủ tịch Trung Quốc tới thăm. Chủ tịch Tập Cận Bình phát biểu.",
            [("Tập Cận Bình", "Chủ tịch Trung Quốc")],
        ),
        (  # a slip in a mark makes no other man
            "Chủ tịch UBND xã Tân Lộc Lê Văn Chính ký. Chủ tịch UBND xã Tân Lộc Lê Văn Chinh vắng.",
            [("Lê Văn Chính", "Chủ tịch UBND xã Tân Lộc")],
        ),
        ("Cựu Bộ trưởng Thể thao Ivan Petrov nói.", [("Ivan Petrov", "Cựu Bộ trưởng Thể thao")]),
        ("Tổng thư ký Antonio Guterres kêu gọi.", [("Antonio Guterres", "Tổng thư ký")]),
        ("Ông Lê Văn Nam, Chủ tịch Hội Thần kinh Việt Nam, nói.", []),
        ("Bà Lê Thu Hà, Chủ tịch Hội Nông dân tỉnh, nói.", [("Lê Thu Hà", "Chủ tịch Hội Nông dân tỉnh")]),
    ],
)
def test_what_makes_an_official(sentence: str, expected: Found) -> None:
    assert held(sentence) == expected
