"""Projections in words, tables and a picture: a projection in, text out. Pure.

`dates` words a day to come, `summary` the figures for a terminal, `files` those for programs, `picture`
draws, `score` says how right earlier projections were.
"""
