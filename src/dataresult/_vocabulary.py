"""
The closed sets of words in which errors are told.

Floor 0. Enumerations only: no logic beyond what a member knows of itself, no import of the project's own.
"""

import logging
from enum import StrEnum

__all__ = ["Advice", "EmptyReason", "ErrorCode", "Severity", "TimeoutPhase"]


class ErrorCode(StrEnum):
    """The stable machine word of each error class: its name in UPPER_SNAKE."""

    NETWORK_TIMEOUT = "NETWORK_TIMEOUT"
    NETWORK_CONNECTION = "NETWORK_CONNECTION"
    NETWORK_DNS = "NETWORK_DNS"
    NETWORK_TLS = "NETWORK_TLS"
    API_RATE_LIMIT = "API_RATE_LIMIT"
    API_AUTH = "API_AUTH"
    API_PERMISSION = "API_PERMISSION"
    API_FORMAT = "API_FORMAT"
    API_REQUEST = "API_REQUEST"
    API_NOT_FOUND = "API_NOT_FOUND"
    API_UNAVAILABLE = "API_UNAVAILABLE"
    DATA_EMPTY = "DATA_EMPTY"
    DATA_PARTIAL = "DATA_PARTIAL"
    DATA_VALIDATION = "DATA_VALIDATION"
    DATA_INTEGRITY = "DATA_INTEGRITY"
    DATA_TRANSFORMATION = "DATA_TRANSFORMATION"
    STORAGE_READ = "STORAGE_READ"
    STORAGE_WRITE = "STORAGE_WRITE"
    STORAGE_SPACE = "STORAGE_SPACE"
    STORAGE_PERMISSION = "STORAGE_PERMISSION"
    UNEXPECTED = "UNEXPECTED"
    INTERNAL = "INTERNAL"


class Severity(StrEnum):
    """How loudly an error is told; ordered, `INFO < WARNING < ERROR`."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"

    @property
    def level(self) -> int:
        """The level of the standard `logging` module with the same name."""
        return _LEVELS[self]

    def __lt__(self, other: str) -> bool:
        return self.level < Severity(other).level

    def __le__(self, other: str) -> bool:
        return self.level <= Severity(other).level

    def __gt__(self, other: str) -> bool:
        return self.level > Severity(other).level

    def __ge__(self, other: str) -> bool:
        return self.level >= Severity(other).level


_LEVELS = {
    Severity.INFO: logging.INFO,
    Severity.WARNING: logging.WARNING,
    Severity.ERROR: logging.ERROR,
}


class Advice(StrEnum):
    """What the caller should do next, apart from what happened."""

    RETRY = "retry"
    WAIT = "wait"
    NEXT_SOURCE = "next_source"
    SHRINK_REQUEST = "shrink_request"
    FIX_REQUEST = "fix_request"
    FIX_CREDENTIALS = "fix_credentials"
    FREE_SPACE = "free_space"
    ASK_OPERATOR = "ask_operator"
    REPORT_BUG = "report_bug"
    ACCEPT = "accept"


class EmptyReason(StrEnum):
    """Why there are no rows, as far as it is known."""

    DATE_RANGE = "date_range"
    FILTER_RESULT = "filter_result"
    API_RESPONSE = "api_response"
    NOT_YET_PUBLISHED = "not_yet_published"
    BEFORE_LISTING = "before_listing"
    AFTER_DELISTING = "after_delisting"
    UNKNOWN = "unknown"


class TimeoutPhase(StrEnum):
    """The part of a request that took too long."""

    CONNECT = "connect"
    READ = "read"
    WRITE = "write"
    POOL = "pool"
    TOTAL = "total"
