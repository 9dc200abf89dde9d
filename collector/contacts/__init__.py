"""Whom Grafana tells when an alarm rings: what the owner set, and the file that Grafana reads at its start.

Read first: `settings.py`, then `provisioned.py`.
"""
