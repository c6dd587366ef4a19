"""The faults of ``make faults`` in short."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults import flips, kills, queries, soak


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_killed_writers_leave_whole_commits() -> None:
    assert kills.run(30, seed=1, most=2).endswith("0 articles lost, 0 commits in part")


def test_readers_see_whole_commits_of_a_writer_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])  # where the readers' processes find the module
    assert soak.run(2, seed=1, readers=1).endswith("0 wrong")


def test_altered_files_are_refused_or_make_no_difference() -> None:
    assert flips.run(20, seed=1, most=25).endswith("0 wrong answers")


def test_queries_of_anything_are_answered_or_refused() -> None:
    assert queries.run(20, seed=1, most=60).startswith("60 queries")
