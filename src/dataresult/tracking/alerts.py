"""
One alert: what a subscriber is told when an error became too frequent, more so, or rare again.

Floor 3. A value and its words; when it is made is decided in `watch`.
"""

from datetime import datetime
from typing import final

from attrs import frozen

from dataresult._vocabulary import ErrorCode, Severity

from .thresholds import Window
from .top_keys import WorstKey

__all__ = ["Alert"]


@final
@frozen(kw_only=True)
class Alert:
    """
    An error that occurred more often than its threshold says is fine.

    The same alert is told when it opens, when it escalates to a longer window, and when it closes;
    `opened_at` and `code` stay.

    Args:
        code: The error's code.
        severity: The error's severity.
        window: The longest window that was exceeded.
        count: How many errors there were in that window at the crossing.
        limit: How many were still fine; for a share, how many failures among `attempts`.
        ratio: The share of results that was still fine, where a share was exceeded; else None.
        attempts: How many results there were, where a share was exceeded; else None.
        opened_at: When the limit was crossed first; aware, UTC.
        closed_at: When the last of its windows had fallen to half its limit; None while it is open. It is
            `opened_at` and the time that passed, so a wall clock that was set meanwhile does not bend it.
        escalated_from: The window that was told before, where this notice tells of a longer one.
        events: Errors from the first of those that opened it until this notice.
        suppressed: Errors over the limit that found the window cooling down since it had fired before.
        worst: The label values that fail most with this code in this window, at most three for each label.
    """

    code: ErrorCode
    severity: Severity
    window: Window
    count: int
    limit: int
    ratio: float | None = None
    attempts: int | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    escalated_from: Window | None = None
    events: int
    suppressed: int = 0
    worst: tuple[WorstKey, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.closed_at is None

    @property
    def duration_s(self) -> float | None:
        """How long it was open, in seconds; None while it is."""
        return None if self.closed_at is None else (self.closed_at - self.opened_at).total_seconds()

    def to_dict(self) -> dict[str, object]:
        """Tell all of it as JSON-safe data, which is also what is logged."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "window": self.window.value,
            "count": self.count,
            "limit": self.limit,
            "ratio": self.ratio,
            "attempts": self.attempts,
            "opened_at": self.opened_at.isoformat(),
            "closed_at": None if self.closed_at is None else self.closed_at.isoformat(),
            "duration_s": self.duration_s,
            "escalated_from": None if self.escalated_from is None else self.escalated_from.value,
            "events": self.events,
            "suppressed": self.suppressed,
            "worst": [key.to_dict() for key in self.worst],
        }

    def __str__(self) -> str:
        if self.closed_at is not None:
            return (
                f"THRESHOLD CLEARED: {self.code.value} is rare again in the last {self.window.value} "
                f"({self.events} errors in {self.duration_s:g} s)"
            )
        if self.ratio is not None:
            return (
                f"THRESHOLD EXCEEDED: {self.code.value} was {self.count} of {self.attempts} results "
                f"in the last {self.window.value} (threshold: {self.ratio:.0%})"
            )
        return (
            f"THRESHOLD EXCEEDED: {self.code.value} occurred {self.count} times "
            f"in the last {self.window.value} (threshold: {self.limit})"
        )
