"""The composition root: the one place where settings become objects that work together.

`open_app` opens everything a poll or a delivery needs; commands that need less take a part of it
(`targets.influx_target`, `conversations.open_conversation`).
"""

from collector.app.app import App, open_app

__all__ = ["App", "open_app"]
