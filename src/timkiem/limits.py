"""What a query may ask for: beyond is an error that says so, and no reason to run out of memory or time."""

import re
from dataclasses import dataclass

from timkiem.errors import QueryError

_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Limits:
    """For ``timkiem.open(PATH, limits=Limits(words=100))``. A query within them is answered in seconds at most."""

    characters: int = 100_000  # of the whole query
    letters: int = 200  # of one word
    words: int = 1_000
    depth: int = 50  # brackets within brackets
    distance: int = 10_000  # words between which "..."~N looks
    prefixes: int = 200_000  # words that all prefixes stand for together, in all fields and segments

    def check(self, text: str) -> None:
        """Look at a query before anything is done with it. Raises QueryError."""
        if len(text) > self.characters:
            reason = f"{len(text):,} characters are too many for one query; {self.characters:,} are the most"
            raise QueryError("", 1, reason)
        for found in _LETTERS.finditer(text):
            if len(found[0]) > self.letters:
                reason = f"a word of {len(found[0]):,} letters; {self.letters:,} are the most"
                raise QueryError(text, found.start() + 1, reason)


LIMITS = Limits()
