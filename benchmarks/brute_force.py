"""What a query must find, by reading every text from end to end. Slow, and plain enough to be believed."""

from collections.abc import Callable, Iterable

from articles import Article
from engines.contract import Kind
from folding import folded_words


class Scan:
    """Folded words of every article, each text as one string with a space before, between and after its words."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._texts = {article.id: (_spaced(article.title), _spaced(article.text)) for article in articles}

    def __len__(self) -> int:
        return len(self._texts)

    def matches(self, kind: Kind, query: str) -> set[str]:
        """Ids of the articles that match. A typed query counts those that hold all its words."""
        words = folded_words(query)
        test = _TESTS[kind]
        return {id_ for id_, (title, text) in self._texts.items() if test(title, text, words)}


def _spaced(text: str) -> str:
    return f" {' '.join(folded_words(text))} "


def _any(title: str, text: str, words: list[str]) -> bool:
    return any(f" {word} " in title or f" {word} " in text for word in words)


def _all(title: str, text: str, words: list[str]) -> bool:
    return all(f" {word} " in title or f" {word} " in text for word in words)


def _phrase(title: str, text: str, words: list[str]) -> bool:
    """Side by side in the title, or in lead and body as one text; never across title and text."""
    phrase = f" {' '.join(words)} "
    return phrase in title or phrase in text


def _prefix(title: str, text: str, words: list[str]) -> bool:
    *whole, begun = words
    return _all(title, text, whole) and (f" {begun}" in title or f" {begun}" in text)


_TESTS: dict[Kind, Callable[[str, str, list[str]], bool]] = {
    "typed": _all,
    "any": _any,
    "all": _all,
    "phrase": _phrase,
    "prefix": _prefix,
}
