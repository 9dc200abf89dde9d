"""Decides how a fact is written for InfluxDB: the catalogue of points, and the text of their lines. Pure."""
