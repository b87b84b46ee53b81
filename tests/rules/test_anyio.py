"""anyio: streams whose other end goes away, under both names that its classes have."""

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from dataresult._classify import classify_exception
from dataresult.errors import Internal, NetworkConnection

anyio: Any = pytest.importorskip("anyio", reason="anyio is not installed: `make libraries` runs this")


def raised_by(coroutine: Any) -> Exception:  # noqa: ANN401  # the library's own, which may not be installed
    """What it raises."""
    with pytest.raises(Exception) as raised:  # which one is the question
        asyncio.run(coroutine)
    return raised.value


def test_a_refused_connection_names_its_peer(refusing_port: int) -> None:
    """Of several addresses or one, the refusal lies behind."""
    error = classify_exception(raised_by(anyio.connect_tcp("127.0.0.1", refusing_port)))
    assert isinstance(error, NetworkConnection)
    assert (error.host, error.port) == ("127.0.0.1", refusing_port)


def test_a_stream_that_ended_is_lost_and_one_that_was_closed_is_a_slip() -> None:
    """The other end went away; or this end was used after it was closed."""

    async def read(*, ours: bool) -> None:
        send, receive = anyio.create_memory_object_stream(1)
        with send, receive:
            (receive if ours else send).close()
            await receive.receive()

    assert isinstance(classify_exception(raised_by(read(ours=False))), NetworkConnection)
    assert isinstance(classify_exception(raised_by(read(ours=True))), Internal)


def test_a_class_has_the_name_of_its_home_until_the_front_door_is_used() -> None:
    """Both names mean the same."""
    program = (
        "import anyio._core._exceptions as home\n"
        "from dataresult import classify_exception\n"
        "print(home.EndOfStream.__module__, type(classify_exception(home.EndOfStream())).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1] == "NetworkConnection"
