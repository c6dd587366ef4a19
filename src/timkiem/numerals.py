"""Numbers and dates as they are written: 2.079 and 2079; 22/11/2022, 22-11-2022 and ngày 22 tháng 11 năm 2022.

Words here are folded; a number with separators is several words, for separators separate.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_DAY = re.compile("0?[1-9]|[12][0-9]|3[01]")
_MONTH = re.compile("0?[1-9]|1[0-2]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_PART = 0.6  #: what a date without its year is worth to a reader who typed one
_NO_MONTH = ("quy", "so", "khoa", "ky")  # what a number before a year counts besides months: quý 3/2013


@dataclass(frozen=True, slots=True)
class Numeral:
    """Some words that are one number or date, and the other ways of writing it, each with its worth."""

    length: int
    ways: tuple[tuple[tuple[str, ...], float], ...]


def may_begin_numeral(word: str) -> bool:
    """Whether a number or a date may begin with a word. Quick to tell."""
    return word[0].isdecimal() or word in ("ngay", "thang")


def numeral(words: Sequence[str], joined: Sequence[str], before: str = "") -> Numeral | None:
    """The number or date that begins with the first of these words, or None.

    ``joined``: for each word the sign that ties it to the one before it, "" when there is none. ``before``: the
    word before the first.
    """
    return _said_date(words) or _date(words, joined, before) or _month(words, joined, before) or _number(words, joined)


def _said_date(words: Sequence[str]) -> Numeral | None:
    """(ngày) 22 tháng 11 (năm 2022)."""
    named = int(words[0] == "ngay")
    if len(words) < named + 3 or words[named + 1] != "thang":
        return None
    day, month = words[named], words[named + 2]
    if not (_DAY.fullmatch(day) and _MONTH.fullmatch(month)):
        return None
    tail = words[named + 3 : named + 5]
    year = tail[1] if len(tail) == 2 and tail[0] == "nam" and _YEAR.fullmatch(tail[1]) else ""
    return _of_date(named + 3 + 2 * bool(year), day, month, year, words)


def _date(words: Sequence[str], joined: Sequence[str], before: str) -> Numeral | None:
    """22/11/2022, 22-11-2022, 22.11.2022, 2022-11-22; 22/11; ngày 22-11."""
    named = int(words[0] == "ngay")
    numbers, signs = words[named : named + 3], joined[named + 1 : named + 3]
    if len(numbers) == 3 and signs[0] and signs[0] == signs[1]:
        day, month, year = numbers if not _YEAR.fullmatch(numbers[0]) else numbers[::-1]
        if _DAY.fullmatch(day) and _MONTH.fullmatch(month) and _YEAR.fullmatch(year):
            return _of_date(named + 3, day, month, year, words)
    if len(numbers) < 2 or not (signs[0] == "/" or (signs[0] and (named or before == "ngay"))):
        return None
    day, month = numbers[:2]
    if _DAY.fullmatch(day) and _MONTH.fullmatch(month):
        return _of_date(named + 2, day, month, "", words)
    return None


def _month(words: Sequence[str], joined: Sequence[str], before: str) -> Numeral | None:
    """10/2013, tháng 10-2013, tháng 10 năm 2013."""
    named = int(words[0] == "thang")
    month, rest = words[named] if len(words) > named else "", words[named + 1 :]
    if not rest or not _MONTH.fullmatch(month) or (not named and before in _NO_MONTH):
        return None
    said = named and len(rest) > 1 and rest[0] == "nam"
    if not said and joined[named + 1] not in ("/", "-", "."):
        return None
    year = rest[1] if said else rest[0]
    if not _YEAR.fullmatch(year):
        return None
    length = named + (3 if said else 2)
    ways = [
        way for each in _padded(month) for way in ((each, year), ("thang", each, "nam", year), ("thang", each, year))
    ]
    return Numeral(length, _others([(way, 1.0) for way in ways], words[:length]))


def _number(words: Sequence[str], joined: Sequence[str]) -> Numeral | None:
    """2.079, 2,079 and 2079; 1,5 and 1.5."""
    first = words[0]
    if not first.isdecimal():
        return None
    sign = joined[1] if len(words) > 1 and joined[1] in (".", ",") and words[1].isdecimal() else ""
    if not sign:
        return Numeral(1, ((_in_threes(first), 1.0),)) if len(first) > 3 and first[0] != "0" else None
    length = 1
    while length < len(words) and joined[length] == sign and words[length].isdecimal():
        length += 1
    whole = len(first) <= 3 and all(len(part) == 3 for part in words[1:length])
    return Numeral(length, (((("".join(words[:length]),), 1.0),) if whole else ()))


def _of_date(length: int, day: str, month: str, year: str, words: Sequence[str]) -> Numeral:
    """The ways of writing a day of the year, or of a year."""
    ways: list[tuple[tuple[str, ...], float]] = []
    for each_day in _padded(day):
        for each_month in _padded(month):
            short, said = (each_day, each_month), (each_day, "thang", each_month)
            if year:
                dated = [(*short, year), (*said, "nam", year), (*said, year), (year, each_month, each_day)]
                ways += [(way, 1.0) for way in dated]
            ways += [(way, _PART if year else 1.0) for way in (short, said)]
    if words[0] == "ngay":
        ways = [(("ngay", *way), worth) for way, worth in ways] + ways
    return Numeral(length, _others(ways, words[:length]))


def _others(
    ways: list[tuple[tuple[str, ...], float]], typed: Sequence[str]
) -> tuple[tuple[tuple[str, ...], float], ...]:
    return tuple(way for way in ways if way[0] != tuple(typed))


def _padded(number: str) -> Iterator[str]:
    """2 and 02."""
    yield str(int(number))
    if int(number) < 10:
        yield f"0{int(number)}"


def _in_threes(number: str) -> tuple[str, ...]:
    """2079 as 2 079."""
    first = len(number) % 3 or 3
    return (number[:first], *(number[at : at + 3] for at in range(first, len(number), 3)))
