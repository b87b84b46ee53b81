"""
The markets of the exchange, one row each: where it answers, and what it lets one request ask for.

Floor 5. Data only. What archives look like inside (header line, milliseconds or microseconds) is read from the
archives themselves, which changed it more than once.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from .interval import Interval

__all__ = ["MARKETS", "Market", "MarketType", "is_the_exchange"]


class MarketType(StrEnum):
    """A market of the exchange."""

    SPOT = "spot"
    FUTURES_USDT = "futures_usdt"
    FUTURES_COIN = "futures_coin"


# The domains of the exchange's own hosts; whatever answers elsewhere may hold other bars.
_OWN_DOMAINS: Final = frozenset({"binance.com", "binance.vision"})


def is_the_exchange(url: str | None) -> bool:
    """Tell whether an address is one of the exchange's own; None stands for the default, which is."""
    if url is None:
        return True
    host = urlsplit(url).hostname or ""
    return ".".join(host.rsplit(".", 2)[-2:]) in _OWN_DOMAINS


@frozen(kw_only=True)
class Market:
    """
    One market.

    Args:
        kind: Which market.
        rest_url: Where its REST API is.
        klines_path: The path of its klines.
        page_rows: The most rows that one answer carries.
        max_days: The longest range that one request may ask for; None where there is no limit.
        newest_first: Whether a range with more bars than one answer carries gives its newest bars, not its oldest.
        archive_url: Where its archives are.
        archive_folder: The folder of its archives below `data/`.
        intervals: The bars that it has.
    """

    kind: MarketType
    rest_url: str
    klines_path: str
    page_rows: int
    max_days: int | None = None
    newest_first: bool = False
    archive_url: str = "https://data.binance.vision"
    archive_folder: str
    intervals: frozenset[Interval] = frozenset(Interval) - {Interval.SECOND_1}


# Sources: https://github.com/binance/binance-spot-api-docs (rest-api.md, "Kline/Candlestick data");
# https://developers.binance.com/docs/derivatives ("Kline/Candlestick Data" of each futures market);
# https://github.com/binance/binance-public-data (archives).
MARKETS: Final[Mapping[MarketType, Market]] = MappingProxyType(
    {
        MarketType.SPOT: Market(
            kind=MarketType.SPOT,
            rest_url="https://api.binance.com",
            klines_path="/api/v3/klines",
            page_rows=1000,
            archive_folder="spot",
            intervals=frozenset(Interval),
        ),
        MarketType.FUTURES_USDT: Market(
            kind=MarketType.FUTURES_USDT,
            rest_url="https://fapi.binance.com",
            klines_path="/fapi/v1/klines",
            page_rows=1500,
            archive_folder="futures/um",
        ),
        MarketType.FUTURES_COIN: Market(
            kind=MarketType.FUTURES_COIN,
            rest_url="https://dapi.binance.com",
            klines_path="/dapi/v1/klines",
            page_rows=1500,
            max_days=200,
            newest_first=True,
            archive_folder="futures/cm",
        ),
    }
)
