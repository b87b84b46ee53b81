"""
Failure as a value with a type, for code that fetches data frames.

Floor 6. The front door: the public names, and nothing of its own. Each name is loaded from its home when it is first
asked for, so that `import dataresult` costs next to nothing; type checkers read the imports.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import errors
    from ._cause import Cause, StackFrame
    from ._classify import Classifier, classify_exception, default_classifier
    from ._context import error_context
    from ._explain import Explanation, LinkEvidence
    from ._frames import EmptyPolicy
    from ._guard import fetcher, guarded, stage, validating
    from ._making import classify_empty_data
    from ._results import (
        ClassifiedException,
        DataResult,
        Failure,
        Provenance,
        Result,
        Success,
        fold,
        provenance,
        raise_error,
        raising,
        sealed,
        to_log_dict,
        unwrap_or_raise,
    )
    from ._retry_hint import retry_hint
    from .errors import (
        ERROR_TYPES,
        Advice,
        ApiAuth,
        ApiError,
        ApiFormat,
        ApiNotFound,
        ApiPermission,
        ApiRateLimit,
        ApiRequest,
        ApiUnavailable,
        CheckFailure,
        ClassifiedError,
        DataEmpty,
        DataError,
        DataIntegrity,
        DataPartial,
        DataTransformation,
        DataValidation,
        EmptyReason,
        ErrorCode,
        ErrorType,
        FetchError,
        Internal,
        NetworkConnection,
        NetworkDns,
        NetworkError,
        NetworkTimeout,
        NetworkTls,
        OtherError,
        Severity,
        StorageError,
        StoragePermission,
        StorageRead,
        StorageSpace,
        StorageWrite,
        TimeoutPhase,
        Unexpected,
    )
    from .flow import (
        Backoff,
        Batch,
        RetryBudget,
        RetryPolicy,
        accept_empty,
        accept_partial,
        failover,
        fetch_many,
        fetch_many_async,
        retrying,
    )
    from .logs import ErrorContextFormatter, get_logger, log_with_error_context, logger
    from .rules import BodyCodes, Outcome, Rule
    from .tracking import (
        ERROR_THRESHOLDS,
        Alert,
        ErrorTracker,
        Stats,
        Threshold,
        error_tracker,
        observe,
        observing,
        track_error,
    )

__all__ = [
    "ERROR_THRESHOLDS",
    "ERROR_TYPES",
    "Advice",
    "Alert",
    "ApiAuth",
    "ApiError",
    "ApiFormat",
    "ApiNotFound",
    "ApiPermission",
    "ApiRateLimit",
    "ApiRequest",
    "ApiUnavailable",
    "Backoff",
    "Batch",
    "BodyCodes",
    "Cause",
    "CheckFailure",
    "ClassifiedError",
    "ClassifiedException",
    "Classifier",
    "DataEmpty",
    "DataError",
    "DataIntegrity",
    "DataPartial",
    "DataResult",
    "DataTransformation",
    "DataValidation",
    "EmptyPolicy",
    "EmptyReason",
    "ErrorCode",
    "ErrorContextFormatter",
    "ErrorTracker",
    "ErrorType",
    "Explanation",
    "Failure",
    "FetchError",
    "Internal",
    "LinkEvidence",
    "NetworkConnection",
    "NetworkDns",
    "NetworkError",
    "NetworkTimeout",
    "NetworkTls",
    "OtherError",
    "Outcome",
    "Provenance",
    "Result",
    "RetryBudget",
    "RetryPolicy",
    "Rule",
    "Severity",
    "StackFrame",
    "Stats",
    "StorageError",
    "StoragePermission",
    "StorageRead",
    "StorageSpace",
    "StorageWrite",
    "Success",
    "Threshold",
    "TimeoutPhase",
    "Unexpected",
    "accept_empty",
    "accept_partial",
    "classify_empty_data",
    "classify_exception",
    "default_classifier",
    "error_context",
    "error_tracker",
    "errors",
    "failover",
    "fetch_many",
    "fetch_many_async",
    "fetcher",
    "fold",
    "get_logger",
    "guarded",
    "log_with_error_context",
    "logger",
    "observe",
    "observing",
    "provenance",
    "raise_error",
    "raising",
    "retry_hint",
    "retrying",
    "sealed",
    "stage",
    "to_log_dict",
    "track_error",
    "unwrap_or_raise",
    "validating",
]

__version__ = "0.1.0"

# Home -> the names that live there; a test holds it against the imports above.
_HOMES = {
    "_cause": (
        "Cause",
        "StackFrame",
    ),
    "_classify": (
        "Classifier",
        "classify_exception",
        "default_classifier",
    ),
    "_context": ("error_context",),
    "_explain": (
        "Explanation",
        "LinkEvidence",
    ),
    "_frames": ("EmptyPolicy",),
    "_guard": (
        "fetcher",
        "guarded",
        "stage",
        "validating",
    ),
    "_making": ("classify_empty_data",),
    "_results": (
        "ClassifiedException",
        "DataResult",
        "Failure",
        "Provenance",
        "Result",
        "Success",
        "fold",
        "provenance",
        "raise_error",
        "raising",
        "sealed",
        "to_log_dict",
        "unwrap_or_raise",
    ),
    "_retry_hint": ("retry_hint",),
    "errors": (
        "Advice",
        "ApiAuth",
        "ApiError",
        "ApiFormat",
        "ApiNotFound",
        "ApiPermission",
        "ApiRateLimit",
        "ApiRequest",
        "ApiUnavailable",
        "CheckFailure",
        "ClassifiedError",
        "DataEmpty",
        "DataError",
        "DataIntegrity",
        "DataPartial",
        "DataTransformation",
        "DataValidation",
        "ERROR_TYPES",
        "EmptyReason",
        "ErrorCode",
        "ErrorType",
        "FetchError",
        "Internal",
        "NetworkConnection",
        "NetworkDns",
        "NetworkError",
        "NetworkTimeout",
        "NetworkTls",
        "OtherError",
        "Severity",
        "StorageError",
        "StoragePermission",
        "StorageRead",
        "StorageSpace",
        "StorageWrite",
        "TimeoutPhase",
        "Unexpected",
    ),
    "flow": (
        "Backoff",
        "Batch",
        "RetryBudget",
        "RetryPolicy",
        "accept_empty",
        "accept_partial",
        "failover",
        "fetch_many",
        "fetch_many_async",
        "retrying",
    ),
    "logs": (
        "ErrorContextFormatter",
        "get_logger",
        "log_with_error_context",
        "logger",
    ),
    "rules": (
        "BodyCodes",
        "Outcome",
        "Rule",
    ),
    "tracking": (
        "Alert",
        "ERROR_THRESHOLDS",
        "ErrorTracker",
        "Stats",
        "Threshold",
        "error_tracker",
        "observe",
        "observing",
        "track_error",
    ),
}
_PUBLIC_MODULES = frozenset({"errors", "export", "flow", "klines", "logs", "rules", "testing", "tracking"})
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a checker that sees `__getattr__` takes every name for one that is there

    def __getattr__(name: str) -> object:
        """Load a public name, or a public module, when it is first asked for."""
        if name in _PUBLIC_MODULES:
            return import_module(f".{name}", __name__)
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
