"""Later mentions of persons already known: "ông Phong", "Giám đốc Công an tỉnh"."""

from timkiem.metadata.mentions import Mention
from timkiem.metadata.people import name_key
from timkiem.metadata.persons import Person
from timkiem.metadata.scan import Scan, Word, is_syllable, spellings
from timkiem.metadata.tables import Lexicon


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
    persons: list[Person], key: tuple[str, ...], run: Word, scan: Scan, lexicon: Lexicon, addressed: bool
) -> Person | None:
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


def follow_titles(persons: list[Person], alone: list[Mention], scan: Scan) -> None:
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


def _complete(persons: list[Person], words: str, title: str, start: int) -> None:
    """Where only one holder of a bare title is named, "Tổng thống Mỹ" elsewhere tells whose president he is."""
    bare = [
        person
        for person in persons
        if person.positions and all(words.startswith(text.lower() + " ") for text, _ in person.positions)
    ]
    if len(bare) == 1 and not all(is_syllable(word) for word in bare[0].name.split()):
        bare[0].positions.append((title, start))
        bare[0].foreign = True
