"""The vocabulary every room shares: words, time and errors. Imports no other room.

Its only side effects are in `clock` (what time it is), `log` and `atomic_files`.
Read `model` first (what WaniKani has), then `facts` (what is remembered) and `errors` (the whole tree).
"""
