"""Every fault that the embedded exchange knows, met by each client: a typed outcome, and never a wrong frame."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dataresult import Advice, ErrorCode, ErrorTracker, Failure, Success, sealed
from dataresult.errors import DataPartial
from dataresult.klines import DataSourceManager, RestDataClient, VisionDataClient
from dataresult.testing.exchange import FAULTS, Endpoint, ExchangeServer, Fault, GeneratedMarket, faults
from tests.klines._truth import codes, iso, ms, rows, spans, truth

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

MARKET = GeneratedMarket(symbols=("BTCUSDT",))
DAY = ms("2024-03-05"), ms("2024-03-06")
WEEK = ms("2024-03-01"), ms("2024-03-08")
# Stalls last longer than the clients of these tests wait; drips come through.
TIMEOUT_S = 0.5
TIMED = {
    "stall_before_headers": faults.stalled(5),
    "stall_in_body": faults.stalled(5, in_body=True),
    "dripped": faults.dripped(0.1),
}
ALL = [TIMED.get(name, fault) for name, fault in FAULTS.items()]
REST = [fault for fault in ALL if Endpoint.REST in fault.endpoints]
FILES = [fault for fault in ALL if fault.endpoints & {Endpoint.ARCHIVE, Endpoint.CHECKSUM}]


def name_of(fault: Fault) -> str:
    """Name a test after its fault."""
    return fault.name


@pytest.fixture
def exchange() -> Iterator[ExchangeServer]:
    """An exchange of its own for each test: a ban must not reach the next one."""
    with ExchangeServer(MARKET) as server:
        yield server


@pytest.mark.parametrize("fault", REST, ids=name_of)
def test_rest_answers_with_what_the_fault_is(exchange: ExchangeServer, fault: Fault) -> None:
    """A REST client that meets a fault gives one of the errors the fault stands for, or the true bars."""
    exchange.inject(fault, times=None)
    with RestDataClient(base_url=exchange.base_url, timeout_s=TIMEOUT_S) as client:
        result = client.fetch("BTCUSDT", "1h", *map(iso, DAY))

    match sealed(result):
        case Success(frame):
            assert fault.may_succeed
            assert rows(frame) == truth(MARKET, "spot", "1h", DAY)
        case Failure(error):
            assert error.code in fault.expected, error
            assert error.context["symbol"] == "BTCUSDT"
            assert error.context["source"] == "rest"


@pytest.mark.parametrize("fault", FILES, ids=name_of)
def test_archives_answer_with_what_the_fault_is(exchange: ExchangeServer, fault: Fault) -> None:
    """An archive client that meets a fault gives one of the errors the fault stands for, or the true bars."""
    exchange.inject(fault, path="/archive/*", times=None)
    with VisionDataClient(archive_url=exchange.archive_url, timeout_s=TIMEOUT_S) as client:
        result = client.fetch("BTCUSDT", "1h", *map(iso, DAY))

    # The store says NoSuchKey: a status that was lost on the way does not make it anything else.
    told: set[ErrorCode] = {ErrorCode.API_NOT_FOUND} if fault.name == "xml_for_zip" else set()
    expected = fault.expected | told
    match sealed(result):
        case Success(frame):
            assert fault.may_succeed
            assert rows(frame) == truth(MARKET, "spot", "1h", DAY)
        case Failure(error):
            assert error.code in expected, error
            assert error.context["symbol"] == "BTCUSDT"
            assert error.context["source"] == "vision"


@pytest.mark.parametrize("fault", FILES, ids=name_of)
def test_the_manager_goes_on_to_rest(exchange: ExchangeServer, fault: Fault, tmp_path: Path) -> None:
    """Whatever is wrong with the archives, the manager's frame is true, and each failure was seen at its source."""
    exchange.inject(fault, path="/archive/*", times=None)
    tracker = ErrorTracker()
    manager = DataSourceManager(
        cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url, tracker=tracker
    )
    assert manager._vision is not None
    manager._vision._http.timeout_s = TIMEOUT_S
    with manager:
        result = manager.fetch("BTCUSDT", "1h", *map(iso, WEEK))
        again = manager.fetch("BTCUSDT", "1h", *map(iso, WEEK))

    expected = truth(MARKET, "spot", "1h", WEEK)
    assert rows(result.unwrap()) == expected
    assert rows(again.unwrap()) == expected
    stats = tracker.get_stats(by=("boundary",))
    assert stats[("manager",)].successes == 2
    if not fault.may_succeed:
        assert stats[("vision",)].count > 0


@pytest.mark.parametrize("fault", REST, ids=name_of)
def test_a_fault_in_the_last_source_is_told(exchange: ExchangeServer, fault: Fault, tmp_path: Path) -> None:
    """With one archive gone and REST at fault, the manager names the missing day, and every attempt."""
    gone = DAY
    exchange.inject(faults.NO_SUCH_KEY, path=f"*-{iso(gone[0])[:10]}.zip", times=None)
    exchange.inject(fault, path="/api/*", times=None)
    manager = DataSourceManager(
        cache_dir=tmp_path, base_url=exchange.base_url, archive_url=exchange.archive_url, tracker=ErrorTracker()
    )
    manager._rest._http.timeout_s = TIMEOUT_S
    with manager:
        result = manager.fetch("BTCUSDT", "1h", *map(iso, WEEK))

    expected = truth(MARKET, "spot", "1h", WEEK)
    match sealed(result):
        case Success(frame):
            assert rows(frame) == expected
            assert fault.may_succeed
        case Failure(DataPartial() as error):
            assert spans(error.missing) == [gone]
            assert rows(error.frame) == [row for row in expected if not gone[0] <= row[0] < gone[1]]
            assert {"API_NOT_FOUND"} < codes(error)
            assert codes(error) & {code.value for code in fault.expected}
            assert error.next_step is not Advice.ACCEPT
        case Failure(error):
            raise AssertionError(error)
