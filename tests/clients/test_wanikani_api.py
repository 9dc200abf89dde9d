"""`wanikani-api` from PyPI, which none of us wrote, reads the simulated WaniKani and finds the truth."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from wanikani_api import constants
from wanikani_api.client import Client
from wanikani_api.exceptions import InvalidWanikaniApiKeyException

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.server import serve
from collector.simulator.world.account_rows import Assignment, Statistic
from collector.simulator.world.world import World

BEGINS = datetime(2024, 1, 1, 8, tzinfo=UTC)
TOKEN = "somebody-elses-token"
PER_PAGE = 20
# The client knows no kana vocabulary, which came after its last release, and breaks on a page with one.
KINDS = ["radical", "kanji", "vocabulary"]


@pytest.fixture(scope="module")
def world() -> World:
    """Two months of a learner who went back a level on the way."""
    world = World(BEGINS, seed=5, levels=5, per_level=40)
    learner = Learner(world, seed=5, habits=Habits(lessons_a_day=15))
    learner.live_until(BEGINS + timedelta(days=40))
    world.request_reset(max(1, world.user.level - 1))
    world.carry_out_reset()
    learner.live_until(BEGINS + timedelta(days=60))
    for subject_id in (3, 20, 40):
        world.add_study_material(subject_id, f"note {subject_id}", None, [f"synonym {subject_id}", "another"])
    world.add_subject("vocabulary", level=1)
    world.advance(world.now + timedelta(days=1))
    assert world.lessons()
    assert world.due()
    return world


@pytest.fixture(scope="module")
def api(world: World) -> SimulatedWaniKani:
    return SimulatedWaniKani(
        world, token=TOKEN, per_page=PER_PAGE, requests_a_minute=10**6, with_reviews=True
    )


@pytest.fixture(scope="module")
def url(api: SimulatedWaniKani) -> Iterator[str]:
    with serve(api) as server:
        yield server.url


@pytest.fixture
def client(url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(constants, "ROOT_WK_API_URL", url)
    return Client(TOKEN)


def same_assignment(theirs: Any, true: Assignment) -> None:
    assert (theirs.id, theirs.subject_id, theirs.subject_type) == (
        true.id,
        true.subject_id,
        true.subject_type,
    )
    assert (theirs.srs_stage, theirs.hidden) == (true.stage, true.hidden)
    assert (theirs.unlocked_at, theirs.started_at) == (true.unlocked_at, true.started_at)
    assert (theirs.passed_at, theirs.burned_at) == (true.passed_at, true.burned_at)
    assert (theirs.available_at, theirs.data_updated_at) == (true.available_at, true.changed_at)


def same_statistic(theirs: Any, true: Statistic) -> None:
    for name, facet in [("meaning", true.meaning), ("reading", true.reading)]:
        for count in ("correct", "incorrect", "max_streak", "current_streak"):
            assert getattr(theirs, f"{name}_{count}") == getattr(facet, count)
    assert (theirs.id, theirs.subject_id, theirs.percentage_correct) == (
        true.id,
        true.subject_id,
        true.percentage_correct,
    )


def test_the_user(world: World, client: Any) -> None:
    user = client.user_information()
    assert (user.username, user.level) == (world.user.username, world.user.level)
    assert (user.started_at, user.current_vacation_started_at) == (BEGINS, None)
    assert (user.subscription.active, user.subscription.max_level_granted) == (True, 60)
    assert user.preferences.lessons_batch_size == world.user.preferences.lessons_batch_size
    assert user.preferences.default_voice_actor_id == 1


def test_a_wrong_token(client: Any, url: str) -> None:
    assert client.user_information().username
    with pytest.raises(InvalidWanikaniApiKeyException):
        Client("wrong").user_information()


def test_all_subjects_page_by_page(world: World, client: Any) -> None:
    for kind in KINDS:
        subjects = client.subjects(types=[kind], fetch_all=True)
        true = [subject for subject in world.subjects if subject.kind == kind]
        assert [subject.id for subject in subjects] == [subject.id for subject in true]
        assert len(subjects.pages) == -(-len(true) // PER_PAGE)
        for theirs, ours in zip(subjects, true, strict=True):
            assert (theirs.characters, theirs.slug, theirs.level) == (ours.characters, ours.slug, ours.level)
            primary = [meaning.meaning for meaning in theirs.meanings if meaning.primary]
            assert primary == [ours.meaning.title()]


def test_the_subjects_that_one_asks_for(world: World, client: Any) -> None:
    slug = next(subject.slug for subject in world.subjects if subject.kind == "kanji")
    assert {subject.level for subject in client.subjects(types=["kanji"], levels=[2, 3])} == {2, 3}
    assert [subject.slug for subject in client.subjects(types=["kanji"], slugs=[slug])] == [slug]
    assert [subject.id for subject in client.subjects(ids=[1, 2, 3])] == [1, 2, 3]
    assert len(client.subjects(hidden=True)) == 0


def test_a_subject_of_each_kind(world: World, client: Any) -> None:
    for kind in KINDS:
        ours = next(subject for subject in world.subjects if subject.kind == kind)
        theirs = client.subject(ours.id)
        assert (theirs.resource, theirs.id, theirs.lesson_position) == (kind, ours.id, ours.lesson_position)
        if kind == "vocabulary":
            assert theirs.component_subject_ids == list(ours.components)
            assert [reading.reading for reading in theirs.readings] == [ours.reading]
            assert {audio.metadata.voice_actor_id for audio in theirs.pronunciation_audios} == {1, 2}


def test_all_assignments_page_by_page(world: World, client: Any) -> None:
    assignments = client.assignments(fetch_all=True)
    assert len(assignments) == len(world.assignments) > 2 * PER_PAGE
    for theirs, true in zip(assignments, world.assignments, strict=True):
        same_assignment(theirs, true)
    assert client.assignments().current_page.total_count == len(world.assignments)


def test_an_assignment_and_its_subject(world: World, client: Any) -> None:
    true = next(row for row in world.assignments if row.subject_type == "vocabulary")
    theirs = client.assignment(true.id)
    same_assignment(theirs, true)
    assert theirs.subject.characters == world.subjects[true.subject_id].characters


MIDDLE = BEGINS + timedelta(days=50)
ASKED: list[tuple[dict[str, Any], Callable[[Assignment], bool]]] = [
    ({"srs_stages": [1, 2]}, lambda row: row.stage in {1, 2}),
    ({"subject_types": ["kanji", "radical"]}, lambda row: row.subject_type in {"kanji", "radical"}),
    ({"unlocked": False}, lambda row: row.unlocked_at is None),
    ({"started": True, "passed": False}, lambda row: row.started_at is not None and row.passed_at is None),
    ({"burned": True}, lambda row: row.burned_at is not None),
    ({"resurrected": True}, lambda row: row.resurrected_at is not None),
    ({"hidden": False}, lambda row: not row.hidden),
    ({"updated_after": MIDDLE}, lambda row: row.changed_at > MIDDLE),
    ({"available_before": MIDDLE}, lambda row: row.available_at is not None and row.available_at <= MIDDLE),
    (
        {"available_after": MIDDLE.replace(tzinfo=None)},
        lambda row: row.available_at is not None and row.available_at >= MIDDLE,
    ),
]


@pytest.mark.parametrize(("params", "wanted"), ASKED)
def test_the_assignments_that_one_asks_for(
    world: World, client: Any, params: dict[str, Any], wanted: Callable[[Assignment], bool]
) -> None:
    found = [row.id for row in client.assignments(**params, fetch_all=True)]
    assert found == [row.id for row in world.assignments if wanted(row)]


def test_review_statistics(world: World, client: Any) -> None:
    statistics = client.review_statistics(fetch_all=True)
    for theirs, true in zip(statistics, world.statistics, strict=True):
        same_statistic(theirs, true)
    weak = client.review_statistics(percentages_less_than=90, percentages_greater_than=50, fetch_all=True)
    assert [row.id for row in weak] == [
        row.id for row in world.statistics if 50 < row.percentage_correct < 90
    ]
    assert len(weak) > 0
    same_statistic(client.review_statistic(7), world.statistics[7])


def test_level_progressions(world: World, client: Any) -> None:
    for theirs, true in zip(client.level_progressions(), world.progressions, strict=True):
        assert (theirs.id, theirs.level, theirs.unlocked_at) == (true.id, true.level, true.unlocked_at)
        assert (theirs.started_at, theirs.passed_at) == (true.started_at, true.passed_at)
        assert client.level_progression(theirs.id).level == true.level


def test_resets(world: World, client: Any) -> None:
    (theirs,) = client.resets()
    (true,) = world.resets
    assert (theirs.id, theirs.original_level, theirs.target_level) == (
        true.id,
        true.original_level,
        true.target_level,
    )
    assert (theirs.created_at, theirs.confirmed_at) == (true.created_at, true.confirmed_at)


def test_the_clients_reset_by_id_asks_for_a_review_which_is_a_mistake_of_the_clients(client: Any) -> None:
    assert client.reset(1).resource == "review"


def test_study_materials_and_their_subjects(world: World, client: Any) -> None:
    for theirs, true in zip(client.study_materials(), world.study_materials, strict=True):
        assert (theirs.meaning_note, theirs.reading_note) == (true.meaning_note, None)
        assert theirs.meaning_synonyms == list(true.meaning_synonyms)
        assert theirs.subject.slug == world.subjects[true.subject_id].slug
    assert [row.id for row in client.study_materials(subject_ids=[20])] == [2]
    assert client.study_material(3).subject_id == 40


def test_the_summary(world: World, client: Any) -> None:
    summary = client.summary()
    assert summary.lessons.subject_ids == world.lessons()
    assert len(summary.reviews) == 25
    assert summary.reviews[0].subject_ids == world.due()
    assert [row.available_at for row in summary.reviews][1] - summary.reviews[0].available_at == timedelta(
        hours=1
    )


def test_the_summary_of_an_account_with_nothing_to_do(
    world: World, api: SimulatedWaniKani, client: Any
) -> None:
    world.begin_vacation()
    try:
        summary = client.summary()
        assert (summary.lessons.subject_ids, summary.next_reviews_at) == ([], None)
        assert client.user_information().current_vacation_started_at == world.user.vacation_since
    finally:
        world.end_vacation()


def test_reviews_when_they_are_told(world: World, client: Any) -> None:
    reviews = client.reviews(fetch_all=True)
    for theirs, true in zip(reviews, world.reviews, strict=True):
        assert (theirs.id, theirs.created_at, theirs.subject_id) == (true.id, true.moment, true.subject_id)
        assert (theirs.starting_srs_stage, theirs.ending_srs_stage) == (
            true.starting_stage,
            true.ending_stage,
        )
        assert (theirs.incorrect_meaning_answers, theirs.incorrect_reading_answers) == (
            true.meaning_wrong,
            true.reading_wrong,
        )
    one = world.reviews[30]
    of_the_item = client.reviews(subject_ids=[one.subject_id])
    assert one.id in [review.id for review in of_the_item]
    assert {review.subject_id for review in of_the_item} == {one.subject_id}
    assert client.review(31).assignment_id == one.assignment_id


def test_reviews_as_they_are_today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(SimulatedWaniKani(world, token=TOKEN)) as server:
        monkeypatch.setattr(constants, "ROOT_WK_API_URL", server.url)
        assert len(Client(TOKEN).reviews(fetch_all=True)) == 0


def test_what_has_not_changed_comes_from_the_clients_own_cache(
    world: World, api: SimulatedWaniKani, client: Any
) -> None:
    def statuses(ask: Callable[[], object]) -> list[int]:
        before = len(api.requests)
        ask()
        return [status for _, _, status in api.requests[before:]]

    def ask() -> list[int]:
        return [subject.id for subject in client.subjects(types=["kanji"], fetch_all=True)]

    first = ask()
    assert set(statuses(ask)) == {304}
    assert ask() == first
    world.touch(first[-1:])
    assert set(statuses(ask)) == {200}
