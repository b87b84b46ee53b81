"""
What is asked for, checked: market, symbol, interval and the range of bars.

Floor 5. Pure. What cannot be asked is an `ApiRequest` that names the parameter, before anything is sent.
"""

import re
from typing import Final, Never

from attrs import evolve, frozen

from dataresult._results import raise_error
from dataresult.errors import ApiRequest

from .coverage import Span, Spans, merged
from .interval import Interval, ceil_open, floor_open
from .market import Market
from .times import Moment, to_ms

__all__ = ["Query", "query_of"]

# What the exchange's own check lets pass, without the signs that mean something in a path.
# Source: https://github.com/binance/binance-spot-api-docs (symbols may hold letters of any script, none lower case).
_SYMBOL: Final = re.compile(r"(?!\.)[\w.-]{1,50}")


@frozen(kw_only=True)
class Query:
    """
    A checked request for the bars of one symbol.

    Args:
        market: The market.
        symbol: The symbol, as the exchange writes it.
        interval: The length of a bar.
        start_ms: The open time of the first bar that counts, in milliseconds.
        end_ms: The open time of the first bar that does not; not before `start_ms`.
    """

    market: Market
    symbol: str
    interval: Interval
    start_ms: int
    end_ms: int

    @property
    def span(self) -> Span:
        """The range, half-open, in milliseconds; its ends lie on the grid of bars."""
        return self.start_ms, self.end_ms

    def closed_by(self, at_ms: int) -> Spans:
        """
        Give the range without the bars that are still open at an instant, or not open yet.

        Args:
            at_ms: The instant, in milliseconds.

        Returns:
            One span, or none.
        """
        return merged([(self.start_ms, min(self.end_ms, floor_open(self.interval, at_ms)))])

    def over(self, span: Span) -> "Query":
        """Ask the same of another range."""
        return evolve(self, start_ms=span[0], end_ms=span[1])


def query_of(market: Market, symbol: str, interval: Interval | str, start: Moment, end: Moment) -> Query:
    """
    Check what is asked for.

    Args:
        market: The market.
        symbol: The symbol.
        interval: The length of a bar.
        start: The first instant that counts.
        end: The first that does not.

    Returns:
        The query, its range drawn in to the grid of bars.

    Raises:
        ClassifiedException: With an `ApiRequest` that names the wrong parameter.
    """
    if _SYMBOL.fullmatch(str(symbol)) is None:
        _refuse("symbol", f"{symbol!r} is no symbol")
    if symbol != str(symbol).upper():
        _refuse("symbol", f"symbols are upper case: {str(symbol).upper()!r}, not {symbol!r}")
    known = _interval(market, interval)
    start_ms, end_ms = _instant("start", start), _instant("end", end)
    if start_ms >= end_ms:
        _refuse("end", f"the range is empty: start {start} is not before end {end}")
    # Nothing traded before 1970, and the exchange takes no negative time.
    first_ms = ceil_open(known, max(start_ms, 0))
    return Query(
        market=market,
        symbol=symbol,
        interval=known,
        start_ms=first_ms,
        end_ms=max(first_ms, ceil_open(known, max(end_ms, 0))),
    )


def _interval(market: Market, interval: Interval | str) -> Interval:
    known = next((each for each in Interval if each == interval), None)
    if known is None or known not in market.intervals:
        there = ", ".join(each for each in Interval if each in market.intervals)
        _refuse("interval", f"{interval!r} is no interval of the {market.kind} market: {there}")
    return known


def _instant(name: str, moment: Moment) -> int:
    try:
        return to_ms(moment)
    except (TypeError, ValueError, OverflowError) as why:
        _refuse(name, f"{moment!r} is no instant: {why}")


def _refuse(parameter: str, message: str) -> Never:
    raise_error(ApiRequest(parameter=parameter, message=message))
