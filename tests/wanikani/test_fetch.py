"""What a pass asks, in which order, and what its cursors promise."""

import pickle
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.cursor import Cursor, Endpoint, Validators
from collector.core.errors import MalformedResponse, TokenRejected, WaniKaniUnavailable
from collector.core.moments import DAY, SECOND, Moment, instant, moment
from collector.simulator.http.json_text import Json
from collector.simulator.learner.sample_accounts import level_60_account
from collector.wanikani import fetch, fetcher
from collector.wanikani.client import ApiResponse
from collector.wanikani.decoder import CollectionPage
from tests.wanikani.requests_made import NOON, ClientScene, PassReader, reader
from tests.wanikani.test_nothing_missed import STUDIED

HOUR = timedelta(hours=1)
DAY_AND_MORE = timedelta(hours=25)
ORDER = [
    "user", "resets", "review_statistics", "assignments", "level_progressions", "summary", "reviews",
    "subjects", "spaced_repetition_systems",
]  # fmt: skip


def asked(scene: ClientScene, since: int = 0) -> list[str]:
    return [path.removeprefix("/v2/") for _, path, _ in scene.api.requests[since:]]


def next_pass(scene: ClientScene, known: PassReader, after: timedelta = HOUR) -> list[tuple[str, int]]:
    """Let time go by, read a pass, and return endpoints and statuses of its requests."""
    scene.pass_time(after)
    before = len(scene.api.requests)
    known.read()
    requests = scene.api.requests[before:]
    return [(urlsplit(path).path.removeprefix("/v2/"), status) for _, path, status in requests]


def test_a_first_pass_asks_everything_statistics_before_assignments_and_without_a_filter(
    scene: ClientScene,
) -> None:
    reader(scene).read()
    assert asked(scene) == ORDER


def test_the_resets_are_read_before_the_items_they_explain() -> None:
    assert [str(endpoint) for endpoint in Endpoint] == ORDER
    assert ORDER.index("resets") < ORDER.index("review_statistics") < ORDER.index("assignments")


