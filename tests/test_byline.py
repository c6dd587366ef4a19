"""Bylines: the end of a text -> who wrote it."""

import pytest

from timkiem.byline import authors, closing_names, last_paragraph


@pytest.mark.parametrize(
    ("last", "names"),
    [
        ("Hùng - Quý - Nga", "Hùng - Quý - Nga"),
        ("PV", "PV"),
        ("Minh Hà và Lê An (Huế)", "Minh Hà và Lê An (Huế)"),
        ("Các đại biểu dự hội nghị.", ""),
        ("Nước lên ở TP. Huế", ""),
        ("A " * 60, ""),
    ],
)
def test_a_last_paragraph_of_names(last: str, names: str) -> None:
    assert last_paragraph(f"Nước lên.\n{last}\n") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nước lên.\nMinh Hà", "Minh Hà"),
        (
            "Nước lên. Dân chạy lên nhà phao, học sinh ở nhà cho tới khi nước rút hẳn. Minh Hà - Lê An",
            "Minh Hà - Lê An",
        ),
        ("Nước lên.\nHà", ""),  # one word may be anything
        ("Nước lên.\nTheo Thanh Niên", ""),  # a newspaper
        ("Nước lên.\nẢnh: Minh Hà", ""),
        ("Các đoàn từ mọi miền đã dự liên hoan của hội hữu nghị các tỉnh và của TP. Hồ Chí Minh", ""),
    ],
)
def test_closing_names(text: str, names: str) -> None:
    assert closing_names(text) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Hùng - Quý - Nga", ("Hùng", "Quý", "Nga")),
        ("MINH HÀ và Lê An (Huế)", ("Minh Hà", "Lê An")),
        ("N. Nam, PV", ("N. Nam", "PV")),
        ("", ()),
    ],
)
def test_authors(byline: str, names: tuple[str, ...]) -> None:
    assert authors(byline) == names
