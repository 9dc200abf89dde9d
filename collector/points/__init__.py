"""Turns facts into InfluxDB line protocol: the only room that spells measurement, tag and field names. Pure.

Read `measurements` first (the catalogue), then `from_facts`.
"""
