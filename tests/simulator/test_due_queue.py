from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collector.simulator.world.due_queue import DueQueue
from tests.simulator.world_moves import NOON

HOURS = st.integers(min_value=0, max_value=30)


@given(st.lists(st.tuples(st.integers(0, 8), st.none() | HOURS, HOURS), max_size=40))
def test_what_is_due_is_what_a_plain_list_would_say(moves: list[tuple[int, int | None, int]]) -> None:
    schedule, plain, now = DueQueue(), dict[int, datetime](), NOON
    for item, due_in, passes in moves:
        schedule.put(item, None if due_in is None else now + timedelta(hours=due_in))
        plain.pop(item, None)
        if due_in is not None:
            plain[item] = now + timedelta(hours=due_in)
        now += timedelta(hours=passes)
        assert schedule.count_due(now) == sum(at <= now for at in plain.values())
        assert schedule.due(now) == sorted((i for i in plain if plain[i] <= now), key=lambda i: (plain[i], i))
        coming = {item: at for at, items in schedule.coming() for item in items}
        assert coming == {item: at for item, at in plain.items() if at > now}
