"""Speaks HTTP to InfluxDB, alone: lines of text in, an `Outcome` out. Knows no fact.

Read `outcome` first (what can become of a write), then `responses` (the policy by status), `batch` (how one
bad line is found) and the writers. `provision/` makes databases, users and tokens.
"""
