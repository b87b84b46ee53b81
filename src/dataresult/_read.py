"""
Reading values out of exceptions along the paths that rules name.

Floor 2. Total: whatever an attribute does when it is read, the answer is a value or None.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import repeat
from typing import Final, cast
from urllib.parse import urlsplit

from ._values import safe_text
from .rules._rule import Reader

__all__ = ["CONVERSIONS", "exceptions_at", "header", "read", "retry_after_delay"]

_STEP = re.compile(r"(\w+)|\[([^\]]*)\]")
# The longest back-off that a server can ask for and that is still a hint: bans of the field last up to three days
# (https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits); a year leaves room for quotas.
RETRY_AFTER_MAX: Final = timedelta(days=366)
# What must pass through code that catches everything.
_SIGNALS: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)
# As many as a `CheckFailure` keeps.
CASES_MAX: Final = 5


@lru_cache(maxsize=1024)
def _parsed(path: str) -> tuple[tuple[str | int, ...], str]:
    """Split a path into its steps (text for an attribute, `[...]` marked by a leading bracket) and conversion."""
    route, _, conversion = path.partition("|")
    steps = tuple(
        match[1] if match[1] is not None else (int(match[2]) if match[2].lstrip("-").isdigit() else f"[{match[2]}")
        for match in _STEP.finditer(route)
    )
    return steps, conversion


def read(exception: BaseException, reader: Reader) -> object:
    """
    Read what a rule points at.

    Args:
        exception: The exception to read from.
        reader: A path, a function of the exception, or the value itself.

    Returns:
        The value, or None where there is none or reading it fails.
    """
    try:
        if type(reader) is not str:
            return reader(exception) if callable(reader) else reader
        steps, conversion = _parsed(reader)
        value: object = exception
        for step in steps:
            value = _step(value, step)
            if value is None:
                return None
        return CONVERSIONS[conversion](value) if conversion else value
    except _SIGNALS:
        raise
    except BaseException:  # noqa: BLE001  # what is foreign may raise anything when it is read, and a panic is no Exception
        return None


def _step(value: object, step: str | int) -> object:
    if isinstance(step, int):
        return cast("Sequence[object]", value)[step]
    if step.startswith("["):
        return cast("Mapping[object, object]", value).get(step[1:])
    return getattr(value, step, None)


def exceptions_at(exception: BaseException, path: str) -> tuple[BaseException, ...]:
    """Give the exceptions that a path leads to: one, or those in a list."""
    found = read(exception, path)
    # By `type`: what is foreign may raise when it is asked for its `__class__`.
    if issubclass(type(found), BaseException):
        return (cast("BaseException", found),)
    if type(found) is list or type(found) is tuple:
        return tuple(
            cast("BaseException", item)
            for item in cast("Sequence[object]", found)
            if issubclass(type(item), BaseException)
        )
    return ()


def header(headers: object, name: str) -> str | None:
    """
    Look a header up, whatever kind of mapping or list of pairs holds the headers.

    Args:
        headers: A mapping, an object with `get`, or pairs; text or bytes.
        name: The header's name, in any case.

    Returns:
        Its value as text, or None.
    """
    try:
        items = getattr(headers, "items", None)
        pairs = cast("Sequence[tuple[object, object]]", items() if callable(items) else headers)
        for key, value in pairs:
            if _text(key).lower() == name:
                return _text(value)
    except Exception:  # noqa: BLE001  # what is foreign may raise anything when it is read
        return None
    return None


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def retry_after_delay(value: object, now: datetime | None = None) -> timedelta | None:
    """
    Understand how long a server asks to wait.

    Args:
        value: Seconds as a number or text, a `timedelta`, an instant, or an HTTP date (RFC 9110, section 10.2.3).
        now: The instant that dates are counted from; the present by default.

    Returns:
        The delay, or None for what is no hint: zero, the past, or no number at all.
    """
    try:
        delay = _delay(value, now or datetime.now(UTC))
    except (ValueError, TypeError, OverflowError):
        return None
    return delay if delay is not None and timedelta() < delay <= RETRY_AFTER_MAX else None


def _delay(value: object, now: datetime) -> timedelta | None:
    if isinstance(value, timedelta) or value is None:
        return value
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)) - now
    if isinstance(value, int | float):
        return timedelta(seconds=value)
    text = _text(value).strip()
    try:
        return timedelta(seconds=float(text.removesuffix("s")))
    except ValueError:
        # Loading the parser of dates costs more than most classifications, and few servers send one.
        from email.utils import parsedate_to_datetime

        return _delay(parsedate_to_datetime(text), now)


def _url_host(value: object) -> str | None:
    return urlsplit(str(value)).hostname


def _url_port(value: object) -> int | None:
    parts = urlsplit(str(value))
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _url_path(value: object) -> str:
    return urlsplit(str(value)).path


def _check_failures(value: object) -> object:
    """Tell pandera's failure cases per column and check: from their table, or the exception that carries them."""
    from .errors import CheckFailure

    cases = getattr(value, "failure_cases", value)
    own_check = getattr(value, "check", None)
    own_check = getattr(own_check, "error", None) or getattr(own_check, "name", None) or own_check
    own_column = getattr(value, "column_name", None) or getattr(getattr(value, "schema", None), "name", None)
    names = set(cast("Iterable[str]", getattr(cases, "columns", ())))
    if not names and own_check is None:
        return None
    # A single value, or text where the exception was pickled: that table is lost.
    table = cast("Mapping[str, Iterable[object]]", cases if names else {"failure_case": [cases]})
    columns = table["column"] if "column" in names else repeat(own_column)
    checks = table["check"] if "check" in names else repeat(own_check)
    found: dict[tuple[str | None, str], tuple[int, list[object]]] = {}
    for column, check, case in zip(columns, checks, table["failure_case"], strict=False):
        # A missing column is the failure case of a check of the whole frame.
        named = case if check == "column_in_dataframe" else column
        key = (named if isinstance(named, str) else None, str(check))
        count, sample = found.get(key, (0, []))
        found[key] = (count + 1, sample if len(sample) == CASES_MAX else [*sample, case])
    return tuple(
        CheckFailure(column=column, check=check, count=count if names else None, sample=tuple(sample))
        for (column, check), (count, sample) in found.items()
    )


def _refusal(value: object) -> int | None:
    """Give a number that can only be the HTTP status of a refusal; what a library calls "status" may be any."""
    text = str(int(value)) if isinstance(value, int) else value
    return int(text) if isinstance(text, str) and re.fullmatch("[45][0-9][0-9]", text) else None


CONVERSIONS: Final[Mapping[str, Callable[[object], object]]] = {
    "text": safe_text,
    "lower": lambda value: safe_text(value).lower(),
    "host": _url_host,
    "port": _url_port,
    "refusal": _refusal,
    "path": _url_path,
    "int": lambda value: int(cast("str", value)),
    "milliseconds": lambda value: timedelta(milliseconds=float(cast("str", value))),
    "check_failures": _check_failures,
}
