"""Coverage: what polls write of it is what the simulated world says, now and at every hour of its past."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from collector.config.values import DEFAULT_ACCOUNT
from collector.core import kanji_members
from collector.core.kanji_lists import NAMES
from collector.core.kanji_members import members
from collector.core.moments import moment, nanoseconds
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage.state_folder import state_file
from tests.harness import DAY, HOUR, NOON, Rig
from tests.lines import of
from tests.reconstruction.moves import Life, begin, live
from tests.scenarios.scene import Scene, rebuild_gives_the_same
from tests.storage.older_versions import as_version

Counts = Mapping[str, tuple[int, int, int]]
ALWAYS_THERE = Habits(session_missed=0, day_off=0, lessons_a_day=20)
SHOWN = ("joyo_1", "jlpt_n1", "frequency_2000", "wanikani_01_10")


@cache
def lists_of(kanji: str) -> list[str]:
    return [name for name, members_of in members().items() if kanji in members_of]


def truth(world: World) -> Counts:
    """Count what is known and being learned of each list, and all of it, from the world's own rows."""
    known, learning = Counter[str](), Counter[str]()
    totals = Counter({name: len(kanji) for name, kanji in members().items()})
    for subject in world.subjects:
        if subject.kind != "kanji" or subject.hidden_at is not None:
            continue
        first = (subject.level - 1) // 10 * 10 + 1
        band = f"wanikani_{first:02d}_{first + 9:02d}"
        totals[band] += 1
        row = world.assignment(subject.id)
        if row is not None and not row.hidden and row.started_at is not None:
            counter = learning if row.passed_at is None else known
            counter.update([band, *lists_of(subject.characters or "")])
    return {name: (known[name], learning[name], totals[name]) for name in NAMES}


def curve(rig: Rig, name: str) -> list[tuple[int, tuple[int, int, int]]]:
    """Return the points of a list: when, and known, learning and total."""
    return [
        (time, (int(fields["known"]), int(fields["learning"]), int(fields["total"])))
        for time, fields in of(rig.database(), "coverage", list=name)
    ]


def newest(rig: Rig) -> Counts:
    return {name: curve(rig, name)[-1][1] for name in NAMES}


def shown_at(rig: Rig, name: str, moments: list[datetime]) -> list[tuple[int, int]]:
    """Return what the curve of a list says at each of *moments*: known and being learned."""
    points = curve(rig, name)
    found = []
    for at in moments:
        before = [numbers for time, numbers in points if time <= nanoseconds(moment(at))]
        found.append(before[-1][:2] if before else (0, 0))
    return found


def lived_hourly(rig: Rig, days: int) -> dict[datetime, Counts]:
    """Let *days* go by and return what was true at every third full hour of them, unpolled."""
    found = {}
    start = (rig.world.now + HOUR).replace(minute=0, second=0, microsecond=0)
    for number in range(8 * days):
        rig.pass_time(start + number * 3 * HOUR - rig.world.now)
        found[rig.world.now] = truth(rig.world)
    return found


def learner(folder: Path) -> Rig:
    made = World(NOON, levels=12, per_level=40)
    return Rig(folder / "state", made, Learner(made, seed=5, habits=ALWAYS_THERE))


def agrees(rig: Rig, past: Mapping[datetime, Counts]) -> None:
    """The curve of every list is the truth at each of these moments."""
    for name in SHOWN:
        assert shown_at(rig, name, list(past)) == [counts[name][:2] for counts in past.values()], name


