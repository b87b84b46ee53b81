"""What a tracker sees, counts and tells."""

import logging
import tracemalloc
from collections.abc import Iterator
from typing import assert_type

import pandas as pd
import pytest
from returns.pipeline import flow
from returns.result import Failure, Result, Success

from dataresult._context import error_context
from dataresult._results import CONTEXT_ATTR, SOURCE_ATTR, sealed
from dataresult._vocabulary import EmptyReason, ErrorCode, Severity
from dataresult.errors import ApiRateLimit, ApiUnavailable, ClassifiedError, DataEmpty, NetworkTimeout
from dataresult.tracking import (
    Alert,
    ErrorTracker,
    ManualClock,
    Threshold,
    Window,
    error_tracker,
    observe,
    observing,
    track_error,
)
from dataresult.tracking import series as series_module


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock()


@pytest.fixture
def tracker(clock: ManualClock) -> ErrorTracker:
    """A tracker with one dimension."""
    return ErrorTracker(dimensions=("symbol",), clock=clock)


@pytest.fixture
def default_tracker() -> Iterator[ErrorTracker]:
    """The tracker of the process, empty before and after."""
    error_tracker.reset()
    yield error_tracker
    error_tracker.reset()


def wide() -> Result[pd.DataFrame, ClassifiedError]:
    """Fetch as a fetcher does."""
    return Success(frame_of(1))


def narrow() -> Result[int, ApiRateLimit]:
    """Fail in one way."""
    return Failure(ApiRateLimit())


def frame_of(rows: int, **provenance: str) -> pd.DataFrame:
    """Make a frame that says where it came from."""
    frame = pd.DataFrame({"close": [1.0] * rows})
    if provenance:
        frame.attrs[SOURCE_ATTR] = provenance.pop("source", None)
        frame.attrs |= {CONTEXT_ATTR + name: value for name, value in provenance.items()}
    return frame


class TestPassThrough:
    """What goes in comes out."""

    def test_types_are_kept(self, tracker: ErrorTracker) -> None:
        """The very object comes back, and type checkers know it by the same type."""
        fetched, failed = wide(), narrow()
        failure, union = Failure(NetworkTimeout()), sealed(narrow())

        assert assert_type(tracker.observe(fetched, boundary="b"), Result[pd.DataFrame, ClassifiedError]) is fetched
        assert assert_type(tracker.observe(failed, boundary="b"), Result[int, ApiRateLimit]) is failed
        assert assert_type(tracker.observe(failure, boundary="b"), Failure[NetworkTimeout]) is failure
        assert assert_type(tracker.observe(union, boundary="b"), Success[int] | Failure[ApiRateLimit]) is union
        assert assert_type(observe(failed, boundary="b", tracker=tracker), Result[int, ApiRateLimit]) is failed
        assert assert_type(observing("b", tracker=tracker)(failed), Result[int, ApiRateLimit]) is failed

    def test_it_stands_in_a_flow(self, tracker: ErrorTracker) -> None:
        """`observing` is a step of `flow`, and the result keeps its type."""
        start = narrow()

        # Only mypy, through the plugin of `returns`, knows what `flow` gives.
        ended = flow(start, tracker.observing("rest"), tracker.observing("nightly", source="rest"))  # pyright: ignore[reportUnknownVariableType]  # see above

        assert assert_type(ended, Result[int, ApiRateLimit]) is start  # pyright: ignore[reportAssertTypeFailure]  # see above
        assert {key: stats.count for key, stats in tracker.get_stats(by=("boundary", "source")).items()} == {
            ("rest", ""): 1,
            ("nightly", "rest"): 1,
        }

    def test_what_is_no_result_is_refused(self, tracker: ErrorTracker) -> None:
        """A bare frame does not pass for a success."""
        with pytest.raises(TypeError, match="only a Result"):
            tracker.observe(frame_of(1), boundary="b")  # type: ignore[type-var]  # the mistake  # pyright: ignore[reportArgumentType]  # the mistake

    @pytest.mark.parametrize("label", [["a"], {"a": 1}, object(), 7, True, pd.DataFrame({"a": [1, 2]}), float("nan")])
    def test_labels_of_any_kind_are_counted(self, tracker: ErrorTracker, label: object) -> None:
        """A label that cannot be hashed, compared or read is text, and nothing is raised."""
        for _ in range(2):
            tracker.observe(Failure(NetworkTimeout()), boundary="b", symbol=label)
            tracker.observe(Success(1), boundary="b", symbol=label)
        ((_, stats),) = tracker.get_stats(by=("symbol",)).items()

        assert (stats.count, stats.successes, stats.failure_ratio) == (2, 2, 0.5)

    def test_secrets_do_not_become_labels(self, tracker: ErrorTracker) -> None:
        """A label is redacted like everything that leaves."""
        tracker.observe(Success(1), boundary="https://host/x?signature=abcdef0123456789", symbol="BTCUSDT")

        assert "abcdef0123456789" not in str(tracker.get_stats(by=("boundary", "symbol")))


