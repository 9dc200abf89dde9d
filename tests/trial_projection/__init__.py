"""Projections against what came: pretend lives that go on after the projection. `make trial-projection`."""
