"""Year at a glance: the days in a grid of weeks and weekdays, and what happened on each.

`days` and `scale` are pure, `view` says what the page shows, `details` reads what happened on a day.
"""
