"""Computes facts from the mirror and from reviews. Pure: no clock, no log, no I/O; `now` is an argument.

Read `counts` first; each module computes one kind of fact of `core.facts`.
"""