class TestCounting:
    """Once by code, once at each boundary."""

    def test_error_counts_once_and_at_each_boundary(self, tracker: ErrorTracker) -> None:
        """Passing on an error, also with more context, counts it only where it was not yet."""
        error = ApiRateLimit()
        tracker.observe(Failure(error), boundary="rest")
        tracker.observe(Failure(error), boundary="rest")
        tracker.observe(Failure(error.with_context(job="nightly")), boundary="manager")
        tracker.observe(Failure(ApiRateLimit()), boundary="manager")

        assert tracker.get_stats()["API_RATE_LIMIT"].count == 2
        assert {key: stats.count for key, stats in tracker.get_stats(by=("boundary",)).items()} == {
            ("rest",): 1,
            ("manager",): 2,
        }
        assert tracker.get_stats(by=("severity", "family"))[("WARNING", "ApiError")].count == 2

    def test_trackers_count_apart(self, tracker: ErrorTracker) -> None:
        """What one tracker has seen is new to another."""
        other, failed = ErrorTracker(), Failure(ApiRateLimit())
        tracker.observe(failed, boundary="rest")
        other.observe(failed, boundary="rest")

        assert tracker.get_stats()["API_RATE_LIMIT"].count == other.get_stats()["API_RATE_LIMIT"].count == 1

    def test_track_error_counts_each_call(self, tracker: ErrorTracker) -> None:
        """Errors, codes and their texts count one each, but not what a boundary has counted."""
        error = NetworkTimeout()
        tracker.track_error(error)
        tracker.track_error(error, {"source": "rest"})
        tracker.track_error(ErrorCode.NETWORK_TIMEOUT)
        tracker.track_error("NETWORK_TIMEOUT", {"source": "rest", "anything": "else"})
        tracker.observe(Failure(error), boundary="rest")
        tracker.track_error(error)

        assert tracker.get_stats()["NETWORK_TIMEOUT"].count == 4
        assert tracker.get_stats(by=("source",))[("rest",)].count == 2
        assert tracker.get_stats(by=("boundary",))[("rest",)].count == 1

    def test_unknown_code_is_refused(self, tracker: ErrorTracker) -> None:
        """A text that is no code names those that are."""
        with pytest.raises(ValueError, match=r"no such error code: 'NO_SUCH'.*NETWORK_TIMEOUT"):
            tracker.track_error("NO_SUCH")

    @pytest.mark.parametrize("explained", [DataEmpty(expected=True), DataEmpty(reason=EmptyReason.BEFORE_LISTING)])
    def test_explained_emptiness_alerts_nobody(self, tracker: ErrorTracker, explained: DataEmpty) -> None:
        """It is in the totals and told by reason, but counts towards no threshold and is no failure."""
        for _ in range(50):
            tracker.track_error(explained)
        for _ in range(10):
            tracker.track_error("DATA_EMPTY", {"empty_reason": "date_range"})
        stats = tracker.get_stats(60)["DATA_EMPTY"]

        assert tracker.alerts() == ()
        assert (stats.count, stats.expected, stats.exact) == (60, 50, True)
        assert stats.failure_ratio == 10 / 60
        assert tracker.get_stats(by=("reason",))[("date_range",)].count == 10
        assert tracker.get_stats(by=("reason",))[(explained.reason.value,)].count == 50

    def test_labels_come_from_the_error_the_frame_and_the_scope(self, tracker: ErrorTracker) -> None:
        """Given labels win; else an error's context, a frame's provenance or the scope tell them."""
        tracker.observe(Failure(ApiRateLimit(context={"symbol": "BTC", "source": "rest"})), boundary="b")
        tracker.observe(Failure(ApiRateLimit(context={"symbol": "BTC"})), boundary="b", symbol="ETH")
        tracker.observe(Success(frame_of(3, source="rest", symbol="BTC")), boundary="b")
        tracker.observe(Success(frame_of(4)), boundary="b", symbol="BTC", source="rest")
        with error_context(symbol="BTC", source="rest"):
            tracker.observe(Success("no frame"), boundary="b")
            tracker.track_error("API_AUTH")
        stats = tracker.get_stats(by=("symbol", "source"))

        assert {key: (each.count, each.successes, each.rows) for key, each in stats.items()} == {
            ("BTC", "rest"): (2, 3, 7),
            ("ETH", ""): (1, 0, 0),
        }
        assert tracker.get_stats(by=("code", "symbol"))[("API_AUTH", "BTC")].failure_ratio == 1 / 5

    def test_stats_tell_of_times_and_rates(self, tracker: ErrorTracker, clock: ManualClock) -> None:
        """Severity, rate and the first, last and last good time are told on the wall clock as it stands."""
        began = clock.now()
        tracker.track_error("NETWORK_TIMEOUT")
        clock.advance(30)
        tracker.track_error("NETWORK_TIMEOUT")
        clock.advance(20)
        tracker.observe(Success(1), boundary="b")
        stats = tracker.get_stats()["NETWORK_TIMEOUT"]

        assert (stats.first_seen, stats.severity, stats.rate_per_s) == (began, Severity.WARNING, 2 / 50)
        assert stats.last_seen is not None
        assert (stats.last_seen - began).total_seconds() == 30
        assert stats.last_success == clock.now()
        assert tracker.get_stats(25)["NETWORK_TIMEOUT"].count == 1

    def test_window_beyond_the_ring_is_bounded(self, tracker: ErrorTracker, clock: ManualClock) -> None:
        """With more events than a ring holds, a count says that it is not exact and misses none."""
        for _ in range(5000):
            tracker.track_error("API_AUTH")
            clock.advance(1 / 32)
        inexact, exact = tracker.get_stats(100.01)["API_AUTH"], tracker.get_stats(30)["API_AUTH"]

        assert (inexact.exact, exact.exact) == (False, True)
        assert 0 <= inexact.count - 3200 <= 32 * 60
        assert exact.count == 30 * 32 - 1

    def test_wrong_questions_are_refused(self, tracker: ErrorTracker) -> None:
        """Unknown keys, none, the same twice, and windows that nobody kept."""
        for by in (("nonsense",), (), ("code", "code")):
            with pytest.raises(ValueError, match="group by"):
                tracker.get_stats(by=by)
        for window_s in (0, -1, 86_401, float("nan")):
            with pytest.raises(ValueError, match="a window is"):
                tracker.get_stats(window_s)
        with pytest.raises(ValueError, match="no such label"):
            tracker.worst("nonsense")
        for dimensions in (("code",), ("boundary",), ("a", "a")):
            with pytest.raises(ValueError, match="names of your own"):
                ErrorTracker(dimensions=dimensions)

    def test_frame_has_a_row_for_each_group(self, tracker: ErrorTracker) -> None:
        """The table holds the figures, with typed times, also when there is nothing."""
        assert tracker.to_frame().shape == (0, 13)

        tracker.track_error("API_AUTH", {"symbol": "BTC"})
        tracker.observe(Success(1), boundary="b", symbol="BTC")
        table = tracker.to_frame(("symbol",), 60)

        assert table[["symbol", "count", "successes"]].to_numpy().tolist() == [["BTC", 1, 1]]
        assert str(table["last_seen"].dtype) == "datetime64[us, UTC]"


