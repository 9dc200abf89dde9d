"""Shared by all requests and answers: JSON, errors, cross-origin headers, the request limit.

Rule: knows HTTP and no world, and imports no other room of the simulator. Read `json_text` first.

>>> from http import HTTPStatus
>>> from collector.simulator.http.http_error import error_body
>>> from collector.simulator.http.json_text import json_text
>>> json_text(error_body(HTTPStatus.NOT_FOUND))
'{"error":"Not Found","code":404}'
"""