def test_the_past_before_the_first_poll_is_what_it_was_in_every_hour(tmp_path: Path) -> None:
    rig = learner(tmp_path)
    past = lived_hourly(rig, 60)
    rig.good_poll()
    agrees(rig, past)
    assert newest(rig) == truth(rig.world)
    known = [counts["frequency_2000"][0] for counts in past.values()]
    assert len(set(known)) > 9
    # One point an hour at most, each the last of its hour, and none that says nothing new.
    for name in SHOWN:
        points = curve(rig, name)
        assert len({time // (3600 * 10**9) for time, _ in points}) == len(points)
        assert all(one[1] != other[1] for one, other in pairwise(points))
    rebuild_gives_the_same(rig)


def test_what_a_reset_before_the_first_poll_erased_is_missing_and_nothing_else(tmp_path: Path) -> None:
    rig = learner(tmp_path)
    before = lived_hourly(rig, 40)
    assert rig.world.user.level > 2
    rig.world.request_reset(2)
    rig.world.carry_out_reset()
    after = lived_hourly(rig, 25)
    rig.good_poll()
    agrees(rig, after)
    kept = shown_at(rig, "frequency_2000", list(before))
    assert all(
        shown <= counts["frequency_2000"][0] for (shown, _), counts in zip(kept, before.values(), strict=True)
    )
    assert 0 < kept[-1][0] < list(before.values())[-1]["frequency_2000"][0]


def test_an_older_state_gets_its_whole_past_with_the_resets_that_were_seen(tmp_path: Path) -> None:
    rig = learner(tmp_path)
    past = lived_hourly(rig, 35)
    rig.good_poll()
    rig.world.request_reset(2)
    rig.world.carry_out_reset()
    past |= lived_hourly(rig, 2)
    rig.good_poll()
    past |= lived_hourly(rig, 20)
    rig.good_poll()
    rig.world.request_reset(1)
    rig.world.carry_out_reset()
    past |= lived_hourly(rig, 10)
    as_version(state_file(rig.folder, DEFAULT_ACCOUNT), 8)
    _without_coverage(rig)
    rig.good_poll()
    agrees(rig, past)
    assert newest(rig) == truth(rig.world)


def _without_coverage(rig: Rig) -> None:
    """What was queued before the upgrade knew of no coverage."""
    with rig.app() as app:
        (account,) = app.accounts.values()
        with account.store.transaction() as tx:
            tx.execute("DELETE FROM outbox")


def test_later_polls_write_what_changed_at_their_own_moment(tmp_path: Path) -> None:
    rig = learner(tmp_path)
    rig.pass_time(20 * DAY)
    rig.good_poll()
    polled: dict[datetime, Counts] = {}
    for _ in range(30):
        rig.pass_time(11 * HOUR)
        rig.good_poll()
        polled[rig.world.now] = truth(rig.world)
    agrees(rig, polled)
    polls = {time for time, _ in of(rig.database(), "queue")}
    points = curve(rig, "frequency_2000")
    late = [time for time, _ in points if time > min(polls)]
    assert set(late) <= polls
    assert len(late) > 3
    rebuild_gives_the_same(rig)


def test_a_poll_that_brings_nothing_new_writes_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "state")
    scene.item(stage=2, due_in=DAY)
    scene.next_poll()
    before = of(scene.database(), "coverage")
    scene.poll_hourly(5)
    assert of(scene.database(), "coverage") == before
    assert len(before) >= len(NAMES)


def test_a_kanji_that_is_hidden_or_moved_is_counted_as_it_is_now(tmp_path: Path) -> None:
    rig = learner(tmp_path)
    rig.pass_time(30 * DAY)
    rig.good_poll()
    started = [row for row in rig.world.assignments if row.subject_type == "kanji" and row.passed_at]
    rig.world.hide(started[0].subject_id)
    rig.world.hide_subject(started[1].subject_id)
    rig.world.move_subject(started[2].subject_id, 12)
    # Subjects are asked for once a day.
    rig.pass_time(2 * DAY)
    rig.good_poll()
    assert newest(rig) == truth(rig.world)


def test_what_is_hidden_at_the_first_poll_is_in_no_hour_of_the_past(tmp_path: Path) -> None:
    shown, hidden = learner(tmp_path / "shown"), learner(tmp_path / "hidden")
    for rig in (shown, hidden):
        rig.pass_time(30 * DAY)
    first = min(
        (r for r in hidden.world.assignments if r.subject_type == "kanji" and r.passed_at), key=lambda r: r.id
    )
    hidden.world.hide(first.subject_id)
    for rig in (shown, hidden):
        rig.good_poll()
    assert newest(hidden) == truth(hidden.world)
    began = curve(shown, "wanikani_01_10"), curve(hidden, "wanikani_01_10")
    assert began[1][-1][1][0] == began[0][-1][1][0] - 1


@pytest.mark.parametrize("seed", range(8))
def test_after_every_poll_of_a_random_life_the_newest_numbers_are_the_truth(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    world = World(NOON, seed=seed + 1, levels=4, per_level=12)
    life = Life(Rig(tmp_path / "state", world, requests_a_minute=10**6), random)
    begin(life)
    life.rig.good_poll()
    for _ in range(4):
        live(life, timedelta(hours=random.choice((1, 5, 30))))
        # Half of a reset may be seen, and subjects are asked for once a day.
        life.rig.pass_time(26 * HOUR)
        life.rig.good_poll()
        assert newest(life.rig) == truth(world)
    rebuild_gives_the_same(life.rig)


@pytest.fixture
def other_n5(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Put a list of N5 in place of the one that is shipped."""
    data = tmp_path / "data"
    data.mkdir()

    def forget() -> None:
        kanji_members.members.cache_clear()
        kanji_members.version.cache_clear()

    def put(kanji: str) -> None:
        for file in kanji_members._FILES:
            lines = (kanji_members._DATA / file).read_text("utf-8").splitlines()
            put_in = [f"jlpt_n5 {kanji}" if line.startswith("jlpt_n5 ") else line for line in lines]
            (data / file).write_text("\n".join(put_in), "utf-8")
        monkeypatch.setattr(kanji_members, "_DATA", data)
        forget()

    yield put
    monkeypatch.undo()
    forget()


def test_lists_that_have_other_kanji_are_counted_by_the_next_poll(
    tmp_path: Path, other_n5: Callable[[str], None]
) -> None:
    rig = learner(tmp_path)
    rig.pass_time(30 * DAY)
    rig.good_poll()
    before = newest(rig)
    passed = [
        row.subject_id for row in rig.world.assignments if row.subject_type == "kanji" and row.passed_at
    ]
    other_n5(rig.world.subjects[passed[0]].characters or "")
    rig.clock.set(rig.clock.now() + timedelta(seconds=5))
    assert rig.good_poll().changed_rows == 0
    assert newest(rig) == {**before, "jlpt_n5": (1, 0, 1)}
