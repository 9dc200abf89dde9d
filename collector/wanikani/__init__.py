"""Speaks HTTP to WaniKani, alone: cursors and known subjects in, `Changes` out. Opens no database.

Read `fetch` first (which endpoints a poll requests), then `fetcher` (one endpoint), `client` (one request)
and `decode` (JSON).
"""
