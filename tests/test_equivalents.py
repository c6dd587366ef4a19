"""Other wordings: what is looked up by letters is what the rows say."""

from hypothesis import given
from hypothesis import strategies as st

from timkiem.equivalents import Equivalents
from timkiem.text import forms, normalize, words


def others(table: Equivalents, text: str) -> list[str]:
    """The other ways of saying a text, their letters."""
    typed = [match[0] for match in words(normalize(text))]
    return [" ".join(word.folded for word in said) for said in table.others(forms(text), typed)]


def test_letters_beyond_vietnamese_are_looked_up_too() -> None:
    table = Equivalents([("Łódź", True, "thành phố Lodz"), ("aæb #", True, "Große Straße #"), ("QĐ", False, "Łódź")])
    assert others(table, "lodz") == ["thanh pho lodz"]
    assert others(table, "thanh pho lodz") == ["lodz"]
    assert others(table, "QĐ") == ["lodz"]
    assert others(table, "grosse strasse 7") == ["aaeb 7"]
    assert others(table, "aæb 12") == ["grosse strasse 12"]
    assert [table.lengths(word) for word in ("thanh", "aaeb", "grosse", "lo")] == [[3], [2], [3], []]


def test_spellings_of_one_meaning_are_a_group_and_other_accents_are_not() -> None:
    rows = [("UBND", "ủy ban nhân dân"), ("UB nhân dân", "uỷ ban nhân dân"), ("X Y", "ưu bàn nhẫn dần")]
    table = Equivalents([(form, True, meaning) for form, meaning in rows])
    assert others(table, "ubnd") == ["uy ban nhan dan", "ub nhan dan"]
    assert others(table, "ủy ban nhân dân") == ["ubnd", "ub nhan dan"]
    assert others(table, "x y") == ["uu ban nhan dan"]


WORDS = st.text(st.sampled_from("aăđờạłŁßÆø _-."), min_size=1, max_size=6).map(normalize).filter(forms)


@given(WORDS)
def test_what_a_row_says_is_found_by_its_letters(text: str) -> None:
    letters = " ".join(word.folded for word in forms(text))
    for row in ((text, True, "xin chào"), ("xin chào", True, text)):
        table = Equivalents([row])
        assert (others(table, text), others(table, "xin chào")) == (["xin chao"], [letters])
