"""
A made-up market: every bar of every interval by formula, at once, whatever range is asked for.

Floor 6. Price and traded volume are functions of the instant, so no bar needs the one before it, REST and
archives agree exactly, and a long bar opens, closes and trades what its short bars do. Never reads a clock and
never draws a random number: the seed and the symbol decide all.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from dataresult.testing.exchange.archive import ArchiveKey, archive_zip, checksum_text, published_ms
from dataresult.testing.exchange.content import BarQuery
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
"""An aware datetime, a date or ISO text; read as UTC where it names no zone."""

_Ints: TypeAlias = NDArray[np.int64]

# The spot market's first trading day.
_FIRST_LISTING: Final = "2017-08-17T04:00:00+00:00"
_PERIODS_S: Final = (1, 11, 60, 420, 3600, 28_800, 259_200, 2_592_000, 25_920_000)
# A price moves by about 2 % a day and by the square root of time otherwise.
_DAILY_MOVE: Final = 0.02
# Each octave swings the pace of trading by at most a tenth either way. A straight piece of noise is at most twice
# its height over its period, so nine octaves of 0.05 keep the pace between a tenth and 1.9 of its mean.
_PACE_SWING: Final = 0.05
_TICKS: Final = 100  # price ticks in one unit of quote
_LOTS: Final = 100_000  # volume lots in one unit of base
_LOTS_PER_S: Final = 60_000
_TRADES_PER_LOT: Final = 1 / 20_000
# Bars looked at in one go while searching for the next page behind a halt.
_CHUNK: Final = 4096


def _hash(seed: int, knots: _Ints) -> NDArray[np.float64]:
    """A number in [-1, 1) for each knot: SplitMix64's finaliser (Steele, Lea, Flood 2014) on knot and seed."""
    x = knots.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    # 53 bits fill a float64 exactly.
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0


def _noise(seed: int, at_ms: _Ints, period_s: int) -> NDArray[np.float64]:
    """Straight lines between random heights in [-1, 1), one every `period_s`."""
    period_ms = period_s * 1000
    knots, rest = np.divmod(at_ms, period_ms)
    left, right = _hash(seed, knots), _hash(seed, knots + 1)
    return left + (right - left) * (rest / period_ms)


@frozen(kw_only=True)
class _Trading:
    """One symbol's listing: when it trades, what it costs, how much changes hands."""

    seed: int
    base_price: float
    listed_ms: int
    delisted_ms: int
    halts_ms: tuple[tuple[int, int], ...]

    def traded_ms(self, at_ms: _Ints) -> _Ints:
        """The time traded until an instant: it stands still before the listing, in halts and after delisting."""
        at_ms = np.clip(at_ms, self.listed_ms, self.delisted_ms)
        traded = at_ms.copy()
        for start, end in self.halts_ms:
            lost = min(max(start, self.listed_ms), self.delisted_ms), min(max(end, self.listed_ms), self.delisted_ms)
            traded -= np.clip(at_ms - lost[0], 0, lost[1] - lost[0])
        return traded

    def price_ticks(self, traded_ms: _Ints) -> _Ints:
        """The price in ticks, at least 1."""
        x = np.zeros(len(traded_ms))
        for octave, period_s in enumerate(_PERIODS_S):
            move = _DAILY_MOVE * (period_s / 86_400) ** 0.5
            x += move * _noise(self.seed + octave, traded_ms, period_s)
        # (2 + x) / (2 - x) is close to exp(x) and, unlike it, the same to the last bit on every machine.
        x = np.clip(x, -1.5, 1.5)
        return np.maximum(np.rint(self.base_price * _TICKS * (2 + x) / (2 - x)), 1).astype(np.int64)

    def lots(self, traded_ms: _Ints) -> _Ints:
        """Lots traded until an instant; never falls."""
        paced_s = traded_ms / 1000
        for octave, period_s in enumerate(_PERIODS_S, start=len(_PERIODS_S)):
            paced_s = paced_s + _PACE_SWING * period_s * _noise(self.seed + octave, traded_ms, period_s)
        return np.rint(paced_s * _LOTS_PER_S).astype(np.int64)


