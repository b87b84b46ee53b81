"""Whom a connection was to, and what was waited for, from the functions that raised: real sockets, real tracebacks."""

import asyncio
import socket
from collections.abc import Callable
from types import TracebackType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._peer_told import peer_host, peer_port, waited_for
from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import NetworkConnection, NetworkDns, NetworkTimeout
from dataresult.testing.faults._server import deaf_port, refusing_port, silent_port

# Long enough for a loaded machine.
WAIT_S = 0.2


def traceback_of(work: Callable[[], object]) -> tuple[Exception, TracebackType | None]:
    """What it raises, and the way there."""
    with pytest.raises(Exception) as raised:  # which one does not matter
        work()
    return raised.value, raised.value.__traceback__


def test_a_refused_socket_names_its_peer() -> None:
    """The address stands with the function of the standard library that was given it."""
    with refusing_port() as port:
        raised, way = traceback_of(lambda: socket.create_connection(("127.0.0.1", port)))
    assert (peer_host(way), peer_port(way)) == ("127.0.0.1", port)
    error = classify_exception(raised)
    assert isinstance(error, NetworkConnection)
    assert (error.host, error.port) == ("127.0.0.1", port)


def test_a_refused_socket_of_a_loop_names_its_peer() -> None:
    """Likewise where an event loop connects."""
    with refusing_port() as port:
        _, way = traceback_of(lambda: asyncio.run(asyncio.open_connection("127.0.0.1", port)))
    assert (peer_host(way), peer_port(way)) == ("127.0.0.1", port)


def test_a_name_that_does_not_resolve_is_named() -> None:
    """The resolver's text never says which."""
    raised, _ = traceback_of(lambda: socket.create_connection(("nonexistent.invalid", 80)))
    error = classify_exception(raised)
    assert isinstance(error, NetworkDns)
    assert error.host == "nonexistent.invalid"


def test_the_function_that_waited_tells_the_phase() -> None:
    """One class and one text for connecting and reading."""
    with deaf_port() as port:
        connecting, _ = traceback_of(lambda: socket.create_connection(("127.0.0.1", port), WAIT_S))
    with (
        silent_port() as port,
        socket.create_connection(("127.0.0.1", port), WAIT_S) as silent,
        silent.makefile("rb") as stream,
    ):
        reading, _ = traceback_of(stream.readline)
    phases = [
        error.phase for each in (connecting, reading) if isinstance(error := classify_exception(each), NetworkTimeout)
    ]
    assert phases == [TimeoutPhase.CONNECT, TimeoutPhase.READ]


class Client:
    """A client with an address of its own."""

    def __init__(self, host: object, port: object) -> None:
        self.host, self.port = host, port

    def fail(self) -> None:
        """Lose the connection."""
        raise ConnectionResetError


@given(host=st.text(max_size=5) | st.binary(max_size=5) | st.none() | st.integers(), port=st.integers() | st.text())
def test_an_object_that_fails_may_know_its_peer_and_need_not(host: object, port: object) -> None:
    """What is no host is none, whatever it is; classification goes on."""
    raised, _ = traceback_of(Client(host, port).fail)
    error = classify_exception(raised)
    assert isinstance(error, NetworkConnection)
    assert error.host is None or isinstance(error.host, str)
    if isinstance(host, str) and host.isalnum() and host.isascii():
        assert error.host == host


def test_without_a_way_nothing_is_known() -> None:
    """An exception that was never raised, or came out of a pickle."""
    assert (peer_host(None), peer_port(None), waited_for(None)) == (None, None, None)
    error = classify_exception(TimeoutError("timed out"))
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.TOTAL
