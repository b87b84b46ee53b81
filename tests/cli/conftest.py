"""The exchange that commands are tried on."""

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
