"""
The law of a database client: whatever goes wrong between it and a real server, the classifier understands it.

Floor 6. Knows no client library and no server: a client is two functions of yours, a server says which faults it has.
"""

import socket
import struct
import threading
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Generic, Protocol, TypeVar, cast
from urllib.parse import quote

from attrs import evolve, field, frozen

from dataresult._classify import Classifier
from dataresult.errors import (
    ApiUnavailable,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
)
from dataresult.testing.faults._expected import Expected, raise_for_violations, violations

__all__ = ["DatabaseFault", "DatabaseServer", "Login", "check_database_client"]

_C = TypeVar("_C")

# What a client has to connect to a server that does not answer; libpq takes no less than two seconds.
CONNECT_TIMEOUT_S: Final = 2.0
# A statement is in the server's hands after this, also on a loaded machine.
UNDERWAY_S: Final = 0.5
# No server takes as many connections as this: the law of "too many" would else not end.
CROWD_MAX: Final = 500
# A statement that waits for a lock has an answer after this.
PATIENCE_S: Final = 30.0
# A name that does not resolve, anywhere: RFC 6761, section 6.4.
UNKNOWN_HOST: Final = "database.invalid"


@frozen(kw_only=True)
class Login:
    """
    What a client needs to reach a database: the law gives it to your `connect`.

    Args:
        host: The server's host.
        port: Its port.
        user: Who connects.
        password: With this.
        database: To this database.
        tls: Whether the client must insist on TLS.
        authority: The file of the certificate authority that the client must trust, and no other.
        connect_timeout_s: How long it may wait for the server.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    tls: bool = False
    authority: str | None = None
    connect_timeout_s: float = CONNECT_TIMEOUT_S

    def url(self, scheme: str) -> str:
        """Give it as a URL: `postgresql+psycopg://user:password@host:port/database`."""
        return f"{scheme}://{quote(self.user)}:{quote(self.password)}@{self.host}:{self.port}/{self.database}"


@frozen(kw_only=True)
class DatabaseFault:
    """
    A fault that a server has for everybody who connects or says the wrong thing.

    Args:
        name: What it is called.
        expected: What is right for it.
        login: What is different about the login; sessions besides the first log in as usual.
        before: What goes before it: number of the session (the first is 0) and statement.
        meanwhile: What another session says in a thread of its own just before; whichever of the two fails, fails.
        statement: What fails in session 0, where connecting has not.
    """

    name: str
    expected: Expected
    login: Mapping[str, object] = field(factory=dict[str, object])
    before: Sequence[tuple[int, str]] = ()
    meanwhile: tuple[int, str] | None = None
    statement: str = "SELECT 1"


class DatabaseServer(Protocol):
    """A server that a law may start and stop."""

    @property
    def login(self) -> Login:
        """How everybody gets in."""
        ...

    @property
    def faults(self) -> Sequence[DatabaseFault]:
        """The faults that it has for those who say the wrong thing."""
        ...

    @property
    def sleep(self) -> str:
        """A statement that takes longer than any test."""
        ...

    def start(self) -> None:
        """Take connections (again), at the same port."""
        ...

    def stop(self) -> None:
        """Shut down at once as an administrator does: open sessions are ended with notice."""
        ...


def check_database_client(
    server: DatabaseServer,
    connect: Callable[[Login], _C],
    execute: Callable[[_C, str], object],
    *,
    close: Callable[[_C], object] | None = None,
    without: Collection[str] = (),
    classifier: Classifier | None = None,
) -> tuple[str, ...]:
    """
    Provoke for real what can go wrong between a client and a database server, and look at what it is classified as.

    Args:
        server: A running server; it is stopped and started again on the way, and runs at the end.
        connect: Opens a session of the client in which each statement takes effect at once (autocommit).
        execute: Runs one statement there, and reads its rows if it has any.
        close: Closes a session; by default its `close` is called.
        without: Names of faults to leave out: those that this client cannot have.
        classifier: Whose judgement is looked at; the default one if not given.

    Returns:
        The names of the faults that were provoked.

    Raises:
        AssertionError: Something was not raised or not understood; the message lists all of it.

    Examples:
        >>> def connect(login: Login) -> psycopg.Connection: ...  # doctest: +SKIP
        >>> check_database_client(server, connect, psycopg.Connection.execute)  # doctest: +SKIP
    """
    client = _Client(server, connect, execute, close)
    provocations = {fault.name: (fault.expected, partial(_said, client, fault)) for fault in server.faults}
    provocations |= {name: (expected, partial(provoke, client)) for name, (expected, provoke) in _EVERYWHERE.items()}
    judge = classifier or Classifier()
    found = [f"{name}: there is no such fault to leave out" for name in without if name not in provocations]
    provoked = [name for name in provocations if name not in without]
    for name in provoked:
        expected, provoke = provocations[name]
        found += violations(name, provoke, expected, judge)
    raise_for_violations(found, "database clients")
    return tuple(provoked)


class _Client(Generic[_C]):
    """The client that the law looks at, and the server that it talks to."""

    def __init__(
        self,
        server: DatabaseServer,
        connect: Callable[[Login], _C],
        execute: Callable[[_C, str], object],
        close: Callable[[_C], object] | None,
    ) -> None:
        self.server = server
        self._connect = connect
        self.execute = execute
        self._close = close

    @contextmanager
    def sessions(self) -> Generator[Callable[..., _C], None, None]:
        """Give a way to connect; what it opened is closed at the end, in whatever state it is."""
        with ExitStack() as stack:

            def opened(**different: Any) -> _C:  # noqa: ANN401  # fields of a login
                session = self._connect(evolve(self.server.login, **different))
                stack.callback(self._closed, session)
                return session

            yield opened

    def _closed(self, session: _C) -> None:
        with suppress(Exception):  # it is broken, as it should be
            if self._close is not None:
                self._close(session)
            else:
                cast("socket.socket", session).close()

    def say(self, statement: str, **different: object) -> object:
        """Connect and say one thing."""
        with self.sessions() as connect:
            return self.execute(connect(**different), statement)


def _said(client: "_Client[_C]", fault: DatabaseFault) -> object:
    """Say what a fault needs in as many sessions as it needs."""
    with client.sessions() as connect:
        sessions = {0: connect(**fault.login)}
        others = {number for number, _ in (*fault.before, *([fault.meanwhile] if fault.meanwhile else []))}
        sessions |= {number: connect() for number in sorted(others - {0})}
        for number, statement in fault.before:
            client.execute(sessions[number], statement)
        if fault.meanwhile is None:
            return client.execute(sessions[0], fault.statement)
        number, statement = fault.meanwhile
        with _aside(partial(client.execute, sessions[number], statement)) as other:
            answer = client.execute(sessions[0], fault.statement)
            other()
            return answer


def _accept_and_close(listener: socket.socket) -> None:
    listener.accept()[0].close()


@contextmanager
def _aside(act: Callable[[], object]) -> Generator[Callable[[], None], None, None]:
    """Act in a thread of its own, well begun when the block is entered; calling what it gives raises what it raised."""
    raised: list[Exception] = []

    def acting() -> None:
        try:
            act()
        except Exception as exception:  # noqa: BLE001  # told to whoever asks
            raised.append(exception)

    thread = threading.Thread(target=acting, daemon=True)

    def outcome() -> None:
        thread.join(PATIENCE_S)
        if raised:
            raise raised[0]

    thread.start()
    thread.join(UNDERWAY_S)
    try:
        yield outcome
    finally:
        thread.join(PATIENCE_S)


def _refused(client: "_Client[_C]") -> object:
    with closing(socket.socket()) as taken:  # bound, so that nobody else gets it, and not listening
        taken.bind(("127.0.0.1", 0))
        return client.say("SELECT 1", host="127.0.0.1", port=taken.getsockname()[1])


def _unknown_host(client: "_Client[_C]") -> object:
    return client.say("SELECT 1", host=UNKNOWN_HOST)


def _unanswered(client: "_Client[_C]") -> object:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:  # the kernel takes the connection, nobody reads it
        return client.say("SELECT 1", host="127.0.0.1", port=deaf.getsockname()[1])


def _hung_up(client: "_Client[_C]") -> object:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener, _aside(partial(_accept_and_close, listener)):
        return client.say("SELECT 1", host="127.0.0.1", port=listener.getsockname()[1])


def _cut(client: "_Client[_C]") -> object:
    with closing(_Relay(client.server.login)) as relay, client.sessions() as connect:
        session = connect(host="127.0.0.1", port=relay.port)
        threading.Timer(UNDERWAY_S, relay.cut).start()
        return client.execute(session, client.server.sleep)


def _shut_down(client: "_Client[_C]") -> object:
    with client.sessions() as connect:
        session = connect()
        stopping = threading.Timer(UNDERWAY_S, client.server.stop)
        stopping.start()
        try:
            return client.execute(session, client.server.sleep)
        finally:
            stopping.join()
            client.server.start()


def _gone(client: "_Client[_C]") -> object:
    with client.sessions() as connect:
        session = connect()
        client.server.stop()
        try:
            return client.execute(session, "SELECT 1")
        finally:
            client.server.start()


def _stopped(client: "_Client[_C]") -> object:
    client.server.stop()
    try:
        return client.say("SELECT 1")
    finally:
        client.server.start()


def _crowd(client: "_Client[_C]") -> object:
    with client.sessions() as connect:
        return [client.execute(connect(), "SELECT 1") for _ in range(CROWD_MAX)]


class _Relay:
    """A way to a server that can be cut: each connection is passed on, byte by byte."""

    def __init__(self, login: Login) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._server = (login.host, login.port)
        self._ends: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._ends += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pass_on(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):  # an end is gone
            while data := source.recv(65_536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """Reset every connection, so that both ends notice at once."""
        for end in self._ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RD)  # wakes the thread that reads there: a socket in use stays open
                end.close()

    def close(self) -> None:
        """Take no more connections, and end those that there are."""
        self._listener.close()
        self.cut()


_GONE: Final = Expected(errors=(ApiUnavailable, NetworkConnection))

# What every server over a network has, whatever one says to it.
_EVERYWHERE: Final[Mapping[str, tuple[Expected, Callable[[_Client[Any]], object]]]] = MappingProxyType(
    {
        "refused": (Expected(errors=(NetworkConnection,)), _refused),
        "unknown host": (Expected(errors=(NetworkDns,)), _unknown_host),
        "unanswered connect": (Expected(errors=(NetworkTimeout,)), _unanswered),
        "hung up while connecting": (Expected(errors=(NetworkConnection,)), _hung_up),
        "cut in mid-query": (Expected(errors=(NetworkConnection,)), _cut),
        # With notice it is the server that shuts down; a client that does not read the notice sees a broken connection.
        "shutdown in mid-query": (_GONE, _shut_down),
        "shutdown between queries": (_GONE, _gone),
        "connecting to a server that is down": (Expected(errors=(NetworkConnection,)), _stopped),
        "too many connections": (Expected(errors=(ApiUnavailable,)), _crowd),
    }
)
