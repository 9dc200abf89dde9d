"""Reads settings from the environment and `.env`, and hands out plain values and `Secret`s, never a client.

This is the only room that reads the environment. Read `settings` first.
"""
