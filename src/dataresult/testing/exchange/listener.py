"""
The listening socket of an exchange: one thread that accepts and one for each connection, and the end of all.

Floor 6. Knows threads and sockets; what is answered is asked of a function, how it is sent of `wire`.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from threading import Event, Lock, Thread
from typing import ClassVar, Final, TypeAlias

from dataresult.testing.exchange.answers import Answer
from dataresult.testing.exchange.faults import Fault
from dataresult.testing.exchange.wire import send

__all__ = ["Exchange", "Listener"]

Exchange: TypeAlias = Callable[[str, str], tuple[Answer, Fault | None]]
"""Method and target in; the answer and the fault to send it with out."""

# How soon the accepting loop notices a stop.
_POLL_S: Final = 0.02


class Listener(TCPServer):
    """
    A server on a free port of the loopback address, running once it is made.

    Not `ThreadingHTTPServer`: that looks its own name up on start, and at its end either leaves its threads
    alone or waits for clients that keep their connection open.

    Args:
        exchange: answers a request.
    """

    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.stopping: Event = Event()
        self._connections: set[socket.socket] = set()
        self._workers: set[Thread] = set()
        self._guard = Lock()
        super().__init__(("127.0.0.1", 0), _Handler)
        self._acceptor = Thread(target=self.serve_forever, args=(_POLL_S,), name="exchange-accept", daemon=True)
        self._acceptor.start()

    @property
    def url(self) -> str:
        """The root of what it serves, without a slash at its end."""
        host, port = self.socket.getsockname()
        return f"http://{host}:{port}"

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection and remember it, so that it can be ended."""
        connection, address = self.socket.accept()
        with self._guard:
            self._connections.add(connection)
            # A worker without an identity has not begun yet.
            self._workers = {worker for worker in self._workers if worker.ident is None or worker.is_alive()}
        return connection, address

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Give a connection a thread of its own."""
        worker = Thread(target=self._serve, args=(request, client_address), name="exchange-connection", daemon=True)
        with self._guard:
            self._workers.add(worker)
        worker.start()

    def _serve(self, request: socket.socket, client_address: object) -> None:
        # The client went away, or the server stops.
        with suppress(OSError):
            self.finish_request(request, client_address)
        self.shutdown_request(request)
        with self._guard:
            self._connections.discard(request)

    def stop(self) -> None:
        """Stop listening, end every connection and every stall, and return when no thread is left."""
        self.stopping.set()
        self.shutdown()
        self._acceptor.join()
        self.server_close()
        with self._guard:
            workers = tuple(self._workers)
            for connection in self._connections:
                with suppress(OSError):  # its worker has just closed it
                    connection.shutdown(socket.SHUT_RDWR)
        for worker in workers:
            worker.join()


class _Handler(BaseHTTPRequestHandler):
    """One connection's requests, one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm: ClassVar[bool] = True

    def do_GET(self) -> None:
        """Answer a request; for HEAD without the body."""
        listener = self.server
        if not isinstance(listener, Listener):
            raise TypeError("the handler serves a Listener")
        answer, fault = listener.exchange(self.command, self.path)
        with_body = self.command != "HEAD"
        keep = send(self.connection, answer, fault, with_body=with_body, stopping=listener.stopping)
        self.close_connection = self.close_connection or not keep

    do_HEAD = do_GET  # noqa: N815  # the name by which the standard library finds it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name for it
        """Write nothing: the exchange keeps its own log."""
