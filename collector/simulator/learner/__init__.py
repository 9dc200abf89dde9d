"""Seeded learners who study in a world.

Rule: moves the world only through `World`, and decides by its own random numbers alone. Read `learner` first,
then `sample_accounts` (ready-made ones).

>>> from datetime import UTC, datetime, timedelta
>>> from collector.simulator.learner.learner import Learner
>>> from collector.simulator.world.world import World
>>> start = datetime(2026, 1, 1, 5, tzinfo=UTC)
>>> learner = Learner(World(start, levels=2, per_level=12), seed=1)
>>> learner.live_until(start + timedelta(days=3))
>>> len(learner.world.reviews) > 0
True
"""
