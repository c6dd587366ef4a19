"""What a query is made of: words, signs, operators, names of fields, each where it stands.

Operators are capitals. In a query all in capitals the Vietnamese ones are words, for KHÔNG QUÂN is the
air force. Quotes are straight or typographic. What is neither word nor operator is passed over.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from timkiem.errors import QueryError
from timkiem.filters import FIELDS, TEXTS, field_named, is_mistaken_field

_PERIOD = r"""(?:dates?|mentions?):["“”]?[^\s()"“”„«»]+["“”]?"""  # of filters.PERIODS
_TOKEN = re.compile(
    rf"""(?P<space>\s+)|(?P<quote>["“”„«»])|(?P<open>\()|(?P<close>\))
    |(?P<period>{_PERIOD})
    |(?P<field>(?<![\w.@/])[a-z]{{2,20}}:(?=[^\s)/]))
    |(?P<sign>(?<![^\s(])[+-](?=[^\s+-]))
    |(?P<equal>(?<![^\s(+:-])=(?=[^\W_]|["“„«]))
    |(?P<within>(?<=["”»“])~\d{{1,4}})
    |(?P<scope>(?<!\S)/[sp](?!\S))
    |(?P<word>(?:[^\W_]|[\u0300-\u036f])+)(?P<star>\*?)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
#: A query of words alone, whatever stands between them: nothing in it is an operator, but for words in capitals.
_WORDS_ALONE = re.compile(r"(?:[^\W_]|[\u0300-\u036f]|[\s.,;!?%&’…–]|(?<=[^\W_])[-/]|[-/](?=\s))*")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_ENGLISH = {"AND": "and", "OR": "or", "NOT": "not"}
_VIETNAMESE = {"VÀ": "and", "HOẶC": "or", "KHÔNG": "not"}


class Token(NamedTuple):
    """A piece of a query."""

    kind: str  # quote, open, close, field, period, sign, equal, within, scope, word, prefix, and, or, not
    text: str
    column: int  # from 1

    @property
    def end(self) -> int:
        """Where in the query it ends, from 0."""
        return self.column - 1 + len(self.text)


@lru_cache(maxsize=16)  # one query is read several times
def tokens_of(text: str) -> tuple[Token, ...]:
    """What a query in normal form is made of. Raises QueryError."""
    if _WORDS_ALONE.fullmatch(text):
        words = [Token("word", match[0], match.start() + 1) for match in _WORD.finditer(text)]
        if not any(token.text in _VIETNAMESE or token.text in _ENGLISH for token in words):
            return tuple(words)
    return tuple(_all_tokens(text))


def _all_tokens(text: str) -> Iterator[Token]:
    letters = [char for char in text if char.isalpha()]
    operators = _ENGLISH if all(char.isupper() for char in letters) else _ENGLISH | _VIETNAMESE
    quoted, depth, at = "", 0, 0
    while match := _TOKEN.match(text, at):
        kind, column, at = match.lastgroup or "", match.start() + 1, match.end()
        if quoted and kind in ("field", "period"):
            word = match[0].partition(":")[0]
            at = match.start() + len(word)
            yield Token("word", word, column)
        elif kind == "quote":
            if (match[0] in "”»" and not quoted) or (quoted and (match[0] == '"') != (quoted == '"')):
                continue  # it closes nothing, or stands within quotes of the other kind
            quoted = "" if quoted else match[0]
            yield Token(kind, match[0], column)
        elif kind == "star":
            word = match["word"]
            if not quoted and not match["star"] and word in operators:
                yield Token(operators[word], word, column)
            else:
                yield Token("prefix" if match["star"] and not quoted else "word", word, column)
        elif kind == "field":
            yield _field(text, match[0][:-1], column)
        elif kind == "close" and not depth:
            continue  # nobody opened it
        elif not quoted and kind in ("open", "close", "period", "sign", "equal", "within", "scope"):
            depth += (kind == "open") - (kind == "close")
            yield Token(kind, match[0], column)


def _field(text: str, name: str, column: int) -> Token:
    """A word in small letters, right before a colon and what it is about."""
    if field_named(name):
        return Token("field", f"{name}:", column)
    if is_mistaken_field(name):
        known = ", ".join(FIELDS)
        reason = f"{name}: is no field; there are {known}. To search for the word, put a space behind the colon"
        raise QueryError(text, column, reason)
    return Token("word", name, column)


def is_tied(text: str, token: Token, behind: Token) -> bool:
    """Whether two tokens have no white space between them."""
    return not any(char.isspace() for char in text[token.end : behind.column - 1])


def free_words(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of a query in normal form that is looked up in titles and texts, in order.

    Left out are operators, beginnings (``nhũ*``), words of other fields, and what is meant as it is written (``=lũ``).
    """
    tokens = tokens_of(text)
    spans, at = [], 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.kind == "word":
            spans.append((token.column - 1, token.column - 1 + len(token.text)))
        elif token.kind == "equal" or (token.kind == "field" and token.text[:-1] not in TEXTS):
            at = _behind(tokens, at)
            while at < len(tokens) and tokens[at].kind == "word" and is_tied(text, tokens[at - 1], tokens[at]):
                at += 1
    return spans


def _behind(tokens: Sequence[Token], at: int) -> int:
    """Where the item that begins at a token has ended: a word, a phrase, what stands in brackets."""
    opened = tokens[at].kind if at < len(tokens) else ""
    close, depth = {"quote": "quote", "open": "close"}.get(opened, ""), 1
    while close and depth and at + 1 < len(tokens):
        at += 1
        depth += (tokens[at].kind == "open" and close == "close") - (tokens[at].kind == close)
    return at + 1
