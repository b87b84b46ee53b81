"""What a threshold may be."""

import pytest

from dataresult.errors import ERROR_TYPES
from dataresult.tracking import ERROR_THRESHOLDS, ErrorTracker, Threshold, Window


def test_defaults_are_the_documented_ones() -> None:
    """The three codes that are normal in small numbers have limits, in every window."""
    minute, hour, day = Window.MINUTE, Window.HOUR, Window.DAY

    assert {code.value: threshold.limits for code, threshold in ERROR_THRESHOLDS.items()} == {
        "DATA_EMPTY": ((minute, 10), (hour, 100), (day, 1000)),
        "API_RATE_LIMIT": ((minute, 5), (hour, 20), (day, 50)),
        "NETWORK_TIMEOUT": ((minute, 3), (hour, 10), (day, 30)),
    }


@pytest.mark.parametrize("code", list(ERROR_TYPES))
def test_every_code_can_have_one(code: str) -> None:
    """A limit of 2 fires on the third error, whatever its code."""
    tracker = ErrorTracker({code: Threshold(per_hour=2)})
    opened = list[bool]()
    for _ in range(3):
        tracker.track_error(code)
        opened.append(bool(tracker.alerts()))

    assert opened == [False, False, True]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Threshold(per_minute=-1),
        lambda: Threshold(per_hour=True),
        lambda: Threshold(ratio=1.0),
        lambda: Threshold(ratio=-0.1),
        lambda: Threshold(min_attempts=0),
        lambda: ErrorTracker({"NO_SUCH_CODE": Threshold()}),
    ],
)
def test_nonsense_is_refused(make: type[Threshold]) -> None:
    """A limit that means nothing is refused when it is made."""
    with pytest.raises(ValueError, match=r"limit|ratio|min_attempts|per_|no such error code"):
        make()
