"""What each measurement is: its tags, and for every field type, unit and meaning; a module a kind of time.

`collector.points.measurements` puts them together, and is what others import.
"""
