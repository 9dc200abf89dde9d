"""However many clients come and stay silent, so many connections are open, and a newcomer is answered."""

import socket

from collector.daemon.web.connections import Connections


def pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(2)
    return ours, theirs


def is_open(theirs: socket.socket) -> bool:
    theirs.setblocking(False)
    try:
        return theirs.recv(1) != b""
    except BlockingIOError:
        return True


def test_one_too_many_ends_the_oldest_alone() -> None:
    connections, pairs = Connections(most=3), [pair() for _ in range(5)]
    for ours, _ in pairs:
        connections.opened(ours)
    assert [is_open(theirs) for _, theirs in pairs] == [False, False, True, True, True]
    for each in pairs:
        each[0].close()
        each[1].close()


def test_what_was_answered_makes_room() -> None:
    connections, pairs = Connections(most=1), [pair() for _ in range(2)]
    for ours, theirs in pairs:
        connections.opened(ours)
        connections.closing(ours)
        assert is_open(theirs)
    for each in pairs:
        each[0].close()
        each[1].close()


def test_a_connection_that_its_client_closed_causes_no_error() -> None:
    connections = Connections(most=1)
    gone, other = socket.socket(), socket.socket()
    connections.opened(gone)
    connections.opened(other)
    gone.close()
    other.close()
