"""The edge to InfluxDB: only this package speaks HTTP to it, and it does not know where points come from.

Read `outcome` first (what can become of a write), then `verdict` (the policy), `splitting` (how one bad line
is found) and the writers.
"""
