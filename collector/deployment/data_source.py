"""Grafana's data source for the collector's database, in the form of its file provisioning. Pure.

The credentials are in the file itself: a data source that names a file of its own keeps Grafana from
starting whenever that file is missing.
"""

from collector.deployment.provisioning_text import escape_dollars, provisioning_text
from collector.influxdb.target import Target

# The dashboards and rules name it: it must not change.
UID = "wanikani-influxdb"
# Not by POST: Grafana 9.5 hands the browser's queries on through Go's reverse proxy, and of those by POST to
# InfluxDB 1.x some come back without an answer (measured with 1.6.7: about 2 of 100). The longest is 3 kB.
METHOD = "GET"
Json = dict[str, object]


def data_source_file(target: Target) -> str:
    """Return the text of the file: InfluxQL at *target*, as Grafana reaches it and may read it.

    With a token (2.x, 3.x), with user and password (1.x), or with neither (1.x without authentication).
    """
    return provisioning_text({"apiVersion": 1, "prune": True, "datasources": [_data_source(target)]})


def _data_source(target: Target) -> Json:
    settings: Json = {"dbName": escape_dollars(target.bucket), "httpMode": METHOD}
    source: Json = {
        "name": "WaniKani",
        "uid": UID,
        "type": "influxdb",
        "access": "proxy",
        "url": escape_dollars(target.url),
        "editable": False,
    }
    if target.token:
        secret = {"httpHeaderValue1": escape_dollars(f"Token {target.token}")}
        return {
            **source,
            "jsonData": {**settings, "httpHeaderName1": "Authorization"},
            "secureJsonData": secret,
        }
    if target.username:
        password = {"password": escape_dollars(target.password or "")}
        return {
            **source,
            "user": escape_dollars(target.username),
            "jsonData": settings,
            "secureJsonData": password,
        }
    return {**source, "jsonData": settings}