def _moments(moment: "Moment | Mapping[str, Moment] | None", symbol: str, default_ms: int) -> int:
    if isinstance(moment, Mapping):
        moment = moment.get(symbol)
    return default_ms if moment is None else datetime_to_ms(moment)


def _decimals(value: int, unit_digits: int, shown: int) -> str:
    """`value` units of 10^-unit_digits with `shown` decimals."""
    text = str(value).zfill(unit_digits + 1)
    if unit_digits < shown:
        text += "0" * (shown - unit_digits)
    return f"{text[:-shown]}.{text[-shown:]}"


@frozen(kw_only=True, eq=False)
class GeneratedMarket:
    """
    Klines by formula for an `ExchangeServer`: deterministic, any range at once, the same in every answer.

    The open, close, volume and number of trades of a long bar are exactly those of the short bars in it; high
    and low bound the bar's own open and close. Each symbol is listed in all three markets.

    Args:
        seed: another seed, another market.
        symbols: what is listed.
        listed_at: when trading began, for all symbols or by symbol; default is the spot market's first day.
        delisted_at: when trading ended, for all symbols or by symbol; default never.
        halts: half-open times in which nothing trades. A bar that lies wholly in one does not exist.
        publication_delay: how long after its day an archive appears.

    Example:
        >>> market = GeneratedMarket(seed=7, symbols=["BTCUSDT"], listed_at="2024-01-01T00:30:00")
        >>> query = BarQuery(
        ...     market="spot", symbol="BTCUSDT", interval="1m", start_ms=0, end_ms=2**42, now_ms=2**42, limit=1
        ... )
        >>> market.bars(query)[0][0] == 1704069000000  # 2024-01-01 00:30
        True
    """

    seed: int = 0
    symbols_listed: tuple[str, ...] = field(
        default=("BTCUSDT", "ETHUSDT", "BTCUSD_PERP"), converter=tuple, alias="symbols"
    )
    listed_at: Moment | Mapping[str, Moment] | None = None
    delisted_at: Moment | Mapping[str, Moment] | None = None
    halts: Sequence[tuple[Moment, Moment]] = ()
    # "Becoming available the next day": recorded Last-Modified times lie between two and ten hours into it.
    publication_delay: timedelta = timedelta(hours=6)

    def symbols(self, market: MarketName) -> tuple[str, ...]:
        """The symbols listed; the same in every market."""
        return self.symbols_listed

    def bars(self, query: BarQuery) -> Sequence[Bar]:
        """
        The bars asked for.

        Returns:
            Bars ascending by open time, at most `query.limit`; none for a symbol that is not listed. The bar
            that is open at `query.now_ms` has traded only until then.
        """
        if query.symbol not in self.symbols_listed:
            return ()
        trading = self._trading(query.market, query.symbol)
        # Before the listing's bar and after the delisting's there is nothing to search.
        start = max(query.start_ms, trading.listed_ms - 31 * 86_400_000)
        end = min(query.end_ms, query.now_ms, trading.delisted_ms)
        return _make_bars(trading, query, self._existing(trading, query, start, end))

    def _existing(self, trading: _Trading, query: BarQuery, start_ms: int, end_ms: int) -> _Ints:
        """The open times, limited, of the bars in which anything could trade."""
        found: list[_Ints] = []
        left = 2**62 if query.limit is None else query.limit
        chunk_ms = _CHUNK * (bar_close_ms(query.interval, 0) + 1)
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
        if query.newest:
            found.reverse()
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def archive(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The zip file of one day or month; None before it is published and when nothing traded in it."""
        if key.symbol not in self.symbols_listed or now_ms < published_ms(key, self.publication_delay):
            return None
        if key.interval not in MARKETS[key.market].intervals:
            return None
        return _archive(self, key)

    def checksum(self, key: ArchiveKey, now_ms: int) -> bytes | None:
        """The checksum file's text of an archive that is there."""
        content = self.archive(key, now_ms)
        return None if content is None else checksum_text(key.file_name, content)

    def exchange_info(self, market: MarketName) -> bytes | None:
        """None: the server writes one from the symbols."""
        return None

    def _trading(self, market: MarketName, symbol: str) -> _Trading:
        digest = blake2b(f"{self.seed}/{market}/{symbol}".encode(), digest_size=8).digest()
        seed = int.from_bytes(digest[:7], "big")
        return _Trading(
            seed=seed,
            # From 500 to 50,000: apart enough to tell symbols, and a second moves the price by several ticks.
            base_price=500.0 * 10.0 ** (2 * digest[7] / 255),
            listed_ms=_moments(self.listed_at, symbol, datetime_to_ms(_FIRST_LISTING)),
            delisted_ms=_moments(self.delisted_at, symbol, 2**52),
            halts_ms=_disjoint([(datetime_to_ms(start), datetime_to_ms(end)) for start, end in self.halts]),
        )


def _disjoint(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same time as spans that do not overlap, so that none of it is taken off twice."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _ends(interval: str, opens: _Ints) -> _Ints:
    """The first millisecond after each bar."""
    if interval == "1M":
        return np.array([bar_close_ms(interval, int(at)) + 1 for at in opens], dtype=np.int64)
    return opens + (bar_close_ms(interval, 0) + 1)


def _make_bars(trading: _Trading, query: BarQuery, opens: _Ints) -> list[Bar]:
    """The bars that open at these times, as REST rows."""
    if not len(opens):
        return []
    ends = _ends(query.interval, opens)
    starts, until = trading.traded_ms(opens), trading.traded_ms(np.minimum(ends, query.now_ms))
    first, last = trading.price_ticks(starts), trading.price_ticks(until)
    lots = trading.lots(until) - trading.lots(starts)
    trades = np.rint(trading.lots(until) * _TRADES_PER_LOT) - np.rint(trading.lots(starts) * _TRADES_PER_LOT)
    # Wicks reach up to a third of a usual move beyond the body; the two halves of a hash would do, two are plainer.
    reach = (0.3 * _DAILY_MOVE) * ((ends - opens) / 86_400_000) ** 0.5
    highs = np.maximum(first, last) + (first * reach * np.abs(_hash(trading.seed + 101, opens))).astype(np.int64)
    lows = np.minimum(first, last) - (first * reach * np.abs(_hash(trading.seed + 102, opens))).astype(np.int64)
    lows = np.maximum(lows, 1)
    bought = (lots * (0.5 + 0.2 * _hash(trading.seed + 103, opens))).astype(np.int64)
    row = MARKETS[query.market]
    bars: list[Bar] = []
    columns = (opens, ends, first, highs, lows, last, lots, trades.astype(np.int64), bought)
    for start, end, o, h, lo, c, volume, count, taker in zip(*(x.tolist() for x in columns), strict=True):
        mean = (o + h + lo + c) // 4
        bars.append(
            (
                start,
                _decimals(o, 2, row.price_digits),
                _decimals(h, 2, row.price_digits),
                _decimals(lo, 2, row.price_digits),
                _decimals(c, 2, row.price_digits),
                _decimals(volume, 5, row.volume_digits),
                end - 1,
                _decimals(volume * mean, 7, row.quote_digits),
                count,
                _decimals(taker, 5, row.volume_digits),
                _decimals(taker * mean, 7, row.quote_digits),
                "0",
            )
        )
    return bars


@lru_cache(maxsize=64)
def _archive(market: "GeneratedMarket", key: ArchiveKey) -> bytes | None:
    """The zip file, kept because its checksum is asked for right after it."""
    start, end = key.span_ms()
    query = BarQuery(
        market=key.market, symbol=key.symbol, interval=key.interval, start_ms=start, end_ms=end, now_ms=2**52
    )
    bars = market.bars(query)
    return archive_zip(key, bars) if bars else None
