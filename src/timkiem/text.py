"""Vietnamese writing: one normal form for text, and for each word the forms under which it is found.

A Vietnamese word is one or more syllables written apart ("thành phố"); here "word" means what stands
between separators, so mostly a syllable. Each has two forms:

    folded    letters alone, lower case            Hoà -> hoa       what a reader without accents types
    written   letters with their marks, then tone  Hoà -> hoa + ◌̀   accents count, but not where the tone stands

Moving the tone to the end makes old and new placement (hòa, hoà), and marks that an input method put
on the wrong vowel (vịêt), one written form.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from unidecode import unidecode

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng

#: Letters and digits of any script, and marks that no composed letter holds. Underscores separate.
_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")
_WORD_KEPT = re.compile(f"({_WORD.pattern})")
_LETTERS, _MARK = (
    re.compile(r"([^\W_]+)"),
    re.compile("[\u0300-\u036f]"),
)  # hardly any text has marks: three times as fast
_UNSEEN_ONES = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LINE_ENDS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_UNSEEN = re.compile(f"[{_UNSEEN_ONES}]")  # soft hyphen, zero width, direction marks
_LINE_END = re.compile(f"\r\n?|[{_LINE_ENDS}]")
_CONTROL = re.compile(f"[{_CONTROLS}]")  # what steers a terminal, and halves of characters
_ODD = re.compile(f"[{_UNSEEN_ONES}{_LINE_ENDS}{_CONTROLS}]")  #: what ``normalize`` takes out or replaces
#: Text of these characters alone is in normal form; nineteen articles in twenty are.
ORDINARY = re.compile("[ -~\n\u00a0-\u00ac\u00ae-\u0240\u1ea0-\u1ef9–—‘’“”•…]*")
#: Icelandic eth and African d stand for đ in text converted from old Vietnamese fonts; one Greek letter has two shapes.
_LOOKALIKES = str.maketrans({"ð": "đ", "ɖ": "đ", "ς": "σ"})
_FIRST_LETTER_WITHOUT_PLAIN_FORM = 0x600  # from Arabic on, a transliteration is no longer how a reader would type


class Form(NamedTuple):
    """How a word is found: by its letters alone, and by its letters, marks and tone."""

    folded: str
    written: str

    @property
    def accented(self) -> bool:
        """Whether the word carries any mark, so that its writer chose among the words with these letters."""
        return self.folded != self.written


def normalize(text: str) -> str:
    r"""Compose accents (NFC), drop what nobody sees, end lines with ``\n``, turn control characters into spaces."""
    if ORDINARY.fullmatch(text):
        return text
    if _ODD.search(text):
        text = _CONTROL.sub(" ", _LINE_END.sub("\n", _UNSEEN.sub("", text)))
    return unicodedata.normalize("NFC", text)


def on_one_line(text: str) -> str:
    """A text in normal form, with single spaces for all its white space."""
    return " ".join(normalize(text).split()) if text else ""


def words(text: str) -> Iterator[re.Match[str]]:
    """Each word of normalized text, in order: ``match[0]``, and where it stands, ``match.span()``."""
    return _WORD.finditer(text)


def pieces(text: str) -> list[str]:
    """Normalized text cut at its words: what stands before the first, the first, what is between, and so on."""
    parts = _LETTERS.split(text)
    if any(_MARK.search(between) for between in set(parts[0::2])):
        return _WORD_KEPT.split(text)
    return parts


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word of normalized text, in characters, ascending."""
    return (match.span() for match in words(text))


@lru_cache(maxsize=1 << 16)
def folded_form(word: str) -> str:
    """The letters of one word alone: ``form(word).folded``, sooner."""
    return form(word).folded


@lru_cache(maxsize=1 << 16)
def form(word: str) -> Form:
    """The forms of one word as ``spans`` cuts them. Never empty: what has no letters stands for itself."""
    folded, written, tone = [], [], ""
    for char in unicodedata.normalize("NFKD", word).lower().translate(_LOOKALIKES):
        if char in TONES:
            tone = char
        elif unicodedata.combining(char):
            written.append(char)
        else:
            folded.append(_plain(char))
            written.append(char)
    if not any(folded):
        return Form(word.lower(), word.lower())
    return Form("".join(folded), unicodedata.normalize("NFC", "".join(written)) + tone)


def forms(text: str) -> list[Form]:
    """The forms of each word of a text in any Unicode form, in order."""
    text = normalize(text)
    return [form(text[start:end]) for start, end in spans(text)]


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """The letters a-z and digits for a letter: đ -> d, ł -> l, ß -> ss; other scripts stay as they are."""
    if char.isascii():
        return char if char.isalnum() else ""
    if ord(char) >= _FIRST_LETTER_WITHOUT_PLAIN_FORM:
        return char if char.isalnum() else ""
    return "".join(c for c in unidecode(char).lower() if c.isalnum())
