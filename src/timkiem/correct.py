"""What a reader may have meant who mistyped: a noisy channel over the words and pairs of the index.

Of all ways to read the words of a query, the one is offered that is most probable as text times the probability that
it was mistyped so: Kernighan, Church and Gale, "A spelling correction program based on a noisy channel model",
COLING 1990. As text, a word is as probable as it is frequent behind the word before it. The best way is found from
left to right (Viterbi).
"""

from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise

from timkiem.candidates import SPACE, Candidate, Candidates
from timkiem.frequencies import MOST_WORDS, Frequencies
from timkiem.lexing import free_words
from timkiem.readings import read
from timkiem.syllables import spelled
from timkiem.text import Form, form, normalize

SURE = 1.5  #: how much more probable, as a logarithm, a reading must be than what was typed to be offered
SURE_OF_ACCENTS = 4.0  #: the same where only accents differ: articles are found whatever the accents are
_KEPT = 6  #: candidates of a word that are weighed against their neighbours' writings
_MOST_DOUBTFUL = 8  #: where more words are doubtful, the query is of another language, or no words


@dataclass(frozen=True, slots=True)
class Correction:
    """What was probably meant by a query."""

    text: str  # the whole query, operators, quotes and all, with other words; accents that were left out are read
    gain: float  # how much more probable it is than what was typed, as a natural logarithm
    letters: bool  # whether letters differ, not accents alone: then it finds other articles


@dataclass(frozen=True, slots=True)
class _Edge:
    """From one word of the query to behind another: what may be meant by what stands there."""

    end: int
    meant: tuple[Candidate, ...]
    cost: float = 0.0


_Way = tuple[float, tuple[_Edge, ...]]  # cost, steps


def offer(frequencies: Frequencies, query: str, *, thorough: bool = False) -> Correction | None:
    """``correct``, where it is probable enough to be offered."""
    found = correct(frequencies, query, thorough=thorough)
    return found if found and found.gain >= (SURE if found.letters else SURE_OF_ACCENTS) else None


def correct(frequencies: Frequencies, query: str, *, thorough: bool = False) -> Correction | None:
    """The most probable other reading of a query, or None where what was typed is as probable as any other.

    ``thorough``: usual words with wrong accents are found too (tấn cộng), which takes some 0.2 ms a word longer.
    """
    text = normalize(query)
    spans = free_words(text)
    if not 0 < len(spans) <= MOST_WORDS or not frequencies.tokens:
        return None
    typed = [text[start:end] for start, end in spans]
    forms = [form(word) for word in typed]
    candidates = Candidates(frequencies, any(word.accented for word in forms), thorough)
    doubtful = [candidates.doubtful(forms, at) for at in range(len(forms))]
    if not 0 < sum(doubtful) <= _MOST_DOUBTFUL:
        return None
    plain = [candidates.typed(word) for word in forms]
    beside = [bool(text[one[1] : two[0]].isspace()) for one, two in pairwise(spans)]
    edges = [
        [
            _Edge(at + 1, (plain[at],)),
            *(_others(candidates, typed, plain, doubtful, beside, at) if doubtful[at] else []),
        ]
        for at in range(len(forms))
    ]
    cost, way = _best(candidates, edges)
    as_typed, _ = _best(candidates, [each[:1] for each in edges])
    words = [word.form for edge in way for word in edge.meant]
    if words == forms:
        return None
    letters = [word.folded for word in words] != [word.folded for word in forms]
    return Correction(_rewritten(frequencies, text, spans, forms, way), as_typed - cost, letters)


def _others(
    candidates: Candidates, typed: list[str], plain: list[Candidate], doubtful: list[bool], beside: list[bool], at: int
) -> list[_Edge]:
    """What a doubtful word may stand for, beside itself."""
    before, after = plain[at - 1] if at else None, plain[at + 1 : at + 2]

    def fit(word: Candidate, *, roughly: bool = True) -> float:
        rest = sum(candidates.improbability(word, next, roughly=roughly) for next in after)
        return candidates.improbability(before, word, roughly=roughly) + rest

    word, limit = plain[at].form, fit(plain[at], roughly=False) - SURE
    others = candidates.of(typed[at], word, lambda other: fit(other) < limit)
    likely = [
        (cost, number, other) for number, other in enumerate(others) if (cost := fit(other)) - other.writing < limit
    ]
    edges = [_Edge(at + 1, (other,)) for _, _, other in nsmallest(_KEPT, likely)]
    edges += [_Edge(at + 1, halves, SPACE) for halves in candidates.halves(word)]
    if after and doubtful[at + 1] and beside[at] and (whole := candidates.joined(typed[at] + typed[at + 1])):
        edges.append(_Edge(at + 2, (whole,), SPACE))
    return edges


def _best(candidates: Candidates, edges: list[list[_Edge]]) -> _Way:
    """The cheapest way from the first word to behind the last."""
    ways: list[dict[Candidate | None, _Way]] = [{} for _ in range(len(edges) + 1)]
    ways[0][None] = (0.0, ())
    for at, leaving in enumerate(edges):
        for last, (so_far, steps) in ways[at].items():
            for edge in leaving:
                cost, before = so_far + edge.cost, last
                for word in edge.meant:
                    cost += candidates.improbability(before, word)
                    before = word
                known = ways[edge.end].get(before)
                if known is None or cost < known[0]:
                    ways[edge.end][before] = (cost, (*steps, edge))
    return min(ways[-1].values(), key=lambda way: way[0])


def _rewritten(
    frequencies: Frequencies, text: str, spans: list[tuple[int, int]], forms: list[Form], way: tuple[_Edge, ...]
) -> str:
    """The query with what was meant in the place of what was typed; accents are read where none was typed at all."""
    accented = any(word.accented for word in forms)
    words = [word.form for edge in way for word in edge.meant]
    readings = iter(read(frequencies.snapshot, words))
    parts, done, at = [], 0, 0
    for edge in way:
        start, end = spans[at][0], spans[edge.end - 1][1]
        typed, meant = text[start:end], [word.form for word in edge.meant]
        guesses = [None if word.accented else guess for word, guess in zip(meant, readings, strict=False)]
        read_as = " ".join(spelled(guess or word.written) for word, guess in zip(meant, guesses, strict=True))
        kept = meant == forms[at : edge.end] and (accented or not any(guesses))
        parts += [text[done:start], typed if kept else _cased(read_as, typed)]
        done, at = end, edge.end
    return "".join(parts) + text[done:]


def _cased(word: str, typed: str) -> str:
    """A word with the capitals of what was typed."""
    if typed.isupper() and len(typed) > 1:
        return word.upper()
    return word.title() if typed[0].isupper() else word
