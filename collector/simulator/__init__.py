"""A simulated WaniKani with a seeded learner, under WaniKani's documented rules.

Rule: shares no line with the collector, since a shared decoder would hide its own bugs. Sources are the API
documentation (revision 20170710, text of October 2024), payloads recorded in December 2022
(`tests/fixtures/recorded`), and WaniKani's knowledge base.

    api | learner | serving     what clients see; who studies; ports and clocks
    faults | world              wrong answers; the account and the moves that change it
    http                        JSON, errors, the request limit

Read `world` first, then `api`.

>>> from datetime import UTC, datetime
>>> from werkzeug.test import Client
>>> from collector.simulator.api.application import SimulatedWaniKani
>>> from collector.simulator.world.world import World
>>> wanikani = SimulatedWaniKani(World(datetime(2026, 1, 1, tzinfo=UTC), levels=1, per_level=12), token="t")
>>> Client(wanikani).get("/v2/user", headers={"Authorization": "Bearer t"}).json["data"]["level"]
1
"""
