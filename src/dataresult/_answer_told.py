"""
The answer of a server where an exception lacks it: in its text, or with the functions that raised.

Floor 2. Pure. What they raise for a value of the wrong kind counts as no value.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from ._frames_left import frames_left, package_of
from ._values import safe_text

__all__ = [
    "answer_headers",
    "answer_status",
    "refusal_told",
    "retry_after_seen",
    "throttle",
    "throttle_body",
    "throttle_told",
]

# From the function that raises to the one that has the answer there are as many calls at most.
FRAMES_MAX: Final = 6
# A limit, and a ban for not heeding it.
THROTTLES: Final = frozenset({418, 429})


def answer_status(value: object) -> object:
    """Find the status of the answer that the functions which raised were looking at, by their traceback."""
    for names in _frames(value):
        answer = names.get("response")
        status = getattr(answer, "status_code", None) or getattr(answer, "status", None)
        if isinstance(status, int):
            return status
    return None


def answer_headers(value: object) -> object:
    """
    Find the headers of the answer that the functions which raised were looking at, by their traceback.

    Some client libraries raise without the answer. Their innermost functions hold it.
    """
    for names in _frames(value):
        for found in (getattr(names.get("response"), "headers", None), names.get("headers")):
            if found is not None and callable(getattr(found, "items", None)):
                return found
    return None


def _frames(value: object) -> Iterator[Mapping[str, object]]:
    """Give the variables of the innermost functions of the library that raised, innermost first."""
    frames = frames_left(value)[:FRAMES_MAX]
    library = package_of(frames[0]) if frames else None
    for frame in frames:
        # Whoever called the library may hold the answer to something else.
        if package_of(frame) != library:
            return
        yield frame.f_locals


def retry_after_seen(value: object) -> object:
    """Give `Retry-After` of those headers."""
    headers = cast("Mapping[str, object] | None", answer_headers(value))
    return next((told for name, told in (headers or {}).items() if str(name).lower() == "retry-after"), None)


# As in `binance GET https://api.test/v3 503 Service Unavailable`, or `binance 429 Too Many Requests`.
_REFUSAL_TOLD: Final = re.compile(r"\S+ (?:[A-Z]+ \S+ )?([45][0-9][0-9]) ")


def refusal_told(value: object) -> int | None:
    """Give the status in a text that begins with who was asked, perhaps for what, and goes on with the status."""
    told = _REFUSAL_TOLD.match(safe_text(value))
    return None if told is None else int(told[1])


def throttle(value: object) -> int | None:
    """Give a number that can only be the HTTP status of a throttle or a ban."""
    return value if isinstance(value, int) and value in THROTTLES else None


def throttle_told(value: object) -> int | None:
    """Give the status in such a text, where it is that of a throttle or a ban."""
    return throttle(refusal_told(value))


def throttle_body(value: object) -> str | None:
    """Give the JSON object that such a text ends in, where the status is that of a throttle or a ban."""
    text = safe_text(value)
    return text[text.index("{") :] if throttle_told(text) is not None else None
