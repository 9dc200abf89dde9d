"""`simulate`: a pretend WaniKani on a port, with a learner who goes on studying."""

from datetime import UTC, datetime, timedelta

import click

from collector.errors import NeedsFixing
from collector.simulator.api import PretendWaniKani
from collector.simulator.learner import Learner
from collector.simulator.server import serve, sped_up
from collector.simulator.world import World


def simulate(host: str, port: int, *, seed: int, days: int, speed: float, token: str) -> int:
    """Serve until interrupted. The learner has lived *days* already and goes on, *speed* times as fast."""
    start = datetime.now(UTC)
    world = World(start - timedelta(days=days), seed=seed)
    learner = Learner(world, seed=seed)
    click.echo(f"A pretend learner lives {days} days …", err=True)
    learner.live_until(start)
    now = sped_up(start, speed, lambda: datetime.now(UTC))
    api = PretendWaniKani(world, token=token, live=lambda: learner.live_until(now()))
    try:
        server = serve(api, host, port)
    except OSError as error:
        raise NeedsFixing(
            f"Nothing can be opened at {host}:{port} ({error.strerror}): choose another --port."
        ) from None
    click.echo(f"A pretend WaniKani answers. In another terminal:\n\n  {_settings(server.url, token)}\n")
    click.echo("Ctrl-C ends it.", err=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    return 0


def _settings(url: str, token: str) -> str:
    return f"export WANIKANI_URL={url} WANIKANI_TOKEN={token}"
