"""Faults: wrong answers and broken connections, scripted by tests or drawn at random.

Rule: knows answers and paths, never the world, and imports no room but `http`. Read `fault_options` first
(the kinds), then `fault_middleware` (random ones) and `scripted_faults` (those of tests).
"""
