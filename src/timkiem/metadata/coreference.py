"""Later mentions of persons already known: "ông Phong", "Giám đốc Công an tỉnh"."""

from timkiem.metadata.held import position_key
from timkiem.metadata.mentions import Mention
from timkiem.metadata.people import name_key, name_words
from timkiem.metadata.persons import Person
from timkiem.metadata.scan import Scan, Word, is_syllable, spellings
from timkiem.metadata.tables import Lexicon
from timkiem.metadata.titles import Title

_SHARED = ("đại biểu", "đb", "ủy viên", "thành viên", "thẩm phán", "điều tra viên", "kiểm sát viên")  # many hold it
_MOST = 200  #: persons, and different titles, of one article that are looked through for titles alone


def follow_names(persons: list[Person], scan: Scan, lexicon: Lexicon) -> None:
    """Find the later mentions: the full name anywhere, the last name or given name where a person is meant."""
    if not persons:
        return
    full = {person.words: person for person in persons}
    given: dict[str, list[Person]] = {}
    for person in persons:
        given.setdefault(person.words[-1], []).append(person)
    lasts = {last for person in persons for last in spellings(person.name.split()[-1])}
    lasts |= {last.upper() for last in lasts}
    known = sorted(((start, person) for person in persons for start, _ in person.spans), key=lambda pair: -pair[0])
    for run in sorted({run for last in lasts for run in scan.runs_to(last)}):
        while known and known[-1][0] < run.start:
            person = known.pop()[1]
            latest = given[person.words[-1]]
            if latest[-1] is not person and len(latest) <= _MOST:
                latest.remove(person)  # the one mentioned last comes last
                latest.append(person)
        found = _whom(run, full, given, scan, lexicon)
        if found is not None:
            found[0].spans.add((found[1], run.end))


def _whom(
    run: Word, full: dict[tuple[str, ...], Person], given: dict[str, list[Person]], scan: Scan, lexicon: Lexicon
) -> tuple[Person, int] | None:
    """The person whom a run names, in full or short, and where the name begins."""
    words = run.string.split(" ")
    addressed = len(words) > 1 and words[0].lower() in lexicon.honorifics
    start = run.start + (len(words[0]) + 1 if addressed else 0)
    key = name_words(" ".join(words[addressed:]))
    if key in full:
        return full[key], start
    if len(key) > 2 or not _is_person(key, run, scan, lexicon, addressed):
        return None
    person = next((person for person in reversed(given.get(key[-1], [])) if person.words[-len(key) :] == key), None)
    return (person, start) if person else None


def _is_person(key: tuple[str, ...], run: Word, scan: Scan, lexicon: Lexicon, addressed: bool) -> bool:
    """Whether a short name is surely one: two words, a foreign word, or a word behind a form of address."""
    if addressed or len(key) > 1 or not is_syllable(run.string):
        return True
    before = scan.lower[max(0, run.start - 16) : run.start].split()
    last = before[-1].strip('("“') if before else ""
    return last in lexicon.honorifics or last in lexicon.kinds or " ".join(before[-2:]) in lexicon.kinds


def follow_titles(persons: list[Person], alone: list[Mention], scan: Scan) -> None:
    """Give a title that stands without a name to the one person who holds it."""
    holders: dict[str, list[Person]] = {}
    for title in (title for mention in alone for title in mention.titles if title.valid):
        words = position_key(scan.text[title.start : title.end])
        if words not in holders:
            if len(holders) > _MOST:
                return
            taken = any(held.startswith(words) for person in persons[:_MOST] for held in person.positions)
            if (title.foreign or title.after == "place") and " và " not in words and not taken:
                _complete(persons[:_MOST], words, title, scan)
            holders[words] = [
                person for person in persons[:_MOST] if any(held.startswith(words) for held in person.positions)
            ]
        if len(holders[words]) == 1:
            holders[words][0].spans.add((title.start, title.end))


def _complete(persons: list[Person], words: str, title: Title, scan: Scan) -> None:
    """Where only one holder of a shorter title is named, "Tổng thống Mỹ" elsewhere tells whose president he is."""
    bare = [
        person
        for person in persons
        if person.positions and all(words.startswith(held + " ") for held in person.positions)
    ]
    others = [held for person in persons if person not in bare for held in person.positions]
    if len(bare) == 1 and any(
        held.endswith(words.rpartition(" ")[2]) for held in others if held.split()[:2] == words.split()[:2]
    ):
        return  # the country has its own: "Tổng thống mới của Ukraine"
    shared = words.startswith(_SHARED) or any(name_key(person.name) in words for person in bare)
    strange = len(bare) == 1 and not all(is_syllable(word) for word in bare[0].name.split())
    if len(bare) == 1 and strange == title.foreign and (strange or not shared):
        bare[0].hold(scan.text[title.start : title.end], title.start)
        bare[0].foreign = bare[0].foreign or title.foreign
