"""Matches against a scan of the articles; scores against the formula in plain Python."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated import SYLLABLES, articles, commit
from timkiem.article import Article
from timkiem.evaluate import Evaluation
from timkiem.filters import Label
from timkiem.parsing import parse
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word
from timkiem.ranking import FIELD_WEIGHT, K1, OTHER, PAIR, PLAIN, B
from timkiem.snapshot import Snapshot
from timkiem.text import TONES, Form, form, forms

DEFAULT = ("title", "body")


class Scan:
    """Answers queries by reading every article, and scores by counting again for every word."""

    def __init__(self, given: list[Article]):
        self.read = {
            "title": [forms(each.title) for each in given],
            "body": [forms(each.lead + "\n" + each.body) for each in given],
            "source": [forms(each.source) for each in given],
            "author": [forms(each.author) for each in given],
            "category": [forms(each.category) for each in given],
            "location": [forms("\n".join(each.locations)) for each in given],
            "officials": [forms("\n".join(each.officials)) for each in given],
        }
        last = {each.id: number for number, each in enumerate(given)}
        self.count = len(given)
        self.alive = sorted(last.values())  # the others were replaced: found until compaction, but counted nowhere

    def matches(self, node: Node, number: int) -> bool:
        match node:
            case Word(literal=True):
                return any(node.form.written in (w.written for w in words) for words in self._fields(node, number))
            case Word():
                return any(node.form.folded in (w.folded for w in words) for words in self._fields(node, number))
            case Prefix():
                return any(w.folded.startswith(node.form.folded) for words in self._fields(node, number) for w in words)
            case Label():
                return self._filed(node, number)
            case Phrase():
                return any(self._holds(words, node) for words in self._fields(node, number))
            case Run():
                wanted = all(self.matches(item, number) for item in (*node.items, *node.required))
                return wanted and not any(self.matches(item, number) for item in node.excluded)
            case And():
                wanted = all(self.matches(child, number) for child in node.wanted)
                return wanted and not any(self.matches(child, number) for child in node.excluded)
            case Or():
                return any(self.matches(child, number) for child in node.children)

    def _fields(self, leaf: Word | Prefix | Phrase, number: int) -> list[list[Form]]:
        return [self.read[field][number] for field in ((leaf.field,) if leaf.field else DEFAULT)]

    def _filed(self, label: Label, number: int) -> bool:
        """Whether its label of the field has the words, as written or without accents; by letters if none has them."""

        def has(words: list[Form], as_written: bool) -> bool:
            pairs = [zip(label.words, words[at:], strict=False) for at in range(len(words) - len(label.words) + 1)]
            return any(all(self._is(a, b, as_written, label.begun) for a, b in each) for each in pairs)

        texts = self.read[label.field]
        as_written = any(has(words, True) for words in texts) and any(word.accented for word in label.words)
        return has(texts[number], as_written)

    @staticmethod
    def _is(wanted: Form, word: Form, as_written: bool, begun: bool) -> bool:
        if begun:
            return word.folded.startswith(wanted.folded)
        same = word.written == wanted.written or not word.accented
        return word.folded == wanted.folded and (same or not as_written)

    def _holds(self, words: list[Form], phrase: Phrase) -> bool:
        wanted = [word.form.folded for word in phrase.words]
        rows = [words[at : at + len(wanted)] for at in range(len(words) - len(wanted) + 1)]
        return any(
            [found.folded for found in row] == wanted
            and all(not word.literal or found == word.form for word, found in zip(phrase.words, row, strict=True))
            for row in rows
        )

    def score(self, node: Node, number: int) -> float:
        """The score of an article that matches."""
        match node:
            case Run():
                return self._run(node, number)
            case And():
                return sum(self.score(child, number) for child in node.wanted)
            case Label():
                return 0.0
            case Or():
                return sum(self.score(child, number) for child in node.children if self.matches(child, number))
            case _:
                return self._run(Run((node,)), number)

    def _run(self, run: Run, number: int) -> float:
        total = 0.0
        for item in run.items:
            if not isinstance(item, Word | Prefix | Phrase):
                continue
            for field in (item.field,) if item.field else DEFAULT:
                words = item.words if isinstance(item, Phrase) else (item,)
                total += sum(self._word(word, field, number) for word in words)
                total += sum(self._pair(a, b, field, number) for a, b in pairwise(words))
        for item in run.items:
            if not isinstance(item, Word | Prefix | Phrase) and self.matches(item, number):
                total += self.score(item, number)
        for a, b in pairwise(run.items):
            if isinstance(a, Word) and isinstance(b, Word) and a.field == b.field:
                total += sum(self._pair(a, b, field, number) for field in ((a.field,) if a.field else DEFAULT))
        return total

    def _word(self, word: Word | Prefix, field: str, number: int) -> float:
        folded, written = word.form
        if isinstance(word, Prefix):
            any_writing = self._bm25(
                field, number, [[w.folded.startswith(folded) for w in t] for t in self.read[field]]
            )
            letters, tone = (written[:-1], written[-1]) if written[-1] in TONES else (written, "")
            as_typed = [
                [w.written.rstrip("".join(TONES)).startswith(letters) and w.written.endswith(tone) for w in text]
                for text in self.read[field]
            ]
            return self._bm25(field, number, as_typed) + OTHER * any_writing if word.exact else any_writing
        any_writing = self._bm25(field, number, [[w.folded == folded for w in text] for text in self.read[field]])
        if not word.exact and not word.literal:
            return any_writing
        same = [[w.written == written for w in text] for text in self.read[field]]
        total = self._bm25(field, number, same)
        if word.literal:
            return total
        if word.form.accented:
            plain = [[w.written == folded for w in text] for text in self.read[field]]
            holding = max(self._holding(plain), self._holding(same))  # no rarer than what it stands for
            total += PLAIN * self._bm25(field, number, plain, holding)
        return total + OTHER * any_writing

    def _pair(self, first: Word, second: Word, field: str, number: int) -> float:
        wanted = (first.form.folded, second.form.folded)
        stands = [[(a.folded, b.folded) == wanted for a, b in pairwise(text)] for text in self.read[field]]
        places = sum(sum(stands[alive]) for alive in self.alive)  # a pair's rarity is reckoned from its places
        places = min(places, len(self.alive))
        return PAIR * self._bm25(field, number, stands, places)

    def _holding(self, hits: list[list[bool]]) -> int:
        return sum(any(hits[alive]) for alive in self.alive)

    def _bm25(self, field: str, number: int, hits: list[list[bool]], holding: int | None = None) -> float:
        """BM25 of one term, from where it stands in each text, times what the field is worth."""
        count = len(self.alive)
        holding = self._holding(hits) if holding is None else holding
        frequency = sum(hits[number])
        if not frequency:
            return 0.0
        lengths = [len(text) for text in self.read[field]]
        average = sum(lengths[alive] for alive in self.alive) / count
        norm = K1 * (1 - B[field] + B[field] * lengths[number] / average)
        idf = log(1 + (count - holding + 0.5) / (holding + 0.5))
        return FIELD_WEIGHT[field] * idf * frequency / (frequency + norm)


GIVEN = [*articles(1, 50), *articles(2, 12), articles(3, 1)[0]]  # some are replaced


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("index")
    for part in (GIVEN[:50], GIVEN[50:62], GIVEN[62:]):
        commit(folder, part)
    snapshot = Snapshot.open(folder)
    assert (len(snapshot.segments), snapshot.documents, snapshot.articles) == (3, 63, 50)
    return snapshot


@pytest.fixture(scope="module")
def scan() -> Scan:
    return Scan(GIVEN)


def assert_found(node: Node, snapshot: Snapshot, scan: Scan) -> None:
    found = Evaluation(snapshot).find(node)
    assert [(len(each.mask), len(each.scores)) for each in found] == [(len(each),) * 2 for each in snapshot.segments]
    assert {(each.mask.dtype, each.scores.dtype) for each in found} == {(np.dtype(bool), np.dtype("f8"))}
    matching = np.flatnonzero(np.concatenate([each.mask for each in found])).tolist()
    assert matching == [number for number in range(scan.count) if scan.matches(node, number)]
    matching = [number for number in matching if number in scan.alive]
    scores = np.concatenate([each.scores for each in found])[matching].tolist()
    assert scores == pytest.approx([scan.score(node, number) for number in matching], rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    "typed",
    [
        "và", "va", "QUẢNG", "khôngcó", "quảng bình", "quang binh", "bình quảng", "va va va", "và Và va", "hoà hòa",
        "và của người quảng bình hòa thủy đường nước lũ", '"và của"', '"va cua nguoi"', '"và"', '"và và và và"',
        '"khôngcó và"', 'lũ "và của" người', "q*", "quả* bình", "đ*", "hoa*", "hòa*", "thu* dien", "xyz*", "title:và",
        "source:quang", "source:quảng", "source:quặng", "category:biển body:lũ", "author:(và OR quảng) lũ",
        "title:va title:cua", "title:va body:cua", "author:v*",
        'title:"va cua"', "và OR lũ", "và AND lũ", "(và lũ) OR (mưa biển)", "và (lũ OR mưa)", "(lũ OR mưa) (lũ OR mưa)",
        "NOT và", "lũ NOT mưa", "đường NOT dương", 'và NOT "của người"', "và -lũ", "+lũ và -mưa", "-đường",
        "lũ OR (NOT và)", "NOT (lũ NOT mưa)", "(title:lũ OR source:mỹ) AND NOT (và của)", "lũ NOT q*", "((((lũ) mưa)))",
    ],
)  # fmt: skip
def test_typed_queries(typed: str, snapshot: Snapshot, scan: Scan) -> None:
    assert_found(parse(typed), snapshot, scan)


FIELDS = st.sampled_from(["", "", "", "title", "source"])
WORDS = st.builds(
    lambda word, exact, field, literal: Word(form(word), exact, field, literal and form(word).accented),
    st.sampled_from([*SYLLABLES, "khôngcó"]), st.booleans(), FIELDS, st.booleans(),
)  # fmt: skip
PREFIXES = st.builds(
    lambda word, length, exact, field: Prefix(form(word[:length]), exact, field),
    st.sampled_from(SYLLABLES), st.integers(1, 4), st.booleans(), FIELDS,
)  # fmt: skip
PHRASES = st.builds(
    lambda words, field: Phrase(tuple(replace(word, field=field) for word in words), field),
    st.lists(WORDS, min_size=2, max_size=5), FIELDS,
)  # fmt: skip
SOME = {"min_size": 1, "max_size": 3}
NODES = st.recursive(
    st.one_of(WORDS, WORDS, PREFIXES, PHRASES),
    lambda node: st.one_of(
        st.builds(
            lambda items, required, excluded: Run((*items, *required), False, tuple(required), tuple(excluded)),
            st.lists(node, **SOME), st.lists(node, max_size=1), st.lists(node, max_size=1),
        ),
        st.builds(lambda a, b: And(tuple(a), tuple(b)), st.lists(node, **SOME), st.lists(node, max_size=2)),
        st.builds(lambda children: Or(tuple(children)), st.lists(node, **SOME)),
    ),
    max_leaves=8,
)  # fmt: skip


@given(node=NODES)
@settings(derandomize=True, max_examples=80, deadline=None)
def test_trees_of_any_shape(node: Node, snapshot: Snapshot, scan: Scan) -> None:
    assert_found(node, snapshot, scan)


def test_an_index_without_articles(tmp_path: Path) -> None:
    commit(tmp_path, [])
    for typed in ("và", "NOT và", "a OR b", '"a b"', "a*"):
        assert Evaluation(Snapshot.open(tmp_path)).find(parse(typed)) == []


def test_counts_beyond_what_is_kept_do_not_begin_anew(tmp_path: Path) -> None:
    """An article of 65,536 times a word is not one without it: for a word, a pair and a prefix."""
    commit(tmp_path, [Article("a", "lũ", "lũ " * 65_537), Article("b", "lũ", "lũ " * 32_768 + "mưa " * 32_769)])
    for typed in ("body:lũ", 'body:"lũ lũ"', "body:l*"):
        [found] = Evaluation(Snapshot.open(tmp_path)).find(parse(typed))
        assert found.mask.tolist() == [True, True]
        assert found.scores[0] > found.scores[1] > 0


def test_a_word_that_comes_twice_counts_twice(snapshot: Snapshot) -> None:
    once, twice = (Evaluation(snapshot).find(parse(typed)) for typed in ("title:lũ", "title:lũ title:lũ"))
    pairs = Evaluation(snapshot).find(parse('title:"lũ lũ"'))
    counted = Counter({"once": 0.0, "twice": 0.0})
    for one, two, pair in zip(once, twice, pairs, strict=True):
        alone = one.mask & ~pair.mask
        counted.update({"once": float(one.scores[alone].sum()), "twice": float(two.scores[alone].sum())})
    assert counted["twice"] == pytest.approx(2 * counted["once"], rel=1e-5)
    assert counted["once"] > 0
