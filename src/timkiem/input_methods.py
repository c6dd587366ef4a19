"""Keys of Telex and VNI that no input method turned into letters: quangr -> quảng, d9uo7ng2 -> đường.

Both type plain letters and, at once or later in the syllable, keys for marks and tones. A sequence counts
only when every key finds its letter and the result is a syllable that Vietnamese spelling allows. Rules of
the keys: Telex as in Unikey and Windows, VNI as in VNI-Windows.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from timkiem.syllables import is_syllable, spelled

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HAT = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_BAR = {"d": "đ"}
_MARKS: dict[str, dict[str, str]] = {"6": _HAT, "7": _HORN, "8": _BREVE, "9": _BAR}
_VOWELS = frozenset("aăâeêioôơuưy")
_KEYS = re.compile(r"(?i)[a-z]+(?:[a-z]*[1-9])*[a-z]*")
_LONGEST = 12  #: keys of nghieengs and nghie6ng1, and some typed twice over

_State = tuple[str, str]  # letters with marks so far, tone


@lru_cache(maxsize=4096)
def typed(word: str) -> str | None:
    """The syllable that a word of plain letters and digits is in Telex or VNI; None when it is in neither.

    Capitals stay: QUANGR is QUẢNG. Where keys allow several syllables, the one that uses most of them as marks.
    """
    if len(word) > _LONGEST or not _KEYS.fullmatch(word):
        return None
    digits = any(key.isdigit() for key in word)
    syllable = _syllable(word.lower(), _vni if digits else _telex)
    if syllable is None or (not digits and syllable == word.lower()):
        return None
    return syllable.upper() if len(word) > 1 and word.isupper() else syllable.title() if word[0].isupper() else syllable


def _syllable(keys: str, press: Callable[[_State, str], Iterator[_State]]) -> str | None:
    """The shortest syllable that some way of reading the keys makes: the fewer letters, the more marks."""
    states: dict[_State, None] = {("", ""): None}
    for key in keys:
        states = {after: None for state in states for after in press(state, key)}
    whole = [(letters.replace("ưo", "ươ"), tone) for letters, tone in states]  # ngwoif: the o gets its horn unasked
    found = [(letters, tone) for letters, tone in whole if is_syllable(letters + tone)]
    if not found:
        return None
    letters, tone = min(found, key=lambda state: len(state[0]) - bool(state[1]))
    return spelled(letters + tone)


def _telex(state: _State, key: str) -> Iterator[_State]:
    """What a key may make of a syllable: a tone, a mark, or itself."""
    letters, tone = state
    open_ = _VOWELS.isdisjoint(letters)
    if key in _TELEX_TONES and not open_:
        if not tone:
            yield letters, _TELEX_TONES[key]
        return  # no syllable has these letters behind its vowel
    if key == "w":
        yield from _horned(state)
        if open_:
            yield letters + "ư", tone
        else:
            yield from _marked(state, _BREVE)
        return
    if key in _HAT:
        yield from _marked(state, {key: _HAT[key]})
    if key == "d":
        yield from _marked(state, _BAR)
    yield letters + key, tone


def _vni(state: _State, key: str) -> Iterator[_State]:
    """What a key may make of a syllable: a digit marks or gives a tone, a letter is itself."""
    letters, tone = state
    if not key.isdigit():
        yield letters + key, tone
    elif key in _VNI_TONES:
        if not tone and not _VOWELS.isdisjoint(letters):
            yield letters, _VNI_TONES[key]
    elif key == "7":
        yield from _horned(state)
    else:
        yield from _marked(state, _MARKS[key])


def _horned(state: _State) -> Iterator[_State]:
    """A horn on o, on u, or by one key on both of uo."""
    letters, tone = state
    if "uo" in letters:
        yield letters.replace("uo", "ươ"), tone
    yield from _marked(state, _HORN)


def _marked(state: _State, marks: dict[str, str]) -> Iterator[_State]:
    """Each way to put a mark on one of the letters."""
    letters, tone = state
    for at, letter in enumerate(letters):
        if letter in marks:
            yield letters[:at] + marks[letter] + letters[at + 1 :], tone
