"""
Headers in which servers tell how long to wait, what the limit is and how much of it is used.

Floor 1. Data only. Names in lower case, in the order of trust.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = [
    "COMBINED",
    "ERROR_CODE",
    "LIMIT",
    "REMAINING",
    "REMAINING_SIGNS",
    "RESET_ENDINGS",
    "RESET_IN_MS",
    "RESET_SIGN",
    "RETRY_AFTER",
    "RETRY_AFTER_IN_BODY",
    "RETRY_AFTER_WORDS",
    "UNITS_S",
    "USED",
]

# Header, and how many of its units make a second.
# Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3;
# https://learn.microsoft.com/en-us/azure/cosmos-db/ (`x-ms-retry-after-ms`); AWS SDKs (`x-amz-retry-after`, ms).
RETRY_AFTER: Final[tuple[tuple[str, float], ...]] = (
    ("retry-after-ms", 1000.0),
    ("x-ms-retry-after-ms", 1000.0),
    ("x-amz-retry-after", 1000.0),
    ("retry-after", 1.0),
    ("x-retry-after", 1.0),
    ("x-rate-limit-retry-after-seconds", 1.0),
)
# Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ and vendors' older spellings.
LIMIT: Final = ("ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit")
REMAINING: Final = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
# A reset header names what it is the reset of: `x-ratelimit-reset-tokens` goes with `x-ratelimit-remaining-tokens`.
# It holds seconds from now, or seconds since 1970 where the number is that large, a duration or a date.
RESET_SIGN: Final = "reset"
REMAINING_SIGNS: Final = ("remaining", "remain", "status")
# Endings that a reset header has more than its counterpart.
RESET_ENDINGS: Final = ("-after", "-timestamp", "-at")
# Those that count in milliseconds: https://www.bitget.com, https://www.okx.com (gateways of their own).
RESET_IN_MS: Final = frozenset({"gw-ratelimit-reset"})
# Codes of the provider, where a body has none (the answer to HEAD) or nobody has read it.
ERROR_CODE: Final = ("x-amzn-errortype", "x-ms-error-code")
# One header for all: `limit=100, remaining=0, reset=30` in drafts 03 to 07, `"default";r=0;t=30` since.
COMBINED: Final = "ratelimit"
# Path in a JSON body, and how many of its units make a second.
# Source: google.rpc.RetryInfo (https://cloud.google.com/apis/design/errors); Discord, Telegram, Slack, Coinbase and
# Azure OpenAI document the others on their pages about rate limits.
RETRY_AFTER_IN_BODY: Final[tuple[tuple[str, float], ...]] = (
    ("error.details.retryDelay", 1.0),
    ("details.retryDelay", 1.0),
    ("retry_after", 1.0),
    ("retryAfter", 1.0),
    ("retryAfterSeconds", 1.0),
    ("retry_after_seconds", 1.0),
    ("retryAfterMs", 1000.0),
    ("retry_after_ms", 1000.0),
    ("parameters.retry_after", 1.0),
    ("error.retry_after", 1.0),
    ("error.retryAfter", 1.0),
)
# The last resort: a sentence. A number without a unit counts as seconds only right after the words.
RETRY_AFTER_WORDS: Final = (
    r"(?:retry[- _]?after|try again (?:in|after)|retry (?:again )?in|wait(?: for)?(?: at least)?|back ?off for)"
    r"[\s:='\"]{1,4}(\d+(?:\.\d+)?)\s*"
    r"(milliseconds?|millis|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)?\b"
)
UNITS_S: Final[Mapping[str, float]] = MappingProxyType(
    {
        **dict.fromkeys(("ms", "millis", "millisecond", "milliseconds"), 0.001),
        **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
        **dict.fromkeys(("d", "day", "days"), 86_400.0),
    }
)
# Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
USED: Final = ("x-mbx-used-weight-1m", "x-mbx-used-weight")
