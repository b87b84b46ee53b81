"""aiohttp: what only it has. The faults that every client meets are in `test_http_clients.py`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiRateLimit,
    ApiUnavailable,
    ClassifiedError,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)
from dataresult.rules import Outcome
from dataresult.rules.http_status import STATUS, STATUS_CLASS
from dataresult.testing.faults._server import STALL_S, FaultServer

aiohttp = pytest.importorskip("aiohttp", reason="aiohttp is not installed: `make libraries` runs this")
web = pytest.importorskip("aiohttp.web", reason="aiohttp is not installed: `make libraries` runs this")

# Real servers and sockets: seconds in all.
pytestmark = pytest.mark.slow

# The library's own, which may not be installed where types are checked.
Session: TypeAlias = Any


def error_of(work: Callable[[Session], Awaitable[object]], **options: object) -> ClassifiedError:
    """What the exception of a session becomes."""

    async def run() -> object:
        async with aiohttp.ClientSession(**options) as session:
            return await work(session)

    with pytest.raises(Exception) as raised:  # which one is the question
        asyncio.run(run())
    return classify_exception(raised.value)


def getting(url: str) -> Callable[[Session], Awaitable[object]]:
    """Ask for JSON, whatever the status."""

    async def work(session: Session) -> object:
        async with session.get(url) as response:
            return await response.json()

    return work


@pytest.mark.parametrize("fault", ["stall-before", "stall-in-body"])
def test_the_limit_for_all_of_a_request_names_no_phase(fault: str, faults: FaultServer) -> None:
    """`ClientTimeout(total=)` raises the language's own class, which says nothing."""
    error = error_of(getting(faults.url(fault)), timeout=aiohttp.ClientTimeout(total=STALL_S))
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.TOTAL


def test_a_page_of_a_failing_server_is_what_its_status_says(faults: FaultServer) -> None:
    """Reading it as JSON fails for its type; the status comes first, and how long to wait is not lost."""
    error = error_of(getting(faults.url("status/503/9")))
    assert isinstance(error, ApiUnavailable)
    assert error.next_step is Advice.WAIT
    assert error.context["retry_after_s"] == 9.0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("status/401", ApiAuth),
        ("status/429/7", ApiRateLimit),
        ("html", ApiFormat),
        ("close-before", NetworkConnection),
    ],
)
def test_a_refused_websocket_is_what_the_answer_was(path: str, expected: type, faults: FaultServer) -> None:
    """The handshake is HTTP: its status decides."""

    async def work(session: Session) -> object:
        return await session.ws_connect(faults.url(path))

    error = error_of(work)
    assert type(error) is expected
    if isinstance(error, ApiRateLimit):
        assert error.retry_after == timedelta(seconds=7)


def test_a_closed_session_is_a_slip_of_the_program() -> None:
    """The bare class that aiohttp raises for it is judged by who raised it."""

    async def work(session: Session) -> object:
        await session.close()
        return await session.get("http://127.0.0.1/")

    assert isinstance(error_of(work), Internal)


def test_the_status_of_the_parser_is_not_that_of_the_server(faults: FaultServer) -> None:
    """Bytes that are no HTTP get status 400 from the parser, which nobody said."""
    error = error_of(getting(faults.url("bad-status-line")))
    assert isinstance(error, ApiFormat)
    assert error.http_status is None


@given(status=st.sampled_from([status for status in HTTPStatus if status >= 400]))
def test_the_refusals_of_its_servers_mean_their_status(status: HTTPStatus) -> None:
    """Each class is named for a status: an instance says it, and the class alone too."""
    classes: list[Any] = [getattr(web, name) for name in dir(web)]
    found: list[type[BaseException]] = [each for each in classes if _status(each) == status]
    target = STATUS.get(status) or STATUS_CLASS[status // 100]
    expected = target.error if isinstance(target, Outcome) else target
    for cls in found:
        assert type(classify_exception(cls.__new__(cls))) is expected


def _status(cls: object) -> object:
    is_refusal = isinstance(cls, type) and issubclass(cls, web.HTTPException)
    return getattr(cls, "status_code", None) if is_refusal else None
