"""Reading values out of exceptions: paths, headers, delays; total whatever is there."""

import math
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._read import exceptions_at, header, read
from dataresult._retry_after import RETRY_AFTER_MAX, retry_after_delay

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
JUNK = st.one_of(st.none(), st.booleans(), st.text(), st.binary(), st.floats(), st.integers(), st.lists(st.none()))


class Failed(Exception):
    """Carries what clients' exceptions carry."""

    def __init__(self) -> None:
        super().__init__(ConnectionResetError("reset"), "more")
        self.response = {"Error": {"Code": "SlowDown"}, "history": [b"a", b"b"]}
        self.url = "https://api.example.org:8443/v3/klines?symbol=BTCUSDT"
        self.reason = TimeoutError("slow")
        self.errors = [TimeoutError("a"), "no exception", OSError("b")]

    @property
    def broken(self) -> str:
        """Raises when it is read."""
        raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("response[Error][Code]", "SlowDown"),
        ("response[history][1]", b"b"),
        ("response[history][-1]", b"b"),
        ("response[history][2]", None),
        ("response[Error][Nothing][Code]", None),
        ("args[1]", "more"),
        ("url|host", "api.example.org"),
        ("url|port", 8443),
        ("url|path", "/v3/klines"),
        ("reason.args[0]", "slow"),
        ("reason|text", "slow"),
        ("reason.args[0]|int", None),
        ("broken", None),
        ("broken.further", None),
        ("nothing.at.all", None),
        ("url|no such conversion", None),
        (7, 7),
        (None, None),
        (("a", "tuple"), ("a", "tuple")),
    ],
)
def test_a_path_leads_to_its_value_or_to_nothing(path: object, value: object) -> None:
    """Attributes, items, conversions; whatever is missing or raises is None; what is no path is itself."""
    assert read(Failed(), path) == value


def test_text_of_a_server_is_a_value() -> None:
    """A subclass of text is not followed as a path."""
    said = type("Said", (str,), {})("args[1]")
    assert read(Failed(), said) == "args[1]"


@given(path=st.text())
def test_no_path_raises(path: str) -> None:
    """Not even one that makes no sense."""
    read(Failed(), path)


def test_a_function_is_asked() -> None:
    """It gets the exception; what it raises is nothing."""

    def first(exception: BaseException) -> object:
        return exception.args[0]

    def missing(exception: BaseException) -> object:
        return exception.args[9]

    assert isinstance(read(Failed(), first), ConnectionResetError)
    assert read(Failed(), missing) is None


def test_an_interrupt_passes() -> None:
    """Who stops the program stops it also here."""

    def interrupted(_: BaseException) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(Failed(), interrupted)


def test_exceptions_are_found_where_a_path_leads() -> None:
    """One, those in a list, or none."""
    assert [str(each) for each in exceptions_at(Failed(), "reason")] == ["slow"]
    assert [str(each) for each in exceptions_at(Failed(), "errors")] == ["a", "b"]
    assert [str(each) for each in exceptions_at(Failed(), "args")] == ["reset"]
    assert exceptions_at(Failed(), "url") == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "7"},
        {"RETRY-AFTER": "7"},
        {b"retry-after": b"7"},
        [("X-Other", "1"), ("Retry-After", "7")],
        [(b"Retry-After", b"7")],
    ],
)
def test_a_header_is_found_in_whatever_holds_it(headers: object) -> None:
    """Mappings and pairs, text and bytes, any case."""
    assert header(headers, "retry-after") == "7"
    assert header(headers, "x-nothing") is None


@given(headers=JUNK | st.lists(st.tuples(JUNK, JUNK)) | st.dictionaries(st.text(), JUNK))
def test_no_headers_raise(headers: object) -> None:
    """Whatever stands where headers should be."""
    assert isinstance(header(headers, "retry-after"), str | None)


@given(seconds=st.floats(0.001, RETRY_AFTER_MAX.total_seconds()), kind=st.sampled_from([float, str, "{}s".format]))
def test_seconds_are_understood(seconds: float, kind: type[float]) -> None:
    """As a number and as text, with the unit of Google's durations."""
    assert retry_after_delay(kind(seconds), NOW) == timedelta(seconds=seconds)


@given(wait_s=st.integers(1, 86_400 * 300), offset_h=st.integers(-12, 12))
def test_instants_are_understood(wait_s: int, offset_h: int) -> None:
    """An HTTP date and a datetime mean the time from now on, in any zone."""
    then = NOW + timedelta(seconds=wait_s)
    elsewhere = then.astimezone(timezone(timedelta(hours=offset_h)))
    for told in (format_datetime(then, usegmt=True), format_datetime(elsewhere), then, elsewhere):
        assert retry_after_delay(told, NOW) == timedelta(seconds=wait_s)


NO_HINT = [0, -1, "0", "-5", "", "soon", "nan", math.nan, math.inf, "inf", "1e400", None, b"\xff", "Wed, 32 Oct"]


@pytest.mark.parametrize(
    "told", [*NO_HINT, NOW, NOW - timedelta(days=1), timedelta(), [], RETRY_AFTER_MAX * 2], ids=repr
)
def test_what_is_no_hint_is_none(told: object) -> None:
    """Zero, the past, too long, or no number at all."""
    assert retry_after_delay(told, NOW) is None


@given(told=JUNK)
def test_any_delay_is_positive_and_bounded(told: object) -> None:
    """Whatever a server says."""
    delay = retry_after_delay(told, NOW)
    assert delay is None or timedelta() < delay <= RETRY_AFTER_MAX
