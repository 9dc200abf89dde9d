"""One module a command: its options on top, then what it does and prints; each returns the exit code."""
