"""A pretend WaniKani with a seeded learner, under WaniKani's documented rules.

It imports nothing of the rest of the collector: a shared decoder would hide its own bugs.
"""
