"""The promise, broken on purpose: short in `make test`, long in `make trial`."""
