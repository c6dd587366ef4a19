"""Dates: sentence -> dates."""

import pytest

from timkiem.article import Article, PartialDate
from timkiem.metadata import extract


def dates(body: str, published: str | None = "2022-11-25") -> list[tuple[str, str | None]]:
    article = Article("a", "", body, published=PartialDate(published) if published else None)
    found = extract(article).dates
    assert all(article.text[date.start : date.end] == date.surface for date in found)
    return [(date.surface, date.iso) for date in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ngày 22/11, hội nghị khai mạc.", [("22/11", "2022-11-22")]),
        ("Sáng 22-11 mưa to.", [("22-11", "2022-11-22")]),
        ("Ngày 2.11, xe đến nơi.", [("2.11", "2022-11-02")]),
        ("Ông sinh ngày 5/3/1950.", [("5/3/1950", "1950-03-05")]),
        ("Đến ngày 5 tháng 3 năm 2023 mới xong.", [("5 tháng 3 năm 2023", "2023-03-05")]),
        ("Từ ngày 5 tháng 12, cầu thông xe.", [("5 tháng 12", "2022-12-05")]),
        ("Lễ diễn ra cuối tháng 1/2018.", [("tháng 1/2018", "2018-01")]),
        ("Dự án có từ tháng 9.", [("tháng 9", "2022-09")]),
        ("Kế hoạch của năm 2023.", [("năm 2023", "2023")]),
        ("Lễ hội (20/11) đông vui.", [("20/11", "2022-11-20")]),
        ("Lúc 8h30 23/11, xe cháy.", [("23/11", "2022-11-23")]),
        ("Hai ngày 22 và 24/11 có mưa.", [("22", "2022-11-22"), ("24/11", "2022-11-24")]),
    ],
)
def test_dates_get_the_year_of_publication(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert dates(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Đội nhà thắng 3-1 và 2-0.",
        "Có 2/3 đại biểu tán thành, 1/4 dân số phản đối.",
        "Theo Nghị định 34/2011 và Nghị quyết số 10/12.",
        "Nhà số 12/5, ngõ 8/3.",
        "Giá tăng 1.11 lần, mỗi ngày 3-5 lần.",
        "Trực 24/7 và chia 40/60.",
        "Ngày 45/13 không có trên lịch.",
    ],
)
def test_scores_shares_and_numbers_are_no_dates(sentence: str) -> None:
    assert dates(sentence) == []


def test_the_nearest_year_is_meant_at_the_turn_of_the_year() -> None:
    assert dates("Tối 28/12, cháy lớn; ngày 3/1 khởi tố.", "2023-01-05") == [
        ("28/12", "2022-12-28"),
        ("3/1", "2023-01-03"),
    ]


