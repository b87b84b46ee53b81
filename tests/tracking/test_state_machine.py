"""The tracker against a model made of plain lists, for any sequence of events and clock steps."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta
from math import floor

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from returns.result import Failure, Success

from dataresult._vocabulary import EmptyReason, ErrorCode
from dataresult.errors import ApiRateLimit, ApiUnavailable, DataEmpty, FetchError, NetworkTimeout
from dataresult.tracking import Alert, ErrorTracker, ManualClock, Threshold

THRESHOLDS = {
    "NETWORK_TIMEOUT": Threshold(per_minute=3, per_hour=10, per_day=30),
    "API_RATE_LIMIT": Threshold(per_minute=1, per_day=4),
    "API_UNAVAILABLE": Threshold(per_hour=6, ratio=0.3, min_attempts=4),
    "DATA_EMPTY": Threshold(per_minute=0, per_hour=20),
}
SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}
BUCKETS = ((60, 1), (3600, 60), (86_400, 900))
# What may be told of a notice, but for the worst keys.
Told = tuple[str, str, int, int, datetime, datetime | None, str | None, int, int]

STEPS = st.sampled_from([0.0, 0.25, 0.5, 1.0, 7.0, 29.5, 30.0, 59.75, 60.0, 60.25, 240.0, 300.0, 3600.0, 86_400.0])
MAKERS: dict[str, Callable[[], FetchError]] = {
    "NETWORK_TIMEOUT": NetworkTimeout,
    "API_RATE_LIMIT": ApiRateLimit,
    "API_UNAVAILABLE": ApiUnavailable,
    "DATA_EMPTY": DataEmpty,
}


def told(alert: Alert) -> Told:
    """Tell an alert in plain values."""
    return (
        alert.code.value,
        alert.window.value,
        alert.count,
        alert.limit,
        alert.opened_at,
        alert.closed_at,
        None if alert.escalated_from is None else alert.escalated_from.value,
        alert.events,
        alert.suppressed,
    )


@define(eq=False)
class ModelRule:
    """One limit."""

    code: str
    window: str
    limit: int
    ratio: float | None = None
    min_attempts: int = 0
    firing: "ModelAlert | None" = None
    fired_at: float = float("-inf")
    suppressed: int = 0


@define(eq=False)
class ModelAlert:
    """One alert that goes on."""

    notice: Told
    opened: float
    before: int
    rules: list[ModelRule] = field(factory=list[ModelRule])


@define
class Model:
    """Every event in a list, every question answered by counting it."""

    now: float = 0.0
    events: dict[str, list[float]] = field(factory=dict[str, list[float]])
    passes: list[tuple[int, str]] = field(factory=list[tuple[int, str]])
    rules: list[ModelRule] = field(factory=list[ModelRule])
    alerts: list[ModelAlert] = field(factory=list[ModelAlert])
    notices: list[Told] = field(factory=list[Told])

    def __attrs_post_init__(self) -> None:
        for code in (each.value for each in ErrorCode if each.value in THRESHOLDS):
            threshold = THRESHOLDS[code]
            self.events[code] = []
            if threshold.ratio is not None:
                self.rules.append(ModelRule(code, "minute", 0, threshold.ratio, threshold.min_attempts))
            self.rules += [ModelRule(code, window.value, limit) for window, limit in threshold.limits]

    def count(self, code: str, window_s: float, now: float) -> int:
        """Count a code's events in (now - window_s, now]."""
        times = self.events[code]
        return bisect_right(times, now) - bisect_right(times, now - window_s)

    def share(self, code: str, second: int) -> tuple[int, int]:
        """Count failures and attempts of 60 whole seconds."""
        lately = [each for at, each in self.passes if second - 60 < at <= second]
        return lately.count(code), len(lately)

    def settle(self, now: float) -> None:
        """Close what has fallen between the last look and now."""
        fallen = list[tuple[float, ModelRule]]()
        for each in self.rules:
            if each.firing is None:
                continue
            if each.ratio is None:
                window_s = SECONDS[each.window]
                moments = sorted({at + window_s for at in self.events[each.code][-(each.limit + 1) * 2 - 4000 :]})
                near = moments[bisect_left(moments, self.now) : bisect_right(moments, now)]
                instants = [at for at in near if self.count(each.code, window_s, at) <= each.limit // 2]
            else:
                seconds = range(floor(self.now) + 1, min(floor(now), floor(self.now) + 60) + 1)
                instants = [
                    float(at)
                    for at in seconds
                    for failures, attempts in [self.share(each.code, at)]
                    if failures <= each.ratio / 2 * attempts
                ]
            if instants:
                fallen.append((instants[0], each))
        self.now = now
        self.fall(sorted(fallen, key=lambda pair: (pair[0], pair[1].ratio is None)))

    def fall(self, fallen: list[tuple[float, ModelRule]]) -> None:
        """Let rules go; the last one closes its alert."""
        for instant, each in fallen:
            alert = each.firing
            assert alert is not None
            each.firing = None
            alert.rules.remove(each)
            if not alert.rules:
                self.alerts.remove(alert)
                code, window, count, limit, opened_at, _, escalated, _, suppressed = alert.notice
                closed_at = opened_at + timedelta(seconds=instant - alert.opened)
                events = len(self.events[code]) - alert.before
                self.notices.append((code, window, count, limit, opened_at, closed_at, escalated, events, suppressed))

    def event(self, code: str | None, wall: datetime) -> None:
        """Count a pass, and cross what it crosses."""
        second = floor(self.now)
        self.passes.append((second, code or ""))
        self.fall(
            [
                (self.now, each)
                for each in self.rules
                if each.ratio is not None and each.firing is not None
                for failures, attempts in [self.share(each.code, second)]
                if failures <= each.ratio / 2 * attempts
            ]
        )
        if code is None:
            return
        self.events[code].append(self.now)
        failures, attempts = self.share(code, second)
        ready = list[ModelRule]()
        for each in self.rules:
            if each.code != code or each.firing is not None:
                continue
            if each.ratio is None:
                over = self.count(code, SECONDS[each.window], self.now) > each.limit
            else:
                over = attempts >= each.min_attempts and failures > each.ratio * attempts
            if over and self.now >= each.fired_at + max(300, SECONDS[each.window]):
                ready.append(each)
            elif over:
                each.suppressed += 1
        if ready:
            self.cross(ready, wall, failures, attempts)

    def cross(self, ready: list[ModelRule], wall: datetime, failures: int, attempts: int) -> None:
        """Open, escalate or join."""
        speaker = ready[-1]
        length = SECONDS[speaker.window]
        mine = [alert for alert in self.alerts if alert.notice[0] == speaker.code]
        shorter = [alert for alert in mine if SECONDS[alert.notice[1]] < length]
        same = [alert for alert in mine if SECONDS[alert.notice[1]] == length]
        total = len(self.events[speaker.code])
        if same and not shorter:
            target = same[-1]
        else:
            count, limit = self.count(speaker.code, length, self.now), speaker.limit
            if speaker.ratio is not None:
                count, limit = failures, floor(speaker.ratio * attempts)
            before = shorter[-1].before if shorter else total - count
            notice: Told = (
                speaker.code,
                speaker.window,
                count,
                limit,
                shorter[-1].notice[4] if shorter else wall,
                None,
                shorter[-1].notice[1] if shorter else None,
                total - before,
                sum(each.suppressed for each in ready),
            )
            self.notices.append(notice)
            if shorter:
                target = shorter[-1]
                target.notice = notice
            else:
                target = ModelAlert(notice, self.now, before)
                self.alerts.append(target)
        for each in ready:
            each.firing, each.fired_at, each.suppressed = target, self.now, 0
            target.rules.append(each)


class TrackerMachine(RuleBasedStateMachine):
    """Does the same to the tracker and to the model."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock(monotonic_s=1000.0)
        self.tracker = ErrorTracker(THRESHOLDS, clock=self.clock)
        self.model = Model(now=1000.0)
        self.heard: list[Told] = []
        self.explained: list[float] = []
        self.successes = 0
        self.tracker.subscribe(lambda alert: self.heard.append(told(alert)))

    def _fail(self, code: str) -> None:
        self.tracker.observe(Failure(MAKERS[code]()), boundary="rest")
        self.model.settle(self.clock.monotonic())
        self.model.event(code, self.clock.now())

    @rule(code=st.sampled_from(sorted(MAKERS)), times=st.integers(1, 6))
    def fail(self, code: str, times: int) -> None:
        """Errors pass a boundary."""
        for _ in range(times):
            self._fail(code)

    @rule(
        code=st.sampled_from(sorted(MAKERS)),
        times=st.integers(10, 40),
        gap_s=st.sampled_from([0.0, 0.25, 2.0, 7.5]),
    )
    def outage(self, code: str, times: int, gap_s: float) -> None:
        """Many errors pass a boundary, evenly."""
        for _ in range(times):
            self._fail(code)
            self.clock.advance(gap_s)

    @rule(times=st.integers(1, 8))
    def succeed(self, times: int) -> None:
        """Successes pass a boundary."""
        for _ in range(times):
            self.tracker.observe(Success(1), boundary="rest")
            self.model.settle(self.clock.monotonic())
            self.model.event(None, self.clock.now())
            self.successes += 1

    @rule(reason=st.sampled_from([EmptyReason.BEFORE_LISTING, EmptyReason.NOT_YET_PUBLISHED]))
    def explained_emptiness(self, reason: EmptyReason) -> None:
        """Emptiness that is explained passes a boundary."""
        self.tracker.observe(Failure(DataEmpty(reason=reason)), boundary="rest")
        self.model.settle(self.clock.monotonic())
        self.model.event(None, self.clock.now())
        self.explained.append(self.clock.monotonic())

    @rule(seconds=STEPS)
    def wait(self, seconds: float) -> None:
        """Time passes, and nobody looks."""
        self.clock.advance(seconds)

    @rule(seconds=st.sampled_from([-86_400.0, -3600.0, -0.5, 0.5, 3600.0]))
    def set_wall_clock(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self.clock.step_wall(seconds)

    @rule()
    def poll(self) -> None:
        """Somebody looks."""
        self.tracker.poll()
        self.model.settle(self.clock.monotonic())

    @rule()
    def list_alerts(self) -> None:
        """What is open is what the model says."""
        self.model.settle(self.clock.monotonic())
        expected = [alert.notice for alert in sorted(self.model.alerts, key=lambda alert: alert.opened)]

        assert sorted(map(told, self.tracker.alerts()), key=repr) == sorted(expected, key=repr)

    @rule(window_s=st.sampled_from([0.25, 1.0, 33.3, 60.0, 61.0, 600.0, 3600.0, 5000.0, 86_400.0]))
    def count_in_window(self, window_s: float) -> None:
        """Counts by code are exact; counts by boundary say whether they are, and are never too low."""
        now = self.clock.monotonic()
        self.model.settle(now)
        stats = self.tracker.get_stats(window_s)
        width_s = next(width for longest, width in BUCKETS if window_s <= longest)
        edge = (now - window_s) // width_s * width_s
        by_place = self.tracker.get_stats(window_s, by=("code", "boundary"))
        for code, times in self.model.events.items():
            seen = sorted([*times, *self.explained]) if code == "DATA_EMPTY" else times
            if seen:
                inside = sum(at > now - window_s for at in seen)
                whole = sum(at >= edge for at in seen)
                near = by_place[(code, "rest")]

                assert stats[code].exact
                assert stats[code].count == inside
                assert near.count == whole
                assert inside == whole if near.exact else inside <= whole

    @invariant()
    def notices_agree(self) -> None:
        """Whatever was told, the model told it, and in this order."""
        assert self.heard == self.model.notices

    @invariant()
    def totals_agree(self) -> None:
        """Totals and times of every code are those of the lists."""
        stats = self.tracker.get_stats()
        self.model.settle(self.clock.monotonic())
        attempts = len(self.model.passes)
        for code, times in self.model.events.items():
            explained = self.explained if code == "DATA_EMPTY" else []
            seen = sorted([*times, *explained])
            if not seen:
                assert code not in stats
                continue
            found = stats[code]
            assert (found.count, found.expected, found.successes, found.attempts, found.exact) == (
                len(seen),
                len(explained),
                self.successes,
                attempts,
                True,
            )
            assert found.failure_ratio == len(times) / attempts
            assert found.first_seen == self.clock.now() - timedelta(seconds=self.clock.monotonic() - seen[0])
            assert found.last_seen == self.clock.now() - timedelta(seconds=self.clock.monotonic() - seen[-1])


TestTrackerMachine = TrackerMachine.TestCase
TestTrackerMachine.settings = settings(
    max_examples=settings().max_examples * 6 // 5, stateful_step_count=30, deadline=None
)
