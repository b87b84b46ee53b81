"""
The tracker: sees results pass at boundaries, counts them, and tells when there are too many errors.

Floor 3. Never changes what passes, never raises because of it, starts no thread; whatever belongs to somebody
else (subscribers, loggers, the text of labels) runs outside the lock.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, cast, final, overload

from returns.result import Failure, Success

from dataresult._context import current_context
from dataresult._results import CONTEXT_ATTR, SOURCE_ATTR
from dataresult._values import EMPTY_CONTEXT
from dataresult._vocabulary import ErrorCode
from dataresult.errors import DataEmpty, FetchError

from . import stats as figures
from .alerts import Alert
from .clock import SYSTEM_CLOCK, Clock
from .delivery import Delivery
from .forking import begin_anew_in_children
from .labels import PLACES, checked_dimensions, plain_context, read_success, seen_of, told_reason
from .passing import AnyResult, Observer
from .series import Key, Ledger, RawKey, Series, clean_key, new_token
from .stats import Stats
from .thresholds import ERROR_THRESHOLDS, Threshold, checked_code, checked_thresholds
from .top_keys import WorstKey
from .watch import AlertBoard

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["ErrorTracker"]


@final
class ErrorTracker:
    """
    Counts results at boundaries over sliding windows, and opens an alert where a code exceeds its threshold.

    Args:
        thresholds: By code; codes that are not named are counted and never alert.
        dimensions: Further labels to count by, such as `("symbol", "interval")`: taken from what is given to
            `observe`, else from the error's context or the frame's provenance, else from the scope of
            `error_context`.
        clock: Where time comes from.

    Raises:
        ValueError: For a threshold of an unknown code, or a dimension whose name means something else.

    Examples:
        >>> from dataresult.errors import ApiRateLimit
        >>> tracker = ErrorTracker(dimensions=("symbol",))
        >>> leave = tracker.subscribe(lambda alert: print(alert))
        >>> for _ in range(7):
        ...     failed = Failure(ApiRateLimit(context={"symbol": "BTCUSDT"}))
        ...     same = tracker.observe(failed, boundary="rest")
        THRESHOLD EXCEEDED: API_RATE_LIMIT occurred 6 times in the last minute (threshold: 5)
        >>> tracker.get_stats()["API_RATE_LIMIT"].count
        7
        >>> tracker.get_stats(60, by=("boundary", "symbol"))[("rest", "BTCUSDT")].count
        7
        >>> print(tracker.worst("symbol")[0])
        symbol=BTCUSDT (7 of 7)
    """

    def __init__(
        self,
        thresholds: Mapping[ErrorCode, Threshold] | Mapping[str, Threshold] = ERROR_THRESHOLDS,
        *,
        dimensions: Sequence[str] = (),
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._thresholds = checked_thresholds(thresholds)
        self._names = (*PLACES, *checked_dimensions(dimensions))
        self._provenance = {name: CONTEXT_ATTR + name for name in self.dimensions} | {"source": SOURCE_ATTR}
        self._clock = clock
        self._delivery = Delivery()
        self._lock = RLock()
        self._begin()
        begin_anew_in_children(self)

    def _begin(self) -> None:
        """Start from nothing."""
        self._monotonic = self._clock.monotonic
        self._began = self._now = self._monotonic()
        board = self._board = AlertBoard(self._clock, self._thresholds)
        self._ledger = Ledger(self._names, board.watches)
        board.evidence = partial(figures.evidence, self._ledger, self._names)
        self._by_key = self._ledger.by_key
        self._has_ratios = self._board.has_ratios
        self._notices = self._board.notices
        # Marks left in an error: seen at a boundary of this tracker, or told to it.
        self._seen_here = new_token()
        self._told_here = new_token()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The configured labels."""
        return self._names[len(PLACES) :]

    @property
    def thresholds(self) -> Mapping[ErrorCode, Threshold]:
        """The thresholds by code."""
        return dict(self._thresholds)

    @property
    def callback_errors(self) -> int:
        """How many calls of subscribers have raised."""
        return self._delivery.errors

    def observe(self, result: AnyResult, *, boundary: str, **context: object) -> AnyResult:
        """
        Count a result that passes a boundary.

        An error counts once by its code and for thresholds, at the first boundary that sees it, and once for
        each boundary it passes; a copy made by `with_context` is the same error.

        Args:
            result: Anything a fetcher or a stage returned.
            boundary: The name of the place: `rest`, `cache`, `nightly`.
            context: Labels, such as `source="archive"` or a configured dimension; others are not kept.

        Returns:
            The very same object.
        """
        if isinstance(result, Success):
            self._add_success(result.unwrap(), boundary, context)
        elif isinstance(result, Failure):
            error = cast("object", result.failure())
            if isinstance(error, FetchError):
                self._add_error(error, {**plain_context(error), **context, "boundary": boundary}, at_boundary=True)
            else:
                # Somebody else's failure, past the type checker: it counts, but nothing is known of it.
                self.track_error(ErrorCode.UNEXPECTED, {**context, "boundary": boundary})
        else:
            raise TypeError(f"only a Result passes a boundary, not {type(result).__name__}")
        return result

    def observing(self, boundary: str, **context: object) -> Observer:
        """
        Make a function of `observe`, for `flow` and `bind`-free pipelines.

        Args:
            boundary: The name of the place.
            context: Labels, as in `observe`.

        Returns:
            A function that gives back each result it is given.

        Examples:
            >>> from returns.pipeline import flow
            >>> tracker = ErrorTracker()
            >>> flow(Success(3), tracker.observing("rest"))
            <Success: 3>
            >>> tracker.get_stats(by=("boundary",))[("rest",)].successes
            1
        """

        def observer(result: AnyResult) -> AnyResult:
            return self.observe(result, boundary=boundary, **context)

        return observer

    def track_error(self, error: FetchError | str, metadata: Mapping[str, object] | None = None) -> None:
        """
        Count one error, outside any boundary.

        Each call counts one, but for an error that a boundary of this tracker has counted already.

        Args:
            error: An error, or a code such as `"API_RATE_LIMIT"`.
            metadata: Labels: `source`, `boundary`, the configured dimensions; with the code `DATA_EMPTY` also
                `empty_reason` and `expected`.

        Raises:
            ValueError: For a text that is no code.
        """
        if isinstance(error, FetchError):
            self._add_error(error, {**plain_context(error), **metadata} if metadata else plain_context(error))
        else:
            code, scope = checked_code(error), current_context()
            labels = metadata or {}
            if scope is not EMPTY_CONTEXT:
                labels = {**scope, **labels}
            reason, explained = told_reason(labels) if code is ErrorCode.DATA_EMPTY else ("", False)
            self._add((code, reason, explained, *map(labels.get, self._names)))

    def _add_error(self, error: FetchError, labels: Mapping[str, object], *, at_boundary: bool = False) -> None:
        reason, explained = "", False
        if isinstance(error, DataEmpty):
            reason, explained = error.reason.value, error.explained
        key = (error.code, reason, explained, *map(labels.get, self._names))
        self._add(key, seen_of(error), at_boundary=at_boundary)

    def _add(self, key: RawKey, seen: set[int] | None = None, *, at_boundary: bool = False) -> None:
        """Count an error at one place; `seen` is where it was counted before."""
        try:
            series = self._by_key.get(cast("Key", key))
        except Exception:  # noqa: BLE001  # a label that cannot be hashed or compared
            series = None
        if series is None:
            series, key = self._series_of(key)
        with self._lock:
            if series.stale:
                series = self._ledger.find(cast("Key", key))
            now = self._settled_now()
            is_new = is_first = True
            if seen is not None:
                if at_boundary:
                    is_new = series.token not in seen
                    is_first = self._seen_here not in seen and self._told_here not in seen
                    seen.add(self._seen_here)
                else:
                    is_new = self._seen_here not in seen
                    seen.add(self._told_here)
            watch = series.watch
            if is_new and watch is not None:
                if seen is not None:
                    seen.add(series.token)
                if now >= series.roll_at:
                    series.roll(now)
                series.passes += 1
                series.last = now
                over = self._has_ratios and self._board.attempt(None if series.explained else watch, now)
                if is_first:
                    series.counted += 1
                    over |= watch.record(now)
                if over:
                    self._board.cross(watch, now)
                if series.hidden:
                    self._ledger.sketch(cast("Key", key), series)
        if self._notices:
            self._delivery.deliver(self._notices)

    def _add_success(self, value: object, boundary: str, context: Mapping[str, object]) -> None:
        rows, labels = read_success(value, self._provenance, context)
        key: RawKey = ("", "", False, boundary, *map(labels.get, self._names[1:]))
        try:
            series = self._by_key.get(cast("Key", key))
        except Exception:  # noqa: BLE001  # a label that cannot be hashed or compared
            series = None
        if series is None:
            series, key = self._series_of(key)
        with self._lock:
            if series.stale:
                series = self._ledger.find(cast("Key", key))
            now = self._settled_now()
            if now >= series.roll_at:
                series.roll(now)
            series.passes += 1
            series.rows += rows
            series.last = now
            if self._has_ratios:
                self._board.attempt(None, now)
            if series.hidden:
                self._ledger.sketch(cast("Key", key), series)
        if self._notices:
            self._delivery.deliver(self._notices)

    def _series_of(self, key: RawKey) -> tuple[Series, Key]:
        """Find or make the series of labels as they came; their text is read outside the lock."""
        clean = clean_key(key)
        with self._lock:
            return self._ledger.find(clean), clean

    def poll(self) -> None:
        """Notice what is due though nothing happens: close the alerts that have fallen, and tell of them."""
        with self._lock:
            self._settled_now()
        self._delivery.deliver(self._notices)

    def alerts(self) -> tuple[Alert, ...]:
        """List the alerts that are open now, the oldest first."""
        self.poll()
        with self._lock:
            return self._board.open_alerts()

    def subscribe(self, callback: Callable[[Alert], None]) -> Callable[[], None]:
        """
        Have alerts told: when one opens, when it escalates, when it closes.

        Args:
            callback: Called outside the lock, in the thread that noticed, one alert after the other; it may
                use the tracker. What it raises is logged and counted in `callback_errors`.

        Returns:
            The way out: a function that ends the subscription.
        """
        return self._delivery.subscribe(callback)

    @overload
    def get_stats(self, window_seconds: float | None = None) -> Mapping[str, Stats]: ...
    @overload
    def get_stats(
        self, window_seconds: float | None = None, *, by: Sequence[str]
    ) -> Mapping[tuple[str, ...], Stats]: ...
    def get_stats(
        self, window_seconds: float | None = None, *, by: Sequence[str] | None = None
    ) -> Mapping[str, Stats] | Mapping[tuple[str, ...], Stats]:
        """
        Tell what was observed.

        Args:
            window_seconds: Of the last so many seconds, more than 0 and at most 86,400; None for all since
                the start.
            by: Keys to group by: `code`, `severity`, `family`, `reason` (of emptiness), `boundary`, `source`,
                or a configured dimension.

        Returns:
            Figures by code; with `by`, by the tuple of the keys' values, the empty string where a label was
            not given and `_OTHER` where there were too many.

        Raises:
            ValueError: For a key that does not exist, or a window that is too long.
        """
        keys = figures.checked_keys(("code",) if by is None else by, self._names)
        window_s = figures.checked_window(window_seconds)
        with self._lock:
            now = self._settled_now()
            groups = figures.grouped(
                self._ledger,
                keys,
                figures.tally_of(window_s, now),
                span_s=now - self._began if window_s is None else window_s,
                wall=figures.wall_reader(now, self._clock.now()),
                exact_count=None if window_s is None else lambda code: self._ledger.count(code, window_s, now),
            )
        self._delivery.deliver(self._notices)
        return {key: stats for (key,), stats in groups.items()} if by is None else groups

    def worst(self, dimension: str, k: int = 5) -> tuple[WorstKey, ...]:
        """
        Name the values of a label that fail most.

        They are ranked by the lower end of the 95 % interval (Wilson) of their failure ratio, over all that
        was observed: 40 failures of 100 rank before 1 of 1.

        Args:
            dimension: `source`, `boundary` or a configured dimension.
            k: How many at most.

        Returns:
            The sickest first; a value that never failed is not among them.

        Raises:
            ValueError: For a label that does not exist.
        """
        if dimension not in self._names:
            raise ValueError(f"no such label: {dimension!r}; there are {', '.join(self._names)}")
        with self._lock:
            hidden = self._ledger.sketches[dimension].items()
            return tuple(figures.worst_keys(self._ledger, dimension, Series.tally, extra=hidden)[:k])

    def to_frame(self, by: Sequence[str] = ("code",), window_seconds: float | None = None) -> "DataFrame":
        """
        Tell what was observed as a table.

        Args:
            by: Keys to group by, as in `get_stats`.
            window_seconds: As in `get_stats`.

        Returns:
            Frame of shape (groups, keys + 12): one text column for each key, then the fields of `Stats`;
            times are `datetime64[us, UTC]`.

        Raises:
            ValueError: As `get_stats` does.
        """
        return figures.as_frame(figures.checked_keys(by, self._names), self.get_stats(window_seconds, by=by))

    def reset(self) -> None:
        """Forget every count and alert, without a notice; thresholds, dimensions and subscribers stay."""
        with self._lock:
            for series in self._ledger:
                series.stale = True
            self._begin()

    def _settled_now(self) -> float:
        """Read the clock under the lock, and let fall what has fallen by then."""
        now = self._monotonic()
        if now < self._now:  # noqa: PLR1730  # `max` costs as much as all of this, for every event
            now = self._now
        self._now = now
        if now >= self._board.due:
            self._board.settle(now)
        return now

    def begin_in_child(self) -> None:
        """Begin anew in a forked process: the parent goes on with what was counted so far."""
        self._lock = RLock()
        self._delivery.release()
        self._begin()
