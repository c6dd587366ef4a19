"""The names that stand right before and right behind titles."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from timkiem.metadata.gaps import REACH as GAP_REACH
from timkiem.metadata.gaps import gap_before, may_follow_a_name
from timkiem.metadata.model import Span
from timkiem.metadata.people import (
    MOST_WORDS,
    SURE,
    is_far_eastern,
    is_parted_name,
    name_at,
    person_score,
    place_at,
    titled,
)
from timkiem.metadata.scan import UPPER, WORD, Scan, Word, is_syllable
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titlewords import ACRONYM

_TO_ADDRESS = frozenset((", ", " , ", " - ", " – ", ": ", " (", "-"))
_ADDRESS = r"(?: (?:ông|bà|anh|chị|ngài|đồng chí)(?= ))"
_THEN = r"(?:khi|lúc|thời|thời điểm|giai đoạn) (?:đó|ấy|này|bấy giờ)"
_YEARS = r"\(?nhiệm kỳ \d{4} ?[-–] ?\d{4}\)?"
_TERM = re.compile(  # between a title and a name
    rf",?(?: (?:hiện|hiện nay|hiện tại|đương nhiệm|bấy giờ|{_THEN}))?,? "
    rf"(?:vẫn |cũng |chính )?là(?: các| hai| ba)?(?={_ADDRESS}| [{UPPER}])"
    rf"|(?: kh[óo][aá] [IVX]+)?(?: {_YEARS})? đối với(?={_ADDRESS})| \({_THEN} là(?={_ADDRESS})"
    r"|,? (?:nhiệm kỳ |khóa |khoá )(?:\d{4} ?[-–] ?\d{4}|[IVX]+)(?=[ ,])"
    rf"|,? (?:vào )?(?:khi|lúc|thời|bấy) (?:đó|ấy|bấy giờ|giờ),?(?= [{UPPER}])"
    r"| (?:hiện nay|hiện tại|đương nhiệm|đương chức|tại nhiệm|quá cố|lâm thời|tạm quyền"
    r"|(?:(?:sắp|vừa|mới|đã) )?(?:đắc cử|mãn nhiệm|nhậm chức|từ chức"
    rf"|bị (?:phế truất|lật đổ|luận tội|sa thải|cách chức))),?(?= [{UPPER}])"
)
_STREETS = frozenset(("street", "school", "ward", "hamlet", "district", "company"))
_BEFORE_A_NAME = frozenset(" ,.:-")
_PARTED = re.compile(rf"{WORD}(?:(?: | - |-)(?:{WORD}|[a-z]{{2,6}}))*$")  # "Kim Jong - un"
_IN_BRACKETS = re.compile(r" ?\([^()\n]{2,110}[,;] $")  # between a name and a title among what brackets say of it
_ADDRESS_WORDS = 4  #: of a form of address, at most
_NAME_BACK = 45  #: characters of a name before a title
NAME_REACH = 50  #: characters behind a title in which its holder's name ends


class Behind(NamedTuple):
    """What is known of what stands behind a title."""

    words: list[Word]  # that were cut on the way
    name: list[Word]  # which ``name_at`` found right behind it


UNREAD = Behind([], [])


class Naming:
    """Looks for names beside the titles of one text."""

    def __init__(self, scan: Scan, lexicon: Lexicon, starts: Container[int]):
        self.scan, self.lexicon = scan, lexicon
        self.starts = starts  # of ranks and titles
        self.titled: Span | None = None  # the name that the titles before stand right before
        self.last: tuple[int, Span | None] = (-1, None)  # where the titles before end, and whose they are

    def name_after(self, end: int, after: str, behind: Behind = UNREAD) -> tuple[Span, bool] | None:
        """The name right behind a title, and whether a comma or dash parts them."""
        text, words = self.scan.text, behind.words
        if text[end : end + 1] not in _BEFORE_A_NAME:
            return None
        for pattern in () if text[end + 1 : end + 2].isupper() else (_TERM, ACRONYM):
            if found := pattern.match(text, end):
                end, words = found.end(), []  # what has been cut may end in the middle of a name
        words = words or self.words_behind(end)
        if not words:
            return None
        gap = text[end : words[0].start]
        first = words[0].string
        if first[0].islower() and first not in self.lexicon.honorific_words:
            return None
        at, addressed = self.skip_address(words)
        dashed = gap in (" - ", " – ", ": ") and words[at].string[0].isupper()
        if gap != " " and not (gap in _TO_ADDRESS and (addressed or dashed)):
            return None
        if at >= len(words) or words[at].start in self.starts:
            return None
        name = behind.name
        if addressed or not name or words[0] != name[0]:
            name = name_at(self.scan, self.lexicon, words, at, "address" if addressed else after)
        if not name or (dashed and not addressed and len(name) < 2):
            return None
        return (name[0].start, name[-1].end), gap != " "

    def words_behind(self, end: int) -> list[Word]:
        """The words behind a title, unless the first tells that no name follows."""
        follows = self.scan.word(end + 1) if self.scan.text.startswith(" ", end) else None
        if follows is not None and follows[0].islower() and follows not in self.lexicon.honorific_words:
            return []
        return self.scan.words(end, NAME_REACH)

    def skip_address(self, words: list[Word]) -> tuple[int, bool]:
        """How many of the first words are forms of address and degrees: "ông", "PGS.TS", "anh hùng quân đội"."""
        at = 0
        while at < min(6, len(words) - 1):
            low = words[at].string.lower()
            gap = self.scan.text[words[at - 1].end : words[at].start] if at else " "
            if low not in self.lexicon.honorific_words or gap not in (" ", ".", ". ", ", ", "-", " - "):
                break
            most = min(_ADDRESS_WORDS, len(words) - 1 - at)
            lows = [word.string.lower() for word in words[at : at + most]]
            length = next((length for length in range(most, 0, -1) if self.addresses(lows[:length])), 0)
            if not length:
                break
            at += length
        return at, at > 0

    def addresses(self, words: list[str]) -> bool:
        """Whether words make a form of address."""
        return " ".join(words) in self.lexicon.honorifics

    def is_addressed(self, name: Span) -> bool:
        """Whether a form of address or a rank stands before a name, so that something is said of it."""
        before = self.scan.lower[max(0, name[0] - 16) : name[0]].split()
        last = before[-1].strip('("“') if before else ""
        pair = " ".join(before[-2:])
        honorifics, kinds = self.lexicon.honorifics, self.lexicon.kinds
        family = titled(self.scan.text[slice(*name)].split()[0]) in self.lexicon.families
        return family or last in honorifics or pair in honorifics or last in kinds or pair in kinds

    def name_before(self, start: int) -> Span | None:
        """The name that a title stands behind: "ông Nguyễn Văn A, Phó Giám đốc"."""
        if not may_follow_a_name(self.scan.lower, start) and not self.may_be_apposed(start):
            return None
        gap = gap_before(self.scan.lower, start)
        if self.last[0] == start - gap and gap > len(" (nay "):
            return self.last[1]  # "ông A, Phó Bí thư Thành ủy, giữ chức Chủ tịch UBND"
        run = self.run_to(start - gap) if gap else self.apposed(start)
        low = max(0, start - GAP_REACH)
        if (
            run is None
            and self.scan.text[start - 2] in ",;"
            and (found := _IN_BRACKETS.search(self.scan.lower, low, start))
        ):
            run = self.run_to(found.start())
        if run is None:
            return None
        words = self.opened([Word(*match, self.scan.text[slice(*match)]) for match in _pieces(run)])
        for at, word in enumerate(words[1:], 1):
            if word.string in ("Ông", "Bà"):  # what stands before "Ông" is no part of the name
                words = words[at:]
                break
        at, addressed = self.skip_address([*words, Word(0, 0, "")])
        words = words[min(at, len(words)) :]
        if len(words) > 2 and words[0].string.lower() in self.lexicon.kinds:  # "ĐB Lê Như Tiến - Phó Chủ nhiệm"
            words, addressed = words[1:], True
        before = self.scan.lower[max(0, run.start - 16) : run.start].rpartition("\n")[2].split()
        last = before[-1].lstrip('("“') if before else ""
        addressed = addressed or last in self.lexicon.honorifics or " ".join(before[-2:]) in self.lexicon.honorifics
        addressed = addressed or " ".join(before[-2:]) in self.lexicon.kinds
        if not words or (
            not addressed and (last in self.lexicon.words["organ_ends"] or self.lexicon.bearers.get(last) in _STREETS)
        ):
            return None
        return self.checked(words, addressed)

    def apposed(self, start: int) -> Word | None:
        """The full Vietnamese name right before a title in small letters: "ông Lê Văn A chủ tịch phường"."""
        run = self.scan.run_to(start - 1) if self.may_be_apposed(start) else None
        if run is None or not self.scan.lower.endswith(("ông ", "bà ", "chí "), 0, run.start):
            return None
        return run if person_score(run.string.split(" "), self.lexicon) >= SURE else None

    def may_be_apposed(self, start: int) -> bool:
        """Whether a capitalised word stands right before a title in small letters."""
        text = self.scan.text
        if not text[start].islower() or text[start - 1] != " ":
            return False
        return text[text.rfind(" ", 0, start - 1) + 1].isupper()

    def run_to(self, end: int) -> Word | None:
        """The capitalised words that end at a place, joined over "bin" and " - " to what stands before them."""
        run = self.scan.run_to(end)
        start = run.start if run else end
        before = self.scan.lower[max(0, start - 4) : start]
        if run is not None and not before.endswith(("-", "- ", "bin ", "al ", "van ", "von ", "de ", "der ")):
            return run
        if run is None and not before[-1:].isalpha():
            return None
        low = max(0, end - _NAME_BACK, self.scan.text.rfind("\n", 0, end) + 1)
        found = _PARTED.search(self.scan.text, low, end)
        cut = found is not None and found.start() == low > 0 and self.scan.text[low - 1].isalnum()
        if found is None or cut or not is_parted_name(found[0]):
            return run
        return Word(found.start(), end, found[0])

    def opened(self, words: list[Word]) -> list[Word]:
        """The words without one that opens a sentence: "Theo Lê Văn A"."""
        opens = len(words) > 1 and words[0].string.lower() in self.lexicon.words["openers"]
        return words[1:] if opens and words[0].string not in self.lexicon.families else words

    def checked(self, words: list[Word], addressed: bool) -> Span | None:
        """The words if they are a name, less the places and families' strangers that stand before it."""
        lexicon, scan = self.lexicon, self.scan
        words = self.opened(words)
        while len(words) > 2 and (end := place_at(scan, lexicon, words)):
            words = [word for word in words if word.start >= end]
        if not words or (place_at(scan, lexicon, words) and not addressed) or words[0].string == "Việt":
            return None
        span = (words[0].start, words[-1].end)
        if addressed:
            return span if len(words) <= MOST_WORDS + 1 else None
        if titled(words[0].string) in lexicon.families:
            return span if 2 <= len(words) <= MOST_WORDS else None
        strings = [word.string for word in words]
        foreign = not all(map(is_syllable, strings)) or is_far_eastern(strings)
        organ = words[0].string.lower() in lexicon.organs or words[0].string[:2].isupper()
        press = words[-1].string.lower() in lexicon.words["press"]
        return span if foreign and not (organ or press) and 2 <= len(words) <= MOST_WORDS else None


def _pieces(run: Word) -> Iterator[Span]:
    start = run.start
    for string in run.string.split(" "):
        yield start, start + len(string)
        start += len(string) + 1
