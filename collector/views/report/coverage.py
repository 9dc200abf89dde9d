"""The part of the page about lists of kanji: how many of each are known now, and how many are not taught."""

from dataclasses import dataclass

from collector.core.facts import Coverage
from collector.core.kanji_lists import GROUPS, ListGroup
from collector.core.percent import percent
from collector.views.report.data import ReportData


@dataclass(frozen=True, slots=True)
class ListNow:
    """A list as it is now; *known_share* and *learning_share* are widths in per cent."""

    label: str
    coverage: Coverage
    untaught: int

    @property
    def known_percent(self) -> str:
        """The known share in words."""
        return f"{percent(self.coverage.known, self.coverage.total)} %" if self.coverage.total else "–"

    @property
    def known_share(self) -> float:
        """The width of the known part."""
        return _share(self.coverage.known, self.coverage.total)

    @property
    def learning_share(self) -> float:
        """The width of the part that is being learned."""
        return _share(self.coverage.learning, self.coverage.total)


@dataclass(frozen=True, slots=True)
class GroupNow:
    """Lists that are shown together."""

    name: str
    title: str
    lists: list[ListNow]


def groups_now(data: ReportData) -> list[GroupNow]:
    """Return the groups with the lists that were counted, none before the first poll."""
    newest = {one.list_name: one for one in data.coverage}
    found = [GroupNow(group.name, group.title, _lists(data, group, newest)) for group in GROUPS]
    return [group for group in found if group.lists]


def _lists(data: ReportData, group: ListGroup, newest: dict[str, Coverage]) -> list[ListNow]:
    return [
        ListNow(label, newest[name], max(0, newest[name].total - data.taught.get(name, 0)))
        for name, label in group.labels.items()
        if name in newest
    ]


def _share(part: int, total: int) -> float:
    return round(100 * part / total, 1) if total else 0.0
