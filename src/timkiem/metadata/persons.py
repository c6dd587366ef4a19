"""Mentions gathered into persons: who is who under full and short names."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from timkiem.metadata import gazetteer
from timkiem.metadata.held import Held, held_before, held_titles, position_key, words_of
from timkiem.metadata.mentions import Mention
from timkiem.metadata.model import Span
from timkiem.metadata.people import MOST_WORDS, name_words, titled
from timkiem.metadata.scan import Scan, Word, is_syllable, spellings
from timkiem.metadata.tables import Lexicon

Names = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # last word: names as keys, and as written

_LONG_WORD = 5  #: letters from which on two words that differ in one are rather one word and a slip
_BESIDE = 12  #: characters between a title and a name, at most: "chủ tịch, đồng chí"
_FEW = 50  #: names of one article that share a word and are compared


@dataclass(slots=True)
class Person:
    """A person while mentions of him or her are gathered."""

    name: str
    words: tuple[str, ...]  # of the name, as keys
    valid: bool = False
    foreign: bool = False
    rank: str | None = None
    positions: dict[str, Held] = field(default_factory=dict)  # by lowered words
    spans: set[Span] = field(default_factory=set)
    doubtful: tuple[str, int] | None = None  # a title that only an official's rank makes an office, and where it is
    bare: list[str] = field(default_factory=list)  # heads that stood alone before the name

    def hold(self, text: str, start: int, count: int = 1) -> None:
        """Count a title that the text gives this person."""
        held = self.positions.setdefault(position_key(text), Held(text, start, 0))
        held.count += count


def gather(named: list[Mention], scan: Scan, lexicon: Lexicon) -> list[Person]:
    """The persons whom mentions name, each once, under the fullest form of the name."""
    if not named:
        return []
    people: dict[tuple[str, ...], Person] = {}
    before: Mention | None = None
    for mention in named:
        _add(people, mention, before, scan)
        before = mention
    lasts = {person.name.split()[-1] for person in people.values()}
    names = _names(scan, lexicon, lasts) if any(len(words) == 1 for words in people) else {}
    return _merge(people, names, lexicon)


def _add(people: dict[tuple[str, ...], Person], mention: Mention, before: Mention | None, scan: Scan) -> None:
    assert mention.name is not None
    name = scan.text[slice(*mention.name)]
    words = name_words(name)
    person = people.get(words)
    if person is None:
        person = people[words] = Person(_tidy(name), words)
    person.spans.add(mention.name)
    person.rank = _better_rank(person.rank, mention.rank)
    person.valid = person.valid or mention.rank is not None
    held = held_titles(mention.titles, scan)
    for title in mention.titles:
        beside = scan.text[title.end : title.end + 1] != " " or title.end < mention.name[0] <= title.end + _BESIDE
        beside = beside or mention.span == mention.name  # in a list
        if title.bare and not title.valid and beside:
            person.bare.append(scan.lower[title.start : title.end])
        if not title.valid and person.doubtful is None:
            person.doubtful = scan.text[title.start : title.end], title.start
    if held:
        person.valid = True
        person.foreign = person.foreign or any(title.foreign for title in held)
        position, start = words_of(held, scan), held[0].start
        if first := held_before(mention, before, scan):
            position, start = f"{words_of(first, scan)}, {position}", first[0].start  # "Nghị sĩ A, lãnh đạo phe đa số"
        person.hold(position, start)
        person.spans.update((title.start, title.end) for title in held)


def _better_rank(old: str | None, new: str | None) -> str | None:
    """A precise rank over "tướng"; otherwise the first one given."""
    if old is None or (new is not None and old.lower() == "tướng"):
        return new[:1].upper() + new[1:] if new else old
    return old


@lru_cache(maxsize=20_000)
def _tidy(name: str) -> str:
    return " ".join(titled(word) for word in name.replace(" - ", "-").split())


def _names(scan: Scan, lexicon: Lexicon, lasts: set[str]) -> Names:
    """Every run of two or more words that may be somebody's full name and ends in one of the words."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    written = {spelled for last in lasts for spelled in spellings(last)}
    for run in sorted({run for last in written | {last.upper() for last in written} for run in scan.runs_to(last)}):
        run = _with_initial(run, scan)
        words = run.string.split(" ")
        start = run.start
        while len(words) > 1 and (length := _strange(words, start, scan, lexicon)):
            start += len(" ".join(words[:length])) + 1
            words = words[length:]
        if 2 <= len(words) <= MOST_WORDS:
            name = " ".join(words)
            key = name_words(name)
            same_last = found.setdefault(key[-1], {})
            if len(same_last) < _FEW:
                same_last.setdefault(key, name)
    return {last: tuple(same_last.items()) for last, same_last in found.items()}


def _with_initial(run: Word, scan: Scan) -> Word:
    """A run with what an initial joins to its front: "Siegfried S. Hecker"."""
    text = scan.text
    if text[run.start - 2 : run.start] != ". " or not text[run.start - 3].isupper() or text[run.start - 4].isalnum():
        return run
    before = scan.run_to(run.start - 2)
    return Word(before.start, run.end, text[before.start : run.end]) if before else run


