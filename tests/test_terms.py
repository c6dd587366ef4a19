"""Terms against a sorted list of Python."""

from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timkiem.columnar.section_writer import SectionWriter
from timkiem.columnar.sections import Sections
from timkiem.columnar.terms import Terms

STRINGS = st.text(st.sampled_from("ab đạ̣越🌊"), max_size=4)


def saved(terms: Terms, path: Path) -> Terms:
    writer = SectionWriter(path)
    terms.save(writer, "words")
    writer.finish({})
    return Terms.open(Sections.open(path), "words")


@given(st.sets(STRINGS), st.lists(STRINGS, max_size=10))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_agrees_with_a_list(strings: set[str], others: list[str]) -> None:
    known = sorted(string.encode() for string in strings)
    terms = Terms.of(known)
    assert (len(terms), list(terms), [terms[at] for at in range(len(terms))]) == (len(known), known, known)
    for each in [*known, *(other.encode() for other in others)]:
        assert terms.lower(each) == bisect_left(known, each)
        assert terms.find(each) == (known.index(each) if each in known else -1)
        assert [known[at] for at in terms.with_prefix(each)] == [term for term in known if term.startswith(each)]
    every = [*known, *(other.encode() for other in others)]
    assert terms.find_all(every).tolist() == [terms.find(each) for each in every]


@pytest.mark.parametrize("known", [[], [b""], [b"", b"a", b"a\0", "\U0010ffff".encode()], [b"x" * 100_000, b"y"]])
def test_what_is_saved_is_opened_again(known: list[bytes], tmp_path: Path) -> None:
    terms = saved(Terms.of(known), tmp_path / "a")
    assert list(terms) == known
    assert [terms.find(term) for term in known] == terms.find_all(known).tolist() == list(range(len(known)))
    assert terms.with_prefix(b"") == range(len(known))


@pytest.mark.parametrize("number", [-1, 2, 3])
def test_a_number_that_no_string_has(number: int) -> None:
    with pytest.raises(IndexError):
        Terms.of([b"a", b"b"])[number]
