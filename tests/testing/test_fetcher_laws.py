"""The laws of a fetcher: good ones pass under every fault, and each kind of bad one is told what it did."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd
import pytest
from returns.result import Failure, Result, Success

from dataresult import ErrorTracker, fetcher
from dataresult.errors import ApiNotFound, ClassifiedError, DataEmpty, NetworkTimeout
from dataresult.klines import RestDataClient
from dataresult.testing import FAULTS, ExchangeServer, Fault, RaisedFault, ServerFault, check_fetcher
from dataresult.testing.exchange import Endpoint, faults

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

# Stalls outlast the clients of these tests.
STALLS = {"stall_before_headers": faults.stalled(3), "stall_in_body": faults.stalled(3, in_body=True)}
# A drip is as slow as it is long; the exchange's own tests wait for it.
REST = [
    STALLS.get(name, fault) for name, fault in FAULTS.items() if Endpoint.REST in fault.endpoints and name != "dripped"
]
SOME = [faults.RATE_LIMITED, faults.SERVER_ERROR, faults.INVALID_JSON, faults.RESET_BEFORE_ANSWER]


def _name_of(fault: Fault) -> str:
    return fault.name


@pytest.fixture
def server() -> Iterator[ExchangeServer]:
    """An exchange for one test."""
    with ExchangeServer() as running:
        yield running


def page(server: ExchangeServer) -> pd.DataFrame:
    """One page of klines, by nothing but the standard library."""
    url = f"{server.base_url}/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=5"
    with urllib.request.urlopen(url, timeout=0.5) as answer:
        return pd.DataFrame(json.load(answer))


def broken(
    fetch: Callable[[], Result[object, ClassifiedError]], server: ExchangeServer, tracker: ErrorTracker | None = None
) -> str:
    """The report about a fetcher that breaks a law."""
    with pytest.raises(AssertionError) as raised:
        check_fetcher(fetch, [ServerFault(server, fault) for fault in SOME], tracker=tracker)
    report = str(raised.value)
    assert report.startswith("the fetcher breaks the law\n")
    return report


@pytest.mark.parametrize("fault", REST, ids=_name_of)
def test_the_clients_of_this_package_obey(server: ExchangeServer, fault: Fault) -> None:
    """Every fault of the exchange on the REST client, each at an exchange of its own; the tracker sees each."""
    tracker = ErrorTracker()
    with RestDataClient(base_url=server.base_url, timeout_s=0.5) as client:
        report = check_fetcher(
            lambda: tracker.observe(client.fetch("BTCUSDT", "1h", "2024-03-01", "2024-03-03"), boundary="rest"),
            [ServerFault(server, fault, path="*klines*")],
            tracker=tracker,
        )
    assert list(report.outcomes) == [f"{fault.name} at *klines*"]
    assert report.violations == ()


def test_a_user_s_own_fetcher_obeys(server: ExchangeServer) -> None:
    """A few lines around the standard library pass, and the report says what each fault became."""
    tracker = ErrorTracker()
    fetch = fetcher(source="rest", tracker=tracker, log=False)(page)
    report = check_fetcher(partial(fetch, server), [ServerFault(server, fault) for fault in SOME], tracker=tracker)
    assert "rate_limited at *: API_RATE_LIMIT rest" in str(report)
    assert "FAILED" not in str(report)


def test_faults_are_taken_away_again(server: ExchangeServer) -> None:
    """After the laws the exchange answers as before, also where a law was broken."""
    broken(lambda: Success(page(server)), server)
    assert len(page(server)) == 5


def test_one_that_raises_is_told(server: ExchangeServer) -> None:
    """The exception is named, per fault, and the other faults are tried all the same."""
    report = broken(lambda: Success(page(server)), server)
    assert "FAILED never raises: rate_limited at * came out as HTTPError: HTTP Error 429" in report
    assert report.count("FAILED never raises") == len(SOME)


def test_one_that_gives_an_empty_frame_is_told(server: ExchangeServer) -> None:
    """An outage that looks like a quiet market is the worst of all."""

    def fetch() -> Result[pd.DataFrame, ClassifiedError]:
        try:
            return Success(page(server))
        except (OSError, ValueError):
            return Success(pd.DataFrame())

    report = broken(fetch, server)
    assert "FAILED never a silent empty frame: server_error at * came out as one" in report
    assert "server_error at *: success without rows" in report


def test_one_that_swallows_is_told(server: ExchangeServer) -> None:
    """Old rows in the place of an error count as swallowed, unless the fetcher is one that recovers."""
    old = page(server)

    def fetch() -> Result[pd.DataFrame, ClassifiedError]:
        try:
            return Success(page(server))
        except (OSError, ValueError):
            return Success(old)

    assert "FAILED every fault classified: invalid_json at * came out as a success" in broken(fetch, server)
    report = check_fetcher(fetch, [ServerFault(server, fault) for fault in SOME], may_recover=True)
    assert set(report.outcomes.values()) == {"success"}


def test_one_that_misclassifies_is_told(server: ExchangeServer) -> None:
    """The code that came and those that are right are both in the report."""

    def fetch() -> Result[pd.DataFrame, ClassifiedError]:
        try:
            return Success(page(server))
        except (OSError, ValueError):
            return Failure(DataEmpty())

    expected = "rate_limited at * came out as DATA_EMPTY, and API_RATE_LIMIT is right"
    assert f"FAILED every fault classified: {expected}" in broken(fetch, server)


def test_a_right_attempt_counts(server: ExchangeServer) -> None:
    """A failure that lists the fault among its attempts has classified it."""

    def fetch() -> Result[pd.DataFrame, ClassifiedError]:
        seen = fetcher(log=False)(page)(server).failure()
        return Failure(ApiNotFound(attempts=(seen,)))

    check_fetcher(fetch, [ServerFault(server, fault) for fault in SOME])


def test_one_that_the_tracker_does_not_see_is_told(server: ExchangeServer) -> None:
    """A tracker that counts nothing is no help."""
    fetch = fetcher(source="rest", log=False)(page)
    report = broken(partial(fetch, server), server, tracker=ErrorTracker())
    assert "FAILED seen by the tracker: nothing was observed at server_error at *" in report


@pytest.mark.parametrize("answer", [pd.DataFrame({"close": [1.0]}), None, Failure(ValueError("no error of ours"))])
def test_one_that_gives_no_result_is_told(server: ExchangeServer, answer: object) -> None:
    """A bare frame, nothing, or a failure that holds an exception is no answer."""
    report = broken(lambda: answer, server)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]  # what the law is for
    assert type(answer).__name__ in report or "ValueError" in report
    assert report.count("FAILED") == len(SOME)


def test_exceptions_raised_in_place_of_a_function() -> None:
    """A fault needs no server: any function can be made to raise, and is itself again afterwards."""
    fetch = fetcher(log=False)(lambda: pd.DataFrame(json.loads("[1]")))
    injected = [
        RaisedFault("json.loads", TimeoutError("read timed out"), expected={"NETWORK_TIMEOUT"}),
        RaisedFault("json.loads", TimeoutError("again"), expected={"NETWORK_TIMEOUT"}),
        RaisedFault("json.loads", MemoryError()),
    ]
    report = check_fetcher(fetch, injected)
    assert list(report.outcomes) == [
        "json.loads raises TimeoutError",
        "json.loads raises TimeoutError (2)",
        "json.loads raises MemoryError",
    ]
    assert fetch().unwrap().size == 1


def test_a_fault_that_a_right_fetcher_may_survive() -> None:
    """A success is right where the fault says so."""
    fault = RaisedFault("json.dumps", TimeoutError(), expected={"NETWORK_TIMEOUT"}, may_succeed=True)
    assert check_fetcher(lambda: Success(1), [fault]).outcomes == {"json.dumps raises TimeoutError": "success"}
    assert check_fetcher(lambda: Failure(NetworkTimeout()), [fault]).violations == ()
