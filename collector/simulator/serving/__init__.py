"""Serves any WSGI application on a port, and clocks that run at any speed.

Rule: knows sockets and time, neither world nor API. Read `server` first.
"""
