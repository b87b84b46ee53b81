"""The wait in a status's details is read from the wire format as protobuf writes it, and garbage is no hint."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._read import read
from dataresult._rpc_details import delay_in_details, delay_in_metadata, delay_in_reply

KEY = "grpc-status-details-bin"


class _Ended(Exception):
    """A call that ended with metadata."""

    def __init__(self, metadata: object) -> None:
        super().__init__("over")
        self._metadata = metadata

    def trailing_metadata(self) -> object:
        """Give what came last."""
        return self._metadata


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _status(seconds: int, nanos: int, other: bytes = b"") -> bytes:
    wait = _field(1, _field(1, seconds) + _field(2, nanos))
    info = _field(1, b"type.googleapis.com/google.rpc.RetryInfo") + _field(2, wait)
    quota = _field(1, b"type.googleapis.com/google.rpc.QuotaFailure") + _field(2, other)
    return _field(1, 8) + _field(2, b"no") + _field(3, quota) + _field(3, info)


@given(seconds=st.integers(0, 10**6), nanos=st.integers(0, 999_999_999), other=st.binary(max_size=300))
def test_a_wait_is_found_among_other_details(seconds: int, nanos: int, other: bytes) -> None:
    """To the microsecond, whatever stands before it."""
    found = delay_in_metadata([("x", "y"), (KEY, _status(seconds, nanos, other))])
    assert found == timedelta(seconds=seconds, microseconds=nanos / 1000)


@given(seconds=st.integers(0, 10**6), nanos=st.integers(0, 999_999_999))
def test_it_reads_what_protobuf_writes(seconds: int, nanos: int) -> None:
    """The library's own messages, packed and unpacked."""
    details: Any = pytest.importorskip(
        "google.rpc.error_details_pb2", reason="googleapis-common-protos is not installed"
    )
    status: Any = pytest.importorskip("google.rpc.status_pb2")
    anything: Any = pytest.importorskip("google.protobuf.any_pb2")
    info = details.RetryInfo()
    info.retry_delay.seconds, info.retry_delay.nanos = seconds, nanos
    packed = anything.Any()
    packed.Pack(info)
    message = status.Status(code=14, message="no", details=[packed]).SerializeToString()
    expected = timedelta(seconds=seconds, microseconds=nanos / 1000)
    assert (delay_in_metadata({KEY: message}) or timedelta()) == expected
    assert delay_in_details([object(), info]) == expected


@given(garbage=st.binary(max_size=200), cut=st.integers(0, 60))
def test_garbage_is_no_hint_and_no_failure(garbage: bytes, cut: int) -> None:
    """Through a path of a rule nothing is raised: for any bytes, and for a status that was cut anywhere."""
    for bytes_ in (garbage, _status(7, 0)[:cut]):
        found = read(_Ended([(KEY, bytes_)]), "trailing_metadata()|rpc_retry_delay")
        assert found is None or isinstance(found, timedelta)


@pytest.mark.parametrize("metadata", [None, 5, "text", [1, 2], [("a",)], {"a": "b"}, object()])
def test_metadata_of_another_kind_is_no_hint(metadata: object) -> None:
    """Whatever a library gives."""
    assert read(_Ended(metadata), "trailing_metadata()|rpc_retry_delay") is None


def test_other_ways_to_say_it() -> None:
    """A push-back in milliseconds, the header of a proxy, JSON; the details count more than the reply around them."""
    assert delay_in_metadata([("grpc-retry-pushback-ms", "1500")]) == timedelta(seconds=1.5)
    assert delay_in_metadata([("Retry-After", b"12")]) == "12"
    assert delay_in_details([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7.5s"}]) == "7.5s"

    class Reply:
        details: tuple[object, ...] = ({"retryDelay": "3s"},)
        response = _Ended([("retry-after", "12")])

    assert delay_in_reply(Reply()) == "3s"
    Reply.details = ()
    assert delay_in_reply(Reply()) == "12"
    assert delay_in_reply(object()) is None
