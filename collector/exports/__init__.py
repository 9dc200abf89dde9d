"""The learner's own data, as tables that leave in the form that is wanted: spreadsheet, JSON, flash cards.

`items`, `study` and `counted` say what is in a table, `forms` how it is written. All of it is from the
state, without network.
"""
