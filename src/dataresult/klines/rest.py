"""
The REST API as a source: page by page, and never past what an answer says.

Floor 5. An empty answer is believed only when a second question confirms it. Never asks for a bar that has not
closed, never retries: failures are values.
"""

import json
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, cast

from attrs import evolve, frozen
from pandas import DataFrame

from dataresult._context import error_context
from dataresult._guard import fetcher, guarded
from dataresult._results import Failure, Success, raise_error, sealed
from dataresult.errors import Advice, ApiFormat, ClassifiedError, EmptyReason, NetworkError

from .coverage import Span, Spans, merged
from .frame import frame_of_rows, opens_of, within
from .http import Answer, HttpClient
from .interval import DAY_MS, Interval, ceil_open, floor_open, next_open
from .market import MARKETS, Market, MarketType
from .query import Query, query_of
from .served import Seen, Served, no_bars, outcome, unseen
from .times import Moment, now_ms

if TYPE_CHECKING:
    from dataresult._results import DataResult

__all__ = ["RestDataClient"]

_SNIPPET_CHARS: Final = 200
_CONTRADICTION: Final = "the answers contradict each other: where one has bars, another has none"


@frozen(kw_only=True)
class _Page:
    """One answer: its rows, and what the clock of the exchange said."""

    frame: DataFrame
    now_ms: int


@frozen(kw_only=True)
class _Piece:
    """What the answers for one span say."""

    frames: tuple[DataFrame, ...] = ()
    covered: Spans = ()
    lasting: Spans = ()
    reason: EmptyReason = EmptyReason.DATE_RANGE


