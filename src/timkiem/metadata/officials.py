"""Officials of an article: mentions gathered into persons, each with every place that means him or her."""

from timkiem.metadata.coreference import follow_names, follow_titles
from timkiem.metadata.mentions import find_mentions
from timkiem.metadata.model import Official
from timkiem.metadata.people import name_key
from timkiem.metadata.persons import Person, gather, is_vietnamese
from timkiem.metadata.scan import Scan
from timkiem.metadata.tables import Lexicon

# With one of these alone only leaders known by name count.
_BARE_LEADERS = frozenset(("chủ tịch", "lãnh đạo", "nhà lãnh đạo", "lãnh tụ"))

_VAGUE = ("quan chức", "lãnh đạo", "nhà lãnh đạo", "đại biểu", "đbqh", "nghị s", "nhà ngoại giao", "lãnh tụ")


def find_officials(scan: Scan, lexicon: Lexicon) -> tuple[Official, ...]:
    """Every official, in order of first mention."""
    mentions = find_mentions(scan, lexicon)
    named = [mention for mention in mentions if mention.name is not None]
    if not named:
        return ()
    persons = gather(named, scan, lexicon)
    follow_names(persons, scan, lexicon)
    follow_titles(persons, [mention for mention in mentions if mention.name is None], scan)
    officials = [_official(person, lexicon) for person in persons if _holds(person, lexicon)]
    return tuple(sorted(officials, key=lambda official: official.spans[0]))


def _holds(person: Person, lexicon: Lexicon) -> bool:
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


def _official(person: Person, lexicon: Lexicon) -> Official:
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
    foreign = person.foreign or not is_vietnamese(person.name, lexicon)
    return Official(person.name, person.rank, position, foreign, tuple(sorted(person.spans)))
