"""
What a server says of a limit, where its status says only that it refuses: a 403 whose reason is a quota.

Floor 1. Data only. Looked for in short texts of refusals, never in pages.
Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api (403 for both its limits),
https://developer.salesforce.com/docs (REQUEST_LIMIT_EXCEEDED), https://cloud.google.com/docs/quotas.
"""

from typing import Final

__all__ = ["LIMIT_STATUSES", "LIMIT_WORDS", "MESSAGE_PLACES"]

# Refusals that some servers answer a limit with.
LIMIT_STATUSES: Final = frozenset({400, 403, 503})
LIMIT_WORDS: Final = (
    "rate limit",
    "ratelimit",
    "rate-limit",
    "rate exceeded",
    "too many requests",
    "quota exceeded",
    "quota has been exceeded",
    "exceeded your current quota",
    "exceeded a secondary rate",
    "request_limit_exceeded",
    "request limit exceeded",
    "requests limit exceeded",
    "throttl",
)
# Where providers put their sentence in a JSON body.
MESSAGE_PLACES: Final = (
    "error.message",
    "message",
    "Message",
    "msg",
    "error_description",
    "detail",
    "description",
    "title",
    "error",
    "errors.message",
)
