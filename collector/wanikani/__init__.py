"""The only room that speaks HTTP to WaniKani: cursors and known subjects in, `Changes` out.

Read `fetch` first (which endpoints a poll requests), then `fetcher` (one endpoint), `client` (one request)
and `decode` (JSON).

>>> import httpx
>>> from collector.core.clock import SystemClock
>>> from collector.wanikani.client import Conversation
>>> from collector.wanikani.decode import LEVEL_PROGRESSIONS
>>> from collector.wanikani.http import http_client
>>> body = {"object": "collection", "pages": {"per_page": 500}, "total_count": 0, "data": []}
>>> network = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
>>> with http_client(network) as http:
...     conversation = Conversation(http, "https://api.wanikani.com/v2", "my-token", SystemClock())
...     response = conversation.get(conversation.url_of("level_progressions"))
>>> LEVEL_PROGRESSIONS.page(response.body, "/level_progressions").total_count
0
"""
