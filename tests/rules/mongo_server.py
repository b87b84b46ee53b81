"""A server that speaks as much of MongoDB's wire protocol as a driver needs to be told what is wrong."""

import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

__all__ = ["Answer", "MongoServer"]

# https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
_OP_REPLY: Final = 1
_OP_MSG: Final = 2013
_HELLO: Final[Mapping[str, object]] = {
    "ok": 1,
    "helloOk": True,
    "isWritablePrimary": True,
    "ismaster": True,
    "maxBsonObjectSize": 16_777_216,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
    "minWireVersion": 0,
    "maxWireVersion": 25,
}

# A document, or what to do with the connection instead; after None it is closed.
Answer: TypeAlias = Mapping[str, object] | Callable[[socket.socket], Mapping[str, object] | None]


class MongoServer:
    """
    Answers every command with the same document, but for those by which a driver gets to know it.

    Args:
        bson: The library that encodes documents.
        answer: The document.
        hello: What is different in its greeting.
    """

    def __init__(self, bson: Any, answer: Answer, **hello: object) -> None:  # noqa: ANN401  # it may be missing
        self._bson = bson
        self._answer = answer
        self.hello = {**_HELLO, **hello}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        with client, suppress(OSError, EOFError):
            while True:
                size, request, _, operation = struct.unpack("<iiii", _exactly(client, 16))
                command = self._command(_exactly(client, size - 16), operation)
                answer = self.hello if command in {"hello", "ismaster"} else self._answer
                document = answer(client) if callable(answer) else answer
                if document is None:
                    return
                encoded = self._bson.encode(document)
                if operation == _OP_MSG:
                    body, operation = bytes(5) + encoded, _OP_MSG
                else:
                    body, operation = struct.pack("<iqii", 8, 0, 0, 1) + encoded, _OP_REPLY
                client.sendall(struct.pack("<iiii", 16 + len(body), 1, request, operation) + body)

    def _command(self, body: bytes, operation: int) -> str:
        """Give the first name in a command: of OP_MSG after flags and kind, of the old OP_QUERY after its namespace."""
        start = 5 if operation == _OP_MSG else body.index(b"\0", 4) + 9
        size = struct.unpack_from("<i", body, start)[0]
        return str(next(iter(self._bson.decode(body[start : start + size])))).lower()


def _exactly(client: socket.socket, size: int) -> bytes:
    """Read as many bytes as that."""
    read = b""
    while len(read) < size:
        more = client.recv(size - len(read))
        if not more:
            raise EOFError
        read += more
    return read
