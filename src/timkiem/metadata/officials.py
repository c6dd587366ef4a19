"""Officials of an article: mentions gathered into persons, each with every place that means him or her."""

from dataclasses import dataclass, field

from timkiem.metadata import gazetteer
from timkiem.metadata.lexicon import Lexicon
from timkiem.metadata.mentions import Mention, find_mentions
from timkiem.metadata.model import Official, Span
from timkiem.metadata.people import MOST_WORDS, OPENERS, name_key, titled
from timkiem.metadata.scan import Scan, Word, is_syllable, spellings

_BARE_LEADERS = frozenset(
    ("chủ tịch", "lãnh đạo", "nhà lãnh đạo", "lãnh tụ")
)  # with these alone only known leaders count

_VAGUE = ("quan chức", "lãnh đạo", "nhà lãnh đạo", "đại biểu", "đbqh", "nghị s", "nhà ngoại giao", "lãnh tụ")


@dataclass(slots=True)
class _Person:
    """A person while mentions of him or her are gathered."""

    name: str
    words: tuple[str, ...]  # of the name, as keys
    valid: bool = False
    foreign: bool = False
    rank: str | None = None
    positions: list[tuple[str, int]] = field(default_factory=list)  # words of the text, and where they stand
    spans: set[Span] = field(default_factory=set)
    bare: list[str] = field(default_factory=list)  # heads that stood alone before the name


def find_officials(scan: Scan, lexicon: Lexicon) -> tuple[Official, ...]:
    """Every official, in order of first mention."""
    mentions = find_mentions(scan, lexicon)
    named = [mention for mention in mentions if mention.name is not None]
    if not named:
        return ()
    people: dict[tuple[str, ...], _Person] = {}
    for mention in named:
        _gather(people, mention, scan)
    names = _names(scan, lexicon) if any(len(words) == 1 for words in people) else []
    persons = _merge(people, names, lexicon)
    _follow(persons, scan, lexicon)
    _follow_titles(persons, [mention for mention in mentions if mention.name is None], scan)
    officials = [_official(person, lexicon) for person in persons if _holds(person, lexicon)]
    return tuple(sorted(officials, key=lambda official: official.spans[0]))


def _gather(people: dict[tuple[str, ...], _Person], mention: Mention, scan: Scan) -> None:
    assert mention.name is not None
    name = scan.text[slice(*mention.name)]
    words = tuple(name_key(name).replace("-", " ").replace(".", " ").split())
    person = people.setdefault(words, _Person(_tidy(name), words))
    person.spans.add(mention.name)
    person.rank = _better_rank(person.rank, mention.rank)
    person.valid = person.valid or mention.rank is not None
    held = [title for title in mention.titles if title.valid]
    for title in mention.titles:
        if title.bare and not title.valid:
            person.bare.append(scan.lower[title.start : title.end])
    if held:
        person.valid = True
        person.foreign = person.foreign or any(title.foreign for title in held)
        person.positions.append((_words_of(held, scan), held[0].start))
        person.spans.update((title.start, title.end) for title in held)


def _words_of(titles: list, scan: Scan) -> str:
    """The titles in the article's words, as one stretch where nothing else stands between."""
    parts = [scan.text[titles[0].start : titles[0].end]]
    for before, title in zip(titles, titles[1:], strict=False):
        between = scan.text[before.end : title.start]
        parts.append((between if len(between) < 12 else ", ") + scan.text[title.start : title.end])
    return " ".join("".join(parts).split())


def _better_rank(old: str | None, new: str | None) -> str | None:
    """A precise rank over "tướng"; otherwise the first one given."""
    if old is None or (new is not None and old.lower() == "tướng"):
        return new[:1].upper() + new[1:] if new else old
    return old


def _tidy(name: str) -> str:
    return " ".join(titled(word) for word in name.replace(" - ", "-").split())


