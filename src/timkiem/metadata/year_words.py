"""The words around a year that tell how a text speaks of it: as planned, as compared, of an event, of a law."""

import re
from collections.abc import Iterable

from timkiem.metadata.scan import WORD, Scan

_REACH = 100  #: characters before a year that tell whether it is to come
_CLOSE, _SHORT = 45, 30  #: characters right before it, and those of the last words


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split(","))


_LAWS = _words(
    "luật,hiến pháp,nghị định,thông tư,pháp lệnh,quyết định,nghị quyết,công ước,hiệp định,hiệp ước,blhs,bltths"
    ",thoả thuận,thỏa thuận,chỉ thị,công văn"
)
_WRITS = _words("văn bản,thông báo,kết luận,bản án,tờ trình,hợp đồng,cáo trạng")
_LAW = re.compile(rf"(?:{'|'.join(_LAWS)})(?:(?! và )[^.;/\n]){{0,30}}(?<!\d-)$")
_DECREE = re.compile(r"\d{2,}/$")
_BORN = re.compile(r"(?:sn|sinh)(?: năm| tháng| ngày| vào| vào ngày)?:? ?(?:\d{1,2} ?[/.-] ?){0,2}$")
_PLANNED = _words(
    "dự kiến,sẽ ,từ nay,hiệu lực,kế hoạch,phấn đấu,mục tiêu,hết hạn,thời hạn,hạn chót,trước năm,trước ngày,trước tháng"
    ",tầm nhìn,tiếp theo,nhiệm vụ,dự toán,tài khoá,tài khóa,chậm nhất,muộn nhất,sớm nhất,sắp ,chuẩn bị,định hướng"
    ",cuộc đua,tranh cử,dự đoán,dự báo,đăng cai,hoàn thành,đi vào hoạt động,vận hành,quy hoạch,sang năm,năm sau,năm tới"
)
_WILL = re.compile(r"(?: tới\b|,?[^.,;\n]{0,16} (?:sẽ|dự kiến|dự báo|phấn đấu)\b)")
_WILL_BE = re.compile(r" tới\b|[^.,;\n]{0,24} (?:sẽ|dự kiến) ")
_EVENTS = _words("cup,games,euro,olympic,league,asiad,apec,quốc gia,tuyển sinh")
_KINDS = _words("hoa hậu,festival,miss,lễ hội,cuộc thi,diễn đàn,kỳ thi,chương trình,hội nghị,liên hoan,giải")
_EVENT = re.compile(
    rf"(?:{'|'.join(_EVENTS)}"
    rf"|(?:{'|'.join(_KINDS)})(?! pháp| quyết| trình| ngân| toả| tỏa| phóng| thích) [^\n.,]{{0,25}}) (?:năm )?$"
)
_QUOTED = ('" ', '" năm ', "” ", "” năm ", "' ", "' năm ", "’ ", "’ năm ")  # behind a name: "Sáng tạo trẻ" 2018
_EDITION = re.compile(rf"[^\n.!?:“\"'] \(?{WORD}\)? $")  # a name right before a year: "Eurosphere 2018"
_RACE = re.compile(r"(?:vòng loại|vé|suất|bầu cử) [^.;,\n]{0,25}$")
_COMPARED = re.compile(r"(?:so với|so|cùng k[ỳì]|bằng|hơn|mức)(?: của)?(?: cùng k[ỳì])?(?: của)?(?: năm)? $")
_BUT = ("riêng ", "còn ", "sang ", "nhưng ", "thì ", "đến ", ", ", ". ", "; ", "\n")
_CONTRAST = 67  #: characters behind a year within which this year is spoken of


class Place:
    """Where a year stands, and the words around it."""

    __slots__ = ("at", "before", "scan", "sentence")

    def __init__(self, scan: Scan, at: int):
        self.scan, self.at = scan, at
        self.sentence = scan.lower[max(0, at - _REACH) : at].rpartition("\n")[2].rpartition(". ")[2]
        self.before = self.sentence[-_CLOSE:]

    def ends_in(self, pattern: re.Pattern[str], less: int = 0) -> re.Match[str] | None:
        """Whether a pattern of a few words, which ends in "$", matches before the year and ``less`` characters."""
        end = len(self.before) - less
        return pattern.search(self.before, max(0, end - _SHORT), end)

    def goes_on(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Whether a pattern matches behind the year."""
        return pattern.match(self.scan.lower, self.at + 4)

    def is_planned(self, less: int = 0) -> bool:
        """Whether it is to come, by the words before all but the last ``less`` characters, or behind."""
        before = self.sentence[: len(self.sentence) - less]
        return has_some(_PLANNED, before) or self.goes_on(_WILL) is not None

    def is_closely_planned(self, end: int) -> bool:
        """Whether it is to come, by the words right before, or behind ``end``."""
        return has_some(_PLANNED, self.before) or _WILL.match(self.scan.lower, end) is not None

    def is_of_birth(self) -> bool:
        """Whether it is somebody's year of birth."""
        return ("sinh" in self.before or "sn" in self.before) and _BORN.search(self.before) is not None

    def is_of_law(self) -> bool:
        """Whether it is the year of a law or a treaty."""
        if has_some(_LAWS, self.before) and _LAW.search(self.before):
            return True
        return self.ends_in(_DECREE) is not None

    def is_of_writ(self) -> bool:
        """Whether it is the year in which something was written: a decision of a day has come, whatever it plans."""
        written = has_some(_LAWS, self.before) or has_some(_WRITS, self.before)
        return written and "hiệu lực" not in self.before

    def is_of_event(self) -> bool:
        """Whether what stands before it bears its number."""
        if self.before.endswith(_QUOTED) and has_some(_KINDS, self.sentence):
            return True
        text, at = self.scan.text, self.at
        name = text[max(0, at - _SHORT) : at].removesuffix("năm ").rstrip(" )").rpartition(" ")[2]
        named = name.lstrip("(")[:1].isupper() and _EDITION.search(text, max(0, at - _CLOSE), at)
        kind = named or (
            (has_some(_EVENTS, self.before) or has_some(_KINDS, self.before)) and _EVENT.search(self.before)
        )
        return bool(kind)

    def is_of_race(self) -> bool:
        """Whether it is the year of what one runs for, before and after it: a vote, an event that one qualifies for."""
        return _RACE.search(self.before) is not None

    def is_compared(self) -> bool:
        """Whether it is told beside the next, which is this year."""
        found = self.scan.lower.find("năm nay", self.at, self.at + _CONTRAST)
        contrasted = found >= 0 and self.scan.lower.endswith(_BUT, 0, found)
        return contrasted or self.ends_in(_COMPARED) is not None


def is_planned(scan: Scan, start: int, end: int) -> bool:
    """Whether the words around a date say that it is to come."""
    return has_some(_PLANNED, Place(scan, start).sentence) or _WILL_BE.match(scan.lower, end) is not None


def has_some(words: Iterable[str], text: str) -> bool:
    """Whether one of some words stands in a text."""
    for word in words:  # noqa: SIM110 - takes half as long as any()
        if word in text:
            return True
    return False
