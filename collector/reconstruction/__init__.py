"""Rebuilds every review from how an item changed between two polls. Pure: no clock, no log, no I/O.

Read `snapshots` first (an item as two polls saw it, and the closed set of outcomes), then `reconstruct`,
the one entrance.

    srs_rules      WaniKani's stages and intervals
    resets         the evidence of a reset
    dating         when the last review was, and if that is certain
    stage_paths    the paths through the stages that fit several reviews
    baseline       the state from which reviews are searched
    wrong_answers  in which reviews the wrong answers can have been
    search         the reviews from the baseline on
    api_reviews    rows of `/reviews`, should there be any again, in place of inference
"""