def _strange(words: list[str], start: int, scan: Scan, lexicon: Lexicon) -> int:
    """How many words at the front of a run are no part of a person's name."""
    place = gazetteer.at(lexicon.places, scan.text, words[0], start)
    if place is not None:
        return scan.text[start : place[1]].count(" ") + 1
    low = words[0].lower()
    pair = " ".join(words[:2]).lower()
    if any(" ".join(phrase) == pair for phrase, _ in lexicon.organs.get(low, ())):
        return 2
    return int(
        low in lexicon.kinds
        or (low in lexicon.organs and not is_syllable(low))
        or low in lexicon.honorifics
        or low in lexicon.words["openers"]
        or (len(words[0]) > 1 and words[0].isupper())
    )


def _merge(people: dict[tuple[str, ...], Person], names: Names, lexicon: Lexicon) -> list[Person]:
    """Join short names to the full ones they stand for. A lone Vietnamese syllable without one is dropped."""
    persons: dict[tuple[str, ...], Person] = {}
    holding: dict[str, list[Person]] = {}  # by each word of the name; a few do for a word that many share
    for person in sorted(people.values(), key=lambda person: -len(person.words)):
        others = holding.get(person.words[-1], ())
        full = next((other for other in others if _stands_for(person.words, other, lexicon)), None)
        full = full or next((other for other in persons.values() if _misspelt(person, other, lexicon)), None)
        if full is None:
            person.words, person.name = _fullest(person, names, lexicon)
            full = persons.get(person.words)
        if full is not None:
            _absorb(full, person)
        elif len(person.words) > 1 or (len(person.name) > 2 and not is_syllable(person.name)):
            persons[person.words] = person
            for word in person.words:
                if len(some := holding.setdefault(word, [])) < _FEW:
                    some.append(person)
    return list(persons.values())


def _stands_for(short: tuple[str, ...], person: Person, lexicon: Lexicon) -> bool:
    if len(short) >= len(person.words):
        return False
    if is_vietnamese(person.name, lexicon):
        return person.words[-len(short) :] == short
    return any(person.words[at : at + len(short)] == short for at in range(len(person.words)))


def _misspelt(person: Person, other: Person, lexicon: Lexicon) -> bool:
    """Whether one name is a slip for another: "Nguyễn Văn Chinh" for "Nguyễn Văn Chính", who holds the same."""
    if is_vietnamese(person.name, lexicon):
        marked = person.words != other.words and _unmarked(person.words) == _unmarked(other.words)
        heads = {*person.bare, *person.positions}
        return marked and len(person.words) > 2 and any(held in heads for held in (*other.bare, *other.positions))
    return _misspelt_abroad(person.words, other.words)


@lru_cache(maxsize=1000)
def _unmarked(words: tuple[str, ...]) -> str:
    """A name without tones and other marks."""
    return "".join(sign for sign in unicodedata.normalize("NFD", " ".join(words)) if not unicodedata.combining(sign))


def _misspelt_abroad(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one foreign name may be a slip for the end of another: "Manhoman Singh" for Manmohan Singh."""
    pairs = [(a, b) for a, b in zip(reversed(one), reversed(other), strict=False) if a != b]
    if len(pairs) != 1 or (len(one) != len(other) and len(one) > 1):
        return False
    first, second = sorted(pairs[0], key=len)
    if len(first) < _LONG_WORD or first[0] != second[0] or is_syllable(first) or is_syllable(second):
        return False
    if len(first) == len(second):
        return sorted(first) == sorted(second)
    return len(second) == len(first) + 1 and any(second[:at] + second[at + 1 :] == first for at in range(len(second)))


def _absorb(full: Person, short: Person) -> None:
    full.valid = full.valid or short.valid
    full.foreign = full.foreign or short.foreign
    full.rank = _better_rank(full.rank, short.rank)
    for held in short.positions.values():
        full.hold(held.text, held.start, held.count)
    full.spans |= short.spans
    full.bare += short.bare
    full.doubtful = full.doubtful or short.doubtful


def _fullest(person: Person, names: Names, lexicon: Lexicon) -> tuple[tuple[str, ...], str]:
    """The longest name in the article that ends in this one."""
    best = person.words, person.name
    if titled(person.name.split()[0]) in lexicon.families and len(person.words) > 1:
        return best
    for words, name in names.get(person.words[-1], ()):
        longer = len(words) > len(best[0]) and words[-len(person.words) :] == person.words
        family = titled(name.split()[0]) in lexicon.families
        if is_syllable(name.split()[0]) and not (name.split()[0].isascii() or is_syllable(person.name.split()[-1])):
            continue  # "Vợ Trump" is his wife
        if " ".join(person.words) in lexicon.leader_keys and " ".join(words) not in lexicon.leader_keys:
            continue  # and so is Melania Trump
        if longer and (family if is_syllable(person.name.split()[-1]) and not person.foreign else not family):
            best = words, _tidy(name)
    return best


def is_vietnamese(name: str, lexicon: Lexicon) -> bool:
    words = name.split()
    return titled(words[0]) in lexicon.families and all(is_syllable(word) for word in words)
