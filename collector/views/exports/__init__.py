"""The learner's own data as tables: spreadsheet, JSON, flash cards. From the state, without network.

`items`, `reviews` and `counts` fill the tables, `formats` and `cards` write them.
"""
