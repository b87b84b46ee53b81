"""
Whom a broken connection was to, and what was waited for, where an exception says neither: from what raised it.

Floor 2. Pure. What they raise for a value of the wrong kind counts as no value.
"""

from types import TracebackType
from typing import Final, cast
from urllib.parse import urlsplit

from ._frames_left import frames_left, package_of
from ._vocabulary import TimeoutPhase

__all__ = ["peer_host", "peer_port", "waited_for"]

# Functions of `socket`, `ssl` and `asyncio` that wait. Source: the modules of that name of CPython 3.11 to 3.13.
_PHASES: Final = {
    "create_connection": TimeoutPhase.CONNECT,
    "connect": TimeoutPhase.CONNECT,
    "_sock_connect_cb": TimeoutPhase.CONNECT,
    "do_handshake": TimeoutPhase.CONNECT,
    "readinto": TimeoutPhase.READ,
    "recv": TimeoutPhase.READ,
    "recv_into": TimeoutPhase.READ,
    "read": TimeoutPhase.READ,
    "send": TimeoutPhase.WRITE,
    "sendall": TimeoutPhase.WRITE,
    "write": TimeoutPhase.WRITE,
}
_KEYS: Final = ("host", "port")
_WAITING: Final = frozenset({"socket", "ssl", "asyncio"})


def _peer(value: object) -> tuple[str, int | None] | None:
    """Find the address: what the standard library was given, else what the objects at hand say of themselves."""
    for frame in frames_left(value):
        names = frame.f_locals
        if package_of(frame) in _WAITING:
            address = names.get("address")
            known = isinstance(address, tuple)
            peer = _pair(*(cast("tuple[object, ...]", address)[:2] if known else map(names.get, _KEYS)))
            if peer is not None:
                return peer
        owner = names.get("self")
        request = names.get("request")
        # An answer and a request know their URL, an answer its pool, a pool and a connection their peer.
        for named in (*(getattr(each, "url", None) for each in (owner, request)), names.get("url"), owner):
            peer = _in_url(named) if isinstance(named, str) else _pair(*(getattr(named, key, None) for key in _KEYS))
            if peer is not None:
                return peer
        pool = getattr(owner, "_pool", None)
        peer = _pair(*(getattr(pool, key, None) for key in _KEYS))
        if peer is not None:
            return peer
    return None


def _in_url(url: str) -> tuple[str, int | None] | None:
    parts = urlsplit(url)
    return _pair(parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme))


def _pair(host: object = None, port: object = None) -> tuple[str, int | None] | None:
    name = host.decode("ascii") if isinstance(host, bytes) else host
    return (name, port if isinstance(port, int) else None) if isinstance(name, str) and name else None


def peer_host(value: object) -> str | None:
    """Give the host that the functions of a traceback were talking to."""
    peer = _peer(value)
    return None if peer is None else peer[0]


def peer_port(value: object) -> int | None:
    """Give its port."""
    peer = _peer(value)
    return None if peer is None else peer[1]


def waited_for(value: object) -> TimeoutPhase | None:
    """Give what the innermost function of a traceback waited for."""
    at = cast("TracebackType | None", value)
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    phase = None if at is None else _PHASES.get(at.tb_frame.f_code.co_name)
    return phase if at is not None and phase is not None and package_of(at.tb_frame) in _WAITING else None
