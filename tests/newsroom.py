"""Short articles of everyday news, for tests of what an index teaches about words and their neighbours."""

from timkiem.article import Article

SENTENCES = """\
Bão số 5 đổ bộ Quảng Bình, mưa lớn gây lũ lụt ở nhiều địa phương
Công an tỉnh Quảng Bình bắt giữ hai nghi phạm trộm cắp tài sản
Công an thành phố Hà Nội điều tra vụ cướp giật trên đường phố
Thủ tướng Nguyễn Xuân Phúc tiếp đoàn doanh nghiệp Nhật Bản
Chủ tịch Quốc hội phát biểu tại kỳ họp thứ hai ở Hà Nội
Nông dân Hà Tĩnh được mùa lúa, giá gạo xuất khẩu tăng mạnh
Giá xăng dầu tăng, người dân thành phố Hồ Chí Minh lo lắng
Đường cao tốc qua Đà Nẵng thông xe trước Tết Nguyên đán
Bộ Giáo dục công bố điểm thi tốt nghiệp trung học phổ thông
Học sinh nghèo vượt khó nhận học bổng của doanh nghiệp
Tàu sân bay Mỹ đi qua biển Đông, Trung Quốc lên tiếng phản đối
Trung Quốc và Ấn Độ ký kết thỏa thuận hợp tác kinh tế
Đội tuyển Việt Nam giành chiến thắng trước Thái Lan
Bác sĩ bệnh viện Chợ Rẫy cứu sống bệnh nhân ngộ độc rượu
Nhà máy xử lý nước thải gây ô nhiễm môi trường nghiêm trọng
Tham nhũng làm mất lòng tin của nhân dân, tòa án xử nghiêm
Chiến sĩ biên phòng giúp dân khắc phục hậu quả bão lụt
Hàng hóa xuất khẩu sang Hàn Quốc tăng trưởng khá
Máy bay rơi, toàn bộ hành khách thiệt mạng
Quảng Trị và Thừa Thiên Huế sơ tán dân tránh bão
Samsung ra mắt điện thoại Galaxy mới tại Việt Nam
Du khách đến Nha Trang nghỉ mát mùa hè tăng cao
Lãnh đạo tỉnh thăm và chúc Tết gia đình chính sách
Nghề nuôi tôm giúp nhiều hộ thoát nghèo bền vững""".splitlines()


def articles() -> list[Article]:
    """Each sentence among its neighbours in the list, in several articles."""
    found = []
    for at, title in enumerate(SENTENCES):
        for step in range(1, 7):
            body = ". ".join(SENTENCES[(at + step * each) % len(SENTENCES)] for each in range(1, 6))
            found.append(Article(f"{at}/{step}", title if step == 1 else "", body))
    return found
