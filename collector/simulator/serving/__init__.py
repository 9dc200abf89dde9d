"""Serves the simulated WaniKani on a port, at any speed of time. Read `server` first."""
