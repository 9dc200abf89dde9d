"""The server of `simulate`: its address, and the faults that its requests meet."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from collector.cli.commands.simulate_learner import LiveWorld
from collector.cli.output import echo
from collector.core.errors import ActionRequiredError
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import FaultRule, FaultSampler
from collector.simulator.serving.server import RunningServer, serve


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The address, the accepted token, and which faults the requests meet."""

    host: str
    port: int
    token: str
    with_reviews: bool
    faults: Sequence[FaultRule]


def open_server(world: LiveWorld, options: ServerOptions, seed: int) -> RunningServer:
    """Serve *world*; *seed* chooses the requests that meet faults.

    Raises `ActionRequiredError` when the address cannot be opened.
    """
    api = SimulatedWaniKani(
        world.world,
        token=options.token,
        live=world.live,
        studied=world.hand_over,
        with_reviews=options.with_reviews,
    )
    sampler = FaultSampler(options.faults, seed)

    def with_faults(app: WSGIApplication) -> FaultMiddleware:
        return FaultMiddleware(app, sampler, now=world.now, report=lambda line: echo(line, err=True))

    try:
        return serve(api, options.host, options.port, around=with_faults)
    except OSError as error:
        # `strerror` would name the address once more; an unknown name comes with a number below zero.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "not an address of this machine"
    except UnicodeError:
        reason = "not a host name"
    raise ActionRequiredError(
        f"Cannot listen on {options.host}:{options.port} ({reason}): choose another --port or --host."
    )
