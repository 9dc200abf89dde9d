"""Faults: wrong answers and broken connections, scripted by tests or drawn at random.

Rule: knows answers and paths, never the world, and imports no room but `http`. Read `fault_options` first
(the kinds), then `fault_middleware` (random ones) and `scripted_faults` (those of tests).

>>> from collector.simulator.faults.fault_options import FaultSampler, parse_fault_rules
>>> FaultSampler(parse_fault_rules(["503:1:user"])).draw("/v2/user")
FaultRule(kind='503', share=1.0, endpoint='user')
"""
