"""
A made-up market: every bar of every interval by formula, at once, whatever range is asked for.

Floor 6. No bar needs the one before it, REST and archives agree exactly, and a long bar opens, closes
and trades what its short bars do. Never reads a clock or draws a random number: seed and symbol decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from attrs import field, frozen

from dataresult.testing.exchange.archive import ArchiveKey, archive_zip, checksum_text, published_ms
from dataresult.testing.exchange.content import BarQuery
from dataresult.testing.exchange.formula import LOT_DIGITS, TICK_DIGITS, Ints, Trading
from dataresult.testing.exchange.markets import (
    MARKETS,
    Bar,
    MarketName,
    bar_close_ms,
    bar_opens,
    datetime_to_ms,
)

__all__ = ["GeneratedMarket", "Moment"]

Moment: TypeAlias = datetime | date | str
"""A datetime, a date or ISO text; read as UTC where it names no zone."""

# The spot market's first trading day.
_FIRST_LISTING: Final = "2017-08-17T04:00:00+00:00"
# No trading ends later: the year 9999.
_NEVER_MS: Final = 253_370_764_800_000
_LONGEST_BAR_MS: Final = 31 * 86_400_000
# Bars looked at in one go while searching for a page's worth behind a halt.
_CHUNK: Final = 4096


@frozen(kw_only=True, eq=False)
class GeneratedMarket:
    """
    Klines by formula for an `ExchangeServer`: deterministic, any range at once, the same in every answer.

    The open, close, volume and number of trades of a long bar are exactly those of the short bars in it; high
    and low bound the bar's own open and close only. Every symbol is listed in all three markets.

    Args:
        seed: another seed, another market.
        symbols: what is listed.
        listed_at: when trading began, for all symbols or by symbol; by default the spot market's first day.
        delisted_at: when trading ended, for all symbols or by symbol; by default never.
        halts: half-open spans in which nothing trades. A bar that lies wholly in one does not exist.
        publication_delay: how long after its day an archive appears.

    Example:
        >>> market = GeneratedMarket(symbols=["BTCUSDT"], listed_at="2024-01-01T00:30:00")
        >>> now_ms = 1704153600000  # 2024-01-02
        >>> query = BarQuery(
        ...     market="spot",
        ...     symbol="BTCUSDT",
        ...     interval="1m",
        ...     start_ms=0,
        ...     end_ms=now_ms,
        ...     now_ms=now_ms,
        ...     limit=2,
        ... )
        >>> [bar[0] for bar in market.bars(query)]
        [1704069000000, 1704069060000]
    """

    seed: int = 0
    _symbols: tuple[str, ...] = field(
        default=("BTCUSDT", "ETHUSDT", "BTCUSD_PERP"), converter=tuple[str, ...], alias="symbols"
    )
    listed_at: Moment | Mapping[str, Moment] = _FIRST_LISTING
    delisted_at: Moment | Mapping[str, Moment] | None = None
    halts: Sequence[tuple[Moment, Moment]] = ()
    # "Becoming available the next day" (README of binance/binance-public-data); the hour is not promised.
    publication_delay: timedelta = timedelta(hours=6)

    def symbols(self, market: MarketName) -> Sequence[str]:  # noqa: ARG002  # the same in every market
        """The symbols listed."""
        return self._symbols

    def bars(self, query: BarQuery) -> Sequence[Bar]:
        """
        The bars asked for.

        Returns:
            Bars ascending by open time, at most `query.limit`; none for a symbol that is not listed. The bar
            that is open at `query.now_ms` has traded only until then.
        """
        if query.symbol not in self._symbols:
            return ()
        trading = self._trading(query.market, query.symbol)
        return _bars(trading, query, _existing(trading, query))

    def archive(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The zip file of one day or month; None before it is published and when nothing traded in it."""
        if key.symbol not in self._symbols or key.interval not in MARKETS[key.market].intervals:
            return None
        return None if now_ms < published_ms(key, self.publication_delay) else _archive(self, key)

    def checksum(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The text of the checksum file beside an archive that is there."""
        content = self.archive(key, now_ms)
        return None if content is None else checksum_text(key.file_name, content)

    def exchange_info(self, market: MarketName) -> bytes | None:  # noqa: ARG002  # the same in every market
        """None: the server writes one from the symbols."""
        return None

    def _trading(self, market: MarketName, symbol: str) -> Trading:
        digest = blake2b(f"{self.seed}/{market}/{symbol}".encode(), digest_size=8).digest()
        return Trading(
            seed=int.from_bytes(digest[:7], "big"),
            # From 500 to 50,000: apart enough to tell symbols, and a second moves the price some ticks.
            base_price=500.0 * 10.0 ** (2 * digest[7] / 255),
            listed_ms=_of_symbol(self.listed_at, symbol, datetime_to_ms(_FIRST_LISTING)),
            delisted_ms=_of_symbol(self.delisted_at, symbol, _NEVER_MS),
            halts_ms=_disjoint((datetime_to_ms(start), datetime_to_ms(end)) for start, end in self.halts),
        )


def _of_symbol(moment: Moment | Mapping[str, Moment] | None, symbol: str, default_ms: int) -> int:
    found = moment.get(symbol) if isinstance(moment, Mapping) else moment
    return default_ms if found is None else datetime_to_ms(found)


def _disjoint(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same time as spans that do not overlap, so that none of it is taken off twice."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _existing(trading: Trading, query: BarQuery) -> Ints:
    """The open times, at most the limit, of the bars in which anything trades."""
    start_ms = max(query.start_ms, trading.listed_ms - _LONGEST_BAR_MS)
    end_ms = min(query.end_ms, query.now_ms, trading.delisted_ms)
    chunk_ms = _CHUNK * (bar_close_ms(query.interval, 0) + 1)
    left = _NEVER_MS if query.limit is None else query.limit
    found = [np.empty(0, dtype=np.int64)]
    while left > 0 and start_ms <= end_ms:
        if query.newest:
            low, high = max(start_ms, end_ms - chunk_ms + 1), end_ms
            end_ms = low - 1
        else:
            low, high = start_ms, min(end_ms, start_ms + chunk_ms - 1)
            start_ms = high + 1
        opens = bar_opens(query.interval, low, high)
        opens = opens[trading.traded_ms(_ends(query.interval, opens)) > trading.traded_ms(opens)]
        opens = opens[-left:] if query.newest else opens[:left]
        found.append(opens)
        left -= len(opens)
    return np.concatenate(found[::-1] if query.newest else found)


def _ends(interval: str, opens: Ints) -> Ints:
    """The first millisecond after each bar."""
    if interval == "1M":
        return np.array([bar_close_ms(interval, int(at)) + 1 for at in opens], dtype=np.int64)
    return opens + (bar_close_ms(interval, 0) + 1)


def _texts(values: Iterable[int], digits: int, shown: int) -> list[str]:
    """Whole numbers of 10^-digits as decimal text with `shown` decimals."""
    template = f"%d.%0{digits}d{'0' * (shown - digits)}"
    unit = 10**digits
    return [template % divmod(value, unit) for value in values]


def _bars(trading: Trading, query: BarQuery, opens: Ints) -> list[Bar]:
    """The bars that open at these times, as REST rows."""
    ends = _ends(query.interval, opens)
    starts, until = trading.traded_ms(opens), trading.traded_ms(np.minimum(ends, query.now_ms))
    first, last = trading.price_ticks(starts), trading.price_ticks(until)
    above, below = trading.wick_ticks(opens, ends - opens, first)
    highs, lows = np.maximum(first, last) + above, np.maximum(np.minimum(first, last) - below, 1)
    lots_before, lots_after = trading.lots(starts), trading.lots(until)
    volumes = (lots_after - lots_before).tolist()
    bought = trading.bought_lots(opens, lots_after - lots_before).tolist()
    means = ((first + highs + lows + last) // 4).tolist()
    row = MARKETS[query.market]
    quote_digits = TICK_DIGITS + LOT_DIGITS
    return list(
        zip(
            opens.tolist(),
            *(_texts(ticks.tolist(), TICK_DIGITS, row.price_digits) for ticks in (first, highs, lows, last)),
            _texts(volumes, LOT_DIGITS, row.volume_digits),
            (ends - 1).tolist(),
            # Python's integers: a month's lots times its price does not fit 64 bits.
            _texts(map(int.__mul__, volumes, means), quote_digits, row.quote_digits),
            (trading.trades(lots_after) - trading.trades(lots_before)).tolist(),
            _texts(bought, LOT_DIGITS, row.volume_digits),
            _texts(map(int.__mul__, bought, means), quote_digits, row.quote_digits),
            ["0"] * len(opens),
            strict=True,
        )
    )


# A checksum is asked for right after its file, by a few clients at once; a file of 1s bars has 4 MB.
@lru_cache(maxsize=16)
def _archive(market: GeneratedMarket, key: ArchiveKey) -> bytes | None:
    start_ms, end_ms = key.span_ms()
    bars = market.bars(
        BarQuery(
            market=key.market,
            symbol=key.symbol,
            interval=key.interval,
            start_ms=start_ms,
            end_ms=end_ms,
            now_ms=_NEVER_MS,
        )
    )
    return archive_zip(key, bars) if bars else None
