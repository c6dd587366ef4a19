"""From what a reader typed to a tree of ``query``: words, phrases, prefixes, and how they are joined.

    query  :=  both  ((OR | HOẶC) both)*
    both   :=  run  ((AND | VÀ)? (NOT | KHÔNG)? run)*
    run    :=  item+                      words side by side: all are wanted
    item   :=  (+ | -)? (field:)? =? (word | prefix* | "a phrase" | "a b"~5 | ( query ))
            |  (+ | -)? (date: | mentions:) period
    scope  :=  words /s words | words /p words      all of them in one sentence, in one paragraph

Fields of labels and dates narrow the search and give no score, see ``filters``. A word in small letters before a
colon that is likely a slip for a field is an error; any other is a word.

An open quote or bracket closes at the end.
"""

from collections.abc import Sequence
from typing import Literal

from timkiem.errors import DateError, QueryError
from timkiem.filters import LABELS, PERIODS, Label, Within, field_named, within
from timkiem.lexing import Token, is_tied, tokens_of
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


def parse(text: str, *, exact: bool = False, limits: Limits = LIMITS) -> Node:
    """The tree of a query. Raises QueryError when there is nothing to search for, or more than the limits allow.

    ``exact``: every word stands for its own writing alone, as if it had = before it.
    """
    limits.check(text)
    typed = normalize(text)
    tokens = tokens_of(typed)
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


def _row(text: str, tokens: Sequence[Token]) -> Node:
    """The tree of words alone: what ``_tree`` makes of them, sooner."""
    exact = any(form(token.text).accented for token in tokens)
    return Run(tuple(_word(text, token, exact) for token in tokens))


def _tree(text: str, tokens: Sequence[Token], limits: Limits) -> Node:
    parser = _Parser(text, tokens, limits)
    tree = parser.query()
    return _Parser(text, tokens, limits, exact=True).query() if parser.accented else tree


class _Parser:
    """Recursive descent over tokens. Each method reads what its name says and returns None for nothing."""

    def __init__(self, text: str, tokens: Sequence[Token], limits: Limits, exact: bool = False):
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

    def _label(self, token: Token, field: str) -> Label:
        """A word of a label, with those that are tied to it: source:vnexpress.net."""
        words = [token]
        while words[-1].kind == "word" and self._peek() in ("word", "prefix"):
            if not is_tied(self._text, words[-1], self._tokens[self._at]):
                break
            words.append(self._tokens[self._at])
            self._at += 1
        return Label(field, tuple(form(word.text) for word in words), begun=words[-1].kind == "prefix")

    def _period(self, token: Token) -> Within:
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

    def _distance(self, token: Token) -> int:
        most = self._limits.distance
        if len(token.text) > len(f"~{most}") or int(token.text[1:]) > most:
            raise QueryError(self._text, token.column, f"words farther apart than {most:,}")
        return int(token.text[1:])

    def _word(self, token: Token, field: str) -> Word:
        word = _word(self._text, token, self._exact, field)
        self.accented |= word.form.accented
        return word

    def _brackets(self, depth: int, field: str, column: int) -> Node | None:
        if depth == self._limits.depth:
            raise QueryError(self._text, column, f"more than {depth} brackets within each other")
        tree = self._either(depth + 1, field)
        self._at += self._peek() == "close"
        return tree


def _word(text: str, token: Token, exact: bool = False, field: str = "") -> Word:
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
