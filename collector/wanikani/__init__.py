"""Speaks HTTP to WaniKani, and nobody else does."""
