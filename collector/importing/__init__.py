"""The past, brought into the state: kept as facts and queued as points, up to the first live poll.

Importing the same again changes nothing: a count is known by its moment, a review by assignment and moment.
"""
