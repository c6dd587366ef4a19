"""What may stand between a name and the title behind it."""

import re

_NOW = (
    r"(?:(?:hiện|đang|từng|nay|vốn|hiện nay|hiện tại|lúc đó|khi đó|khi ấy|thời điểm đó|lúc bấy giờ|cũng|nguyên) ){0,2}"
)
_BEHIND = re.compile(  # between a name and the title behind it
    r"(?: ?,(?: (?:sn|sinh năm) \d{4} ?,| \d{2} tuổi ?,)?| ?-| –| —|:"
    r"| \((?:\d{2} tuổi, |(?:sn|sinh năm|sinh) \d{4}, |(?:ảnh|bìa|đứng|ngồi|áo \w+|thứ \w+)? ?(?:bên )?"
    r"(?:trái|phải|giữa|trên|dưới)(?: sang| qua| ảnh)?\) ?[-–,] )?"
    r"| \([^()\n]{1,70}\)(?: ?,| -| –)?)"
    rf"(?: {_NOW}(?:là|giữ chức|giữ chức vụ|đều là|làm))?(?: một| tân)? $"
    r"|(?: \([^()\n]{1,70}\))?,? (?:người )?(?:(?:hiện|đang|từng|cũng|vốn|mới|vừa|chỉ|vẫn|còn|không|chính|được|bị"
    r"|bổ nhiệm|bầu|chỉ định|điều động|tái cử|tái đắc cử|đắc cử|tiếp tục|nguyên|phụ trách) ){0,4}"
    r"(?:là|làm|trở thành|giữ chức|giữ chức vụ|giữ cương vị|thôi giữ chức(?: vụ)?|thôi chức) $"
    r"| (?:(?:được|bị|bổ nhiệm|bầu|điều động|phân công|giao|kéo dài thời gian|tiếp tục) ){0,3}"
    r"(?:từ|khỏi|vào|thôi|rời|nhận|đảm nhận|đảm nhiệm|giữ|bổ nhiệm)(?: lại)?(?: giữ)?"
    r" (?:chức vụ|chức danh|chức|vị trí|cương vị|ghế) $"
    r"| \( ?(?:(?:\d{2} tuổi|(?:sn|sinh năm|sinh) \d{4})(?: ?,| -| –) )?"
    r"(?:(?:khi|lúc|thời điểm|giai đoạn) (?:đó|ấy|này) )?(?:(?:hiện|nguyên|từng|nay|vốn) ){0,2}(?:là |làm )?$"
)
_ENDS = (  # cheap to look for
    *(", ", "-", "- ", "– ", "— ", ": ", ") ", "; ", "(", "( "),
    *("là ", "làm ", "chức ", "vụ ", "vị ", "trí ", "danh ", "ghế ", "một ", "tân "),
)
REACH = 120  #: characters before a title in which the name that it stands behind ends
_NEAR = 64  #: characters of it where no bracket stands between


def may_follow_a_name(lower: str, start: int) -> bool:
    """Whether what stands before a title looks like a gap between it and a name: cheap to ask."""
    return lower.endswith(_ENDS, 0, start)


def gap_before(lower: str, start: int) -> int:
    """How many characters stand between a title and the name before it, if one may stand there; else 0."""
    near = lower[max(0, start - _NEAR) : start]
    if near.endswith("-"):
        return 1 if near[-2:-1].isalpha() else 0  # "ông A-Giám đốc Sở"
    sign = 2 if near.endswith((", ", ": ")) else 3 if near.endswith((" - ", " – ", " — ")) else 0
    plain = near[-sign - 1 : -sign].isalpha() and not near.endswith("tuổi", 0, -sign) and "(" not in near
    if sign and plain and ")" not in near:
        return sign  # what the pattern finds too, but later
    found = _BEHIND.search(lower, max(0, start - (REACH if ")" in near else _NEAR)), start)
    return start - found.start() if found else 0
