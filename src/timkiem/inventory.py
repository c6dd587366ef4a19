"""What an index holds, in figures: articles, words, the span of dates, and the rules that read the metadata."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from timkiem.columnar.articles import UNDATED
from timkiem.columnar.segment import FIELDS
from timkiem.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an index holds."""

    articles: int
    deleted: int  # articles replaced or removed whose space compaction has not taken back yet
    segments: int
    generation: int
    bytes: int
    fields: dict[str, int]  # words by field
    first_date: str | None
    last_date: str | None
    undated: int
    metadata: dict[str, int]  # articles by the version of the rules that read them, see ``metadata.metadata_version``


def statistics(snapshot: Snapshot) -> Statistics:
    """The figures of a commit. Reads the columns of dates and of versions, nothing else."""
    periods = [
        segment.articles.periods[:, alive] for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True)
    ]
    dated = [each[:, each[0] != UNDATED] for each in periods]
    firsts = [each[0].min() for each in dated if each.size]
    lasts = [each[1].max() for each in dated if each.size]
    return Statistics(
        articles=snapshot.articles,
        deleted=snapshot.documents - snapshot.articles,
        segments=len(snapshot.segments),
        generation=snapshot.manifest.generation,
        bytes=sum(segment.size for segment in snapshot.segments),
        fields={field: snapshot.words(field) for field in FIELDS},
        first_date=_day(min(firsts)) if firsts else None,
        last_date=_day(max(lasts)) if lasts else None,
        undated=snapshot.articles - sum(each.shape[1] for each in dated),
        metadata=_versions(snapshot),
    )


def _versions(snapshot: Snapshot) -> dict[str, int]:
    """How many articles were read by each version of the rules for metadata; "" for those that were read by none."""
    counts: Counter[str] = Counter()
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        column = segment.tables["version"].columns["version"]
        of_labels = np.bincount(column.numbers[alive], minlength=len(column.labels)).tolist()
        counts.update(dict(zip(column.labels, of_labels, strict=True)))
    return {version: articles for version, articles in counts.most_common() if articles}


def _day(minutes: int) -> str:
    return str(np.datetime64(int(minutes), "m").astype("datetime64[D]"))