def _names(scan: Scan, lexicon: Lexicon) -> list[tuple[tuple[str, ...], str]]:
    """Every run of two or more words that may be somebody's full name: as keys, and as written."""
    found = {}
    for run in scan.runs:
        if " " not in run.string:
            continue
        words = run.string.split(" ")
        start = run.start
        while len(words) > 1 and (length := _strange(words, start, scan, lexicon)):
            start += len(" ".join(words[:length])) + 1
            words = words[length:]
        if 2 <= len(words) <= MOST_WORDS:
            name = " ".join(words)
            found.setdefault(tuple(name_key(name).replace("-", " ").split()), name)
    return list(found.items())


def _strange(words: list[str], start: int, scan: Scan, lexicon: Lexicon) -> int:
    """How many words at the front of a run are no part of a person's name."""
    place = gazetteer.at(lexicon.places, scan.text, words[0], start)
    if place is not None:
        return scan.text[start : place[1]].count(" ") + 1
    low = words[0].lower()
    pair = " ".join(words[:2]).lower()
    if any(" ".join(phrase) == pair for phrase, _ in lexicon.organs.get(low, ())):
        return 2
    return int(low in lexicon.honorifics or low in OPENERS or (len(words[0]) > 1 and words[0].isupper()))


def _merge(
    people: dict[tuple[str, ...], _Person], names: list[tuple[tuple[str, ...], str]], lexicon: Lexicon
) -> list[_Person]:
    """Join short names to the full ones they stand for. A lone Vietnamese syllable without one is dropped."""
    persons: list[_Person] = []
    for person in sorted(people.values(), key=lambda person: -len(person.words)):
        full = next((other for other in persons if _stands_for(person.words, other, lexicon)), None)
        if full is not None:
            _absorb(full, person)
            continue
        person.words, person.name = _fullest(person, names, lexicon)
        same = next((other for other in persons if other.words == person.words), None)
        if same is not None:
            _absorb(same, person)
        elif len(person.words) > 1 or not is_syllable(person.name):
            persons.append(person)
    return persons


def _stands_for(short: tuple[str, ...], person: _Person, lexicon: Lexicon) -> bool:
    if len(short) >= len(person.words):
        return False
    if _vietnamese(person.name, lexicon):
        return person.words[-len(short) :] == short
    return any(person.words[at : at + len(short)] == short for at in range(len(person.words)))


def _absorb(full: _Person, short: _Person) -> None:
    full.valid = full.valid or short.valid
    full.foreign = full.foreign or short.foreign
    full.rank = _better_rank(full.rank, short.rank)
    full.positions += short.positions
    full.spans |= short.spans
    full.bare += short.bare


def _fullest(
    person: _Person, names: list[tuple[tuple[str, ...], str]], lexicon: Lexicon
) -> tuple[tuple[str, ...], str]:
    """The longest name in the article that ends in this one."""
    best = person.words, person.name
    if titled(person.name.split()[0]) in lexicon.families and len(person.words) > 1:
        return best
    for words, name in names:
        longer = len(words) > len(best[0]) and words[-len(person.words) :] == person.words
        family = titled(name.split()[0]) in lexicon.families
        if longer and (family if is_syllable(person.name.split()[-1]) and not person.foreign else not family):
            best = words, _tidy(name)
    return best


def _vietnamese(name: str, lexicon: Lexicon) -> bool:
    words = name.split()
    return titled(words[0]) in lexicon.families and all(is_syllable(word) for word in words)


