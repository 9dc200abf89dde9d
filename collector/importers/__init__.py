"""The past comes in: what others counted and kept, read from files, judged row by row.

Read first `judging` (what is taken of old counts, and why not the rest) and `archived` (the same of reviews).
Nothing in here knows the state: `collector.importing` brings the two together.
"""
