"""One module per command, and helpers named after theirs: its options on top, then what it does and prints; each returns the exit code."""
