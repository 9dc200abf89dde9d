"""`make bench`: what the collector costs beside the version before it was made light. No tests.

Every row is a ratio of today's build to that of `builds.BEFORE`, both driven by their commands, in turn, in
one run on one machine; beside it, limits that were measured in the same run. `docs/performance.md` says how.
"""
