"""
A server on loopback that fails in every way an HTTP client can meet, one path per fault, on raw sockets.

Floor 6. Sends bytes; knows no client and no error class.
"""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote

from dataresult.testing.faults._answers import answer, refusal

__all__ = ["FAULTS", "STALL_S", "FaultServer", "deaf_port", "refusing_port", "silent_port"]

# Clients give up after this; long enough for a loaded machine to connect and handshake.
STALL_S: Final = 0.3
# No fault outlives its client by more than this.
_PATIENCE_S: Final = 5.0
# More than the queue of a listener that asked for none: the kernel rounds up.
_QUEUE: Final = 4
# The first byte of a TLS handshake: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
_HANDSHAKE: Final = b"\x16"

Ending = Callable[["FaultServer", socket.socket], None]


def _close(_server: "FaultServer", connection: socket.socket) -> None:
    """Send the end of the stream, and wait for the client's, so that nothing is reset."""
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass


def _reset(_server: "FaultServer", connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _stall(server: "FaultServer", _connection: socket.socket) -> None:
    server.closing.wait(_PATIENCE_S)


_CHUNKED: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
_PROMISED: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[1,"
_PAGE: Final = b"<html><head><title>Access Denied</title></head><body>Reference #18.2f</body></html>"

# Path -> what is sent, and how it ends.
FAULTS: Final[Mapping[str, tuple[bytes, Ending]]] = {
    "reset-before": (b"", _reset),
    "close-before": (b"", _close),
    "stall-before": (b"", _stall),
    "reset-in-body": (_PROMISED, _reset),
    "cut-body": (_PROMISED, _close),
    "stall-in-body": (_PROMISED, _stall),
    "cut-between-chunks": (_CHUNKED + b"5\r\nabcde\r\n", _close),
    "cut-in-chunk": (_CHUNKED + b"50\r\nabcde", _close),
    "bad-chunk": (_CHUNKED + b"ZZ\r\nabcde\r\n0\r\n\r\n", _close),
    "bad-gzip": (answer("200 OK", b"no gzip at all", "Content-Encoding: gzip"), _close),
    "bad-status-line": (b"this is no status line\r\n\r\n", _close),
    "two-lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]", _close),
    "html": (answer("200 OK", _PAGE, "Content-Type: text/html"), _close),
    "loop": (answer("302 Found", b"", "Location: /loop"), _close),
    "proxy-407": (answer("407 Proxy Authentication Required", b"", 'Proxy-Authenticate: Basic realm="proxy"'), _close),
    "proxy-502": (answer("502 Bad Gateway", b"no route to host"), _close),
    "refusal-without-body": (
        b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 100\r\n\r\n",
        _stall,
    ),
    "ok": (answer("200 OK", b"[]", "Content-Type: application/json"), _close),
}


class FaultServer:
    """
    Listens until it is left.

    Args:
        tls: Wraps each connection, where the server should speak TLS.
        proxy_fault: The fault to answer `CONNECT` with.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, proxy_fault: str = "proxy-407") -> None:
        self.closing = threading.Event()
        self._tls = tls
        self._proxy_fault = proxy_fault
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.closing.set()
        # Closing alone does not wake a thread that waits in `accept`.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(_PATIENCE_S)

    def url(self, path: str, scheme: str = "http", host: str = "127.0.0.1") -> str:
        """
        Give the URL of a fault.

        Args:
            path: The name of a fault; or `status/<code>`, `status/<code>/<value of Retry-After>`, or
                `status/<code>/<value>/<header>` for a refusal.
            scheme: How to ask.
            host: Whom to ask.

        Returns:
            The URL.
        """
        return f"{scheme}://{host}:{self.port}/{path}"

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE_S)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self._tls is not None:
                connection = stack.enter_context(self._tls.wrap_socket(connection, server_side=True))
            content, ending = self._chosen(_request(connection))
            connection.sendall(content)
            ending(self, connection)

    def _chosen(self, request: bytes) -> tuple[bytes, Ending]:
        if request[:1] == _HANDSHAKE:  # on a server that speaks plain HTTP
            return answer("400 Bad Request", b"plain HTTP only"), _close
        if not request:  # the client refused our certificate
            return b"", _close
        method, path = request.decode("latin-1").split()[:2]
        if method == "CONNECT" or "://" in path:  # on the way to somebody else
            return FAULTS[self._proxy_fault]
        kind, *rest = unquote(path).partition("?")[0].lstrip("/").split("/", 3)
        if kind != "status":
            return FAULTS[kind]
        code, wait, name = (*rest, "", "")[:3]
        return refusal(int(code), wait, name or "Retry-After"), _close


def _request(connection: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request and request[:1] != _HANDSHAKE:
        received = connection.recv(4096)
        if not received:
            break
        request += received
    return request


@contextmanager
def refusing_port() -> Generator[int, None, None]:
    """Give a port that is taken, so that nobody else gets it, and refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def deaf_port() -> Generator[int, None, None]:
    """Give a port whose queue is full: who connects there waits."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(_QUEUE):
            each = stack.enter_context(socket.socket())
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@contextmanager
def silent_port() -> Generator[int, None, None]:
    """Give a port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]
