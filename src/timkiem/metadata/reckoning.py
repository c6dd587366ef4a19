"""Years that follow from sums: somebody's year of birth and age, an event and its anniversary."""

import re
from collections import Counter
from collections.abc import Iterator

from timkiem.metadata.scan import Scan

_BORN = re.compile(r"\((?:(?:sn|sinh năm|sinh) ?((?:19|20)\d\d)|(\d\d) tuổi)")
_NAME = re.compile(r"(?<![^\W_])([^\W_]+) $")
_REACH = 45  #: characters before a year or an age that may hold a name
_FEAST = re.compile(
    r" năm (?=ngày |quốc khánh|giải phóng|thành lập|chiến thắng|thiết lập|khởi nghĩa|vụ |sự kiện )"
    r"[^\n.;\d]{0,80}(?:\d{1,2}[/.-]){0,2}(1[5-9]\d\d|20\d\d)(?!\d)"
)
_AGO = re.compile(
    r"cách (?:đây|nay) (\d{1,3}) năm(?: trước)?[ ,(]{1,3}(?:vào )?(?:năm |tháng \d{1,2}[/-]|ngày (?:\d{1,2}[/.-]){2})?"
    r"((?:19|20)\d\d)(?!\d)"
)
_KEPT = re.compile(r"niệm (\d{1,3}) năm [^\n.;\d]{0,80}(1[5-9]\d\d|20\d\d)(?: ?[-–] ?(\d{4}))?(?!\d)")
_DEAD = re.compile(r"thọ (\d{2,3}) tuổi")
_BORN_THEN = re.compile(r"sinh (?:ngày |năm |tháng |vào )*(?:\d{1,2}[/.-]){0,2}((?:18|19)\d\d)(?!\d)")
_COUNT = re.compile(r"(?<!\d)\d{1,3}$")
SINCE, UNTIL = 1950, 2050  #: years between which news is looked for


def years_by_age(scan: Scan) -> Iterator[int]:
    """The year in which somebody who is said to be born then is said to be of that age, or to have died at it."""
    born: dict[str, int] = {}
    ages: dict[str, int] = {}
    for found in _BORN.finditer(scan.lower):
        name = _NAME.search(scan.lower, max(0, found.start() - _REACH), found.start())
        if name and found[1]:
            born[name[1]] = int(found[1])
        elif name:
            ages[name[1]] = int(found[2])
    years = Counter(born[name] + ages[name] for name in born if name in ages)  # of equals the first in the text
    if years:
        yield years.most_common(1)[0][0]
    if (dead := _DEAD.search(scan.lower)) and (birth := _BORN_THEN.search(scan.lower)):
        yield int(birth[1]) + int(dead[1])


def years_by_anniversary(scan: Scan) -> Iterator[int]:
    """The year of an anniversary: "kỷ niệm 72 năm ngày 27/7/1947" is of 2019; that of a war is counted from its end."""
    for found in _FEAST.finditer(scan.lower):
        count = _COUNT.search(scan.lower, max(0, found.start() - 4), found.start())
        if count:
            yield from _sum(found[1], count[0])
    for found in _KEPT.finditer(scan.lower):
        yield from _sum(found[3] or found[2], found[1])
    for found in _AGO.finditer(scan.lower):
        yield from _sum(found[2], found[1])


def _sum(year: str, years: str) -> Iterator[int]:
    if SINCE <= int(year) + int(years) < UNTIL:
        yield int(year) + int(years)
