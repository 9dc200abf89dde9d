"""Archives of reviews, put together of every form and cut anywhere: each review once, and never another."""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collector.core.errors import FileUnusable
from collector.core.moments import moment
from collector.importers.input_file import open_input
from collector.importers.rejections import Rejected
from collector.importers.review_archive import read_reviews
from collector.importers.review_rules import validate_review
from tests.trial.figures import Figure
from tests.trial.sizes import size

Row = dict[str, object]
NOW = moment(datetime(2024, 1, 1, tzinfo=UTC))
BEGIN = datetime(2015, 1, 1, tzinfo=UTC)


def some_reviews(chance: random.Random) -> list[Row]:
    """Return up to nine reviews, in the order of time, as `/reviews` has their data."""
    times = sorted(chance.sample(range(10**11), chance.randint(1, 9)))
    return [
        {
            "created_at": (BEGIN + timedelta(milliseconds=at)).isoformat(),
            "assignment_id": chance.randrange(1, 10**9),
            "subject_id": chance.randrange(1, 10_000),
            "starting_srs_stage": chance.randint(1, 8),
            "ending_srs_stage": chance.randint(1, 9),
            "incorrect_meaning_answers": chance.randrange(20),
            "incorrect_reading_answers": chance.randrange(20),
        }
        for at in times
    ]


def whole(row: Row) -> Row:
    return {"id": row["assignment_id"], "object": "review", "url": "…", "data": row}


def cached(row: Row) -> list[object]:
    names = ("subject_id", "starting_srs_stage", "incorrect_meaning_answers", "incorrect_reading_answers")
    at = moment(datetime.fromisoformat(str(row["created_at"])))
    return [at // 1000, *(row[name] for name in names)]


def stored(rows: list[Row]) -> object:
    before, differences = 0, list[list[object]]()
    for at, *others in map(cached, rows):
        differences.append([int(str(at)) - before, *others])
        before = int(str(at))
    return {"cache_version": 1, "date": "…", "reviews": differences}


def own_export(rows: list[Row]) -> str:
    return "[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n"


def values(make: Callable[[list[Row]], Sequence[object]], indent: int | None) -> Callable[[list[Row]], str]:
    return lambda rows: "\n".join(json.dumps(value, indent=indent) for value in make(rows))


# What stands in the file, one after the other.
VALUES: list[Callable[[list[Row]], Sequence[object]]] = [
    lambda rows: [[whole(row) for row in rows]],
    lambda rows: [{"object": "collection", "data": [whole(row) for row in rows]}],
    lambda rows: [[{"object": "collection", "data": [whole(row)]} for row in rows]],
    lambda rows: [{str(number): whole(row) for number, row in enumerate(rows)}],
    lambda rows: [{"note": "…", "rows": rows}],
    lambda rows: [whole(row) for row in rows],
    lambda rows: rows,
    lambda rows: [list(map(cached, rows))],
    lambda rows: [stored(rows)],
]
FORMS = [own_export, *(values(make, indent) for indent in (None, 1) for make in VALUES)]


def read(path: Path) -> tuple[Counter[tuple[object, ...]], int]:
    """Return the reviews that are accepted, by what every form has of them, and the number of others."""
    accepted, others = Counter[tuple[object, ...]](), 0
    with open_input(path) as source:
        for raw in read_reviews(source):
            row = raw if isinstance(raw, Rejected) else validate_review(raw, NOW, NOW)
            if isinstance(row, Rejected):
                others += 1
            else:
                stage, wrong = row.starting_srs_stage, row.incorrect_meaning_answers
                key = (row.at // 1000, row.subject_id, stage, wrong, row.incorrect_reading_answers)
                accepted[key] += 1
    return accepted, others


def test_every_review_is_read_once_and_a_cut_adds_none(tmp_path: Path, figure: Figure) -> None:
    chance = random.Random(14)
    path, count, refused, cuts = tmp_path / "archive.json", 0, 0, 4
    archives = size(short=150, long=20_000)
    for _ in range(archives):
        parts = [some_reviews(chance) for _ in range(chance.randint(1, 4))]
        text = chance.choice(["\n", "\n\n"]).join(chance.choice(FORMS)(part) for part in parts)
        content = text.encode()
        true = Counter(tuple(cached(row)) for part in parts for row in part)
        path.write_bytes(content)
        assert read(path) == (true, 0), text
        count += true.total()
        for _ in range(cuts):
            path.write_bytes(content[: chance.randrange(1, len(content))])
            try:
                accepted, _others = read(path)
            except FileUnusable:
                refused += 1
            else:
                assert accepted <= true, path.read_text("utf-8", "replace")
    assert 0 < refused < cuts * archives
    figure(archives=archives, reviews=count, cuts=cuts * archives, refused_whole=refused)
