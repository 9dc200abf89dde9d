from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from collector.influxdb.batch import RejectedLine, SendResult, send_rows
from collector.influxdb.outcome import (
    Accepted,
    ActionRequired,
    BadLine,
    RetryLater,
    TooLarge,
    TooOld,
    WriteOutcome,
)

DOWN = RetryLater("down")
LOCKED = ActionRequired("INFLUXDB_TOKEN")


@dataclass
class PretendServer:
    """An InfluxDB as unkind as it may be; a line is “key value”, a later one of a key replaces it."""

    bad: frozenset[str] = frozenset()
    giant: frozenset[str] = frozenset()
    largest: int = 1000
    partial: bool = False  # whether the good lines of a refused batch are stored
    failures: dict[int, ActionRequired | RetryLater] = field(default_factory=dict)  # by number of the call
    stored_although_failed: bool = False  # whether what fails was stored all the same: the answer got lost
    calls: int = 0
    stored: dict[str, str] = field(default_factory=dict)

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        self.calls += 1
        outcome_of_failure = self.failures.get(self.calls)
        if outcome_of_failure is not None:
            if self.stored_although_failed:
                self.store(lines)
            return outcome_of_failure
        if len(lines) > self.largest or self.giant.intersection(lines):
            return TooLarge("413")
        refused = self.bad.intersection(lines)
        if not refused or self.partial:
            self.store(lines)
        return BadLine(f"unable to parse {min(refused)}") if refused else Accepted()

    def store(self, lines: Sequence[str]) -> None:
        for line in lines:
            if line not in self.bad:
                key, _, value = line.partition(" ")
                self.stored[key] = value


def rows_of(*lines: str) -> list[tuple[int, str]]:
    return list(enumerate(lines, start=1))


def test_good_lines_go_in_one_request() -> None:
    world = PretendServer()
    assert send_rows(world.write, rows_of("a 1", "b 2")) == SendResult(accepted=(1, 2))
    assert world.calls == 1


def test_nothing_to_send_asks_nothing() -> None:
    world = PretendServer()
    assert send_rows(world.write, []) == SendResult()
    assert world.calls == 0


def test_one_bad_line_is_refused_with_its_reason_and_blocks_no_other() -> None:
    world = PretendServer(bad=frozenset({"c 3"}))
    sent = send_rows(world.write, rows_of("a 1", "b 2", "c 3", "d 4", "e 5"))
    assert sent == SendResult((1, 2, 4, 5), (RejectedLine(3, "c 3", "unable to parse c 3"),))
    assert world.stored == {"a": "1", "b": "2", "d": "4", "e": "5"}


def test_what_is_too_large_is_sent_in_pieces() -> None:
    world = PretendServer(largest=2)
    assert send_rows(world.write, rows_of("a 1", "b 2", "c 3", "d 4", "e 5")).accepted == (1, 2, 3, 4, 5)


def test_a_line_too_large_alone_is_refused() -> None:
    sent = send_rows(PretendServer(giant=frozenset({"b 2"})).write, rows_of("a 1", "b 2"))
    assert sent == SendResult((1,), (RejectedLine(2, "b 2", "413"),))


def test_a_server_that_fails_midway_keeps_the_rest_with_the_sender() -> None:
    world = PretendServer(largest=1, failures={3: DOWN})
    assert send_rows(world.write, rows_of("a 1", "b 2", "c 3")) == SendResult((1,), (), DOWN)


def test_an_answer_that_the_owner_must_fix_stops_at_once() -> None:
    assert send_rows(PretendServer(failures={1: LOCKED}).write, rows_of("a 1", "b 2")) == SendResult(
        (), (), LOCKED
    )


@dataclass
class ForgetfulServer:
    """An InfluxDB that keeps nothing from before a time; a line is “key time”."""

    keeps_from: int
    bad: frozenset[str] = frozenset()
    # 1.6.7: with a point of a short shard group in the batch, those before it are "too old" as well.
    overlapping: int | None = None
    fails_at: int = 0
    calls: int = 0
    stored: set[str] = field(default_factory=set)

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        self.calls += 1
        if self.calls == self.fails_at:
            return DOWN
        times = {line: int(line.split()[1]) for line in lines}
        edge = self.keeps_from
        if self.overlapping is not None and any(time >= self.overlapping for time in times.values()):
            edge = self.overlapping
        self.stored |= {line for line, time in times.items() if time >= edge} - self.bad
        too_old = sum(time < edge for time in times.values())
        if too_old:  # it hides what else is wrong
            return TooOld(too_old)
        return BadLine("bad") if self.bad.intersection(lines) else Accepted()


