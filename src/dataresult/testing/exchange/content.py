"""
What an exchange can be filled with: the questions that its server asks of its data.

Floor 6. Shapes only; recorded data and generated data answer them. No sockets, no HTTP.
"""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from dataresult.testing.exchange.archive import ArchiveKey
from dataresult.testing.exchange.markets import Bar, MarketName

__all__ = ["BarQuery", "ExchangeContent"]


@frozen(kw_only=True)
class BarQuery:
    """Which bars are wanted: those of one symbol that open in `[start_ms, end_ms]`, and how many of them."""

    market: MarketName
    symbol: str
    interval: str
    start_ms: int
    end_ms: int
    now_ms: int
    """The exchange's time: no bar opens later, and the bar that is open at it is unfinished."""
    limit: int | None = None
    """The most bars; None for all."""
    newest: bool = False
    """Whether a limit keeps the newest bars instead of the oldest."""

    def cut(self, bars: Sequence[Bar]) -> Sequence[Bar]:
        """The part of ascending `bars` that the limit leaves."""
        if self.limit is None or len(bars) <= self.limit:
            return bars
        return bars[len(bars) - self.limit :] if self.newest else bars[: self.limit]


class ExchangeContent(Protocol):
    """Data that an `ExchangeServer` can serve, as `GeneratedMarket` and `RecordedMarket` have it."""

    def symbols(self, market: MarketName) -> Sequence[str]:
        """The symbols with bars in a market."""
        ...

    def bars(self, query: BarQuery) -> Sequence[Bar]:
        """The bars asked for, ascending by open time; none for a symbol that is not listed."""
        ...

    def archive(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The zip file of one day or month; None when there is none, or none yet at `now_ms`."""
        ...

    def checksum(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The text of the checksum file beside an archive; None when there is none."""
        ...

    def exchange_info(self, market: MarketName) -> bytes | None:
        """The market's recorded exchangeInfo body; None to have one made from `symbols`."""
        ...
