"""The reviews of an account as a file that `import reviews` reads: how both builds come to years of them.

No state of the version before can be opened by today's, and years of hourly polls take hours.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from collector.simulator.world.world import World


def write_reviews(world: World, file: str) -> None:
    """Write all reviews up to now as JSON lines."""
    with Path(file).open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in _rows(world))


def _rows(world: World) -> Iterator[dict[str, object]]:
    for review in world.reviews:
        yield {
            "assignment_id": review.assignment_id,
            "subject_id": review.subject_id,
            "created_at": review.created_at.isoformat(),
            "starting_srs_stage": review.starting_stage,
            "ending_srs_stage": review.ending_stage,
            "incorrect_meaning_answers": review.meaning_wrong,
            "incorrect_reading_answers": review.reading_wrong,
        }