def test_a_range_keeps_its_first_day() -> None:
    (date,) = extract(Article("a", "", "Diễn ra từ 20 đến 26/11.", published=PartialDate("2022-11"))).dates
    assert (date.surface, date.iso, date.since) == ("26/11", "2022-11-26", "2022-11-20")
    (date,) = extract(Article("a", "", "Diễn ra hai ngày 25 và 26/11.", published=PartialDate("2022-11"))).dates
    assert (date.surface, date.iso, date.since) == ("26/11", "2022-11-26", "2022-11-25")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngày 22/11, mưa to.", [("22/11", None)]),
        ("Đầu tháng 8/2019 bão vào. Ngày 10/8, nước rút.", [("tháng 8/2019", "2019-08"), ("10/8", "2019-08-10")]),
        ("Ngày 9/4, họp; nghị quyết ngày 1/6/2018.", [("9/4", "2019-04-09"), ("1/6/2018", "2018-06-01")]),
        ("Ngày 9/4, họp; phải xong trước ngày 1/6/2018.", [("9/4", "2018-04-09"), ("1/6/2018", "2018-06-01")]),
        ("Ngày 9/4, họp; nghị quyết ngày 1-10-2018.", [("9/4", "2019-04-09"), ("1-10-2018", "2018-10-01")]),
        ("Ngày 9/4, họp về Luật Đất đai năm 2018.", [("9/4", None), ("năm 2018", "2018")]),
    ],
)
def test_without_publication_a_date_is_after_what_has_come_and_before_what_is_planned(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert dates(text, None) == expected


def test_publication_is_inferred_and_says_so() -> None:
    inferred = extract(Article("a", "", "Sáng 10/8/2019, bão vào."))
    assert (str(inferred.published), inferred.published_inferred) == ("2019-08", True)
    given = extract(Article("a", "", "Sáng 10/8/2019, bão vào.", published=PartialDate("2020")))
    assert (str(given.published), given.published_inferred) == ("2020", False)
    unknown = extract(Article("a", "", "Bão vào."))
    assert (unknown.published, unknown.published_inferred) == (None, False)


_TWO_PLANS = [("18-5", None), ("năm 2019", "2019"), ("Năm 2019", "2019")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Triển lãm từ 25/12 đến 5/1/2019.", [("25/12", "2018-12-25"), ("5/1/2019", "2019-01-05")]),
        ("Nghỉ từ ngày 30/4/2018 đến 1/5.", [("30/4/2018", "2018-04-30"), ("1/5", "2018-05-01")]),
        ("Trại hè mở ngày 28/12/2016 - 3/1.", [("28/12/2016", "2016-12-28"), ("3/1", "2017-01-03")]),
        ("Sáng 31/1 (mùng 4 Tết), chợ họp.", [("31/1", "2017-01-31")]),
        ("Ngày 15/2 (30 tháng Chạp), hoa rẻ. Ngày 3/2 mua.", [("15/2", "2018-02-15"), ("3/2", "2018-02-03")]),
        ("Chợ hoa Tết Kỷ Hợi mở ngày 28/1.", [("28/1", "2019-01-28")]),
        ("Ngày 10-7, họp; năm học 2018-2019 sẽ thêm lớp.", [("10-7", "2018-07-10")]),
        ("Ngày 10-3, họp; năm học 2018-2019 có thêm lớp.", [("10-3", "2019-03-10")]),
        ("Ngày 6/9, hai ông bàn về cuộc bầu cử tổng thống năm 2020.", [("6/9", None), ("năm 2020", "2020")]),
        ("Hôm 18-5, hàng trăm nhãn hàng dự Eurosphere 2018.", [("18-5", "2018-05-18")]),
        ("Hôm 18-5, bến đón khách; năm 2019 sẽ mở thêm. Năm 2019 dự kiến lãi.", _TWO_PLANS),
        ("Ngày 25-12, treo đèn mừng Xuân Mậu Tuất 2018.", [("25-12", "2017-12-25")]),
        ("Bà Lê Thị Na (SN 1958) kể. Hôm 3/4, Na (60 tuổi) về.", [("3/4", "2018-04-03")]),
        ("Hội thi SEA Games 2017 mở ngày 3/8.", [("3/8", "2017-08-03")]),
        ("Sáng 3/8, công bố Bộ luật Hình sự 2015 và Luật Đất đai 2015.", [("3/8", None)]),
        ("Hôm 24-3, nhà máy báo lỗ quý 1-2018.", [("24-3", "2018-03-24")]),
        ("Sáng 29/3, đoàn thanh tra tới; cuối năm 2018 dân kiện.", [("29/3", "2019-03-29"), ("năm 2018", "2018")]),
        ("Ngày 8/11, tập trung đá vòng loại Asian Cup 2015.", [("8/11", None)]),
        ("Ngày 6/6, dự kiến tháng 6/2021 xong.", [("6/6", None), ("tháng 6/2021", "2021-06")]),
    ],
)
def test_the_text_tells_the_year(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert dates(text, None) == expected


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Hồi tháng 11/2018 cầu sập. Sáng 12/3, cầu mới thông xe.", "2019-03-12"),
        ("Hồi tháng 2/2018 cầu sập. Sáng 12/3, cầu mới thông xe.", "2018-03-12"),
        ("Sáng 12/3, cầu thông xe, theo quyết định ngày 20/12/2017 về kế hoạch xây cầu.", "2018-03-12"),
        ("Sáng 12/3, xã họp. Đường phải xong trước ngày 30/4/2018.", "2018-03-12"),
        ("Sáng 12/3, xã họp. Nhà văn hoá dựng năm 2001 nay đã cũ; đường phải xong trước ngày 30/4/2018.", "2018-03-12"),
        ("Chiều 14/6, Quốc hội biểu quyết. Luật có hiệu lực từ ngày 1/1/2019. Hồi tháng 4/2018 đã bàn.", "2018-06-14"),
        ("Sáng 9/12, tỉnh tổng kết. Năm 2019, dự kiến thu 12 tỷ đồng.", "2018-12-09"),
        ("Sáng 9/2, tỉnh họp. Năm 2019, dự kiến thu 12 tỷ đồng.", "2019-02-09"),
        ("Sáng 24/5, trò ra về. Đó là ngày cuối của năm học 2018-2019.", "2019-05-24"),
        ("Ngày 5/9, trò đến lớp, mở đầu năm học 2018-2019.", "2018-09-05"),
        ("Sáng 5/7, sở họp. Năm 2017 thu được 54 tỷ đồng, còn năm nay mới được 20.", "2018-07-05"),
        ("Sáng 5/7, sở họp. 6 tháng đầu năm 2018 thu 9 tỷ đồng, tăng so với cùng kỳ năm 2017.", "2018-07-05"),
        ("Sáng 5/7, sở họp. Khách tăng 12% so với cùng kỳ năm 2017.", "2018-07-05"),
        ("Hôm 31/10, tin tặc lại vào. Năm ngoái cũng vậy: hồi tháng 4/2016 họ lấy đi nhiều.", "2017-10-31"),
        ("Sáng 5/7, hãng nói sẽ bán xe này vào năm sau. Từ năm 2020, hãng dự kiến bán cả ở Mỹ.", "2019-07-05"),
        ("Từ đầu năm tới (2019), lệnh này có hiệu lực, ông nói hôm 19/4.", "2018-04-19"),
        ("Sáng 27/7, làng dâng hương, kỷ niệm 72 năm ngày Thương binh - Liệt sĩ (27/7/1947).", "2019-07-27"),
        ("Sáng 8/6, làng ôn chuyện cách đây 10 năm, năm 2008, khi đê vỡ.", "2018-06-08"),
        ("Sáng 20/2, sở họp. Trong năm 2018 có 20 vụ cháy.", "2019-02-20"),
        ("Sáng 20/8, sở họp. Trong năm 2018 đã có 20 vụ cháy.", "2018-08-20"),
        ("Sáng 20/8, sở họp. Trước đó, vào năm 2018, có 20 vụ cháy.", "2019-08-20"),
        ("Sáng 9/6, sở công bố. Trong năm 2018 thu 20 tỷ đồng, tăng so với năm 2017.", "2019-06-09"),
        ("Chiều 20/11, bế mạc kỳ họp cuối năm 2018.", "2018-11-20"),
        ("Ngày 25/12, báo đưa tin dàn phóng xuất hiện vào đầu năm 2017. Việc này bàn hồi tháng 11/2016.", "2016-12-25"),
        ("Giá này đã được áp dụng từ tháng 6/2018, quán nói chiều 3/5.", "2019-05-03"),
        ("Sáng 15/12, trường báo sẽ tuyển thêm trong năm 2019, và nhận hồ sơ từ ngày 6/5/2019.", "2018-12-15"),
        ("Ông từ trần ngày 27/10, thọ 76 tuổi. Ông sinh ngày 10/2/1940 ở Hội An.", "2016-10-27"),
        ("Tối 27/7, kỷ niệm 65 năm ngừng chiến trong cuộc chiến 1950-1953.", "2018-07-27"),
        ("Tháng 12/2018, xưởng bị phạt. Sáng 20/11, xưởng đóng cửa.", "2019-11-20"),
        ("Sáng 20/8, tỉnh rà hai bên đường, việc của quý 3/2018. Đầu tháng 8/2018 đường vẫn chưa xong.", "2018-08-20"),
        ('Sáng 10/11, trao giải chương trình "Trẻ vì trường lớp, trường lớp vì trẻ" năm 2018.', "2018-11-10"),
        ("Ngày 5/9, báo viết việc này có thể kéo dài sang năm 2020. 7 tháng đầu năm 2019 khách giảm.", "2019-09-05"),
        ("Vé mở thưởng ngày 13/5/2018. Nếu qua ngày 4/7/2018 không ai lĩnh, vé số 13/5 hết hạn.", "2018-05-13"),
        ("Tàu Tết bán vé từ 1/12; chạy từ 8/2 đến 2/3/2015, tức 12 tháng giêng năm Ất Mùi.", "2014-12-01"),
        ("Vé tàu Tết Đinh Dậu bán từ sáng 1/10.", "2016-10-01"),
        ("Sáng 16/2 (mùng một Tết), chùa đông.", "2018-02-16"),
        ("Chiều 27 Tết (12/2), chợ đông.", "2018-02-12"),
        ("Thứ hai (23/4) họp. Xưởng đã mở vào năm 2018. Năm 2017 xưởng chưa có.", "2018-04-23"),
        ("Khoá học mở ngày 18/2 trong năm 2019.", "2019-02-18"),
        ("Quốc hội họp từ ngày 20/5 đến giữa tháng 6/2018.", "2018-05-20"),
    ],
)
def test_what_a_text_speaks_of_tells_the_year_of_its_news(text: str, iso: str) -> None:
    assert iso in [each for _, each in dates(text, None)]


