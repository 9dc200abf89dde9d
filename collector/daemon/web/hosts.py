"""Names that the page answers to: another web site must not read it through its own name.

A site can let its own name point to this machine after its page is open ("DNS rebinding"): the browser then
takes this server for the site, and lets its scripts read everything. The request still carries the site's
name as its `Host`. An address cannot be borrowed this way, and neither can `localhost` or the machine's own
name.

>>> answers_to("192.168.1.5:8710", frozenset()), answers_to("evil.example", frozenset())
(True, False)
>>> answers_to("Nas.Home:8710", frozenset({"nas.home"}))
True
"""

import ipaddress
import re
import socket

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.%a-z]+\]|[^:\[\]]+)(:[0-9]{0,5})?")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")


def own_names() -> frozenset[str]:
    """Return the names of this machine: its host name, and the same in `.local`, which mDNS gives it."""
    name = _plain(socket.gethostname())
    return frozenset({name, f"{name.partition('.')[0]}.local"}) if name else frozenset()


def answers_to(host: str | None, names: frozenset[str]) -> bool:
    """Return True if a request with the header `Host: host` is answered; *names* are in small letters.

    None, no header at all, is what no browser sends. Source: RFC 9110, section 7.2, for the header's form.
    """
    if host is None:
        return True
    found = _HOST.fullmatch(host.strip())
    if found is None:
        return False
    name = _plain(found["name"])
    return name in names or name == "localhost" or name.endswith(".localhost") or _is_address(name)


def refusal(host: str | None) -> str:
    """Return the response to a request by another name."""
    name = (host or "").strip().rpartition(":")[0] or (host or "").strip()
    # Repeat what a stranger sent only if it is a name.
    named = f"the name {name}" if _NAME.fullmatch(name) else "this name"
    return (
        f"The collector does not answer to {named}: open it by its IP address, or add the name to "
        "COLLECTOR_HOSTS.\n"
    )


def _plain(name: str) -> str:
    return name.lower().removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
