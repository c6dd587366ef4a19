"""A query as other readers would type it: without accents, in another Unicode form, with a mistake."""

import random
import re
import unicodedata
from collections.abc import Callable

_MARKS = re.compile("[\u0300-\u036f]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# "hoà", "khoẻ", "thuý" in NFD, at the end of a syllable. After q the u is no vowel: "quý" has one spelling.
_NEW_STYLE = re.compile(rf"([oO](?=[aeAE])|(?<![qQ])[uU](?=[yY]))([aeyAEY])([{_TONES}])(?![\w\u0300-\u036f])")
_OLD_STYLE = re.compile(rf"([oO]|(?<![qQ])[uU])([{_TONES}])((?<=[oO].)[aeAE]|(?<=[uU].)[yY])(?![\w\u0300-\u036f])")
_ACCENTED = "aeiouyd"  # what can bear an accent; the stroke of đ counts as one
_HATS = {"a": ["", "\u0302", "\u0306"], "e": ["", "\u0302"], "o": ["", "\u0302", "\u031b"], "u": ["", "\u031b"]}
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def as_written(query: str) -> str:
    """The query itself."""
    return query


def stripped(query: str) -> str:
    """Without accents, đ as d; capitals stay."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", query))
    return bare.replace("đ", "d").replace("Đ", "D")


def old_tones(query: str) -> str:
    """In NFD, the tone on the first vowel of oa, oe and uy: hòa, khỏe, thúy."""
    return _NEW_STYLE.sub(r"\1\3\2", unicodedata.normalize("NFD", query))


def new_tones(query: str) -> str:
    """In NFC, the tone on the second vowel of oa, oe and uy: hoà, khoẻ, thuý."""
    moved = _OLD_STYLE.sub(r"\1\3\2", unicodedata.normalize("NFD", query))
    return unicodedata.normalize("NFC", moved)


def mistaken(query: str, seed: int) -> str:
    """With one wrong accent or one mistyped letter. Same query and seed, same mistake.

    Half of the queries get the one, half the other. A query without letters is left alone.
    """
    chance = random.Random(f"{seed} {query}")
    letters = unicodedata.normalize("NFC", query)
    wrong_accent = chance.random() < 0.5
    places = [at for at, letter in enumerate(letters) if _base(letter) in _ACCENTED] if wrong_accent else []
    places = places or [at for at, letter in enumerate(letters) if letter.isalpha()]
    if not places:
        return query
    at = chance.choice(places)
    mistake = _other_accent if wrong_accent and _base(letters[at]) in _ACCENTED else _mistyped
    return letters[:at] + mistake(letters[at:], chance)


def _base(letter: str) -> str:
    """The letter without accents, small; "?" for what is no letter, which stands in no table of letters."""
    return stripped(letter).lower() if letter.isalpha() else "?"


def _other_accent(rest: str, chance: random.Random) -> str:
    """The first letter with another hat, tone or stroke, or with none."""
    bare = stripped(rest[0])
    if bare in "dD":
        return {"d": "đ", "đ": "d", "D": "Đ", "Đ": "D"}[rest[0]] + rest[1:]
    hats = _HATS.get(bare.lower(), [""])
    spellings = {unicodedata.normalize("NFC", bare + hat + tone) for hat in hats for tone in ("", *_TONES)}
    return chance.choice(sorted(spellings - {rest[0]})) + rest[1:]


def _mistyped(rest: str, chance: random.Random) -> str:
    """The first letter dropped, doubled, swapped with the next, or hit one key beside."""
    kinds: list[Callable[[str], str]] = [
        lambda text: text[1:],
        lambda text: text[0] + text,
        lambda text: _neighbour(text[0], chance) + text[1:],
    ]
    if len(rest) > 1 and rest[1].isalpha() and rest[1] != rest[0]:
        kinds.append(lambda text: text[1] + text[0] + text[2:])
    return chance.choice(kinds)(rest)


def _neighbour(letter: str, chance: random.Random) -> str:
    base = _base(letter)
    row = next((row for row in _KEYBOARD if base in row), base)
    at = row.find(base)
    beside = chance.choice([row[near] for near in (at - 1, at + 1) if 0 <= near < len(row)] or [base])
    return beside.upper() if letter.isupper() else beside
