"""Decides what a poll is to be remembered by: pure functions from the mirror to facts.

WaniKani can be asked again for the present, never for the past. A fact is what cannot be asked for
again; the ledger keeps it for ever, and every point is made of facts alone (`points.from_facts`).

How single reviews are found has a place of its own, `reviews/`, beside this one.
"""
