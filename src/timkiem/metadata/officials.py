"""Officials of an article: mentions gathered into persons, each with every place that means him or her."""

from collections.abc import Sequence
from typing import NamedTuple

from timkiem.metadata.anchors import Anchors
from timkiem.metadata.coreference import follow_names, follow_titles
from timkiem.metadata.heads import find_heads
from timkiem.metadata.mentions import Mention, find_mentions
from timkiem.metadata.model import Official
from timkiem.metadata.persons import Person, gather, is_vietnamese
from timkiem.metadata.scan import Scan, is_syllable
from timkiem.metadata.tables import Lexicon

# With one of these alone only leaders known by name count.
_BARE_LEADERS = ("chủ tịch", "lãnh đạo", "nhà lãnh đạo", "lãnh tụ", "tổng thư ký")
_SPEAKERS = ("người phát ngôn", "phát ngôn viên", "nữ phát ngôn viên", "phó phát ngôn viên", "phó người phát ngôn")
_ROYAL = ("vua", "thái tử")  # where the name is foreign
_BEFORE = ("phó", "nguyên", "cựu", "quyền", "nữ")
_ABROAD = ("ngoại trưởng", "quốc vụ khanh", "thượng nghị s", "hạ nghị s", "nghị s", "thủ hiến")  # Vietnam has none
_DELEGATIONS = ("đoàn đại biểu", "đoàn đbqh", "đoàn đb")  # of a "đại biểu", who is called so
_OF_PARLIAMENT = (" phe ", "đa số", "thiểu số", "thượng viện", "hạ viện")  # "lãnh đạo phe đa số" is an office
_COUNCILS = ("ubnd", "hđnd", "ủy ban nhân dân", "uỷ ban nhân dân")
_NEAR = 60  #: characters before a name
_PRESIDED = (
    "công ty",
    "tập đoàn",
    "hđqt",
    "quản trị",
    "clb",
    "câu lạc bộ",
    "hiệp hội",
    "liên đoàn",
    "ngân hàng",
    "cty",
)
_OF_FIRMS = frozenset(("tổng giám đốc",))  # hardly ever the state's
_MOST = 50  #: different titles of one person that are compared
_VAGUE = (
    "người đứng đầu",
    "người đồng cấp",
    "người đồng nhiệm",
    "đb",
    "quan chức",
    "lãnh đạo",
    "nhà lãnh đạo",
    "đại biểu",
    "đbqh",
    "nghị s",
    "nhà ngoại giao",
    "lãnh tụ",
)


class _Known(NamedTuple):
    """What bare titles of an article mean, by its other titles."""

    state: frozenset[str]  # heads that are, wherever the article says of what, those of an organ of state
    nameless: tuple[str, ...]  # titles without a name, as written


def find_officials(scans: Sequence[Scan], lexicon: Lexicon, anchors: Sequence[Anchors]) -> list[tuple[Official, ...]]:
    """Every official of each text, in order of first mention. One step for all texts, then the next, is soonest."""
    heads = [find_heads(scan, lexicon, each) for scan, each in zip(scans, anchors, strict=True)]
    mentions = [find_mentions(scan, lexicon, each) for scan, each in zip(scans, heads, strict=True)]
    named = [[mention for mention in each if mention.name is not None] for each in mentions]
    persons = [gather(each, scan, lexicon) for scan, each in zip(scans, named, strict=True)]
    for scan, each in zip(scans, persons, strict=True):
        follow_names(each, scan, lexicon)
    for scan, each, all_of_them in zip(scans, persons, mentions, strict=True):
        if each:
            follow_titles(each, [mention for mention in all_of_them if mention.name is None], scan)
    return [_chosen(*each, lexicon) for each in zip(persons, mentions, scans, strict=True)]


def _chosen(persons: list[Person], mentions: list[Mention], scan: Scan, lexicon: Lexicon) -> tuple[Official, ...]:
    """The officials among the persons."""
    if not persons:
        return ()
    known = _known(mentions if any(person.bare for person in persons) else [], scan, lexicon)
    officials = [_official(person, lexicon) for person in persons if _holds(person, lexicon, known, scan)]
    return tuple(sorted(officials, key=lambda official: official.spans[0]))