class RestDataClient:
    """
    Klines by the REST API of the exchange.

    Safe under threads; a context manager.

    Args:
        market: The market.
        base_url: Where the API is; the real exchange by default.
        timeout_s: How long one answer may take, in seconds.
    """

    name = "rest"

    def __init__(
        self,
        market: MarketType = MarketType.SPOT,
        *,
        base_url: str | None = None,
        timeout_s: float = 10.0,
    ) -> None:
        self._market: Market = MARKETS[MarketType(market)]
        self._http = HttpClient(base_url or self._market.rest_url, timeout_s=timeout_s)
        self._used_weight: int | None = None

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self._http.base_url

    @property
    def used_weight(self) -> int | None:
        """The request weight used in the present minute, as the last answer told it; None before the first."""
        return self._used_weight

    @fetcher(source="rest", capture=("symbol", "interval", "start", "end"))
    def fetch(self, symbol: str, interval: Interval | str, start: Moment, end: Moment) -> "DataResult":
        """
        Fetch the bars that open in a range.

        Args:
            symbol: The symbol, as the exchange writes it.
            interval: The length of a bar.
            start: The first instant that counts.
            end: The first that does not. Bars that have not closed yet do not count.

        Returns:
            Success: a kline frame of shape (n, 10), n > 0.

                open_time (index)        datetime64[ns, UTC]   start of the bar
                open high low close      float64               price
                volume                   float64               base units (contracts for coin futures)
                close_time               datetime64[ns, UTC]   last millisecond of the bar
                quote_asset_volume       float64               quote units
                count                    int64                 trades
                taker_buy_volume         float64               as volume
                taker_buy_quote_volume   float64               as quote_asset_volume

            Failure: `ApiRequest` for an invalid symbol, interval or range; `DataEmpty` with its reason;
            `DataPartial` when pages were lost; `ApiRateLimit`, also without asking while the exchange wants no
            requests; any other error of the network or the API.
        """
        with error_context(market=self._market.kind.value):
            query = query_of(self._market, symbol, interval, start, end)
            wanted = query.closed_by(now_ms())
            return outcome(query, wanted, self.served(query, wanted, unseen))

    def served(self, query: Query, spans: Spans, seen: Seen) -> Served:
        """Serve spans of a query; see `Source`."""
        frames: list[DataFrame] = []
        covered: list[Span] = []
        lasting: list[Span] = []
        errors: list[ClassifiedError] = []
        reason = EmptyReason.DATE_RANGE
        for span in spans:
            with error_context(symbol=query.symbol, interval=query.interval.value):
                piece, error = self._piece(query.over(span))
            frames += piece.frames
            covered += piece.covered
            lasting += piece.lasting
            reason = piece.reason
            told = Served(
                frames=piece.frames,
                covered=piece.covered,
                errors=() if error is None else (error,),
                reason=piece.reason,
            )
            seen(outcome(query.over(span), (span,), told))
            if error is not None:
                errors.append(error)
                if _hopeless(error):
                    break
        return Served(frames=frames, covered=merged(covered), lasting=merged(lasting), errors=errors, reason=reason)

    def _piece(self, query: Query) -> tuple[_Piece, ClassifiedError | None]:
        """Ask for one span, page by page; on an error, with what came before it."""
        frames: list[DataFrame] = []
        until_ms = query.end_ms
        at_ms = query.start_ms
        while at_ms < until_ms:
            window = query.over((at_ms, self._window_end(query, at_ms)))
            match sealed(self._page(window)):
                case Failure(error):
                    return _read(query, frames, at_ms, at_ms), error
                case Success(page):
                    until_ms = min(until_ms, floor_open(query.interval, page.now_ms))
                    frames.append(within(page.frame, ((at_ms, until_ms),)))
            if len(frames[-1]):
                at_ms = next_open(query.interval, int(opens_of(frames[-1])[-1]))
            elif window.end_ms < until_ms:
                match sealed(self._beyond(window)):
                    case Failure(error):
                        return _read(query, frames, at_ms, at_ms), error
                    case Success(next_ms):
                        at_ms = min(next_ms, until_ms)
            else:
                break
        if at_ms >= until_ms:
            # What lies behind has not closed by the clock of the exchange.
            return _read(query, frames, query.end_ms, until_ms), None
        match sealed(self._confirmed(query.over((at_ms, until_ms)), after_rows=any(map(len, frames)))):
            case Failure(error):
                return _read(query, frames, at_ms, at_ms), error
            case Success((reason, followed)):
                kept_ms = until_ms if followed else at_ms
                return evolve(_read(query, frames, query.end_ms, kept_ms), reason=reason), None

    def _window_end(self, query: Query, at_ms: int) -> int:
        """Draw in what one request asks for, where the market demands it."""
        end_ms = query.end_ms
        if self._market.max_days is not None:
            end_ms = min(end_ms, at_ms + self._market.max_days * DAY_MS)
        if self._market.newest_first:
            # A longer range would be answered with its newest bars.
            last_ms = at_ms
            for _ in range(self._market.page_rows):
                last_ms = next_open(query.interval, last_ms)
                if last_ms >= end_ms:
                    return end_ms
            end_ms = last_ms
        return end_ms

    @guarded(source="rest")
    def _beyond(self, window: Query) -> int:
        """Find where to go on after an empty window: days without trading are passed over by their daily bars."""
        midnight_ms = ceil_open(Interval.DAY_1, window.start_ms)
        if window.end_ms < midnight_ms or self._market.max_days is None:
            return window.end_ms
        later_ms = self._first_open(window, midnight_ms)
        far_ms = midnight_ms + self._market.max_days * DAY_MS if later_ms is None else later_ms
        return max(window.end_ms, floor_open(window.interval, far_ms))

    @guarded(source="rest")
    def _confirmed(self, gap: Query, *, after_rows: bool) -> tuple[EmptyReason, bool]:
        """
        Ask again where an answer was empty to the end of the range.

        Args:
            gap: Where it was empty.
            after_rows: Whether there were bars before it.

        Returns:
            Why there is nothing, and whether later bars prove that there never will be.
        """
        later_ms = self._first_open(gap, gap.start_ms)
        if later_ms is not None and later_ms < gap.end_ms:
            raise_error(ApiFormat(message=_CONTRADICTION))
        if after_rows and later_ms is not None:
            return EmptyReason.DATE_RANGE, True
        # Nothing later: a server that has lost the symbol says the same, so ask for what must be there.
        earlier = self._any_before(gap)
        if after_rows and not earlier:
            raise_error(ApiFormat(message=_CONTRADICTION))
        if later_ms is not None:
            return EmptyReason.DATE_RANGE if earlier else EmptyReason.BEFORE_LISTING, True
        if not earlier:
            raise_error(no_bars(EmptyReason.API_RESPONSE, "the exchange has no bars of the symbol"))
        return EmptyReason.AFTER_DELISTING, False

    def _any_before(self, gap: Query) -> bool:
        """Tell whether there is a bar before a gap; a market with a longest range looks back as far as that."""
        answer = self._http.get(
            self._market.klines_path,
            {"symbol": gap.symbol, "interval": gap.interval.value, "endTime": gap.start_ms - 1, "limit": 1},
        )
        return bool(_rows(answer))

    def _first_open(self, query: Query, start_ms: int) -> int | None:
        """Find the first bar from an instant on; where only the newest can be asked for, the first bar of a day."""
        interval, rows = query.interval, 1
        if self._market.newest_first:
            interval, rows = Interval.DAY_1, self._market.page_rows
        answer = self._http.get(
            self._market.klines_path,
            {"symbol": query.symbol, "interval": interval.value, "startTime": start_ms, "limit": rows},
        )
        opens_ms = opens_of(frame_of_rows(_rows(answer), interval))
        found = opens_ms[opens_ms >= start_ms]
        return int(found[0]) if len(found) else None

    @guarded(source="rest")
    def _page(self, window: Query) -> _Page:
        """Ask for one page: the first bars of a window."""
        answer = self._http.get(
            self._market.klines_path,
            {
                "symbol": window.symbol,
                "interval": window.interval.value,
                "startTime": window.start_ms,
                "endTime": window.end_ms - 1,
                "limit": self._market.page_rows,
            },
        )
        weight = answer.headers.get("x-mbx-used-weight-1m", "")
        self._used_weight = int(weight) if weight.isdecimal() else self._used_weight
        page = frame_of_rows(_rows(answer), window.interval)
        frame = within(page, (window.span,))
        if len(page) and not len(frame):
            raise_error(ApiFormat(message="the answer holds no bar of the range that was asked for"))
        told = answer.date
        clock_ms = now_ms() if told is None else min(now_ms(), int(told.timestamp() * 1000))
        return _Page(frame=frame, now_ms=clock_ms)

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read(query: Query, frames: Sequence[DataFrame], covered_ms: int, lasting_ms: int) -> _Piece:
    return _Piece(
        frames=tuple(frames),
        covered=merged([(query.start_ms, covered_ms)]),
        lasting=merged([(query.start_ms, lasting_ms)]),
    )


def _rows(answer: Answer) -> Sequence[object]:
    """Read the list that the API promises."""
    try:
        rows = cast("object", json.loads(answer.body))
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list):
        raise_error(
            ApiFormat(
                message="the answer is no list of bars",
                http_status=answer.status,
                content_type=answer.headers.get("content-type"),
                snippet=answer.body[: _SNIPPET_CHARS * 4].decode("utf-8", "replace")[:_SNIPPET_CHARS],
            )
        )
    return cast("Sequence[object]", rows)


def _hopeless(error: ClassifiedError) -> bool:
    """Whether the next question would meet the same: the request is wrong, we are to wait, the server is away."""
    stops = {Advice.FIX_REQUEST, Advice.WAIT, Advice.ASK_OPERATOR, Advice.FIX_CREDENTIALS}
    return error.next_step in stops or isinstance(error, NetworkError)
