"""Decides when things run and reports how well they go; holds no rule of the domain.

Read `runner` first (start, schedule, stop), then `jobs` (one round for one account).
"""
