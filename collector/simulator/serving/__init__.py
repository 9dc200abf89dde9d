"""A server for any WSGI application, and clocks that run at any speed.

Rule: knows sockets and time, neither world nor API. Read `server` first.

>>> from urllib.request import urlopen
>>> from werkzeug.wrappers import Response
>>> from collector.simulator.serving.server import serve
>>> with serve(Response("hello")) as server, urlopen(server.url) as answer:
...     answer.read()
b'hello'
"""
