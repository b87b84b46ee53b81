"""
How long a server asks to wait, wherever it says so: in headers, in the body, in the text of an exception.

Floor 2. Pure and total; what is no delay is no hint.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from ._read import header, header_items
from .rules import http_headers

__all__ = ["delay_in_body", "delay_in_headers", "delay_in_text", "header_number", "retry_after_delay"]

# The longest back-off that a server can ask for and that is still a hint: bans of the field last up to three days
# (https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits); a year leaves room for quotas.
RETRY_AFTER_MAX: Final = timedelta(days=366)
# Larger numbers in a reset header are seconds since 1970, not seconds from now; still larger ones milliseconds.
_EPOCH_MIN_S: Final = 10**9
_EPOCH_MIN_MS: Final = 10**12
# The draft of RateLimit headers adds windows after the figure; one of more digits is no limit but a mistake.
_FIGURE: Final = re.compile(r"\s*([0-9]{1,15}(?:\.[0-9]+)?)(?![0-9])")
# "6m0s", "1h2m3.5s", "250ms": how Go programs, and so many gateways, write a duration.
_DURATION: Final = re.compile("".join(rf"(?:(\d+(?:\.\d+)?){unit})?" for unit in ("d", "h", "m(?!s)", "s")))
_IN_TEXT: Final = re.compile(http_headers.RETRY_AFTER_WORDS, re.IGNORECASE)


def retry_after_delay(value: object, now: datetime | None = None) -> timedelta | None:
    """
    Understand how long a server asks to wait.

    Args:
        value: Seconds as a number or text, a `timedelta`, an instant, a duration such as `1m30s`, or an HTTP date (RFC
            9110, section 10.2.3).
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
    text = (value.decode("latin-1") if isinstance(value, bytes) else str(value)).strip()
    try:
        return timedelta(seconds=float(text))
    except ValueError:
        pass
    if text.endswith("ms") and text[:-2].strip().replace(".", "", 1).isdigit():
        return timedelta(milliseconds=float(text[:-2]))
    if text and (duration := _DURATION.fullmatch(text)) is not None:
        days, hours, minutes, seconds = (float(part or 0) for part in duration.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    # Loading the parser of dates costs more than most classifications, and few servers send one.
    from email.utils import parsedate_to_datetime

    try:
        return _delay(parsedate_to_datetime(text), now)
    except ValueError:
        return _delay(datetime.fromisoformat(text), now)


def delay_in_headers(headers: object, now: datetime, *, limited: bool = False) -> timedelta | None:
    """
    Read the delay from the headers of an answer.

    Args:
        headers: The headers, of whatever kind.
        now: The instant that dates are counted from.
        limited: The answer says that a limit is reached, also where no header says that nothing remains.

    Returns:
        The delay, or None.
    """
    if headers is None:
        return None
    for name, units_per_s in http_headers.RETRY_AFTER:
        delay = retry_after_delay(header(headers, name), now)
        if delay is not None:
            return delay / units_per_s
    combined = header(headers, http_headers.COMBINED)
    if combined is not None and (limited or re.search(r"\b(?:r|remaining)=0\b", combined)):
        until = re.search(r"\b(?:t|reset)=(\d+)", combined)
        if until is not None:
            return retry_after_delay(int(until[1]), now)
    return _until_reset(headers, now, limited=limited)


def _until_reset(headers: object, now: datetime, *, limited: bool) -> timedelta | None:
    """Read when the limit that is used up ends; of several, the last one."""
    told = dict(header_items(headers))
    used_up: list[timedelta] = []
    unpaired: list[timedelta] = []
    for name, text in told.items():
        if http_headers.RESET_SIGN not in name or not ("limit" in name or "rate" in name):
            continue
        delay = _until(text, now)
        if delay is None:
            continue
        remaining = _remaining(name, told)
        if remaining is None:
            unpaired.append(delay / 1000 if name in http_headers.RESET_IN_MS else delay)
        elif remaining == 0:
            used_up.append(delay / 1000 if name in http_headers.RESET_IN_MS else delay)
    return max(used_up or (unpaired if limited else []), default=None)


def _remaining(reset: str, told: Mapping[str, str]) -> float | None:
    """Read how much is left of the limit that a reset header belongs to."""
    for ending in ("", *http_headers.RESET_ENDINGS):
        for sign in http_headers.REMAINING_SIGNS:
            text = told.get(reset.removesuffix(ending).replace(http_headers.RESET_SIGN, sign))
            digits = _FIGURE.match(text) if text else None
            if digits is not None:
                return float(digits[1])
    return None


def _until(text: str, now: datetime) -> timedelta | None:
    """Read when a limit ends: seconds from now, a duration, a date, or seconds or milliseconds since 1970."""
    figure = _FIGURE.fullmatch(text.strip())
    if figure is None:
        return retry_after_delay(text, now)
    number = float(figure[1])
    if number > _EPOCH_MIN_MS:
        number /= 1000
    return retry_after_delay(number - now.timestamp() if number > _EPOCH_MIN_S else number, now)


def header_number(headers: object, names: Iterable[str]) -> float | None:
    """Read the first of these headers that holds a number."""
    for name in names:
        text = header(headers, name)
        digits = _FIGURE.match(text) if text else None
        if digits is not None:
            return float(digits[1])
    return None


def delay_in_body(decoded: object, now: datetime) -> timedelta | None:
    """Read the delay from a decoded body, at the places where vendors put it."""
    for places, units_per_s in http_headers.RETRY_AFTER_IN_BODY:
        found = decoded
        for step in places.split("."):
            found = _stepped(found, step)
        delay = retry_after_delay(found, now)
        if delay is not None:
            return delay / units_per_s
    return None


def _stepped(value: object, step: str) -> object:
    """Take a member; in a list, that of the first item which has it."""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return next((found for item in items if (found := _stepped(item, step)) is not None), None)
    return cast("Mapping[str, object]", value).get(step) if isinstance(value, Mapping) else None


def delay_in_text(text: str) -> timedelta | None:
    """Read the delay from a sentence: "please try again in 20s", "retry after 1 minute"."""
    match = _IN_TEXT.search(text)
    if match is None:
        return None
    unit = http_headers.UNITS_S.get((match[2] or "s").lower())
    return None if unit is None else retry_after_delay(float(match[1]) * unit)
