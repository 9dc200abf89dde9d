"""Speaks HTTP to WaniKani, alone: cursors and known subjects in, `Changes` out. Opens no database.

Read `fetch` first (one pass over the endpoints), then `client` (one request) and `decode` (JSON).
"""
