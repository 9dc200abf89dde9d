"""What people read, from the state alone: reads one snapshot, returns a value; writes nothing.

Read `status` first; `report/` is the page without Grafana, `exports/` the learner's data as tables.
"""
