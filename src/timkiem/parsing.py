"""From what a reader typed to a tree of ``query``: words, phrases, prefixes, and how they are joined.

    query  :=  both  ((OR | HOẶC) both)*
    both   :=  run  ((AND | VÀ)? (NOT | KHÔNG)? run)*
    run    :=  item+                      words side by side: all are wanted
    item   :=  (+ | -)? (field:)? =? (word | prefix* | "a phrase" | "a b"~5 | ( query ))
            |  (+ | -)? (date: | mentions:) period
    scope  :=  words /s words | words /p words      all of them in one sentence, in one paragraph

Fields of labels and dates narrow the search and give no score, see ``filters``. A word in small letters before a
colon that is likely a slip for a field is an error; any other is a word.

Operators are capitals. In a query all in capitals the Vietnamese ones are words, for KHÔNG QUÂN is the
air force. Quotes are straight or typographic. What is neither word nor operator is passed over; an open
quote or bracket closes at the end.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from timkiem.errors import DateError, QueryError
from timkiem.filters import (
    FIELDS,
    LABELS,
    PERIODS,
    TEXTS,
    Label,
    Within,
    field_named,
    is_mistaken_field,
    within,
)
from timkiem.limits import LIMITS, Limits
from timkiem.query import (
    And,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Run,
    Word,
    as_accented,
    as_typed,
)
from timkiem.text import form, normalize

_TIES = ".,/-–:&"  #: signs that tie words: 2.079, 22/11, Pu-tin, GD&ĐT


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


class _Token(NamedTuple):
    kind: str  # quote, open, close, field, period, sign, equal, within, scope, word, prefix, and, or, not
    text: str
    column: int  # from 1

    @property
    def end(self) -> int:
        """Where in the query it ends, from 0."""
        return self.column - 1 + len(self.text)


def parse(text: str, *, exact: bool = False, limits: Limits = LIMITS) -> Node:
    """The tree of a query. Raises QueryError when there is nothing to search for, or more than the limits allow.

    ``exact``: every word stands for its own writing alone, as if it had = before it.
    """
    limits.check(text)
    typed = normalize(text)
    tokens = _tokens(typed)
    words = sum(token.kind in ("word", "prefix", "period") for token in tokens)
    if not words:
        raise QueryError(typed, 1, "nothing to search for: type a word")
    if words > limits.words:
        raise QueryError(typed, 1, f"{words:,} words are too many for one query; {limits.words:,} are the most")
    alone = all(token.kind == "word" for token in tokens)
    tree = _row(typed, tokens) if alone else _tree(typed, tokens, limits)
    if exact:
        tree = as_typed(tree)
    if isinstance(tree, Run):
        tree = Run(tree.items, True, tree.required, tree.excluded)
    return tree


def _row(text: str, tokens: Sequence[_Token]) -> Node:
    """The tree of words alone: what ``_tree`` makes of them, sooner."""
    exact = any(form(token.text).accented for token in tokens)
    return Run(tuple(_word(text, token, exact) for token in tokens))


def _tree(text: str, tokens: Sequence[_Token], limits: Limits) -> Node:
    parser = _Parser(text, tokens, limits)
    tree = parser.query()
    return _Parser(text, tokens, limits, exact=True).query() if parser.accented else tree


def free_words(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of a query in normal form that is looked up in titles and texts, in order.

    Left out are operators, beginnings (``nhũ*``), words of other fields, and what is meant as it is written (``=lũ``).
    """
    tokens = _tokens(text)
    spans, at = [], 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.kind == "word":
            spans.append((token.column - 1, token.column - 1 + len(token.text)))
        elif token.kind == "equal" or (token.kind == "field" and token.text[:-1] not in TEXTS):
            at = _behind(tokens, at)
            while at < len(tokens) and tokens[at].kind == "word" and _is_tied(text, tokens[at - 1], tokens[at]):
                at += 1
    return spans


def _behind(tokens: Sequence["_Token"], at: int) -> int:
    """Where the item that begins at a token has ended: a word, a phrase, what stands in brackets."""
    opened = tokens[at].kind if at < len(tokens) else ""
    close, depth = {"quote": "quote", "open": "close"}.get(opened, ""), 1
    while close and depth and at + 1 < len(tokens):
        at += 1
        depth += (tokens[at].kind == "open" and close == "close") - (tokens[at].kind == close)
    return at + 1


