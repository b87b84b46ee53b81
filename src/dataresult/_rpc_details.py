"""
How long a server asks to wait, in the details that come with the status of a remote call: `google.rpc.RetryInfo`.

Floor 2. Pure; no import of any protobuf library: the few fields are read from the wire format itself. What it raises
for bytes that are no message counts as no value.

Sources: https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto and `error_details.proto`;
https://protobuf.dev/programming-guides/encoding/;
https://github.com/grpc/proposal/blob/master/A6-client-retries.md (`grpc-retry-pushback-ms`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Final, cast

__all__ = ["delay_in_details", "delay_in_metadata", "delay_in_reply"]

# A status is a few hundred bytes: gRPC refuses metadata of more than 8 KiB unless told otherwise.
STATUS_MAX_BYTES: Final = 65_536
# No server sends more details or metadata that anybody reads.
ITEMS_MAX: Final = 100
_RETRY_INFO: Final = "google.rpc.RetryInfo"
_VARINT: Final = 0
_FIXED_BYTES: Final = {1: 8, 5: 4}
_LENGTH_DELIMITED: Final = 2


def delay_in_metadata(metadata: object) -> timedelta | str | None:
    """
    Find the wait in the metadata that ended a call.

    Args:
        metadata: Pairs of key and value, or a mapping; binary values are bytes.

    Returns:
        The delay, the value of a `retry-after` (seconds or an HTTP date), or None.
    """
    # By `dict`: a mapping with several values for a key may give pairs when it is iterated.
    pairs = cast("Iterable[tuple[object, object]]", metadata.items() if isinstance(metadata, dict) else metadata)
    found = {str(key).lower(): value for key, value in islice(pairs, ITEMS_MAX)}
    status = found.get("grpc-status-details-bin")
    if isinstance(status, bytes):
        delay = _delay_in_status(status[:STATUS_MAX_BYTES])
        if delay is not None:
            return delay
    pushback_ms = found.get("grpc-retry-pushback-ms")
    if pushback_ms is not None:
        return timedelta(milliseconds=float(_text(pushback_ms)))
    after = found.get("retry-after")
    return None if after is None else _text(after)


def delay_in_details(details: object) -> timedelta | str | None:
    """
    Find the wait in details that a library has read already.

    Args:
        details: Messages with a `retry_delay`, or mappings as JSON has them, with a `retryDelay`.

    Returns:
        The delay (JSON's is text: `"7.5s"`), or None.
    """
    for detail in islice(cast("Iterable[object]", details), ITEMS_MAX):
        if isinstance(detail, Mapping):
            told = cast("Mapping[str, object]", detail).get("retryDelay")
            if isinstance(told, str):
                return told
        elif (delay := getattr(detail, "retry_delay", None)) is not None:
            return timedelta(seconds=delay.seconds, microseconds=delay.nanos / 1000)
    return None


def delay_in_reply(error: object) -> timedelta | str | None:
    """
    Find the wait in an error that has the details of the reply, the reply, or both.

    Args:
        error: An object with `details`, and with a `response` that has the metadata that ended a call.

    Returns:
        The delay, or None.
    """
    details = getattr(error, "details", None)
    found = delay_in_details(cast("object", details)) if isinstance(details, list | tuple) else None
    ended = getattr(getattr(error, "response", None), "trailing_metadata", None)
    return delay_in_metadata(ended()) if found is None and callable(ended) else found


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _delay_in_status(status: bytes) -> timedelta | None:
    for number, detail in _fields(status):
        if number != 3 or not isinstance(detail, bytes):
            continue
        packed = dict(_fields(detail))
        kind, value = packed.get(1), packed.get(2)
        if isinstance(kind, bytes) and isinstance(value, bytes) and kind.decode().endswith(_RETRY_INFO):
            duration = dict(_fields(value)).get(1)
            if isinstance(duration, bytes):
                parts = dict(_fields(duration))
                seconds, nanos = parts.get(1, 0), parts.get(2, 0)
                if isinstance(seconds, int) and isinstance(nanos, int):
                    return timedelta(seconds=seconds, microseconds=nanos / 1000)
    return None


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Read the fields of a message: number, and its number or bytes."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, place = _varint(message, place)
            yield number, value
            continue
        if kind == _LENGTH_DELIMITED:
            size, place = _varint(message, place)
        else:
            size = _FIXED_BYTES[kind]
        if place + size > len(message):
            raise ValueError("a message that was cut")
        yield number, message[place : place + size]
        place += size


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