class TestAlerts:
    """Told once, told when it gets worse, told when it is over."""

    def test_eleventh_event_fires(self, tracker: ErrorTracker, caplog: pytest.LogCaptureFixture) -> None:
        """A limit of 10 is 10 that are fine; the 11th is logged with its context and told."""
        heard = list[Alert]()
        tracker.subscribe(heard.append)
        with caplog.at_level(logging.INFO, logger="dataresult.tracking"):
            for symbol in ["BTC"] * 7 + ["ETH"] * 3:
                tracker.observe(Failure(DataEmpty()), boundary="b", symbol=symbol)
            assert not caplog.records
            tracker.observe(Failure(DataEmpty()), boundary="b", symbol="BTC")
            tracker.observe(Failure(DataEmpty()), boundary="b", symbol="BTC")
        (record,) = caplog.records
        (alert,) = heard

        assert record.getMessage() == (
            "THRESHOLD EXCEEDED: DATA_EMPTY occurred 11 times in the last minute (threshold: 10)"
        )
        assert record.levelno == logging.WARNING
        assert vars(record)["error_context"] == alert.to_dict()
        assert tracker.alerts() == (alert,)
        assert (alert.code, alert.window, alert.count, alert.limit) == (ErrorCode.DATA_EMPTY, Window.MINUTE, 11, 10)
        assert [str(key) for key in alert.worst] == [
            "boundary=b (11 of 11)",
            "symbol=BTC (8 of 8)",
            "symbol=ETH (3 of 3)",
        ]

    @pytest.mark.parametrize(
        ("code", "limits", "expected"),
        [
            ("DATA_EMPTY", Threshold(per_minute=10, per_hour=100), ["minute", "hour", "closed"]),
            ("API_RATE_LIMIT", Threshold(per_minute=5, per_hour=20, per_day=50), ["minute", "hour", "day", "closed"]),
        ],
    )
    def test_outage_gives_at_most_four_notices(
        self, clock: ManualClock, code: str, limits: Threshold, expected: list[str]
    ) -> None:
        """A minute at five errors a second is one alert: opened, worse, over, at the exact instant."""
        tracker, heard = ErrorTracker({code: limits}, clock=clock), list[Alert]()
        tracker.subscribe(heard.append)
        began = clock.now()
        for _ in range(300):
            tracker.track_error(code)
            clock.advance(0.2)
        clock.advance(2 * 86_400)
        tracker.poll()
        last = heard[-1]
        window, limit = limits.limits[-1]
        # The event whose leaving brings the count down to half the limit.
        leaving_s = (300 - limit // 2 - 1) * 0.2 + window.seconds

        assert [alert.window.value if alert.is_open else "closed" for alert in heard] == expected
        assert last.closed_at is not None
        assert abs((last.closed_at - began).total_seconds() - leaving_s) < 1e-5
        assert (last.events, tracker.alerts()) == (300, ())
        assert str(last).startswith(f"THRESHOLD CLEARED: {code} is rare again")

    def test_share_of_results_fires(self, clock: ManualClock) -> None:
        """A share counts once there are enough results, and is over when it has halved."""
        tracker = ErrorTracker({"API_UNAVAILABLE": Threshold(ratio=0.2, min_attempts=10)}, clock=clock)
        for _ in range(6):
            tracker.observe(Success(1), boundary="b")
        for _ in range(3):
            tracker.observe(Failure(ApiUnavailable()), boundary="b")
        assert tracker.alerts() == ()
        tracker.observe(Failure(ApiUnavailable()), boundary="b")
        (alert,) = tracker.alerts()

        assert str(alert) == (
            "THRESHOLD EXCEEDED: API_UNAVAILABLE was 4 of 10 results in the last minute (threshold: 20%)"
        )
        for _ in range(29):
            tracker.observe(Success(1), boundary="b")
        assert tracker.alerts() == (alert,)
        tracker.observe(Success(1), boundary="b")
        assert tracker.alerts() == ()

    def test_any_look_notices_a_closing(self, clock: ManualClock) -> None:
        """A success, an error that was counted before, a question: each has the closing told."""
        tracker = ErrorTracker({"NETWORK_TIMEOUT": Threshold(per_minute=3)}, clock=clock)
        failed = Failure(ApiUnavailable())
        looks = (
            lambda: tracker.observe(Success(1), boundary="b"),
            lambda: tracker.observe(failed, boundary="b"),
            lambda: tracker.track_error(failed.failure()),
            tracker.get_stats,
            tracker.alerts,
            tracker.poll,
        )
        heard = list[bool]()
        tracker.subscribe(lambda alert: heard.append(alert.is_open))
        tracker.observe(failed, boundary="b")
        for look in looks:
            for _ in range(4):
                tracker.track_error("NETWORK_TIMEOUT")
            clock.advance(400)
            look()

        assert heard == [True, False] * len(looks)

    def test_wall_clock_that_steps_back_bends_nothing(self, tracker: ErrorTracker, clock: ManualClock) -> None:
        """An alert closes after it opened, a minute later, whatever the wall clock says."""
        heard = list[Alert]()
        tracker.subscribe(heard.append)
        for _ in range(4):
            tracker.track_error("NETWORK_TIMEOUT")
        clock.step_wall(-7200)
        clock.advance(60)
        tracker.poll()

        assert [alert.duration_s for alert in heard] == [None, 60.0]

    def test_clock_that_runs_backwards_stands_still(self) -> None:
        """A monotonic clock that is none breaks no window: time stands until it has caught up."""
        clock = ManualClock(monotonic_s=100)
        tracker = ErrorTracker(clock=clock)
        for reading in (100.0, 50.0, 120.0, 90.0):
            clock._monotonic_s = reading
            tracker.track_error("NETWORK_TIMEOUT")

        assert [alert.count for alert in tracker.alerts()] == [4]
        assert tracker.get_stats(10)["NETWORK_TIMEOUT"].count == 2


class TestSubscribers:
    """Somebody else's code."""

    def test_subscriber_may_use_the_tracker(self, tracker: ErrorTracker) -> None:
        """A subscriber that asks, counts and causes the next alert is told of it after the first."""
        heard = list[str]()

        def nosy(alert: Alert) -> None:
            heard.append(alert.code.value)
            assert tracker.alerts()
            assert tracker.get_stats()
            if alert.code is ErrorCode.NETWORK_TIMEOUT:
                for _ in range(6):
                    tracker.track_error("API_RATE_LIMIT")
            heard.append("done")

        tracker.subscribe(nosy)
        for _ in range(4):
            tracker.track_error("NETWORK_TIMEOUT")

        assert heard == ["NETWORK_TIMEOUT", "done", "API_RATE_LIMIT", "done"]

    def test_subscriber_that_raises_stops_nobody(self, tracker: ErrorTracker, caplog: pytest.LogCaptureFixture) -> None:
        """It is logged and counted, the next one is told, and the result passes."""
        heard = list[Alert]()

        def broken(alert: Alert) -> None:
            raise RuntimeError(f"no network for {alert.code}")

        tracker.subscribe(broken)
        leave = tracker.subscribe(heard.append)
        for _ in range(4):
            tracker.track_error("NETWORK_TIMEOUT")
        leave()
        for _ in range(6):
            tracker.track_error("API_RATE_LIMIT")

        assert tracker.callback_errors == 2
        assert [alert.code.value for alert in heard] == ["NETWORK_TIMEOUT"]
        assert sum("a subscriber failed" in record.getMessage() for record in caplog.records) == 2


class TestBounds:
    """Whatever comes, it stays small."""

    @pytest.mark.slow
    def test_label_values_are_bounded(self, tracker: ErrorTracker) -> None:
        """A hundred thousand symbols: memory stops growing, totals are complete, the sickest are found."""
        failed = [Failure(NetworkTimeout(context={"symbol": f"SYM{number}"})) for number in range(8_000)]
        late = "LATE"
        tracemalloc.start()
        try:
            for each in failed[:4_000]:
                tracker.observe(each, boundary="b")
            half = tracemalloc.get_traced_memory()[0]
            for each in failed[4_000:]:
                tracker.observe(each, boundary="b")
            full = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
        for number in range(92_000):
            tracker.observe(Success(1), boundary="b", symbol=f"SUCCESS{number}")
        for _ in range(400):
            tracker.observe(Failure(NetworkTimeout()), boundary="b", symbol=late)
        stats = tracker.get_stats(by=("symbol",))

        # The marks that trackers leave in errors are the errors' own: two numbers each.
        assert full - half < 4_000 * 64
        assert len(stats) <= series_module.VALUES_MAX + 1
        assert tracker.get_stats()["NETWORK_TIMEOUT"].count == 8_400
        assert sum(each.count for each in stats.values()) == 8_400
        assert sum(each.successes for each in stats.values()) == 92_000
        assert tracker.worst("symbol")[0].key == late
        assert late not in {key for (key,) in stats}

    def test_combinations_are_bounded(self) -> None:
        """More combinations than are kept lose their dimensions first, never their code."""
        tracker = ErrorTracker(dimensions=("symbol", "interval"))
        for number in range(series_module.SERIES_MAX * 3):
            tracker.track_error(
                "API_AUTH",
                {"symbol": f"S{number % 900}", "interval": f"I{number % 77}", "boundary": f"B{number % 90}"},
            )

        assert len(tracker._ledger.by_key) <= series_module.SERIES_MAX * 2 + 1
        assert tracker.get_stats()["API_AUTH"].count == series_module.SERIES_MAX * 3
        assert tracker.get_stats(by=("code", "symbol"))[("API_AUTH", "_OTHER")].count > 0

    def test_sickest_come_by_evidence(self, tracker: ErrorTracker) -> None:
        """Forty of a hundred rank before one of one, and who never failed is not named."""
        for number in range(100):
            for symbol, period in {"ILL": 2.5, "WELL": 50}.items():
                bad = number % period < 1
                tracker.observe(Failure(NetworkTimeout()) if bad else Success(number), boundary="b", symbol=symbol)
            tracker.observe(Success(number), boundary="b", symbol="FINE")
        tracker.observe(Failure(NetworkTimeout()), boundary="b", symbol="ONCE")

        assert [(each.key, each.failures, each.attempts) for each in tracker.worst("symbol")] == [
            ("ILL", 40, 100),
            ("ONCE", 1, 1),
            ("WELL", 2, 100),
        ]
        assert len(tracker.worst("symbol", k=1)) == 1


class TestDefault:
    """The tracker of the process."""

    def test_functions_use_it(self, default_tracker: ErrorTracker) -> None:
        """`observe`, `observing` and `track_error` count with the tracker of the process unless told another."""
        other, result = ErrorTracker(), Success(1)
        track_error("API_AUTH")
        observe(result, boundary="a")
        observing("b")(result)
        observe(result, boundary="c", tracker=other)

        assert default_tracker.get_stats()["API_AUTH"].attempts == 3
        assert set(other.get_stats(by=("boundary",))) == {("c",)}

    def test_reset_forgets(self, tracker: ErrorTracker) -> None:
        """After a reset nothing was seen, an error counts again, and subscribers are still there."""
        failed, heard = Failure(NetworkTimeout()), list[Alert]()
        tracker.subscribe(heard.append)
        for _ in range(4):
            tracker.track_error("NETWORK_TIMEOUT")
        tracker.observe(failed, boundary="b")
        tracker.reset()

        assert (dict(tracker.get_stats()), tracker.alerts(), len(heard)) == ({}, (), 1)
        tracker.observe(failed, boundary="b")
        assert tracker.get_stats()["NETWORK_TIMEOUT"].count == 1
