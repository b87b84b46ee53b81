"""
Headers in which servers tell how long to wait, what the limit is and how much of it is used.

Floor 1. Data only. Names in lower case, in the order of trust.
"""

from typing import Final

__all__ = ["LIMIT", "REMAINING", "RESET", "RETRY_AFTER", "USED"]

# Header, and how many of its units make a second.
# Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3;
# https://learn.microsoft.com/en-us/azure/cosmos-db/ (`x-ms-retry-after-ms`); AWS SDKs (`x-amz-retry-after`, ms).
RETRY_AFTER: Final[tuple[tuple[str, float], ...]] = (
    ("retry-after-ms", 1000.0),
    ("x-ms-retry-after-ms", 1000.0),
    ("x-amz-retry-after", 1000.0),
    ("retry-after", 1.0),
)
# Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ and vendors' older spellings.
LIMIT: Final = ("ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit")
REMAINING: Final = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
# Seconds from now, or seconds since 1970 where the number is that large.
RESET: Final = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-after")
# Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
USED: Final = ("x-mbx-used-weight-1m", "x-mbx-used-weight")
