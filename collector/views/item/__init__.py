"""One item over time: every review, milestone and reset of it, and what is due, in a table and on a page.

`read` reads it in one moment, `events` puts it in order, `stages` and `picture` draw it, `page` has it all.
"""
