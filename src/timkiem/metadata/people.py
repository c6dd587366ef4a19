"""People's names in runs of capitalised words: where one begins, how far it reaches, what it ends in."""

import re
from collections.abc import Sequence
from functools import lru_cache

from timkiem.metadata import gazetteer
from timkiem.metadata.scan import Scan, Word, is_syllable, respell
from timkiem.metadata.tables import Lexicon

MOST_WORDS = 5  #: of a Vietnamese name
ADDRESSED = frozenset(("Ông", "Bà", "Anh", "Chị", "Em", "Cô", "Chú", "Bác", "Cháu", "Bé", "TS", "GS", "BS"))
_PARTICLE = re.compile("bin|bint|ibn|al|el|de|da|di|del|van|von|der|dos|du|la|le")
_KOREAN = re.compile(  # behind " - "
    "un|il|koo|ahn|hyun|jin|won|ho|hee|hye|joon|sik|chul|yong|song|se|nam|in|ki|moon|min|woo|soo|young"
)
_FAR_EAST = re.compile(  # family names before "Kyung - wha"
    "Ahn|An|Bae|Baek|Ban|Chang|Chen|Chiang|Cho|Choe|Choi|Chu|Chun|Chung|Han|Hong|Hwang|Hyon|Im|Jang|Jeon|Jeong|Joo?"
    "|Jung|Kang|Kim|Koh?|Koo|Kwak|Kwon|Lee|Lim|Lin|Liu|Ma|Min|Moon|Nam|Noh?|Oh|Paek|Pak|Park|Ri|Roh|Ryu|Seo|Shin|Sin"
    "|Sohn|Song|Suh|Sung|Thae|Tsai|Wang|Woo|Wu|Yang|Yim?|Yoo|Yoon|Yu|Yun"
)
_KOREAN_FAMILY = re.compile(  # family names that are no words of Vietnamese
    "Ahn|Baek?|Chang|Chen|Choe|Choi|Hwang|Hyon|Jang|Jeong|Jung|Kang|Koh|Kwak|Kwon|Lee|Moon|Paek|Pak|Park|Ri|Ryu|Seo"
    "|Shin|Suh|Thae|Tsai|Wang|Woo|Yang|Yoon|Yun"
)
_PART_OF_NAME = re.compile("(?!(?:ai|cho|khi|hay|ra|sang|nay|sau|theo|cha|con|em|anh|va|tin|do|trong|tu)$)[a-z]{2,6}")
_SIGNS = re.compile("[-.'’]")
LONE_LETTERS = frozenset("TXQPĐGLNV")  # not initials but pieces of "T X", "T T&T T": abbreviations that were torn apart
_MIDDLES = ("Thị", "Văn")  # middle names that stand in no place's name
SURE = 4  #: score at which words are taken for a name


def split_place(words: Sequence[str], lexicon: Lexicon) -> int:
    """How many of the words that follow "huyện" or "xã" name the place; the others may name a person."""
    best, score = min(len(words), 4), SURE - 1
    for length in range(1, min(len(words) - 1, 5)):
        value = person_score(words[length:], lexicon) + (length == 2)
        if value > score:
            best, score = length, value
    return best


def person_score(words: Sequence[str], lexicon: Lexicon) -> int:
    """0 if the words are no Vietnamese name, up to 6 if they surely are."""
    family = lexicon.families.get(titled(words[0]))
    if family is None or not 2 <= len(words) <= MOST_WORDS:
        return 0
    length = {2: 0, 3: 2, 4: 1, 5: -1}[len(words)]
    middle = 2 if len(words) > 2 and titled(words[1]) in _MIDDLES else 0
    return (3 if family == "common" else 1) + length + middle + (titled(words[-1]) in lexicon.given)


@lru_cache(maxsize=20_000)
def titled(word: str) -> str:
    """A shouted word in its usual case: "NGUYỄN" becomes "Nguyễn"; "III" stays."""
    shouted = len(word) > 1 and word.isupper() and word.isalpha() and word.strip("IVX")
    return word.capitalize() if shouted else word


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """What two spellings of one name share: case and place of tone marks put aside."""
    return respell(name.lower())


