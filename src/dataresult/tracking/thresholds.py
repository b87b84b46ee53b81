"""
When an error is too frequent, and how long an alert about it stays quiet.

Floor 3. Numbers and their meaning; decides nothing itself.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, cast, final

from attrs import Attribute, field, frozen

from dataresult._vocabulary import ErrorCode

__all__ = ["ERROR_THRESHOLDS", "Threshold", "Window", "checked_code", "checked_thresholds"]

# A window that has fired is quiet for its own length and at least this long: flapping within five minutes is
# one incident (five minutes is also Alertmanager's default `group_interval`,
# https://prometheus.io/docs/alerting/latest/configuration/).
COOL_DOWN_MIN_S: Final = 300


class Window(StrEnum):
    """The lengths over which errors are counted."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"

    @property
    def seconds(self) -> int:
        """Its length."""
        return _SECONDS[self]

    @property
    def cool_down_s(self) -> int:
        """How long after firing it does not fire again, in seconds."""
        return max(self.seconds, COOL_DOWN_MIN_S)


_SECONDS: Final = {Window.MINUTE: 60, Window.HOUR: 3_600, Window.DAY: 86_400}


def _is_limit(_instance: object, attribute: "Attribute[int | None]", value: int | None) -> None:
    whole = cast("object", value)
    if whole is not None and (not isinstance(whole, int) or isinstance(whole, bool) or whole < 0):
        raise ValueError(f"{attribute.name} is how many errors are still fine, 0 or more, or None: not {value!r}")


def _is_ratio(_instance: object, _attribute: object, value: float | None) -> None:
    if value is not None and not 0 <= value < 1:
        raise ValueError(f"ratio is a share of results, 0 <= ratio < 1, or None: not {value!r}")


def _is_attempts(_instance: object, _attribute: object, value: int) -> None:
    if value < 1:
        raise ValueError(f"min_attempts is 1 or more: not {value!r}")


@final
@frozen(kw_only=True)
class Threshold:
    """
    How many errors of one code are still fine. One more fires: a limit of 10 fires on the 11th event.

    Args:
        per_minute: Fine in any 60 s; None for no limit.
        per_hour: Fine in any 3600 s.
        per_day: Fine in any 86,400 s.
        ratio: The share of all observed results that is fine over the last 60 whole seconds, 0 <= ratio < 1.
            It is taken over passes: a result that passes two boundaries is in it twice, above and below the
            line.
        min_attempts: How many results there must be in these seconds before the ratio means anything.

    Raises:
        ValueError: For a limit below 0, a ratio outside [0, 1), or no attempts.
    """

    per_minute: int | None = field(default=None, validator=_is_limit)
    per_hour: int | None = field(default=None, validator=_is_limit)
    per_day: int | None = field(default=None, validator=_is_limit)
    ratio: float | None = field(default=None, validator=_is_ratio)
    min_attempts: int = field(default=20, validator=_is_attempts)

    @property
    def limits(self) -> tuple[tuple[Window, int], ...]:
        """The limits that are set, the shortest window first."""
        named = (
            (Window.MINUTE, self.per_minute),
            (Window.HOUR, self.per_hour),
            (Window.DAY, self.per_day),
        )
        return tuple((window, limit) for window, limit in named if limit is not None)


ERROR_THRESHOLDS: Final[Mapping[ErrorCode, Threshold]] = MappingProxyType(
    {
        ErrorCode.DATA_EMPTY: Threshold(per_minute=10, per_hour=100, per_day=1000),
        ErrorCode.API_RATE_LIMIT: Threshold(per_minute=5, per_hour=20, per_day=50),
        ErrorCode.NETWORK_TIMEOUT: Threshold(per_minute=3, per_hour=10, per_day=30),
    }
)


def checked_code(code: str) -> ErrorCode:
    """
    Turn a code's text into the code.

    Raises:
        ValueError: For a text that is no code; it names the codes there are.
    """
    found = _BY_TEXT.get(code)
    if found is None:
        raise ValueError(f"no such error code: {code!r}; there are {', '.join(ErrorCode)}")
    return found


_BY_TEXT: Final = {code.value: code for code in ErrorCode}


def checked_thresholds(
    thresholds: Mapping[ErrorCode, Threshold] | Mapping[str, Threshold],
) -> dict[ErrorCode, Threshold]:
    """
    Key thresholds by code.

    Raises:
        ValueError: For a key that is no code.
    """
    return {checked_code(code): threshold for code, threshold in thresholds.items()}
