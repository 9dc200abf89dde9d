"""`simulate`: a pretend WaniKani on a port, with a learner who goes on studying."""

import os
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from collector.commands.progress import Progress
from collector.errors import NeedsFixing
from collector.simulator.api import PretendWaniKani
from collector.simulator.learner import Learner
from collector.simulator.server import Server, serve, sped_up
from collector.simulator.world import World


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Which learner it is, how many days were lived already, and how many times as fast it goes on."""

    seed: int
    days: int
    speed: int


def simulate(address: tuple[str, int], lifetime: Lifetime, token: str) -> int:
    """Serve until interrupted."""
    server = _serve(_pretend(lifetime, token), *address)
    click.echo("A pretend WaniKani answers. In another terminal:\n")
    click.echo(f"  export WANIKANI_URL={server.url.rstrip('/')} WANIKANI_TOKEN={shlex.quote(token)}")
    click.echo("  wanikani-collector poll && wanikani-collector status\n")
    click.echo("Ctrl-C ends it.", err=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    return 0


def _pretend(lifetime: Lifetime, token: str) -> PretendWaniKani:
    start = datetime.now(UTC)
    world = World(start - timedelta(days=lifetime.days), seed=lifetime.seed)
    learner = Learner(world, seed=lifetime.seed)
    with Progress() as progress:
        for day in range(lifetime.days + 1):
            progress.say(f"The pretend learner lives: day {day} of {lifetime.days}")
            learner.live_until(start - timedelta(days=lifetime.days - day))
    now = sped_up(start, lifetime.speed, lambda: datetime.now(UTC))
    return PretendWaniKani(world, token=token, live=lambda: learner.live_until(now()))


def _serve(api: PretendWaniKani, host: str, port: int) -> Server:
    try:
        return serve(api, host, port)
    except OSError as error:
        # `strerror` would name the address once more; an unknown name comes with a number below zero.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "no address of this machine"
    except UnicodeError:
        reason = "no name of a machine"
    raise NeedsFixing(f"Nothing can be opened at {host}:{port} ({reason}): choose another --port or --host.")
