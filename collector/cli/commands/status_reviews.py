"""The part of the picture that says what was reviewed, how well, and how many days in a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from collector.cli.styled_text import Text, joined
from collector.core.moments import DAY, Moment
from collector.core.percent import percent
from collector.core.poll_counts import PollCounts, Totals
from collector.core.stages import REVIEWED_GROUPS, SrsStage
from collector.core.tallies import StageTally
from collector.core.wording import age, plural
from collector.views.status import Reviewed

_ALL = "all"
_COLUMNS = (_ALL, *REVIEWED_GROUPS)
_GAP = "  "
# "12345 100 %": 80 columns hold five of them behind the label.
_CELL = 11
_NONE_FOUND = Text.of(("none found yet; they are reconstructed from the first poll on", "dim"))


def reviewed_rows(reviewed: Reviewed | None, colours: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield a table of reviews and accuracy: a row for so many days, a column for a stage in its colour."""
    if reviewed is None:
        yield "Reviews", _NONE_FOUND
        return
    yield "Reviews", joined(_GAP, (_heading(name, colours) for name in _COLUMNS))
    for label, tallies in (
        ("Today", reviewed.today),
        ("7 days", reviewed.week),
        ("30 days", reviewed.month),
    ):
        yield label, joined(_GAP, (_cell(*_counted(tallies, name)) for name in _COLUMNS))
    if reviewed.since is not None:
        yield (
            "",
            Text.of((f"     reconstructed since {reviewed.since.isoformat()}", "dim")),
        )


def reviewed_row(reviewed: Reviewed | None) -> tuple[str, Text]:
    """Return the reviews of today and lately in one row, and how many of them were right."""
    if reviewed is None:
        return "Reviews", _NONE_FOUND
    (today, right), *others = [
        _counted(tallies, _ALL) for tallies in (reviewed.today, reviewed.week, reviewed.month)
    ]
    parts = [Text.of((f"{today:>5}", "bold"), f"  today{_right(today, right)}{' right' if today else ''}")]
    for days, (reviews, correct) in zip((7, 30), others, strict=True):
        parts.append(Text.of(f"{days} days ", (f"{reviews:,}", "bold"), _right(reviews, correct)))
    return "Reviews", joined("; ", parts)


def _right(reviews: int, correct: int) -> str:
    return f", {percent(correct, reviews)} %" if reviews else ""


def streak_row(counts: PollCounts, now: Moment) -> tuple[str, Text]:
    """Return the days in a row, and their age once that is a day."""
    days = counts.queue.streak_days
    since = f", {age(counts.at, now)} ago" if now - counts.at >= DAY else ""
    return (
        "Streak",
        Text.of((f"{days:>5}", "bold"), f"  {plural(days, 'day')} in a row{since}"),
    )


def lifetime_row(totals: Iterable[Totals]) -> tuple[str, Text]:
    """Return how many of all answers ever given were right."""
    of = sum(totals, Totals())
    parts = [
        Text.of((f"{percent(right, right + wrong, decimals=1):>{width}}", "bold"), f" % of {facet}")
        for facet, width, right, wrong in (
            ("meanings", 5, of.meaning_correct, of.meaning_incorrect),
            ("readings", 0, of.reading_correct, of.reading_incorrect),
        )
        if right + wrong
    ]
    return "All answers", Text.of(joined(", ", parts), " right") if parts else Text.of(("none yet", "dim"))


def _heading(name: str, colours: Mapping[str, str]) -> Text:
    return Text.of((f"{name:>{_CELL}}", f"bold {colours.get(name, '')}"))


def _counted(tallies: Sequence[StageTally], name: str) -> tuple[int, int]:
    """Return the reviews in the column *name*, and how many of them had no wrong answer."""
    own = [tally for tally in tallies if name in (_ALL, SrsStage(tally.stage).group)]
    return sum(tally.reviews for tally in own), sum(tally.correct for tally in own)


def _cell(reviews: int, correct: int) -> Text:
    if not reviews:
        return Text.of((f"{'–':>5}{'':{_CELL - 5}}", "dim"))
    return Text.of((f"{reviews:>5}", "bold"), f" {percent(correct, reviews):>3} %")
