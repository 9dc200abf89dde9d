"""One module a command: what it does and what it prints; each returns the exit code."""
