"""Postings against the slowest honest implementation: read every text and count with a dict."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated import LENGTHS, texts
from timkiem.columnar.documents import Occurrences
from timkiem.columnar.inverting import invert as invert_tokens
from timkiem.columnar.postings import Postings
from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.text import Form, form, forms
from timkiem.tokens import Ranked, Tokens, Vocabulary

WORDS = ["ma", "má", "mà", "Đà", "đá", "nẵng", "hoà", "hòa", "2022"]  # má and mà are ma, hoà and hòa are one writing


def invert(contents: list[str]) -> Postings:
    vocabulary = Vocabulary()
    return invert_tokens(vocabulary.tokens(contents), vocabulary.ranked())


def saved(postings: Postings, path: Path) -> Postings:
    writer = SectionWriter(path)
    postings.save(writer, "body")
    writer.finish({})
    return Postings.open(Sections.open(path), "body")


def counted(found: Occurrences) -> dict[int, int]:
    assert found.docs.tolist() == sorted(set(found.docs.tolist()))
    return dict(zip(found.docs.tolist(), found.counts.tolist(), strict=True))


def by_hand(read: list[list[str]], most: int = 65535) -> dict[str, dict[int, int]]:
    """Documents and counts of everything in lists of words."""
    counts = [Counter(each) for each in read]
    return {
        word: {number: min(count[word], most) for number, count in enumerate(counts) if word in count}
        for word in sorted(set().union(*counts))
    }


def assert_counts_are_those_of_the_texts(postings: Postings, contents: list[str]) -> None:
    read = [forms(each) for each in contents]
    folded = [[each.folded for each in words] for words in read]
    assert postings.lengths.tolist() == [len(words) for words in read]
    assert postings.total_length == sum(map(len, read))
    names = [word.decode() for word in postings.folded]
    assert {word: counted(postings.folded_term(postings.folded.find(word.encode()))) for word in names} == by_hand(
        folded
    )
    assert {
        each.written: counted(postings.written_term(postings.written_number(each)))
        for each in sorted(set().union(*read))
    } == by_hand([[each.written for each in words] for words in read])
    numbers = [(names[a], names[b], postings.pair_number(a, b)) for a in range(len(names)) for b in range(len(names))]
    assert {f"{a} {b}": counted(postings.pair(number)) for a, b, number in numbers if number >= 0} == by_hand(
        [[f"{a} {b}" for a, b in pairwise(words)] for words in folded]
    )


def positions(postings: Postings, places: np.ndarray) -> list[tuple[int, int]]:
    assert places.dtype == np.dtype("i8")
    assert places.tolist() == sorted(set(places.tolist()))
    docs, at = postings.documents_and_positions(places)
    return list(zip(docs.tolist(), at.tolist(), strict=True))


def scan(read: list[list[str]], phrase: list[str]) -> list[tuple[int, int]]:
    """Document and position of each place where the words stand one after another."""
    return [
        (number, at)
        for number, words in enumerate(read)
        for at in range(len(words))
        if words[at : at + len(phrase)] == phrase
    ]


def assert_places_are_those_of_the_texts(postings: Postings, contents: list[str], phrases: list[list[str]]) -> None:
    read = [[each.folded for each in forms(text)] for text in contents]
    for word in postings.folded:
        found = postings.places_of(postings.folded.find(word))
        assert positions(postings, found) == scan(read, [word.decode()])
    for phrase in phrases:
        numbers = [postings.folded.find(word.encode()) for word in phrase]
        if min(numbers) >= 0:
            found = postings.phrase(numbers)
            expected = scan(read, phrase)
            assert positions(postings, found) == expected
            documents = Counter(number for number, _ in expected)
            assert counted(postings.by_document(found)) == {n: min(count, 65535) for n, count in documents.items()}


def pieces(contents: list[str], seed: int) -> Iterator[list[str]]:
    """Phrases of 2 to 9 words out of the texts, and for each one that ends in another word."""
    random = np.random.default_rng(seed)
    for each in contents:
        read = [form.folded for form in forms(each)]
        for length in range(2, 10):
            if len(read) >= length:
                at = int(random.integers(0, len(read) - length + 1))
                yield read[at : at + length]
                yield [*read[at : at + length - 1], read[int(random.integers(0, len(read)))]]
        if read:
            yield read[-3:] + read[:3]  # the end of a text does not lead to its beginning


SOME_WORDS = st.lists(st.sampled_from(WORDS), max_size=12)


@given(st.lists(SOME_WORDS, max_size=6), st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=7), max_size=4))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_agrees_with_reading_every_text(documents: list[list[str]], phrases: list[list[str]]) -> None:
    contents = [" ".join(words) for words in documents]
    postings = invert(contents)
    assert_counts_are_those_of_the_texts(postings, contents)
    folded = [[form(word).folded for word in phrase] for phrase in phrases]
    within = [[form(word).folded for word in words] for words in documents if len(words) > 1]
    assert_places_are_those_of_the_texts(postings, contents, folded + within)


@pytest.mark.parametrize("count", [0, 1, len(LENGTHS), 40])
def test_agrees_with_reading_longer_texts_from_disk(count: int, tmp_path: Path) -> None:
    contents = texts(count, count)
    postings = saved(invert(contents), tmp_path / "a")
    assert_counts_are_those_of_the_texts(postings, contents)
    assert_places_are_those_of_the_texts(postings, contents, list(pieces(contents, seed=1)))


@pytest.mark.parametrize("length", [1, 2, 126, 127, 128, 129, 255, 256, 384])
def test_no_phrase_runs_from_one_text_into_the_next(length: int) -> None:
    contents = [*(["ma " * (length - 1) + "quảng"] * 2), "", "bình " + "ma " * (length - 1), "", "quảng", "bình"]
    postings = invert(contents)
    quang, binh, ma = (postings.folded.find(word) for word in (b"quang", b"binh", b"ma"))
    assert postings.phrase([quang, binh]).tolist() == []
    assert postings.pair_number(quang, binh) == -1
    if length > 1:
        assert positions(postings, postings.phrase([ma, quang])) == [(0, length - 2), (1, length - 2)]
        assert postings.phrase([ma, quang, binh, ma]).tolist() == []


def test_a_phrase_may_repeat_itself() -> None:
    contents = ["ma ma ma ma", "má mà", "ma đà ma ma đà ma ma"]
    postings = invert(contents)
    ma, da = postings.folded.find(b"ma"), postings.folded.find(b"da")
    assert positions(postings, postings.phrase([ma, ma, ma])) == [(0, 0), (0, 1)]
    assert positions(postings, postings.phrase([ma] * 4)) == [(0, 0)]
    assert postings.phrase([ma] * 5).tolist() == []
    assert positions(postings, postings.phrase([ma, da, ma, ma])) == [(2, 0), (2, 3)]


@pytest.mark.parametrize("times", [14, 15, 16, 65_534, 65_535, 65_536, 131_072])
def test_counts_stop_at_65535_and_lengths_do_not(times: int) -> None:
    postings = invert(["ma " * times + "má", "đà"])
    most = min(times, 65535)
    assert counted(postings.folded_term(postings.folded.find(b"ma"))) == {0: min(times + 1, 65535)}
    assert counted(postings.written_term(postings.written_number(form("ma")))) == {0: most}
    assert counted(postings.pair(postings.pair_number(*[postings.folded.find(b"ma")] * 2))) == {0: most}
    assert postings.lengths.tolist() == [times + 1, 1]


def test_what_the_texts_lack_has_no_number() -> None:
    postings = invert(["Quảng Bình", "Đà Nẵng"])
    assert [postings.folded.find(word) for word in (b"quan", b"quangg", b"zz", b"")] == [-1] * 4
    assert [postings.written_number(form(word)) for word in ("quãng", "quang", "Đa", "huế")] == [-1] * 4
    quang, nang = postings.folded.find(b"quang"), postings.folded.find(b"nang")
    assert [postings.pair_number(quang, nang), postings.pair_number(nang, quang)] == [-1, -1]
    assert postings.phrase([quang, nang]).tolist() == []


def test_spellings_of_other_segments_leave_no_trace() -> None:
    vocabulary = Vocabulary()
    vocabulary.tokens(["huế sài gòn hoà"])
    postings = invert_tokens(vocabulary.tokens(["hòa má", "ma"]), vocabulary.ranked())
    assert [list(postings.folded), len(postings.written)] == [[b"hoa", b"ma"], 3]
    assert_counts_are_those_of_the_texts(postings, ["hòa má", "ma"])


def test_more_words_and_places_than_fit_one_key_are_paired_all_the_same() -> None:
    count, empty = 1 << 16, 1 << 23  # 17 bits for each word of a pair, 31 for a place: 65
    names = [Form(f"{number:05}", f"{number:05}") for number in range(count)]
    order = np.random.default_rng(1).permutation(count).astype("u4")
    lengths = np.zeros(empty + 2, "u4")
    lengths[[0, -1]] = count
    postings = invert_tokens(Tokens(np.concatenate([order, order[::-1]]), lengths), Ranked.of(names))
    for a, b in order[[[0, 1], [-2, -1], [1, 0], [500, 499]]].tolist():
        found = postings.pair_number(a, b)
        forward = np.flatnonzero(order == a)[0] < np.flatnonzero(order == b)[0]
        assert counted(postings.pair(found)) == {0 if forward else empty + 1: 1}
    assert positions(postings, postings.phrase(order[7:12].tolist())) == [(0, 7)]
    assert positions(postings, postings.phrase(order[7:12][::-1].tolist())) == [(empty + 1, count - 12)]
    assert positions(postings, postings.places_of(int(order[-1]))) == [(0, count - 1), (empty + 1, 0)]
