"""What a word of a query may stand for: the words of the index that it may be a mistake for, with what that costs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import nsmallest
from math import exp, log

from timkiem.frequencies import Frequencies
from timkiem.input_methods import typed as typed_keys
from timkiem.mistakes import accents, intended
from timkiem.syllables import is_syllable, split_tone
from timkiem.text import Form, form

KEYS_LEFT = 3.0  #: what it costs that Telex or VNI was off; all costs as in ``mistakes``
SPACE = 5.5  #: a space too many or missing
ACRONYM = 3.0  #: to take capitals for a mistyped word
TOGETHER = 0.7  #: how far neighbours are told by how often they stand together, rather than by how often at all
_UNKNOWN_LETTER = 2.6  #: a letter of a word that the index has not: one of 13
_NO_SYLLABLE = 5.0  #: an unknown word with Vietnamese marks that is no Vietnamese syllable
_SEEN_PAIR = 3  #: so often halves of a word must stand side by side to be two words
_RARE_WRITING = 0.01  #: of a word's documents: a writing in fewer is no candidate
_FEW = 20  #: a word that stands less often is doubtful whatever stands beside it
_UNUSUAL = 2.5  #: the cost of a writing from which it is doubtful
_BELONG = 3  #: times as often as by chance: neighbours that do vouch for each other
_LONGEST = 24  #: letters of a word that may be mistyped
_MOST = 16  #: folded words that are looked at


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been meant."""

    form: Form
    count: int  # how often the folded word stands in the index; 0 for a word that it has not
    cost: float  # of the mistake
    writing: float  # cost of this writing among those of the folded word; 0 where accents do not count


class Candidates:
    """The candidates for the words of one query. ``accented``: accents count, because the query has some.

    ``thorough``: words are doubtful too that stand side by side, but are hardly ever written so there.
    """

    def __init__(self, frequencies: Frequencies, accented: bool, thorough: bool):
        self._frequencies, self._accented, self._thorough = frequencies, accented, thorough

    def typed(self, word: Form) -> Candidate:
        """The word as it was typed."""
        count = self._frequencies.word(word.folded)
        if count:
            return Candidate(word, count, 0.0, self._writing(word))
        return Candidate(word, 0, _NO_SYLLABLE if word.accented and not is_syllable(word.written) else 0.0, 0.0)

    def of(self, text: str, word: Form, fits: Callable[[Candidate], bool]) -> Iterator[Candidate]:
        """Other words that a word may stand for. ``fits`` is asked about each before its writings are looked at."""
        extra = ACRONYM if self._accented and text.isupper() and len(text) > 1 else 0.0
        costs = {other: cost + extra for other, cost in intended(word.folded).items()}
        found = [(costs[other] - log(count), other, count) for other, count in self._frequencies.known(list(costs))]
        likely = [
            Candidate(Form(other, other), count, costs[other], 0.0) for _, other, count in nsmallest(_MOST, found)
        ]
        if self._accented:
            likely.append(Candidate(word, self._frequencies.word(word.folded), extra, 0.0))
        for candidate in filter(fits, likely):
            yield from self._written(word, candidate) if self._accented else [candidate]
        if keys := typed_keys(text):
            meant = form(keys)
            if count := self._frequencies.word(meant.folded):
                yield Candidate(meant, count, KEYS_LEFT, self._writing(meant))

    def _written(self, word: Form, candidate: Candidate) -> Iterator[Candidate]:
        """The usual writings of the folded word of a candidate, but the one that was typed."""
        writings = self._frequencies.writings(candidate.form.folded)
        total = sum(writings.values())
        for written, documents in writings.items():
            meant = Form(candidate.form.folded, written)
            if documents >= _RARE_WRITING * total and meant != word:
                cost = candidate.cost + accents(word, meant)
                yield replace(candidate, form=meant, cost=cost, writing=-log(documents / total))

    def halves(self, word: Form) -> Iterator[tuple[Candidate, Candidate]]:
        """Ways to read a word as two that lack their space."""
        letters, tone = split_tone(word.written)
        if len(letters) != len(word.folded):
            return
        for cut in range(1, len(letters)):
            first, second = word.folded[:cut], word.folded[cut:]
            if self._frequencies.pair(first, second) >= _SEEN_PAIR:
                yield self.typed(Form(first, letters[:cut])), self.typed(Form(second, letters[cut:] + tone))

    def joined(self, text: str) -> Candidate | None:
        """Two words without the space between them, where the index has such a word."""
        whole = self.typed(form(text))
        return whole if whole.count else None

    def doubtful(self, words: list[Form], at: int) -> bool:
        """Whether a word is rare, written as it rarely is, or stands beside none that it usually stands beside."""
        word = words[at]
        if not (word.folded.isascii() and word.folded.isalpha() and len(word.folded) <= _LONGEST):
            return False
        count = self._frequencies.word(word.folded)
        if count < _FEW or (self._accented and self._writing(word) > _UNUSUAL):
            return True
        pairs = [(near, word) for near in words[max(at - 1, 0) : at]] + [
            (word, near) for near in words[at + 1 : at + 2]
        ]
        return not any(self._belong(first, second) for first, second in pairs)

    def _belong(self, first: Form, second: Form) -> bool:
        frequencies = self._frequencies
        together = float(frequencies.pair(first.folded, second.folded))
        if self._thorough and self._accented and together >= _SEEN_PAIR:
            together *= frequencies.share_of_pair(first, second)
        by_chance = frequencies.word(first.folded) * frequencies.word(second.folded) / frequencies.tokens
        return together >= max(_SEEN_PAIR, (_BELONG if self._thorough else 1) * by_chance)

    def improbability(self, before: Candidate | None, word: Candidate, *, roughly: bool = False) -> float:
        """What it costs that a word follows another (None: begins the query), and what its mistake costs.

        ``roughly``: the writings of the two are not held against each other, which is quicker.
        """
        frequencies = self._frequencies
        if not word.count:
            return word.cost - log(frequencies.novelty) + _UNKNOWN_LETTER * len(word.form.folded)
        alone = word.count / frequencies.tokens * exp(-word.writing)
        if before is None or not before.count:
            return word.cost - log(alone)
        together, count = float(frequencies.pair(before.form.folded, word.form.folded)), float(before.count)
        if together and self._accented and roughly:
            together *= exp(-word.writing)
        elif together and self._accented:
            together *= frequencies.share_of_pair(before.form, word.form)
            count = max(count * exp(-before.writing), together)
        return word.cost - log(TOGETHER * together / count + (1 - TOGETHER) * alone)

    def _writing(self, word: Form) -> float:
        """The cost of a writing among those of its folded word; one that the index has not costs most."""
        if not self._accented:
            return 0.0
        writings = self._frequencies.writings(word.folded)
        return -log((writings.get(word.written, 0) + 0.005) / (sum(writings.values()) + 0.5))
