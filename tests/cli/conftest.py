"""The exchange that commands are tried on."""

import signal
from collections.abc import Iterator

import pytest

from dataresult.klines import http
from dataresult.testing.exchange import ExchangeServer, GeneratedMarket

MARKET = GeneratedMarket(
    symbols=["BTCUSDT", "ETHUSDT", "NEWUSDT", "BTCUSD_PERP"],
    listed_at={"NEWUSDT": "2024-02-01"},
    halts=[("2024-01-03T12:40", "2024-01-03T14:00")],
)


@pytest.fixture
def exchange() -> Iterator[ExchangeServer]:
    """An exchange on a port that no refusal of an earlier test still closes."""
    http._gates.clear()
    with ExchangeServer(MARKET) as server:
        yield server


@pytest.fixture(autouse=True)
def _interrupts_are_heard() -> Iterator[None]:
    """Undo what a shell does to a job in the background: it starts deaf to Ctrl-C, and so would its children."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
