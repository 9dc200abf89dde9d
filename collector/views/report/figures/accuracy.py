"""The accuracy of reviews, stage by stage."""

from collections.abc import Sequence

from collector.core.percent import percent
from collector.core.stages import REVIEWED_STAGES, SrsStage
from collector.core.tallies import StageTally
from collector.views.report.data import RECENT_DAYS, ReportData
from collector.views.report.figures.style import NO_REVIEW_YET, Figure, Json, colour, empty_figure, merged

_SHORTENED = {"apprentice": "app", "enlightened": "enl"}


def accuracy_by_stage(data: ReportData) -> Figure:
    """Return the share of reviews without a wrong answer, by the stage they started in."""
    if not data.ever:
        return empty_figure(NO_REVIEW_YET)
    return Figure(
        [
            merged(_shares(data.ever, "since the first poll"), {"marker": {"opacity": 0.4}}),
            _shares(data.recent, f"last {RECENT_DAYS} days"),
        ],
        {
            "barmode": "group",
            "hovermode": "closest",
            "margin": {"b": 36},
            "showlegend": False,
            "xaxis": {"type": "category", "tickangle": "auto", "tickfont": {"size": 11}},
            "yaxis": {"ticksuffix": " %", "range": [0, 100]},
        },
    )


def _shares(tallies: Sequence[StageTally], name: str) -> Json:
    by_stage = {tally.stage: tally for tally in tallies if tally.reviews}
    seen = [(stage, by_stage.get(stage)) for stage in map(SrsStage, REVIEWED_STAGES)]
    return {
        "type": "bar",
        "name": name,
        "x": [_short_name(stage) for stage, _ in seen],
        "y": [round(100 * tally.correct / tally.reviews, 2) if tally else None for _, tally in seen],
        "text": [percent(tally.correct, tally.reviews) if tally else "" for _, tally in seen],
        "customdata": [_hover_text(stage, tally, name) for stage, tally in seen],
        "marker": {"color": [colour(stage.group) for stage, _ in seen]},
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover_text(stage: SrsStage, tally: StageTally | None, name: str) -> str:
    where = f"{stage.label.replace('_', ' ')}, {name}"
    if tally is None:
        return f"{where}: no reviews"
    return f"{where}: {percent(tally.correct, tally.reviews, decimals=1)} % of {tally.reviews:,} reviews"


def _short_name(stage: SrsStage) -> str:
    """Return a name that fits below a bar on a phone: `App 1`, `Guru 2`, `Enl`."""
    group, _, number = stage.label.partition("_")
    return f"{_SHORTENED.get(group, group)} {number}".strip().capitalize()
