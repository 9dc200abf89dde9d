"""Decides when things run, and reports how well they go; has no rule of the domain.

Read `runner` first (start, schedule, stop), then `jobs` (what the scheduler runs), `poll_job` and
`delivery_job`. `health` is the verdict that `/readyz` and the health check give; `web/` serves it.
"""
