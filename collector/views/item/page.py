"""The page of one item: one file without a script, which loads nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from collector import __version__
from collector.core.moments import instant
from collector.core.stages import SrsStage, in_words
from collector.views.html_page import NO_SCRIPT_POLICY, own_text, template
from collector.views.item.events import ItemEvent, events
from collector.views.item.figures import NONE, figures
from collector.views.item.history import ItemHistory
from collector.views.item.picture import picture
from collector.views.item.words import (
    lateness,
    local_minute,
    next_in_words,
    not_known_sentence,
    wrong_answers,
)

_WIDE, _NARROW = 1180, 366


class _Row(NamedTuple):
    """A line of the table, in words."""

    instant: str
    day: str
    clock: str
    what: str
    answers: str
    late: str
    wrong: bool


def item_page(history: ItemHistory, *, account: str, report_url: str) -> str:
    """Return the HTML of the page; *report_url* is where the report of *account* is, seen from here."""
    subject = history.subject
    return template("item", "item.html.j2").render(
        policy=NO_SCRIPT_POLICY,
        label=history.label,
        meanings=", ".join(subject.meanings),
        readings=", ".join(subject.readings),
        kind=subject.kind,
        kind_name=in_words(subject.kind),
        level=subject.level,
        fresh=f"as of {local_minute(history.last_poll, history.zone)} ({history.zone.key})",
        account=account,
        report_url=report_url,
        figures=list(figures(history)),
        not_known=not_known_sentence(history),
        # Two, of which the style shows the one that suits the screen: words would shrink with a picture.
        pictures=[
            (name, Markup(picture(history, width)))  # noqa: S704 - ours
            for name, width in (("wide", _WIDE), ("narrow", _NARROW))
        ],
        locked=history.stage is None,
        coming=next_in_words(history),
        rows=list(_rows(history)),
        css=Markup(own_text("report", "page.css") + own_text("item", "item.css")),  # noqa: S704 - ours
        footer=f"wanikani-collector {__version__}",
    )


def _rows(history: ItemHistory) -> Iterator[_Row]:
    """Yield what happened, the newest first."""
    for event in reversed(events(history)):
        review = event.review
        late = None if review is None else review.late_seconds
        day, clock = local_minute(event.at, history.zone).split()
        yield _Row(
            instant=instant(event.at).isoformat(),
            day=day,
            clock=clock,
            what=_what(event),
            answers="" if review is None else wrong_answers(review),
            late=("" if review is None else NONE) if late is None else lateness(late),
            wrong=review is not None and not review.correct,
        )


def _what(event: ItemEvent) -> str:
    if event.kind == "reset":
        return f"reset to level {event.target_level}: locked"
    stages = " → ".join(SrsStage(stage).words for stage in (event.before, event.after) if stage is not None)
    inferred = " (inferred)" if event.review is not None and event.review.inferred else ""
    match event.kind:
        case "started":
            return f"lesson: {stages}"
        case "unlocked" | "burned":
            return event.kind
        case kind:
            return f"{kind}: {stages}{inferred}"
