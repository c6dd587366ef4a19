"""What a reader may type, and what is understood by it."""

import contextlib
import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timkiem
from timkiem.article import Article
from timkiem.dates import EVER
from timkiem.errors import QueryError
from timkiem.filters import Label, Within
from timkiem.limits import LIMITS
from timkiem.parsing import parse
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word, leaves
from timkiem.text import form
from vietnamese import texts

CASES = Path(__file__).parent / "cases"
QUERIES = json.loads((CASES / "queries.json").read_text("utf-8"))["cases"]
MATCHES = json.loads((CASES / "matches.json").read_text("utf-8"))


def shown(node: Node) -> str:
    """A tree as cases/queries.json writes it."""
    match node:
        case Word():
            return f"{node.field and node.field + ':'}{'=' * node.literal}{_composed(node)}"
        case Prefix():
            return f"{node.field and node.field + ':'}{_composed(node)}*"
        case Label():
            words = " ".join(WRITTEN.get(word.written, word.written) for word in node.words)
            return f"{node.field}:<{words}{'*' * node.begun}>"
        case Within():
            return f"{node.field}:<{_minute(node.first)} to {_minute(node.last)}>"
        case Phrase():
            words = " ".join("=" * word.literal + _composed(word) for word in node.words)
            assert {word.field for word in node.words} == {node.field}
            return f'{node.field and node.field + ":"}"{words}"'
        case Run():
            assert set(node.required) <= set(node.items)
            items = [("+" if item in node.required else "") + shown(item) for item in node.items]
            return f"{'some' * node.loose}[{' '.join([*items, *(f'-{shown(each)}' for each in node.excluded)])}]"
        case And():
            return f"all({'; '.join([*map(shown, node.wanted), *(f'not {shown(each)}' for each in node.excluded)])})"
        case Or():
            return f"any({'; '.join(map(shown, node.children))})"


def _minute(minutes: int) -> str:
    return "ever" if minutes in EVER else str(np.datetime64(minutes, "m"))


def _composed(word: Word | Prefix) -> str:
    """The word in small letters, with its tone where it was typed and not at the end."""
    return WRITTEN.get(word.form.written, word.form.written)


WRITTEN = {
    form(word).written: word for typed, _ in reversed(QUERIES) for word in re.findall(r"\w+", typed.lower())[::-1]
}


@pytest.mark.parametrize(("typed", "tree"), QUERIES, ids=[typed for typed, _ in QUERIES])
def test_what_is_understood(typed: str, tree: str) -> None:
    assert shown(parse(typed)) == tree


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> timkiem.LocalEngine:
    engine = timkiem.open(tmp_path_factory.mktemp("index"), create=True)
    engine.add(Article(**row) for row in MATCHES["articles"])
    return engine


@pytest.mark.parametrize(("typed", "ids"), MATCHES["cases"], ids=[typed for typed, _ in MATCHES["cases"]])
def test_what_is_found(engine: timkiem.LocalEngine, typed: str, ids: list[str]) -> None:
    page = engine.search(typed)
    assert {hit.id for hit in page.hits if hit.complete} == set(ids)
    assert page.total == len(ids)


def test_accents_count_when_one_word_has_some() -> None:
    quang, binh, tri = form("quang"), form("Bình"), form("tri")
    assert parse("quang Bình tri*") == Run(
        (Word(quang, exact=True), Word(binh, exact=True), Prefix(tri, exact=True)), loose=True
    )
    assert parse('quang "binh tri"') == Run((Word(quang), Phrase((Word(form("binh")), Word(tri)))), loose=True)


def test_leaves_are_what_a_reader_wants_to_see_in_order() -> None:
    tree = parse('lũ (Huế OR "Quảng Trị") AND tham* NOT bão -title:mưa +gió')
    assert [shown(leaf) for leaf in leaves(tree)] == ["lũ", "huế", '"quảng trị"', "tham*"]


@pytest.mark.parametrize("how", ["NFC", "NFD", "NFKD"])
@pytest.mark.parametrize(("typed", "tree"), QUERIES, ids=[typed for typed, _ in QUERIES])
def test_every_unicode_form_is_understood_alike(typed: str, tree: str, how: str) -> None:
    assert parse(unicodedata.normalize(how, typed)) == parse(typed)


@pytest.mark.parametrize(
    "typed", ["", " ", '"', '""', "*", "()", "((", ")", "-", "+", "…!?", "“”", "AND", "NOT OR", "🌊", "_", "\u200b"]
)
def test_nothing_to_search_for(typed: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert (caught.value.column, caught.value.reason) == (1, "nothing to search for: type a word")


def test_too_much() -> None:
    most = " ".join(["lũ"] * LIMITS.words)
    assert len(list(leaves(parse(most)))) == LIMITS.words
    with pytest.raises(QueryError) as caught:
        parse(f"{most} bão*")
    assert caught.value.reason == "1,001 words are too many for one query; 1,000 are the most"
    with pytest.raises(QueryError) as caught:
        parse("lũ " * 10_000)
    assert caught.value.reason == "10,000 words are too many for one query; 1,000 are the most"


def test_brackets_within_brackets() -> None:
    deepest: Node = parse("(" * LIMITS.depth + "lũ" + ")" * LIMITS.depth)
    depth = 0
    while isinstance(deepest, Run):
        (deepest,), depth = deepest.items, depth + 1
    assert (deepest, depth) == (Word(form("lũ"), exact=True), LIMITS.depth + 1)
    for typed in ("bão " + "(" * (LIMITS.depth + 1) + "lũ", "bão " + "(" * 9_000 + "lũ"):
        with pytest.raises(QueryError) as caught:
            parse(typed)
        assert caught.value.column == len("bão (") + LIMITS.depth
        assert caught.value.reason == "more than 50 brackets within each other"


@pytest.mark.parametrize("before", ["", "bão ", "bão " * 100])
def test_an_error_points_at_its_place(before: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(before + "(" * LIMITS.depth + "(lũ " + "gió " * 9)
    reason, piece, pointer = str(caught.value).split("\n")
    assert reason == caught.value.reason
    assert piece[pointer.index("^") - 2 :].startswith("(((lũ gió gió gió")
    assert len(piece) <= 82


@pytest.mark.parametrize("many", ["()", "NOT ", "-", "+lũ)", '"', "title:", "AND OR "])
def test_long_nonsense_takes_no_long_time(many: str) -> None:
    assert leaves(parse(many * 900 + " lũ"))


operators = st.sampled_from(
    [
        "AND",
        "OR",
        "NOT",
        "VÀ",
        "HOẶC",
        "KHÔNG",
        "+",
        "-",
        "(",
        ")",
        '"',
        "“",
        "”",
        "*",
        "title:",
        "body:",
        "lũ",
        "Huế",
        " ",
        " ",
    ]
)


@given(st.one_of(texts, st.lists(operators, max_size=25).map("".join)))
def test_any_text_gives_a_tree_or_a_query_error(typed: str) -> None:
    tree = None
    with contextlib.suppress(QueryError):
        tree = parse(typed)
    assert tree is None or shown(tree)
    assert not isinstance(tree, Run) or tree.loose
