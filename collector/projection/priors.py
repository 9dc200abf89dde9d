"""Assumptions for as long as there is little data of the learner. Each number has a weight.

Source: shares of reviews without a wrong answer that learners publish of their own statistics lie between
80 and 95 %, lower from Guru on and lowest at Enlightened; the exact values matter little, since a few
hundred reviews outweigh them.
"""

# The share of reviews with a wrong answer, by the stage they start in (from 1).
ERROR_RATE = (0.12, 0.10, 0.08, 0.08, 0.10, 0.11, 0.12, 0.15)
# How many reviews of a stage these weigh, and how many of a kind within a stage those of the stage weigh.
STAGE_WEIGHT = 40.0
KIND_WEIGHT = 60.0

# How many reviews the usual rate weighs against all answers ever given.
LIFETIME_WEIGHT = 200.0

# Half the wrong answers of a review, rounded up, are the steps an item falls: shares of one, two, three.
FALLS = (0.93, 0.06, 0.01)
FALLS_WEIGHT = 50.0

# Wrong answers in a review that has any.
WRONG_ANSWERS = 1.35

# How unlike items may be: shapes of the gamma distribution of how often an item is answered wrong, compared
# with the average; the smaller, the more unlike. And how much of an item's difference may be left after a
# review. The first of each is used where no answers decide.
SHAPES = (2.0, 4.0, 1.2, 0.7, 0.4)
STAYS_UNLIKE = (0.98, 0.95, 1.0, 0.9)
# Of answers before the first known review neither stage nor order is known: how much one weighs.
BEFORE_WEIGHT = 0.5

# Days without study, three or more in a row, or vacations: one in so many days, as if so many had been seen.
PAUSE_EVERY_DAYS = 150.0
PAUSE_SEEN_DAYS = 120.0
PAUSE_LENGTHS = (3, 4, 5, 6, 7, 8, 10, 12, 14)

# How long a review takes, and how many reviews that weighs.
MILLISECONDS_A_REVIEW = 9_000
MILLISECONDS_WEIGHT = 100