def test_a_later_pass_asks_for_what_changed_since_a_minute_before_the_newest_change(
    scene: ClientScene,
) -> None:
    known = reader(scene)
    scene.world.start(scene.world.lessons()[0])
    known.read()
    seen = known.cursors[Endpoint.ASSIGNMENTS].seen_until
    assert seen is not None
    scene.pass_time(HOUR)
    known.read()
    path = next(path for path in reversed(asked(scene)) if path.startswith("assignments"))
    (since,) = parse_qs(urlsplit(path).query)["updated_after"]
    assert since == instant(Moment(seen - 60 * SECOND)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_a_quiet_pass_is_answered_by_304_but_for_the_hours_own_summary(scene: ClientScene) -> None:
    known = reader(scene)
    scene.pass_time(timedelta(seconds=2))  # a change in the very second of a pass is read twice
    known.read()
    next_pass(scene, known)
    quiet = next_pass(scene, known)
    assert [name for name, _ in quiet] == ORDER[:7]
    assert [name for name, status in quiet if status != 304] == ["summary"]


def test_an_unchanged_collection_differs_from_an_empty_one(scene: ClientScene) -> None:
    known = reader(scene)
    first = known.read()
    for nothing_there in (first.resets, first.reviews):
        assert nothing_there is not None
        assert list(nothing_there) == []
    scene.pass_time(timedelta(minutes=1))
    again = known.read()
    assert again.resets is None
    assert again.reviews is None
    assert again.user is None


def test_reviews_that_are_taken_away_for_good_do_not_stop_everything_else(scene: ClientScene) -> None:
    scene.api.fail("/v2/reviews", 404)
    read = reader(scene).read()
    assert read.reviews is None
    assert read.assignments is not None
    assert read.subjects


def test_subjects_are_asked_daily_although_polls_come_with_jitter(scene: ClientScene) -> None:
    known = reader(scene)
    known.read()
    names = [name for _ in range(22) for name, _ in next_pass(scene, known)]
    assert "subjects" not in names
    assert "subjects" in [name for name, _ in next_pass(scene, known, HOUR + timedelta(minutes=1))]
    assert "subjects" not in [name for name, _ in next_pass(scene, known)]


def test_an_item_whose_subject_is_not_known_does_not_wait_a_day_for_it(scene: ClientScene) -> None:
    known = reader(scene)
    known.read()
    scene.pass_time(HOUR)
    subject = scene.world.add_subject(kind="kana_vocabulary")
    assert ("subjects", 200) in next_pass(scene, known)
    assert subject in known.rows["subjects"]
    assert "subjects" not in [name for name, _ in next_pass(scene, known)]


def test_a_clock_that_was_set_back_asks_for_the_subjects_rather_than_never() -> None:
    ahead = Cursor(Endpoint.SUBJECTS, Moment(moment(NOON) + 10 * DAY))
    assert fetch._daily_due({Endpoint.SUBJECTS: ahead}, Endpoint.SUBJECTS, moment(NOON))


def test_a_pass_of_several_pages_keeps_no_etag_and_one_page_keeps_its_own() -> None:
    scene = ClientScene(per_page=20)
    known = reader(scene)
    with closing(scene.http):
        known.read()
    assert known.cursors[Endpoint.SUBJECTS].validators is None
    assert known.cursors[Endpoint.RESETS].validators is not None


def test_a_pass_that_fails_at_its_last_request_leaves_everything_to_be_read_again(scene: ClientScene) -> None:
    known = reader(scene)
    scene.api.fail("spaced_repetition_systems", 404)
    with pytest.raises(WaniKaniUnavailable):
        known.read()
    assert (known.cursors, known.rows) == ({}, {})
    scene.pass_time(HOUR)
    before = len(scene.api.requests)
    known.read()
    assert asked(scene, before) == ORDER


def test_a_rejected_token_ends_the_pass_at_its_first_request(scene: ClientScene) -> None:
    scene.api.fail("user", 401)
    with pytest.raises(TokenRejected):
        reader(scene).read()
    assert asked(scene) == ["user"]


def test_a_pass_in_the_very_second_of_the_last_waits_for_the_next_and_asks_again(scene: ClientScene) -> None:
    known = reader(scene)
    first, second = known.read(), known.read()
    assert second.at - first.at == SECOND
    assert scene.clock.waited == timedelta(seconds=1)


def test_a_user_who_changed_is_not_lost_while_waiting_for_the_next_second(scene: ClientScene) -> None:
    known = reader(scene)
    known.read()
    scene.world.rename("another-name")
    changed = known.read().user
    assert changed is not None
    assert changed.username == "another-name"


def test_a_server_clock_set_far_back_causes_no_wait(scene: ClientScene) -> None:
    known = reader(scene)
    known.read()
    known.last = Moment(moment(NOON) + DAY)
    known.read()
    assert scene.clock.waited == timedelta(0)


instants = st.integers(0, 3000 * SECOND).map(lambda part: Moment(moment(NOON) + part))


@given(known=st.none() | instants, newest=st.none() | instants, date=instants)
def test_a_cursor_never_goes_back_and_never_past_the_change_or_the_date_of_page_one(
    known: Moment | None, newest: Moment | None, date: Moment
) -> None:
    before = None if known is None else Cursor(Endpoint.ASSIGNMENTS, known, known)
    headers = {"date": instant(date).strftime("%a, %d %b %Y %H:%M:%S GMT"), "etag": '"1"'}
    at = None if newest is None else instant(newest)
    page: CollectionPage[object] = CollectionPage([], None, 500, 0, at)
    moved = fetcher._cursor_after(Endpoint.ASSIGNMENTS, before, date, ApiResponse("url", b"", headers), page)
    if newest is None:
        assert moved.seen_until == known
    else:
        assert moved.seen_until is not None
        assert moved.seen_until >= (known or 0)
        assert moved.seen_until <= max(known or 0, min(newest, date))
    assert moved.validators == Validators("url", '"1"', None)


def test_a_change_that_no_row_shows_moves_no_cursor(scene: ClientScene) -> None:
    scene.api.fail("resets", 200, body=_empty(newest=scene.world.now))
    known = reader(scene)
    known.read()
    assert known.cursors[Endpoint.RESETS].seen_until is None


@pytest.mark.parametrize("endpoint", ["assignments", "review_statistics", "subjects"])
def test_if_the_newest_known_row_is_missing_everything_is_fetched(endpoint: str) -> None:
    scene = ClientScene(pickle.loads(STUDIED))
    known = reader(scene)
    known.read()
    scene.pass_time(DAY_AND_MORE)
    scene.api.fail(f"{endpoint}?updated_after=", 200, body=_empty())
    scene.world.touch([one.id for one in scene.world.subjects])
    since = len(scene.api.requests)
    changes = known.read()
    assert len(getattr(changes, endpoint)) == len(known.rows[endpoint])
    assert endpoint in asked(scene, since)


@pytest.mark.parametrize("endpoint", ["assignments", "review_statistics", "subjects"])
def test_rows_are_not_believed_to_be_gone(endpoint: str) -> None:
    scene = ClientScene(pickle.loads(STUDIED))
    known = reader(scene)
    known.read()
    scene.pass_time(DAY_AND_MORE)
    scene.api.fail(endpoint, 200, times=2, body=_empty())
    with pytest.raises(MalformedResponse, match=f"/{endpoint} is empty, although it had rows before"):
        known.read()
    scene.pass_time(HOUR)
    known.read()


@pytest.mark.parametrize(
    "endpoint", ["assignments", "review_statistics", "spaced_repetition_systems", "subjects"]
)
def test_an_account_with_a_past_is_not_believed_to_be_empty(endpoint: str) -> None:
    scene = ClientScene(pickle.loads(STUDIED))
    scene.api.fail(endpoint, 200, body=_empty())
    with (
        closing(scene.http),
        pytest.raises(MalformedResponse, match=f"/{endpoint} is empty, which it cannot be"),
    ):
        reader(scene).read()


def _empty(newest: datetime | None = None) -> Json:
    return {
        "object": "collection", "pages": {"per_page": 500, "next_url": None}, "total_count": 0, "data": [],
        "data_updated_at": newest and newest.isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize("per_page", [None, 7])
def test_progress_is_reported_for_every_page(per_page: int | None) -> None:
    scene = ClientScene(per_page=per_page)
    told: list[tuple[str, int, int]] = []
    with closing(scene.http):
        fetch.fetch_changes(
            scene.conversation(), {}, frozenset().issuperset, None, lambda *step: told.append(step)
        )
    pages = -(-len(scene.world.subjects) // (per_page or 1000))
    assert [step for step in told if step[0] == "subjects"] == [
        ("subjects", page + 1, pages) for page in range(pages)
    ]
    assert {name for name, _, _ in told} == set(ORDER)


def test_a_level_60_account_costs_few_requests_at_first_and_hardly_any_later() -> None:
    scene = ClientScene(level_60_account(NOON))
    known = reader(scene)
    with closing(scene.http):
        known.read()
        assert len(scene.api.requests) <= 60
        assert len(known.rows["assignments"]) == len(scene.world.assignments) > 9_000
        scene.world.touch(list(known.rows["subjects"])[:150])
        busy = next_pass(scene, known)
        next_pass(scene, known)
        quiet = next_pass(scene, known)
    assert len(busy) <= 9
    assert [status for _, status in quiet if status != 304] == [200]  # the summary of a new hour