def test_lines_that_are_too_old_are_separated_in_three_requests() -> None:
    server = ForgetfulServer(keeps_from=3000)
    rows = rows_of(*(f"a {number * 7919 % 5000}" for number in range(5000)))
    sent = send_rows(server.write, rows)
    assert server.calls == 3
    assert {int(line.split()[1]) for _, line in sent.too_old} == set(range(3000))
    assert len(sent.accepted) == 2000
    assert (sent.rejected, sent.stopped) == ((), None)


def test_a_batch_of_nothing_but_old_lines_takes_one_request() -> None:
    server = ForgetfulServer(keeps_from=10)
    assert send_rows(server.write, rows_of("a 1", "b 2")).too_old == ((1, "a 1"), (2, "b 2"))
    assert server.calls == 1


def test_a_bad_line_beside_old_ones_is_found_too() -> None:
    server = ForgetfulServer(keeps_from=10, bad=frozenset({"b 12", "c 3"}))
    sent = send_rows(server.write, rows_of("a 1", "b 12", "c 3", "d 14"))
    assert [each.line for each in sent.rejected] == ["b 12"]
    assert sent.too_old == ((1, "a 1"), (3, "c 3"))
    assert server.stored == {"d 14"}


def test_a_server_that_fails_after_old_lines_leaves_no_gap_behind_what_still_waits() -> None:
    server = ForgetfulServer(keeps_from=10, fails_at=3)
    rows = rows_of("a 11", "b 1", "c 12", "d 2")
    assert send_rows(server.write, rows) == SendResult(stopped=DOWN)
    assert send_rows(server.write, rows) == SendResult(accepted=(1, 3), too_old=((2, "b 1"), (4, "d 2")))


def test_what_is_called_too_old_only_beside_newer_lines_is_stored() -> None:
    server = ForgetfulServer(keeps_from=0, overlapping=100)
    sent = send_rows(server.write, rows_of("a 1", "b 120", "c 3"))
    assert sent.too_old == ()
    assert server.stored == {"a 1", "b 120", "c 3"}


LINES = st.lists(st.builds("{} {}".format, st.sampled_from("abc"), st.integers(0, 9)), max_size=24)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[PretendServer, list[tuple[int, str]]]:
    lines = draw(LINES)
    some = st.frozensets(st.sampled_from(lines)) if lines else st.just(frozenset[str]())
    troubles: st.SearchStrategy[ActionRequired | RetryLater] = st.sampled_from([DOWN, LOCKED])
    failures = st.dictionaries(st.integers(1, 40), troubles, max_size=6)
    world = PretendServer(
        bad=draw(some),
        giant=draw(some) if draw(st.booleans()) else frozenset(),
        largest=draw(st.integers(1, 30)),
        partial=draw(st.booleans()),
        failures=draw(failures),
        stored_although_failed=draw(st.booleans()),
    )
    return world, rows_of(*lines)


@given(worlds())
def test_every_row_is_accounted_for_and_only_bad_ones_are_refused(
    given_world: tuple[PretendServer, list[tuple[int, str]]],
) -> None:
    world, rows = given_world
    unwanted = world.bad | world.giant
    waiting, rounds = list(rows), 0
    while waiting:
        sent = send_rows(world.write, waiting)
        accepted, refused = set(sent.accepted), {each.id for each in sent.rejected}
        assert not accepted & refused
        assert len(sent.accepted) + len(sent.rejected) == len(accepted | refused)
        assert accepted | refused <= {row_id for row_id, _ in waiting}
        assert {each.line for each in sent.rejected} <= unwanted
        assert all(dict(rows)[each.id] == each.line for each in sent.rejected)
        assert not unwanted & {line for row_id, line in waiting if row_id in accepted}
        waiting = [row for row in waiting if row[0] not in accepted | refused]
        assert (sent.stopped is None) == (not waiting)
        rounds += 1
        assert rounds <= 1 + len(world.failures)
    expected = PretendServer()
    expected.store([line for _, line in rows if line not in unwanted])
    assert world.stored.keys() >= expected.stored.keys()
    if not (world.giant and world.stored_although_failed):  # a refused giant may have got in by a lost answer
        assert world.stored == expected.stored
