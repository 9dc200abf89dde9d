"""What single panels show to a viewer of Grafana 13.2.3 and 9.5.21."""

import pytest

from collector.core.stages import STAGES
from grafana.influxql import ENOUGH
from grafana.marks import VACATION
from tests.grafana.judge.conftest import Look
from tests.grafana.judge.frames import RELEASES
from tests.grafana.judge.judge import Seen
from tests.grafana.judge.test_every_panel import FIRST_DAYS, LIFE, MIXED_UP

HOURS = [f"{hour:02}" for hour in range(24)]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKS = ("When you study", "When you are at your best")


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _panel(look: Look, release: str, title: str, scene: str = LIFE) -> Seen:
    (found,) = (seen for seen in look(release, scene) if seen.title == title)
    return found


@pytest.mark.parametrize("scene", [LIFE, MIXED_UP])
@pytest.mark.parametrize("title", WEEKS)
def test_the_hours_of_the_week_are_a_table_of_24_by_7(
    look: Look, release: str, title: str, scene: str
) -> None:
    seen = _panel(look, release, title, scene)
    assert [head for head in seen.heads if head.isdigit()] == HOURS
    assert [row[0] for row in seen.texts] == WEEKDAYS


@pytest.mark.parametrize("title", WEEKS)
def test_an_hour_is_coloured_by_its_value(look: Look, release: str, title: str) -> None:
    seen = _panel(look, release, title)
    colours = {cell["colour"] for head, cell in seen.cells() if head in HOURS and not cell["empty"]}
    assert len(colours) > 5


@pytest.mark.parametrize("scene", [LIFE, MIXED_UP])
def test_leeches_come_in_the_order_of_rank(look: Look, release: str, scene: str) -> None:
    ranks = [
        int(cell["text"]) for cell in _panel(look, release, "The items that cost most", scene).column("rank")
    ]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) > 10


def test_stages_come_in_their_order(look: Look, release: str) -> None:
    stages = [row[0] for row in _panel(look, release, "Is one interval too long for me?").texts]
    assert [stage.split(" ·")[0] for stage in stages] == [stage.replace("_", " ") for stage in STAGES[1:-1]]


@pytest.mark.parametrize("scene", [LIFE, *FIRST_DAYS])
def test_the_level_one_is_on_stands_first_among_the_attempts(look: Look, release: str, scene: str) -> None:
    attempts = _panel(look, release, "Every level, and every attempt", scene)
    levels = [int(cell["text"]) for cell in attempts.column("level")]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 1


def test_days_per_level_name_every_level_and_the_one_you_are_on(look: Look, release: str) -> None:
    (level,) = _panel(look, release, "Level").shown["values"]
    labels = _panel(look, release, "Days per level").shown["labels"]
    assert labels == [str(number) for number in range(1, int(level["text"]) + 1)]


def test_a_session_of_few_reviews_never_reads_as_all_or_none(look: Look, release: str) -> None:
    sessions = _panel(look, release, "Latest sessions")
    shares = [
        (int(reviews["text"]), share["text"], share["colour"])
        for reviews, share in zip(sessions.column("reviews"), sessions.column("all right"), strict=True)
    ]
    few = [(text, colour) for reviews, text, colour in shares if reviews < ENOUGH]
    many = [(text, colour) for reviews, text, colour in shares if reviews >= ENOUGH]
    assert few
    assert many
    assert not {text for text, _ in few} & {"0%", "100%"}
    (pale,) = {colour for _, colour in few}
    assert all(0 <= int(text.removesuffix("%")) <= 100 and colour != pale for text, colour in many)


def test_kana_vocabulary_is_written_as_words(look: Look, release: str) -> None:
    assert "kana vocabulary" in _panel(look, release, "Accuracy by kind").names
    kinds = _panel(look, release, "Over your whole life with WaniKani").column("kind")
    assert "kana vocabulary" in {cell["text"] for cell in kinds}


def test_the_lines_of_the_worst_leeches_reach_the_end(look: Look, release: str) -> None:
    seen = _panel(look, release, "How bad the worst are")
    scores = [line for line in seen.shown["series"] if line["name"] != VACATION]
    assert len(scores) > 1
    for line in scores:
        newest = max(moment for moment, value, _ in line["points"] if value is not None)
        assert newest > seen.asked["to"] - 86_400_000, line["name"]


@pytest.mark.parametrize("scene", [LIFE, "a beginner's first day"])
def test_every_hour_with_reviews_has_a_share(look: Look, release: str, scene: str) -> None:
    study, best = (_panel(look, release, title, scene) for title in WEEKS)
    assert [[cell["empty"] for cell in row] for row in best.shown.get("rows", ())] == [
        [cell["empty"] for cell in row] for row in study.shown.get("rows", ())
    ]