def _known(mentions: list[Mention], scan: Scan, lexicon: Lexicon) -> _Known:
    """What the titles say that stand with what they are held in."""
    heads: dict[str, set[bool]] = {}
    nameless = []
    for mention in mentions:
        for title in mention.titles:
            if title.bare:
                continue
            words = scan.text[title.start : title.end]
            heads.setdefault(_head(words.lower(), lexicon), set()).add(title.valid)
            if mention.name is None and title.valid:
                nameless.append(words)
    return _Known(frozenset(head for head, valid in heads.items() if valid == {True}), tuple(nameless))


def _head(words: str, lexicon: Lexicon) -> str:
    """The head of a title in small letters, less "phó", "nguyên" and the like: "phó chủ tịch UBND" has "chủ tịch"."""
    parts = words.split(" ")
    while len(parts) > 1 and parts[0] in _BEFORE:
        parts = parts[1:]
    for length in range(min(4, len(parts)), 0, -1):
        if (head := " ".join(parts[:length])) in lexicon.kinds:
            return head
    return parts[0]


def _holds(person: Person, lexicon: Lexicon, known: _Known, scan: Scan) -> bool:
    """Whether a person is an official: by a title or a rank, as a leader known by name, or as a chair among chairs."""
    leads = [head for head in person.bare if head.startswith(_BARE_LEADERS)]
    leader = _leader(person, lexicon) if leads else None
    if leader is not None:
        country = lexicon.leaders[leader]
        fuller = [title for title in known.nameless if country and title.endswith(country) and _leads(title, leads)]
        person.hold(fuller[0] if fuller else leads[0][:1].upper() + leads[0][1:], min(person.spans)[0], len(leads))
        person.foreign = person.foreign or bool(country)
        return True
    if person.rank is not None and person.doubtful is not None and not person.positions:
        person.hold(*person.doubtful)
    if person.valid:
        return True
    state = any(_head(head, lexicon) in known.state - _OF_FIRMS for head in person.bare)
    state = state or (any("chủ tịch" in head for head in person.bare) and _is_of_state(person, scan))
    native = is_vietnamese(person.name, lexicon) or all(head.startswith(_SPEAKERS) for head in person.bare)
    royal = any(head in _ROYAL for head in person.bare) and not all(is_syllable(word) for word in person.words)
    if (state and native) or royal:
        person.hold(person.bare[0][:1].upper() + person.bare[0][1:], min(person.spans)[0])
        return True
    return False


def _is_of_state(person: Person, scan: Scan) -> bool:
    """Whether a people's committee is named right before a "chủ tịch", or nothing else that one may preside over."""
    if any(word in scan.lower[max(0, start - _NEAR) : start] for start, _ in person.spans for word in _COUNCILS):
        return True
    return "ubnd" in scan.lower and not any(word in scan.lower for word in _PRESIDED)


def _leads(title: str, leads: list[str]) -> bool:
    """Whether a title begins with one of the heads."""
    return title.lower().startswith(tuple(leads))


def _leader(person: Person, lexicon: Lexicon) -> str | None:
    """The head of state or party whom a name means, as the lexicon spells it."""
    return lexicon.leader_keys.get(" ".join(person.words).replace("-", " "))


def _official(person: Person, lexicon: Lexicon) -> Official:
    position = _position(person)
    abroad = position is not None and position.lower().removeprefix("cựu ").startswith(_ABROAD)
    foreign = person.foreign or abroad or not is_vietnamese(person.name, lexicon)
    return Official(person.name, person.rank, position, foreign, tuple(sorted(person.spans)))


def _position(person: Person) -> str | None:
    """The title said most often, alone or as a part of a fuller one; of these the fullest; of these the first.

    "Quan chức cấp cao của Mỹ" gives way to "Cố vấn an ninh", which says more.
    """
    held = list(person.positions.items())[:_MOST]
    best = max(
        held,
        key=lambda item: (
            not item[0].startswith(_DELEGATIONS),
            not item[0].startswith(_VAGUE) or any(word in item[0] for word in _OF_PARLIAMENT),
            not item[0].endswith("nước này"),
            sum(other.count for words, other in held if words in item[0]),
            len(item[0].split()),
            -item[1].start,
        ),
        default=None,
    )
    return best[1].text.removeprefix("nữ ").removeprefix("Nữ ") if best else None
