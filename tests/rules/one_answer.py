"""An HTTP server on loopback that gives one answer to whatever is asked, for clients with protocols of their own."""

import socket
import struct
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from dataresult.testing.faults._server import STALL_S

__all__ = ["Answers", "answering"]

_PATIENCE_S: Final = 5.0


class Answers(ThreadingHTTPServer):
    """Where the server is, and what it answers from now on."""

    daemon_threads = True
    status = 200
    body = b""
    headers: Mapping[str, str] = {}
    # How the answer ends after the body, where more was promised: "close", "reset" or "stall".
    ending = ""

    @property
    def url(self) -> str:
        """The root of the server."""
        return f"http://127.0.0.1:{self.server_port}"

    def now(self, status: int, body: bytes = b"", **headers: str) -> str:
        """Change the answer (an underscore in a header's name is a hyphen), and give the server's root."""
        self.status, self.body, self.ending = status, body, ""
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url

    def now_cut(self, ending: str, status: int = 200, body: bytes = b"abc", **headers: str) -> str:
        """Change the answer to one that promises a hundred bytes more than it has."""
        url = self.now(status, body, **headers)
        self.ending = ending
        return url


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """Give the answer of the server."""
        server = self.server
        assert isinstance(server, Answers)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        empty = self.command == "HEAD" or server.status == 304
        promised = len(server.body) + (100 if server.ending else 0)
        self.send_header("Content-Length", "0" if server.status == 304 else str(promised))
        self.send_header("Connection", "close")
        self.end_headers()
        if not empty:
            self.wfile.write(server.body)
            self.wfile.flush()
            if server.ending == "stall":
                time.sleep(2 * STALL_S)
            if server.ending == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class calls it so
        """Say nothing."""


for _method in ("GET", "PUT", "POST", "HEAD", "DELETE", "PATCH"):
    setattr(_Handler, f"do_{_method}", _Handler.answer)


@contextmanager
def answering() -> Generator[Answers, None, None]:
    """Listen until it is left."""
    with Answers(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(_PATIENCE_S)