def _follow(persons: list[_Person], scan: Scan, lexicon: Lexicon) -> None:
    """Find the later mentions: the full name anywhere, the last name or given name where a person is meant."""
    if not persons:
        return
    full = {person.words: person for person in persons}
    given: dict[str, list[_Person]] = {}
    for person in persons:
        given.setdefault(person.words[-1], []).append(person)
    lasts = {last for person in persons for last in spellings(person.name.split()[-1])}
    lasts |= {last.upper() for last in lasts}
    for run in scan.runs:
        string = run.string
        if string[string.rfind(" ") + 1 :] not in lasts:
            continue
        words = string.split(" ")
        skipped = 1 if len(words) > 1 and words[0].lower() in lexicon.honorifics else 0
        start = run.start + (len(words[0]) + 1 if skipped else 0)
        key = tuple(name_key(" ".join(words[skipped:])).replace("-", " ").split())
        found = full.get(key)
        if found is None and len(key) <= 2 and key[-1] in given:
            found = _meant(given[key[-1]], key, run, scan, lexicon, addressed=bool(skipped))
        if found is not None:
            found.spans.add((start, run.end))


def _meant(
    persons: list[_Person], key: tuple[str, ...], run: Word, scan: Scan, lexicon: Lexicon, addressed: bool
) -> _Person | None:
    """Whom a short name means: the one of these persons who was mentioned last."""
    fitting = [person for person in persons if person.words[-len(key) :] == key]
    if not fitting:
        return None
    nearest = max(
        fitting, key=lambda person: max((span[0] for span in person.spans if span[0] < run.start), default=-1)
    )
    if len(key) > 1 or not is_syllable(run.string):
        return nearest
    before = scan.lower[max(0, run.start - 16) : run.start].split()
    last = before[-1].strip('("“') if before else ""
    known = addressed or last in lexicon.honorifics or last in lexicon.kinds or " ".join(before[-2:]) in lexicon.kinds
    return nearest if known else None


def _follow_titles(persons: list[_Person], alone: list[Mention], scan: Scan) -> None:
    """Give a title that stands without a name to the one person who holds it."""
    for mention in alone:
        for title in mention.titles:
            words = scan.lower[title.start : title.end]
            if title.valid and title.foreign and " và " not in words:
                _complete(persons, words, scan.text[title.start : title.end], title.start)
            holders = [
                person for person in persons if any(text.lower().startswith(words) for text, _ in person.positions)
            ]
            if title.valid and len(holders) == 1:
                holders[0].spans.add((title.start, title.end))


def _complete(persons: list[_Person], words: str, title: str, start: int) -> None:
    """Where only one holder of a bare title is named, "Tổng thống Mỹ" elsewhere tells whose president he is."""
    bare = [
        person
        for person in persons
        if person.positions and all(words.startswith(text.lower() + " ") for text, _ in person.positions)
    ]
    if len(bare) == 1 and not all(is_syllable(word) for word in bare[0].name.split()):
        bare[0].positions.append((title, start))
        bare[0].foreign = True


def _holds(person: _Person, lexicon: Lexicon) -> bool:
    """Whether a person is an official: by a title or a rank, or as a leader known by name."""
    if person.valid:
        return True
    known = next((name for name in lexicon.leaders if name_key(name) == " ".join(person.words).replace("-", " ")), None)
    if known is None or not any(head in _BARE_LEADERS for head in person.bare):
        return False
    person.positions.append((person.bare[0].capitalize(), min(person.spans)[0]))
    person.foreign = bool(lexicon.leaders[known])
    return True


def _is_vague(position: str) -> bool:
    return position.lower().startswith(_VAGUE)


def _official(person: _Person, lexicon: Lexicon) -> Official:
    # The fullest title, but "quan chức cấp cao của Mỹ" says less than "Cố vấn an ninh".
    texts = [text.lower() for text, _ in person.positions]
    best = max(
        person.positions,
        key=lambda held: (
            not _is_vague(held[0]),
            sum(text in held[0].lower() for text in texts),  # how often it or a part of it is said
            len(held[0].split()),
            -held[1],
        ),
        default=None,
    )
    position = best[0] if best else None
    foreign = person.foreign or not _vietnamese(person.name, lexicon)
    return Official(person.name, person.rank, position, foreign, tuple(sorted(person.spans)))
