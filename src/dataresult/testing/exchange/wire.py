"""
Putting an answer on a socket, whole or the way a fault wants it.

Floor 6. Knows bytes, sockets and deliveries; neither routes nor faults by name. Never sleeps deaf:
every wait ends when the server stops.
"""

import os
import socket
import struct
from collections.abc import Mapping
from http import HTTPStatus
from threading import Event
from typing import Final

from dataresult.testing.exchange.answers import Answer
from dataresult.testing.exchange.faults import Delivery, Fault

__all__ = ["send"]

# l_onoff=1, l_linger=0: close() discards what is unsent and sends RST instead of FIN (socket(7)).
_LINGER_ZERO: Final = struct.pack("ii", 1, 0)
# Enough pieces that a read timeout of a tenth of the whole never fires.
_DRIPS: Final = 20


def send(connection: socket.socket, answer: Answer, fault: Fault | None, *, with_body: bool, stopping: Event) -> bool:
    """
    Send an answer as `fault` wants it.

    Args:
        connection: the client's connection.
        answer: what to send, changes already made.
        fault: how to send it; None for whole and at once.
        with_body: False for an answer to HEAD.
        stopping: set when the server stops; ends every wait.

    Returns:
        Whether the connection can carry another request.
    """
    delivery = Delivery.WHOLE if fault is None else fault.delivery
    stall_s = 0.0 if fault is None else fault.stall_s
    raw_head = None if fault is None else fault.raw_head
    head = _head(answer) if raw_head is None else raw_head
    body = answer.body if with_body else b""
    half = len(body) // 2
    match delivery:
        case Delivery.WHOLE:
            connection.sendall(head + body)
            return raw_head is None
        case Delivery.RESET_BEFORE_ANSWER:
            _reset(connection)
        case Delivery.RESET_IN_BODY:
            connection.sendall(head + body[:half])
            _reset(connection)
        case Delivery.CLOSE_BEFORE_ANSWER:
            pass
        case Delivery.CUT_IN_BODY:
            connection.sendall(head + body[:half])
        case Delivery.STALL_BEFORE_HEADERS:
            if not stopping.wait(stall_s):
                connection.sendall(head + body)
                return True
        case Delivery.STALL_IN_BODY:
            connection.sendall(head + body[:half])
            if not stopping.wait(stall_s):
                connection.sendall(body[half:])
                return True
        case Delivery.DRIP:
            connection.sendall(head)
            for drip in range(_DRIPS):
                if stopping.wait(stall_s / _DRIPS):
                    return False
                connection.sendall(body[len(body) * drip // _DRIPS : len(body) * (drip + 1) // _DRIPS])
            return True
    return False


def _head(answer: Answer) -> bytes:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unknown"
    headers: Mapping[str, str] = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines = [
        f"HTTP/1.1 {answer.status} {phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1")


def _reset(connection: socket.socket) -> None:
    """Close with RST; the socket's other handles keep a number that no longer means anything to them."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
    os.close(connection.detach())
