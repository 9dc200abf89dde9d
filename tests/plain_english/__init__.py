"""The check for plain English: what we do not write, and what to write instead."""