@pytest.mark.parametrize(
    "text",
    [
        "Sáng 12/3, mưa to.",
        "Sáng 12/3, ông kể chuyện cuộc bầu cử tổng thống năm 2016.",
        "Sáng 12/3, họp theo Luật Đất đai năm 2013 và Nghị định 43/2014.",
        "Sáng 12/3, công an bắt Na (sinh ngày 29-1-2000).",
        "Sáng 12/3, chủ nhật, mưa to.",
        "Thành phố đến năm 2030 sẽ có mười tuyến, ông nói hôm 12/3.",
    ],
)
def test_little_evidence_leaves_the_year_open(text: str) -> None:
    assert ("12/3", None) in dates(text, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đêm 28/12, kho cháy. Ngày 3/1, khởi tố. Hồi tháng 6/2018, kho đã cháy.", ["2018-12-28", "2019-01-03"]),
        (
            "Ngày 13/6, anh về nước. Ngày 26/9, cha anh lên tiếng. Anh bị giữ hồi tháng 12/2016.",
            ["2017-06-13", "2017-09-26"],
        ),
        (
            "Ngày 12/7, toà xử. Tối 20/10/2016, họ gây án. Ngày 27/10, họ trốn. Vụ này mới rõ hồi tháng 2/2019.",
            ["2019-07-12", "2016-10-20", "2016-10-27"],
        ),
    ],
)
def test_each_date_is_near_the_news_or_what_is_told_before_it(text: str, expected: list[str]) -> None:
    assert [iso for _, iso in dates(text, None) if iso and len(iso) == 10] == expected


