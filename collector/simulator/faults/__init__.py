"""Faults on request: what networks and services do to a share of the requests. Read `fault_options` first."""
