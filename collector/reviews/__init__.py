"""Rebuilds every review from how an item changed between two polls: pure functions, no clock, no state.

pair         an item as two polls saw it, and what can be found between them
rules        WaniKani's rules of the game: stages, waits
resets       whether an item shows a reset
dating       when the last review was, and whether that is certain
paths        the ways through the stages that fit several reviews
beginning    where reviews are sought from
errors       where the wrong answers can have been
seeking      the reviews from there on
reconstruct  what happened to an item: the one entrance
records      rows of `/reviews`, should there be any again, in place of inference
sessions     reviews that belong together
study        what a local hour and day hold, and how many days in a row
"""
