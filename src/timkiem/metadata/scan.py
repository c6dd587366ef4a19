"""Words of a text with their places: capital runs for all of it, tokens for the few stretches looked at closely."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_LETTERS = [chr(code) for code in range(0x41, 0x1F00) if chr(code).isalpha() and code not in range(0x250, 0x1E00)]
UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "".join(letter for letter in _LETTERS if letter.islower())
REACH = 200  #: characters after the head of a title that are looked at

WORD = rf"[{UPPER}][^\W_]*(?:['’][^\W_]+)?(?:-[{LOWER}][^\W_]*){{0,4}}"
_UPPERS = frozenset(UPPER)
_MOST_WORDS = 12  #: of a run
_LONGEST_WORD = 32  #: characters that are looked at for one word
_RUN = re.compile(rf"{WORD}(?: {WORD}){{0,{_MOST_WORDS - 1}}}")
_BEFORE = re.compile(rf"{WORD} $")
_LAST = re.compile(rf"{WORD}$")
_INSIDE = frozenset("'’-")  # what may stand inside of a word
_GOES_ON = re.compile(rf"[^\W_]|['’][^\W_]|-[{LOWER}]| [{UPPER}]")  # behind a capitalised word: more of its run
_FIRST = re.compile(WORD)
# LĐ-TB&XH, VH-TT-DL and Jong-un are one word; "Tài nguyên-Môi trường" is not.
_TOKEN = re.compile(rf"[^\W_]+(?:['’&][^\W_]+|-[{LOWER}][^\W_]*|(?<=[{UPPER}])-(?=[{UPPER}]{{1,5}}\b)[^\W_]+){{0,5}}")

_ONSET = "ngh|ng|nh|th|tr|ch|gh|kh|ph|gi|qu|[bcdđghklmnprstvx]"
_RHYME = (
    "iêu|yêu|ươu|uôi|ươi|oai|oay|uây|uya|uyê|oeo|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|uơ|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi"
    "|ua|ui|ưa|ưi|ưu|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_RHYME})(?:ng|nh|ch|[cmnpt])?")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_OLD = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_NEW = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_TO_NEW = dict(zip(_OLD, _NEW, strict=True))
_TO_OLD = dict(zip(_NEW, _OLD, strict=True))
_OLD_END = re.compile(rf"(?<![qQ])(?:{'|'.join(_OLD)})(?![^\W_])", re.IGNORECASE)
_NEW_END = re.compile(rf"(?:{'|'.join(_NEW)})(?![^\W_])", re.IGNORECASE)


class Word(NamedTuple):
    """A word, or several that stand together: ``text[start:end]``."""

    start: int
    end: int
    string: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One text made ready once: finders share it.

    A run is capitalised words that stand together, at most 12 of them. Nothing cuts the whole text into runs or
    words: the finders start from what is rare and ask for what stands around it.
    """

    text: str
    lower: str  # as long as text, so that places in one are places in the other
    limit: int  # where the text ends for all but its authors

    @classmethod
    def of(cls, text: str, byline: int = 0) -> "Scan":
        """Linear in the text; ``byline`` is how many characters at the end, blanks apart, name authors."""
        lower = text.lower()
        if len(lower) != len(text):  # "İ" grows when lowered
            lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
        return cls(text, lower, len(text.rstrip()) - byline if byline else len(text))

    def run_at(self, start: int) -> Word:
        """The run in which a capitalised word stands that begins at ``start``."""
        return self.run_from(self.run_start(start))

    def run_from(self, start: int) -> Word:
        """The run that begins at ``start``."""
        found = _RUN.match(self.text, start, self.limit)
        assert found is not None, "a capitalised word begins there"
        return Word(start, found.end(), found[0])

    def run_start(self, start: int) -> int:
        """Where the run begins in which a capitalised word stands that begins at ``start``."""
        text = self.text
        for _ in range(_MOST_WORDS - 1):
            if start == 0 or text[start - 1] != " ":
                break
            first = text.rfind(" ", 0, start - 1) + 1
            word = text[first : start - 1]
            if (text[first] in _UPPERS and word.isalnum()) or _FIRST.fullmatch(word):
                start = first
                continue
            if (text[first].islower() and "\n" not in word) or not text[start - 2].isalnum():
                break
            before = _BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
            if before is None:
                break
            start = before.start()
        return start

    def run_to(self, end: int) -> Word | None:
        """The run that ends at ``end``, if one does."""
        text = self.text
        if not 0 < end <= self.limit or not text[end - 1].isalnum() or _GOES_ON.match(text, end, self.limit):
            return None
        found = _LAST.search(text, max(0, end - _LONGEST_WORD), end)
        if found is None:
            return None
        start = self.run_start(found.start())
        return Word(start, end, text[start:end])

    def runs_to(self, word: str) -> Iterator[Word]:
        """Every run whose last word is ``word``, as written, ascending."""
        text, limit = self.text, self.limit
        is_whole = _FIRST.fullmatch(word) is not None  # not "A&B"
        at = text.find(word, 0, limit) if word[0] in _UPPERS else -1
        while at >= 0:
            end = at + len(word)
            before = text[at - 1 : at]
            if not (before.isalnum() or before in _INSIDE or _GOES_ON.match(text, end, limit)):
                start = self.run_start(at)
                yield Word(start, end, text[start:end]) if is_whole else self.run_at(at)
            at = text.find(word, end, limit)

    def words(self, start: int, reach: int = REACH) -> list[Word]:
        """Words from ``start`` to the end of the line, at most ``reach`` characters on."""
        text = self.text
        end = text.find("\n", start, start + reach)
        if end < 0:
            end = min(start + reach, len(text))
            while end < len(text) and text[end].isalnum() and end > start:  # cut no word in two
                end -= 1
        return _cut(text, start, end)

    def word(self, start: int) -> str | None:
        """The word that begins at ``start``, if one does."""
        found = _TOKEN.match(self.text, start)
        return found[0] if found else None


def _cut(text: str, start: int, end: int) -> list[Word]:
    new = tuple.__new__  # half the time of Word(...), a million times a second
    words = []
    for piece in text[start:end].split(" "):
        end = start + len(piece)
        if piece.isalnum():
            words.append(new(Word, (start, end, piece)))
        elif piece[:-1].isalnum():  # a word with a sign behind it
            words.append(new(Word, (start, end - 1, piece[:-1])))
        elif piece:
            words += [new(Word, (found.start(), found.end(), found[0])) for found in _TOKEN.finditer(text, start, end)]
        start = end + 1
    return words


def first_word(phrase: str) -> str:
    """The first capitalised word, as ``Scan.runs`` would cut it; all of the phrase if there is none."""
    found = _FIRST.match(phrase)
    return found[0] if found else phrase


def respell(phrase: str) -> str:
    """The spelling with the tone on the first vowel: "Khánh Hoà" becomes "Khánh Hòa". Case is kept."""
    return _OLD_END.sub(lambda found: _recase(found[0], _TO_NEW), phrase)


@lru_cache(maxsize=20_000)
def spellings(phrase: str) -> tuple[str, ...]:
    """The phrase with its tone marks in both customary places, distinct."""
    old = _NEW_END.sub(lambda found: _recase(found[0], _TO_OLD), phrase)
    return tuple(dict.fromkeys((phrase, respell(phrase), old)))


def _recase(pair: str, table: dict[str, str]) -> str:
    new = table[pair.lower()]
    return new.upper() if pair.isupper() else new.capitalize() if pair[0].isupper() else new


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether the word could be one Vietnamese syllable: "Minh", not "Obama" or "Jong-un"."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
    return _SYLLABLE.fullmatch(plain) is not None
