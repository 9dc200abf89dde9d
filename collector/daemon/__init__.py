"""Decides when things happen, and tells how well they go."""
