"""Counts as people see them."""

import click
import pytest
from click.testing import CliRunner

from timkiem.cli.charts import print_facet
from timkiem.engine import Facet


def printed(facet: Facet, charset: str = "utf-8") -> str:
    command = click.Command("show", callback=lambda: print_facet(facet))
    return CliRunner(charset=charset).invoke(command, []).output


def test_months_are_bars_with_those_between_that_have_none() -> None:
    assert printed(Facet("month", (("2021", 1), ("2021-11", 20), ("2022-02", 5)), 3, 1)) == (
        "by month (1 article without)\n"
        "  2021      1  ██\n"
        "  2021-11  20  ████████████████████████████████████████\n"
        "  2021-12   0\n"
        "  2022-01   0\n"
        "  2022-02   5  ██████████\n"
    )


def test_years() -> None:
    assert printed(Facet("year", (("2019", 3), ("2021", 1000)), 2, 0)) == (
        f"by year\n  2019      3  ▏\n  2020      0\n  2021  1,000  {'█' * 40}\n"
    )


def test_a_terminal_of_few_letters() -> None:
    assert printed(Facet("year", (("2019", 1), ("2020", 2)), 2, 0), "ascii") == (
        f"by year\n  2019  1  {'#' * 20}\n  2020  2  {'#' * 40}\n"
    )


def test_labels_come_with_what_is_left_out() -> None:
    facet = Facet("location", (("Quảng Bình", 12), ("Huế", 3)), 1902, 2000)
    assert printed(facet) == "by location (1,900 more, 2,000 articles without)\n  12  Quảng Bình\n   3  Huế\n"


@pytest.mark.parametrize("name", ["year", "rank"])
def test_nothing(name: str) -> None:
    assert printed(Facet(name, (), 0, 3)) == f"by {name}: none\n"
