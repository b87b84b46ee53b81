"""
An exchange on loopback for tests and demonstrations: `ExchangeServer`, its contents and its faults.

Floor 6. Re-exports only. Nothing in this package imports `dataresult.klines`: the exchange is the other side.
"""

from dataresult.testing.exchange import faults
from dataresult.testing.exchange.archive import ArchiveKey
from dataresult.testing.exchange.content import BarQuery, ExchangeContent
from dataresult.testing.exchange.faults import FAULTS, Delivery, Endpoint, Fault
from dataresult.testing.exchange.limits import WeightLimiter
from dataresult.testing.exchange.market import GeneratedMarket
from dataresult.testing.exchange.markets import Bar, MarketName
from dataresult.testing.exchange.recorded import RecordedMarket
from dataresult.testing.exchange.server import ExchangeServer, Injection, ServedRequest, refused_url

__all__ = [
    "FAULTS",
    "ArchiveKey",
    "Bar",
    "BarQuery",
    "Delivery",
    "Endpoint",
    "ExchangeContent",
    "ExchangeServer",
    "Fault",
    "GeneratedMarket",
    "Injection",
    "MarketName",
    "RecordedMarket",
    "ServedRequest",
    "WeightLimiter",
    "faults",
    "refused_url",
]