def test_months_ahead_of_the_publication_only_what_is_planned() -> None:
    assert dates("Từ 15/3, chợ đã dời.", "2013-10-31") == [("15/3", "2013-03-15")]
    assert dates("Chợ sẽ dời vào ngày 15/3.", "2013-10-31") == [("15/3", "2014-03-15")]


def test_of_ages_that_tell_several_years_the_first_counts() -> None:
    """Initials are shared by several people. The same in every process, whose sets each have an order of their own."""
    names = ("Na", "Hoa", "Bình", "Minh", "Tuấn", "Lan", "Sơn", "Thu")
    born = " ".join(f"{name} (SN {1958 + at})" for at, name in enumerate(names))
    aged = " ".join(f"{name} (60 tuổi)" for name in names)
    assert dates(f"Hôm 3/4, {born} gặp {aged}.", None) == [("3/4", "2018-04-03")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chiều 24/7, xe cháy.", ["24/7"]),
        ("Hôm nay 17.10 trong thành phố mưa.", ["17.10"]),
        ("Ngày 5-6 tỉnh huy động dân quân.", ["5-6"]),
        ("Chợ mở thứ hai (5-11), đông.", ["5-11"]),
        ("Ngày 12 - 11, họ gặp nhau.", ["12 - 11"]),
        ("Tại thời điểm 30/9/2021, quỹ còn ít.", ["30/9/2021"]),
        ("Áp dụng từ 7-7.", ["7-7"]),
        ("Anh nói: “Tôi bắt đầu từ 1-11”.", ["1-11"]),
        ("Lúc 11h30 ngày 15-2 (30 tết), công an đến.", ["15-2"]),
        ("Hội mở 2 ngày 6 và 8/7.", ["6", "8/7"]),
        ("Anh ở đây từ 22 đến 26/5 năm nay.", ["26/5"]),
    ],
)
def test_words_around_tell_a_date(sentence: str, expected: list[str]) -> None:
    assert [surface for surface, _ in dates(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Xe đỗ ở Công viên 23/9 và đường 30/4.",
        "Chuyến tàu mỗi ngày 3-5 lượt, gió cấp 6-7, từ 3-5 người.",
        "Hội chùa mùng 2 tháng 4 âm lịch.",
        "Có tới 2/3 cử tri đi bầu.",
        "Xưởng ở địa chỉ E 17/5, xã Hưng Long.",
        "Đèn huỳnh quang chiếu sáng 24/7.",
        "Em được huy chương ở kỳ thi Olympic 30/4.",
        "Tay vợt này thắng dễ 6/1, thua 6/3 rồi thắng 7/6.",
        "Tay vợt thắng sau loạt tie-break: 3-6 và 7-6, đến 6-5 thì đối thủ bỏ cuộc.",
    ],
)
def test_what_is_named_after_a_day_is_no_date(sentence: str) -> None:
    assert dates(sentence) == []