@lru_cache(maxsize=20_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of ``name_key``, with those apart that hyphens, full stops and apostrophes join."""
    return tuple(_SIGNS.sub(" ", name_key(name)).split())


def run_at(scan: Scan, words: Sequence[Word], at: int) -> list[Word]:
    """Capitalised words from ``at`` on that one name may hold: spaces, hyphens, initials and particles between."""
    run: list[Word] = []
    for step in range(at, min(at + 9, len(words))):
        word = words[step]
        gap = scan.text[run[-1].end : word.start] if run else " "
        if gap == " " and word.string[0].isupper():
            run.append(word)
            continue
        if (
            run
            and gap == " - "
            and (
                _KOREAN.fullmatch(word.string)
                or _is_far_eastern(run[0].string, word.string)
                or run[-1].string in ("al", "Al")
                or word.string == "o"  # "Chan - o - cha"
                or (run[-1].string == "o" and word.string == "cha")
                or (len(run) == 1 and _is_double(run[0], word))
                or (len(run) == 2 and _is_double(run[1], word) and not _goes_on(words[step + 1 : step + 2]))
            )
        ):
            run.append(word)
            continue
        if run and gap not in (" ", "-") and not (gap in (".", ". ") and len(run[-1].string) == 1):
            break
        if not word.string[0].isupper():
            foreign = run and not is_syllable(run[0].string) and _PARTICLE.fullmatch(word.string)
            if not (foreign and _goes_on(words[step + 1 : step + 3])):
                break
        run.append(word)
    return run


def is_far_eastern(names: Sequence[str]) -> bool:
    """Whether syllables that could be Vietnamese are rather a Korean or Chinese name: "Sung Kim"."""
    return all(_FAR_EAST.fullmatch(name) for name in names)


def _is_far_eastern(family: str, word: str) -> bool:
    """Whether a small word behind " - " belongs to a name: "Kyung - wha", "Chan - ocha"."""
    if not _PART_OF_NAME.fullmatch(word):
        return False
    return _FAR_EAST.fullmatch(family) is not None or not is_syllable(word)


def is_parted_name(name: str) -> bool:
    """Whether words that " - " parts may be one name: "Kim Jong - un", "Jean - Claude Juncker"."""
    words = name.replace(" - ", " ").split()
    family = next((word for word in words[:2] if _FAR_EAST.fullmatch(word)), "")
    small = (word for word in words if word[0].islower())
    return all(_KOREAN.fullmatch(word) or _is_far_eastern(family, word) or _PARTICLE.fullmatch(word) for word in small)


def _is_double(first: Word, second: Word) -> bool:
    """Whether " - " joins a double name: "Frank - Walter"."""
    return second.string[0].isupper() and not is_syllable(first.string) and not is_syllable(second.string)


def _goes_on(words: Sequence[Word]) -> bool:
    """Whether a name goes on after a particle, or two: "van der Bellen"."""
    second = len(words) > 1 and words[1].string[0].isupper() and _PARTICLE.fullmatch(words[0].string) is not None
    return bool(words) and (words[0].string[0].isupper() or second)


def place_at(scan: Scan, lexicon: Lexicon, run: Sequence[Word]) -> int:
    """Where the place ends that the run begins with; 0 if it begins with none, or with a name like one.

    "Vũ Quang Hùng" is a man though Vũ Quang is a district; "Vũ Quang Nguyễn Văn Hùng" begins with the district.
    """
    found = gazetteer.at(lexicon.places, scan.text, run[0].string, run[0].start)
    if found is None:
        return 0
    place, end = found
    if place.kind == "district" and run[0].string in lexicon.families:
        others = [word.string for word in run if word.start >= end]
        if others and person_score(others, lexicon) < SURE:
            return 0
    return end


def name_at(scan: Scan, lexicon: Lexicon, words: Sequence[Word], at: int, after: str) -> list[Word]:
    """The words of a person's name that begins at a word; [] if none does.

    ``after`` is what stands before: "head" or "place" (anybody's name may follow), "organ" (only a name
    that can be nothing else), or "address" (a name must follow).
    """
    run = _one_name(run_at(scan, words, at), lexicon)
    if not run:
        return run
    strings = [word.string for word in run]
    if len(run) == 1 and strings[0].lower() in lexicon.words["openers"]:
        return []
    if strings[0] in LONE_LETTERS and not scan.text.startswith(".", run[0].end):
        return []
    if place_at(scan, lexicon, run) and " ".join(strings[:3]) not in lexicon.leaders:
        return []
    family = titled(strings[0]) in lexicon.families and len(run) > 1
    if _is_mixed(strings, lexicon):
        return []
    if family:
        sure = after != "organ" or _is_name(strings, lexicon) or not is_syllable(strings[0])  # "Ksor"
        sure = sure or _is_far_eastern_name(strings)
        return run[: _length(strings, lexicon)] if sure else []
    if _is_organ(strings, lexicon, after) or (strings[0] == "Bang" and after != "address"):
        return []
    if len(strings[0]) > 1 and strings[0].isupper() and not family:
        return []
    if after == "address":
        return run[:MOST_WORDS]
    foreign = _is_foreign(strings)
    if after == "organ":
        foreign = foreign or (_KOREAN_FAMILY.fullmatch(strings[0]) is not None and len(run) < 4)
        return run if foreign and len(run) > 1 else []
    return run if foreign or len(run) < MOST_WORDS else []


def _is_foreign(strings: Sequence[str]) -> bool:
    return any(len(string) > 1 and not is_syllable(string) for string in strings)


def _is_far_eastern_name(strings: Sequence[str]) -> bool:
    """Whether words of which the first could be Vietnamese are a name like "Kim Jong-un"."""
    return _FAR_EAST.fullmatch(strings[0]) is not None and _is_foreign(strings)


def _one_name(run: list[Word], lexicon: Lexicon) -> list[Word]:
    """The run without Vietnamese words behind a foreign name, which open a sentence: "Salman Khurshid Tuyên bố"."""
    if len(run) < 2 or is_syllable(run[0].string) or run[0].string in lexicon.families:
        return run
    ends = (at for at, word in enumerate(run) if at and not word.string.isascii() and is_syllable(word.string))
    return run[: next(ends, len(run))]


def _is_mixed(strings: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the words are more than a name: "Đoàn TNCS Hồ Chí Minh", "MobiFone Lê Nam Trà"."""
    shouted = len(strings) > 1 and len(strings[1]) > 1 and strings[1].isupper() and not strings[0].isupper()
    branded = len(strings) > 2 and not is_syllable(strings[0]) and person_score(strings[1:], lexicon) >= SURE
    return shouted or branded


def _length(strings: Sequence[str], lexicon: Lexicon) -> int:
    """How many words of a run that begins with a family name are the name."""
    while len(strings) > 3 and strings[-1].lower() in lexicon.words["openers"] and strings[-1] not in lexicon.given:
        strings = strings[:-1]  # a new sentence without a full stop: "Trần Văn Nam Theo ông"
    if len(strings) <= 4:
        return len(strings)
    return 5 if titled(strings[4]) in lexicon.given and titled(strings[3]) not in lexicon.given else 4


def _is_name(strings: Sequence[str], lexicon: Lexicon) -> bool:
    return person_score(strings[: _length(strings, lexicon)], lexicon) >= 3


def _is_organ(strings: Sequence[str], lexicon: Lexicon, after: str) -> bool:
    rows = lexicon.organs.get(strings[0].lower(), ())
    foreign = len(strings) > 1 and len(strings[1]) > 2 and not is_syllable(strings[1]) and not strings[1].isupper()
    foreign = foreign and is_syllable(strings[0])
    if foreign or any(string[0].islower() for string in strings[1:]):
        rows = tuple(row for row in rows if len(row[0]) > 1)  # Ban Ki-moon is no board
    if rows and any(" ".join(strings[: len(phrase)]).lower() == " ".join(phrase) for phrase, _ in rows):
        return after != "address" or len(strings) > 1
    return bool(rows) and len(strings) == 1 and after != "address"
