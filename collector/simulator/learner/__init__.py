"""Seeded learners who study in a world.

Rule: moves the world only through `World`, and decides by its own random numbers alone. Read `learner` first,
then `sample_accounts` (ready-made ones).
"""
