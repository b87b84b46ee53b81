"""
The exchange's request weights: what is used up, when 429 begins and when 418 follows.

Floor 6. Arithmetic on a clock that is passed in; no lock (the server holds one), no sockets.
"""

from typing import Final

from attrs import define, field, frozen

__all__ = ["Verdict", "WeightLimiter"]

_MINUTE_S: Final = 60
# "IP bans are tracked and scale in duration for repeat offenders, from 2 minutes to 3 days":
# github.com/binance/binance-spot-api-docs, rest-api.md, "IP Limits". How is not said: here they double.
_FIRST_BAN_S: Final = 120
_LONGEST_BAN_S: Final = 3 * 86_400


@frozen
class Verdict:
    """
    What the limiter says of one request.

    Args:
        status: 200, 429 or 418.
        limit: weight that a minute may use.
        used: weight used in this minute, this request included.
        retry_after_s: whole seconds until it is worth asking again; None when the request may pass.
        banned_until_ms: the end of the ban; None unless banned.
    """

    status: int
    limit: int
    used: int
    retry_after_s: int | None = None
    banned_until_ms: int | None = None


@define(kw_only=True)
class WeightLimiter:
    """
    Counts request weight by minute of the clock, refuses above the limit and bans who does not heed.

    Args:
        limit: weight that a minute may use.
        refusals_before_ban: how many requests in a row are answered 429 before a ban; the exchange does not
            say how many it takes.

    Example:
        >>> limiter = WeightLimiter(limit=3)
        >>> [limiter.spend(2, at_s=30.0).status for _ in range(3)]
        [200, 429, 429]
        >>> limiter.spend(2, at_s=60.0)
        Verdict(status=200, limit=3, used=2, retry_after_s=None, banned_until_ms=None)
    """

    limit: int
    refusals_before_ban: int = 10
    used: int = 0
    """Weight used in the present minute; may be set."""
    _minute: int | None = field(default=None, init=False)
    _refusals: int = field(default=0, init=False)
    _bans: int = field(default=0, init=False)
    _banned_until_s: float = field(default=0.0, init=False)

    def spend(self, weight: int, at_s: float) -> Verdict:
        """
        Count one request and judge it.

        Args:
            weight: the request's weight.
            at_s: now, in seconds since the epoch.

        Returns:
            The verdict. A request that is refused has used its weight all the same.
        """
        self._turn(at_s)
        self.used += weight
        if at_s >= self._banned_until_s and self.used <= self.limit:
            self._refusals = 0
            return Verdict(200, self.limit, self.used)
        if at_s >= self._banned_until_s:
            self._refusals += 1
            if self._refusals <= self.refusals_before_ban:
                return Verdict(
                    429,
                    self.limit,
                    self.used,
                    retry_after_s=_seconds_up((int(at_s) // _MINUTE_S + 1) * _MINUTE_S - at_s),
                )
            self._banned_until_s = at_s + min(_FIRST_BAN_S * 2**self._bans, _LONGEST_BAN_S)
            self._bans += 1
            self._refusals = 0
        return Verdict(
            418,
            self.limit,
            self.used,
            retry_after_s=_seconds_up(self._banned_until_s - at_s),
            banned_until_ms=int(self._banned_until_s * 1000),
        )

    def _turn(self, at_s: float) -> None:
        minute = int(at_s) // _MINUTE_S
        # A weight set before the first request belongs to the minute of that request.
        if self._minute is not None and minute != self._minute:
            self.used = 0
        self._minute = minute


def _seconds_up(duration_s: float) -> int:
    """Whole seconds that are surely enough."""
    return max(1, -int(-duration_s // 1))
