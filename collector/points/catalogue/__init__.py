"""The measurements: tags, and type, unit and meaning of every field; one module for each kind of time.

`collector.points.measurements` puts them together, and is what others import.
"""
