"""Errors say where, what and what to do next, and survive the way from one process to another."""

import pickle
from pathlib import Path

import pytest

from timkiem import errors
from timkiem.errors import TimkiemError

EXAMPLES: list[TimkiemError] = [
    errors.CorpusError("tin.jsonl", 7, "no JSON"),
    errors.QueryError("lũ (", 4, "open"),
    errors.LexiconError("ranks.tsv:3: 1 column"),
    errors.OptionError("page 0"),
    errors.DateError("hôm qua"),
    errors.IndexMissing(Path("index")),
    errors.IndexCorrupt(Path("index/x.columns"), "cut short"),
    errors.IndexLocked(Path("index"), "process 7 on máy: timkiem index"),
    errors.NotWritableByWhoosh(),
    errors.ArticleMissing("lũ"),
    errors.WatchMissing(),
    errors.WorkerDied(),
]


def test_every_error_has_an_example() -> None:
    assert {type(error) for error in EXAMPLES} == set(TimkiemError.__subclasses__())


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_can_be_sent(error: TimkiemError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
