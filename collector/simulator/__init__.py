"""A simulated WaniKani with a seeded learner, under WaniKani's documented rules.

Shares no line with the collector: a shared decoder would hide its own bugs. Read `world/` first (the account
and the moves that change it), then `api/` (what a client sees of it).
"""