@lru_cache(maxsize=16)  # one query is read several times
def _tokens(text: str) -> tuple[_Token, ...]:
    """What a query in normal form is made of. Raises QueryError."""
    if _WORDS_ALONE.fullmatch(text):
        words = [_Token("word", match[0], match.start() + 1) for match in _WORD.finditer(text)]
        if not any(token.text in _VIETNAMESE or token.text in _ENGLISH for token in words):
            return tuple(words)
    return tuple(_all_tokens(text))


def _all_tokens(text: str) -> Iterator[_Token]:
    letters = [char for char in text if char.isalpha()]
    operators = _ENGLISH if all(char.isupper() for char in letters) else _ENGLISH | _VIETNAMESE
    quoted, depth, at = "", 0, 0
    while match := _TOKEN.match(text, at):
        kind, column, at = match.lastgroup or "", match.start() + 1, match.end()
        if quoted and kind in ("field", "period"):
            word = match[0].partition(":")[0]
            at = match.start() + len(word)
            yield _Token("word", word, column)
        elif kind == "quote":
            if (match[0] in "”»" and not quoted) or (quoted and (match[0] == '"') != (quoted == '"')):
                continue  # it closes nothing, or stands within quotes of the other kind
            quoted = "" if quoted else match[0]
            yield _Token(kind, match[0], column)
        elif kind == "star":
            word = match["word"]
            if not quoted and not match["star"] and word in operators:
                yield _Token(operators[word], word, column)
            else:
                yield _Token("prefix" if match["star"] and not quoted else "word", word, column)
        elif kind == "field":
            yield _field(text, match[0][:-1], column)
        elif kind == "close" and not depth:
            continue  # nobody opened it
        elif not quoted and kind in ("open", "close", "period", "sign", "equal", "within", "scope"):
            depth += (kind == "open") - (kind == "close")
            yield _Token(kind, match[0], column)


def _field(text: str, name: str, column: int) -> _Token:
    """A word in small letters, right before a colon and what it is about."""
    if field_named(name):
        return _Token("field", f"{name}:", column)
    if is_mistaken_field(name):
        known = ", ".join(FIELDS)
        reason = f"{name}: is no field; there are {known}. To search for the word, put a space behind the colon"
        raise QueryError(text, column, reason)
    return _Token("word", name, column)


def _is_tied(text: str, token: _Token, behind: _Token) -> bool:
    """Whether two tokens have no white space between them."""
    return not any(char.isspace() for char in text[token.end : behind.column - 1])


