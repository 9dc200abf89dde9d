"""One module per command, and helpers named after theirs.

A command has its options on top, then what it does and prints; it returns the exit code.
"""
