"""
What an exception's words say where nothing else does: no rule for its class, no link behind it, no number on it.

Floor 1. Data only. Asked last of all, for the classes that anybody raises (`Exception`, `RuntimeError`): applications
put the text of the exception that they caught into one of their own and drop the exception itself.
Source of the statuses: https://www.rfc-editor.org/rfc/rfc9110#section-15; the words are those of servers and drivers.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiUnavailable,
    DataEmpty,
    DataIntegrity,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
    StorageSpace,
    StorageWrite,
)

from ._rule import Extract, Keyed, Outcome, Target, Words
from .http_status_words import STATUS_NUMBERS
from .network_words import NETWORK_WORDS
from .os_errno import ERRNO_TEXT, OS_NUMBER

__all__ = ["LAST"]

# A number is a status only beside a word that says so.
_STATUS_NUMBER: Final = Extract(
    r"(?:\bhttp(?:s|/[\d.]+)?(?:[ _]?error)?|\bstatus(?:[ _]?code)?|\bresponse(?:[ _]?code)?|\breturned(?: code)?"
    r"|\bresponded with|\bgot|\berror code|\(error)(?:\s+(?:is|was|of))?[\s:=#(\[<]{0,3}([45]\d\d)\b(?! (?:rows|bars))"
    r"|\b([45]\d\d)[\s:,\-]{1,3}(?:client error|server error|bad request|unauthori[sz]ed|forbidden|not found"
    r"|too many requests|internal server error|bad gateway|service unavailable|gateway time-?out)"
)
# Two values that should be one, in the words of a dozen downloaders.
_SUMS: Final = ("checksum", "checksums", "digest", "hash", "md5", "sha256", "sha-256", "crc")
_DIFFER: Final = (
    "mismatch",
    "did not match",
    "didn't match",
    "does not match",
    "doesn't match",
    "do not match",
    "differ",
)
_RETRY: Final = Outcome(StorageWrite, next_step=Advice.RETRY)

_WORDS: Final[Mapping[str, Target]] = {
    "too many requests": ApiRateLimit,
    "rate limit": ApiRateLimit,
    "ratelimit": ApiRateLimit,
    "rate-limit": ApiRateLimit,
    "banned until": ApiRateLimit,
    "request limit reached": ApiRateLimit,
    "quota has been exceeded": ApiRateLimit,
    "throttl": ApiRateLimit,
    "quota exceeded": ApiRateLimit,
    "exceeded your current quota": ApiRateLimit,
    "invalid api key": ApiAuth,
    "invalid api-key": ApiAuth,
    "invalid credentials": ApiAuth,
    "authentication failed": ApiAuth,
    "unauthorized": ApiAuth,
    "expired token": ApiAuth,
    "invalid token": ApiAuth,
    "invalid bearer token": ApiAuth,
    "invalid access token": ApiAuth,
    "token is expired": ApiAuth,
    "expired api key": ApiAuth,
    "login required": ApiAuth,
    "not authorized": ApiPermission,
    "token has expired": ApiAuth,
    "access denied": ApiPermission,
    "accessdenied": ApiPermission,
    "forbidden": ApiPermission,
    "service unavailable": ApiUnavailable,
    "temporarily unavailable": ApiUnavailable,
    "bad gateway": ApiUnavailable,
    "gateway timeout": ApiUnavailable,
    "gateway time-out": ApiUnavailable,
    "internal server error": ApiUnavailable,
    "under maintenance": ApiUnavailable,
    "server is overloaded": ApiUnavailable,
    "deadlock detected": ApiUnavailable,
    "connection refused": NetworkConnection,
    "connection reset": NetworkConnection,
    "connection aborted": NetworkConnection,
    "connection closed": NetworkConnection,
    "broken pipe": NetworkConnection,
    "network is unreachable": NetworkConnection,
    "no route to host": NetworkConnection,
    "max retries exceeded with url": NetworkConnection,
    "self-signed certificate": NetworkTls,
    "self signed certificate": NetworkTls,
    "certificate has expired": NetworkTls,
    "timed out": NetworkTimeout,
    "timeout exceeded": NetworkTimeout,
    "deadline exceeded": NetworkTimeout,
    "no space left on device": StorageSpace,
    "disk quota exceeded": StorageSpace,
    "database is locked": _RETRY,
    "could not set lock": _RETRY,
    "conflicting lock is held": _RETRY,
    "file is locked": _RETRY,
    "too many connections": ApiUnavailable,
    "too many clients": ApiUnavailable,
    "server has gone away": NetworkConnection,
    "response ended prematurely": NetworkConnection,
    "no such file or directory": Outcome(StorageRead, writing=StorageWrite),
    "nosuchkey": ApiNotFound,
    **{f"{sums} {differ}": DataIntegrity for sums in _SUMS for differ in _DIFFER},
    "is not a zip file": DataIntegrity,
    "no data returned": DataEmpty,
}

LAST: Final = (
    Keyed(_STATUS_NUMBER, STATUS_NUMBERS, name="HTTP status in the text"),
    Keyed(OS_NUMBER, ERRNO_TEXT, name="errno in the text"),
    Words(NETWORK_WORDS),
    Words(_WORDS),
)