class _Parser:
    """Recursive descent over tokens. Each method reads what its name says and returns None for nothing."""

    def __init__(self, text: str, tokens: Sequence[_Token], limits: Limits, exact: bool = False):
        self._text, self._tokens, self._at, self._exact = text, tokens, 0, exact
        self._limits = limits
        self.accented = False  # whether a word was read that has an accent; those of labels do not count

    def query(self) -> Node:
        """The whole query."""
        tree = self._either(0, "")
        if tree is None:
            raise QueryError(self._text, 1, "nothing to search for: type a word")
        return tree

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _either(self, depth: int, field: str) -> Node | None:
        children = [self._both(depth, field)]
        while self._peek() == "or":
            self._at += 1
            children.append(self._both(depth, field))
        found = tuple(child for child in children if child is not None)
        return found[0] if len(found) == 1 else Or(found) if found else None

    def _both(self, depth: int, field: str) -> Node | None:
        wanted: list[Node] = []
        excluded: list[Node] = []
        while True:
            negative = False
            while self._peek() in ("and", "not"):
                negative ^= self._peek() == "not"
                self._at += 1
            run = self._run(depth, field)
            if run is None:
                break
            (excluded if negative else wanted).append(as_accented(run) if negative else run)
        if len(wanted) == 1 and not excluded:
            return wanted[0]
        return And(tuple(wanted), tuple(excluded)) if wanted or excluded else None

    def _run(self, depth: int, field: str) -> Node | None:
        items: list[Node] = []
        required: list[Node] = []
        excluded: list[Node] = []
        scopes: list[tuple[int, str]] = []
        while self._peek() in ("quote", "open", "field", "period", "sign", "equal", "scope", "word", "prefix"):
            if self._peek() == "scope":
                scopes.append((len(items), self._tokens[self._at].text))
                self._at += 1
                continue
            sign = self._tokens[self._at].text if self._peek() == "sign" else ""
            self._at += bool(sign)
            item = self._item(depth, field)
            if item is None:
                continue
            if sign == "-":
                excluded.append(as_accented(item))
                continue
            items.append(item)
            if sign == "+":
                required.append(item)
        if not items:
            return And((), tuple(excluded)) if excluded else None
        if scopes:
            items = _within(items, scopes)
            required = [item for item in required if item in items]
        return Run(tuple(items), required=tuple(required), excluded=tuple(excluded))

    def _item(self, depth: int, field: str) -> Node | None:
        if self._peek() == "field":
            named = self._tokens[self._at]
            field = field_named(named.text[:-1]) or ""
            self._at += 1
            if field in PERIODS:
                raise QueryError(self._text, named.column, f"{named.text} takes a date or FROM..TO right behind it")
        if self._at == len(self._tokens):
            return None
        token = self._tokens[self._at]
        self._at += 1
        match token.kind:
            case "equal":
                item = self._item(depth, field)
                return as_typed(item) if item else None
            case "word" | "prefix" if field in LABELS:
                return self._label(token, field)
            case "word":
                return self._word(token, field)
            case "prefix":
                return Prefix(self._word(token, field).form, self._exact, field)
            case "period":
                return self._period(token)
            case "quote":
                return self._phrase(field)
            case "open":
                return self._brackets(depth, field, token.column)
            case "close":
                self._at -= 1  # a field before a closing bracket: the bracket is for whoever opened it
        return None

    def _label(self, token: _Token, field: str) -> Label:
        """A word of a label, with those that are tied to it: source:vnexpress.net."""
        words = [token]
        while words[-1].kind == "word" and self._peek() in ("word", "prefix"):
            if not _is_tied(self._text, words[-1], self._tokens[self._at]):
                break
            words.append(self._tokens[self._at])
            self._at += 1
        return Label(field, tuple(form(word.text) for word in words), begun=words[-1].kind == "prefix")

    def _period(self, token: _Token) -> Within:
        name, _, value = token.text.partition(":")
        try:
            return within(field_named(name) or "", value.strip('"“”'))
        except DateError as error:
            raise QueryError(self._text, token.column, str(error)) from None

    def _phrase(self, field: str) -> Node | None:
        tokens = []
        while self._peek() == "word":
            tokens.append(self._tokens[self._at])
            self._at += 1
        self._at += self._peek() == "quote"
        if field in LABELS:
            return Label(field, tuple(form(token.text) for token in tokens)) if tokens else None
        words = [self._word(token, field) for token in tokens]
        within = self._distance(self._tokens[self._at]) if self._peek() == "within" else 0
        self._at += self._peek() == "within"
        if len(words) < 2:
            return words[0] if words else None
        return Near(tuple(words), within, field) if within else Phrase(tuple(words), field)

    def _distance(self, token: _Token) -> int:
        most = self._limits.distance
        if len(token.text) > len(f"~{most}") or int(token.text[1:]) > most:
            raise QueryError(self._text, token.column, f"words farther apart than {most:,}")
        return int(token.text[1:])

    def _word(self, token: _Token, field: str) -> Word:
        word = _word(self._text, token, self._exact, field)
        self.accented |= word.form.accented
        return word

    def _brackets(self, depth: int, field: str, column: int) -> Node | None:
        if depth == self._limits.depth:
            raise QueryError(self._text, column, f"more than {depth} brackets within each other")
        tree = self._either(depth + 1, field)
        self._at += self._peek() == "close"
        return tree


def _word(text: str, token: _Token, exact: bool = False, field: str = "") -> Word:
    at = token.column - 1
    tied = at > 1 and text[at - 1] in _TIES and text[at - 2].isalnum()
    return Word(form(token.text), exact, field, typed=token.text, joined=text[at - 1] if tied else "")


def _within(items: list[Node], scopes: list[tuple[int, str]]) -> list[Node]:
    """Words around /s or /p, up to what is no word or phrase, in one sentence or paragraph."""
    widest: Literal["sentence", "paragraph"] = "paragraph" if any(sign == "/p" for _, sign in scopes) else "sentence"
    first = last = scopes[0][0]
    while first and isinstance(items[first - 1], Word | Phrase):
        first -= 1
    while last < len(items) and isinstance(items[last], Word | Phrase):
        last += 1
    words = [word for item in items[first:last] for word in (item.words if isinstance(item, Phrase) else (item,))]
    near = [Near(tuple(words), widest, words[0].field)] if len(words) > 1 else items[first:last]  # type: ignore[union-attr, arg-type]
    return [*items[:first], *near, *items[last:]]
