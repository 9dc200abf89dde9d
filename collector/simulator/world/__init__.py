"""One account of the simulated WaniKani, under WaniKani's documented rules, and every move that changes it.

Rule: no HTTP, no JSON, no clock of its own; imports no other room. Read `world` first (all moves in one
place), then `state` (what they change), `account_rows` and `game_rules`.

>>> from datetime import UTC, datetime
>>> from collector.simulator.world.world import World
>>> world = World(datetime(2026, 1, 1, tzinfo=UTC), levels=2, per_level=12)
>>> world.start(world.lessons()[0])
>>> [row.stage for row in world.assignments if row.started_at], world.apprentices()
([1], 1)
"""
