"""
The state machine of alerts: which rule is over, which is down again, and who is told.

Floor 3. Called under the tracker's lock; logs nothing, calls nobody: what there is to tell is left in
`notices`.

A rule is one limit of one code. It is quiet, or it fires as part of an open alert.

- Crossing: an event that finds a quiet rule over its limit, its cool-down past, makes it fire. One event
  gives at most one notice: of the longest window that crossed.
- If the code has an open alert over a shorter window, that alert escalates; over the same one, the rule joins
  it in silence; else an alert opens. A burst under a day's alert is news, the hour after the minute is not.
- Falling: a firing rule is quiet again at the instant at which its count is half the limit or less. An alert
  closes when the last of its rules has fallen, at that instant, whenever that is noticed.
- Cool-down: from firing on, for the window's length and at least five minutes, a rule does not fire again;
  errors over the limit are counted as suppressed and told with the next notice.

So a code with limits for three windows gives at most four notices for one outage, and each rule at most one
notice for crossing in a cool-down.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, final

from attrs import evolve

from dataresult._vocabulary import ErrorCode
from dataresult.errors import ERROR_TYPES

from .alerts import Alert
from .clock import Clock
from .thresholds import Threshold, Window
from .top_keys import WorstKey
from .windows import EventRing, SecondCounts

__all__ = ["AlertBoard", "Watch"]

# 8 KiB a code: counts are exact up to so many events in a window, whatever the limits.
RING_MIN: Final = 1024
_FOREVER: Final = float("inf")
_ORDER: Final = {Window.MINUTE: 0, Window.HOUR: 1, Window.DAY: 2}


@final
class _OpenAlert:
    """An alert that goes on, with the rules that keep it open."""

    __slots__ = ("alert", "opened", "rules", "total_before")

    def __init__(self, alert: Alert, opened: float, total_before: int) -> None:
        self.alert: Alert = alert
        self.opened: float = opened
        self.total_before: int = total_before
        self.rules: set[_Rule] = set()


@final
class _Rule:
    """One limit of one code: a count in a window, or (`ratio`) a share of the results of the last minute."""

    __slots__ = (
        "failing",
        "limit",
        "low",
        "min_attempts",
        "open",
        "quiet_until",
        "ratio",
        "suppressed",
        "watch",
        "window",
    )

    def __init__(
        self, watch: "Watch", window: Window, limit: int, *, ratio: float | None = None, min_attempts: int = 0
    ) -> None:
        self.watch: Watch = watch
        self.window: Window = window
        self.limit: int = limit
        # Half the limit, between Sentry's published example (fires over 5000, resolved under 2000) and
        # flapping.
        self.low: int = limit // 2
        self.ratio: float | None = ratio
        self.min_attempts: int = min_attempts
        self.failing: SecondCounts = SecondCounts()
        self.open: _OpenAlert | None = None
        self.quiet_until: float = -_FOREVER
        self.suppressed: int = 0

    def is_over(self, now: float, attempts: int) -> bool:
        if self.ratio is not None:
            return attempts >= self.min_attempts and self.failing.total > self.ratio * attempts
        ring = self.watch.ring
        return ring.times[ring.at - 1 - self.limit] + self.window.seconds > now

    def falls_at(self) -> float:
        """Tell when a count will be at the low mark, if nothing more happens."""
        ring = self.watch.ring
        return ring.times[ring.at - 1 - self.low] + self.window.seconds

    def is_down(self, attempts: int) -> bool:
        return self.ratio is not None and self.failing.total <= self.ratio / 2 * attempts


@final
class Watch:
    """The events of one code, and its rules."""

    __slots__ = ("alerts", "armed", "code", "ratio_rule", "ring", "rules")

    def __init__(self, code: ErrorCode, threshold: Threshold | None) -> None:
        self.code: ErrorCode = code
        limits = () if threshold is None else threshold.limits
        self.ring: EventRing = EventRing(max([RING_MIN, *(limit + 1 for _, limit in limits)]))
        self.rules: list[_Rule] = [_Rule(self, window, limit) for window, limit in limits]
        self.ratio_rule: _Rule | None = None
        if threshold is not None and threshold.ratio is not None:
            self.ratio_rule = _Rule(self, Window.MINUTE, 0, ratio=threshold.ratio, min_attempts=threshold.min_attempts)
            self.rules.insert(0, self.ratio_rule)
        self.alerts: list[_OpenAlert] = []
        self.armed: tuple[tuple[int, float], ...] = ()
        self.arm()

    def record(self, now: float) -> bool:
        """Note an event; say whether a quiet rule is over its limit."""
        ring = self.ring
        times, at = ring.times, ring.at
        ring.add(now)
        for back, window_s in self.armed:  # noqa: SIM110  # a generator costs more than all of this
            # Slot `at` is the newest: the one `back` before the next.
            if times[at + 1 - back] + window_s > now:
                return True
        return False

    def arm(self) -> None:
        """Note which counts the next event must be compared with: those of quiet rules."""
        self.armed = tuple(
            (rule.limit + 1, float(rule.window.seconds))
            for rule in self.rules
            if rule.open is None and rule.ratio is None
        )


@final
class AlertBoard:
    """
    All watches of a tracker, the alerts that are open, and the notices that nobody was told yet.

    Args:
        clock: Read on an opening only.
        thresholds: By code.
    """

    def __init__(self, clock: Clock, thresholds: dict[ErrorCode, Threshold]) -> None:
        self._clock = clock
        # Tells of a code, a window in seconds and a time how many errors there were, and which keys were worst;
        # set by the tracker, whose series know more than the alerts need.
        self.evidence: Callable[[ErrorCode, int, float], tuple[int, tuple[WorstKey, ...]]] = _nothing_known
        self.watches: dict[ErrorCode, Watch] = {code: Watch(code, thresholds.get(code)) for code in ErrorCode}
        self._ratio_rules = [watch.ratio_rule for watch in self.watches.values() if watch.ratio_rule is not None]
        self.has_ratios: bool = bool(self._ratio_rules)
        self._attempts = SecondCounts()
        self._second: int | None = None
        self.notices: deque[Alert] = deque()
        # Nothing falls before this instant. It may be early, never late: events only postpone a fall.
        self.due: float = _FOREVER

    def open_alerts(self) -> tuple[Alert, ...]:
        """List what goes on, the oldest first."""
        found = [each for watch in self.watches.values() for each in watch.alerts]
        return tuple(each.alert for each in sorted(found, key=lambda each: each.opened))

    def attempt(self, watch: Watch | None, now: float) -> bool:
        """Count a result for the shares, as a failure of a code or not; say whether a share is now over."""
        second = self._begin_second(now)
        self._attempts.add(second)
        attempts = self._attempts.total
        rule = None if watch is None else watch.ratio_rule
        if rule is not None:
            rule.failing.add(second)
        fallen = [(now, each) for each in self._ratio_rules if each.open and each.is_down(attempts)]
        if fallen:
            self._fall(fallen)
        return rule is not None and rule.open is None and rule.is_over(now, attempts)

    def settle(self, now: float) -> None:
        """Close what has fallen since it was last looked, in the order in which it fell."""
        fallen = self._shares_fallen_until(now)
        for watch in self.watches.values():
            if watch.alerts:
                for rule in watch.rules:
                    if rule.open and rule.ratio is None and (instant := rule.falls_at()) <= now:
                        fallen.append((instant, rule))
        self._fall(sorted(fallen, key=lambda each: each[0]))
        self._set_due()

    def cross(self, watch: Watch, now: float) -> None:
        """Handle an event that found a quiet rule over its limit."""
        attempts = self._attempts.total
        over = [rule for rule in watch.rules if rule.open is None and rule.is_over(now, attempts)]
        ready = [rule for rule in over if now >= rule.quiet_until]
        for rule in over:
            if rule not in ready:
                rule.suppressed += 1
        if not ready:
            return
        # The longest window speaks; of a share and a count over the same one, the count, which stands later.
        speaker = ready[-1]
        shorter = [each for each in watch.alerts if _ORDER[each.alert.window] < _ORDER[speaker.window]]
        same = [each for each in watch.alerts if each.alert.window is speaker.window]
        if same and not shorter:
            target = same[-1]
        else:
            target = self._tell(watch, speaker, shorter[-1] if shorter else None, ready, now)
        for rule in ready:
            rule.open = target
            rule.suppressed = 0
            rule.quiet_until = now + rule.window.cool_down_s
            target.rules.add(rule)
        watch.arm()
        self._set_due()

    def _tell(
        self, watch: Watch, speaker: _Rule, escalating: _OpenAlert | None, ready: list[_Rule], now: float
    ) -> _OpenAlert:
        count, worst = self.evidence(watch.code, speaker.window.seconds, now)
        attempts = limit = None
        if speaker.ratio is not None:
            attempts, count = self._attempts.total, speaker.failing.total
            limit = int(speaker.ratio * attempts)
        before = watch.ring.total - count if escalating is None else escalating.total_before
        opened_at: datetime = self._clock.now() if escalating is None else escalating.alert.opened_at
        alert = Alert(
            code=watch.code,
            severity=ERROR_TYPES[watch.code].severity,
            window=speaker.window,
            count=count,
            limit=speaker.limit if limit is None else limit,
            ratio=speaker.ratio,
            attempts=attempts,
            opened_at=opened_at,
            escalated_from=None if escalating is None else escalating.alert.window,
            events=watch.ring.total - before,
            suppressed=sum(rule.suppressed for rule in ready),
            worst=worst,
        )
        self.notices.append(alert)
        if escalating is not None:
            escalating.alert = alert
            return escalating
        target = _OpenAlert(alert, now, before)
        watch.alerts.append(target)
        return target

    def _fall(self, fallen: list[tuple[float, _Rule]]) -> None:
        for instant, rule in fallen:
            target, watch = rule.open, rule.watch
            if target is None:
                continue
            rule.open = None
            target.rules.discard(rule)
            watch.arm()
            if not target.rules:
                watch.alerts.remove(target)
                closed_at = target.alert.opened_at + timedelta(seconds=instant - target.opened)
                events = watch.ring.total - target.total_before
                self.notices.append(evolve(target.alert, closed_at=closed_at, events=events))

    def _set_due(self) -> None:
        due = _FOREVER
        for watch in self.watches.values():
            if watch.alerts:
                for rule in watch.rules:
                    if rule.open:
                        soon = rule.falls_at() if rule.ratio is None else float((self._second or 0) + 1)
                        due = min(due, soon)
        self.due = due

    def _begin_second(self, now: float) -> int:
        second = int(now // 1)
        if second != self._second:
            self._shares_fallen_until(now)
        return second

    def _shares_fallen_until(self, now: float) -> list[tuple[float, _Rule]]:
        """Let whole seconds pass one by one: a share may fall at the start of each."""
        if not self.has_ratios:
            return []
        target, fallen = int(now // 1), list[tuple[float, _Rule]]()
        second = target if self._second is None else self._second
        # After a minute in which nothing was seen there is nothing left to leave.
        last = min(target, second + SecondCounts.SECONDS)
        while second < last:
            second += 1
            self._attempts.begin(second)
            for rule in self._ratio_rules:
                rule.failing.begin(second)
                if rule.open and rule.is_down(self._attempts.total) and all(rule is not r for _, r in fallen):
                    fallen.append((float(second), rule))
        self._second = target
        return fallen


def _nothing_known(code: ErrorCode, window_s: int, now: float) -> tuple[int, tuple[WorstKey, ...]]:  # noqa: ARG001  # the shape is `evidence`
    return 0, ()
