"""
Failures of `fsspec`, and of the built-in exceptions that its file systems raise for something they mean precisely.

Floor 1. Data only. Never imports fsspec. Its file systems over object stores have files of their own.
Source: https://filesystem-spec.readthedocs.io; `fsspec/exceptions.py`, `asyn.py`, `registry.py`, `implementations/` of
2026.9.0.

Which module raised says what a missing file is: those of `http`, `webhdfs`, `github` and `dbfs`, and the shared ones
of asynchronous file systems, speak of something on the network; `local`, `memory`, `zip` and the rest of local things.
"""

from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    Internal,
    NetworkTimeout,
    StorageWrite,
)

from ._rule import Answer, Keyed, Library, Outcome, Rule
from .object_store_words import missing_in_store

__all__ = ["LIBRARY"]

# `asyn` is what the file systems over the network share; `archive` and `spec` serve local ones as well.
_REMOTE: Final = (
    "fsspec.asyn",
    *(f"fsspec.implementations.{name}" for name in ("dbfs", "github", "http", "http_sync", "webhdfs")),
)
_WHAT: Final = {"resource": "args[0]"}
# https://docs.databricks.com/api/workspace/dbfs
_DATABRICKS: Final = Keyed(
    "error_code",
    {
        "RESOURCE_DOES_NOT_EXIST": ApiNotFound,
        "RESOURCE_ALREADY_EXISTS": ApiRequest,
        "INVALID_PARAMETER_VALUE": ApiRequest,
        "INVALID_STATE": ApiRequest,
        "BAD_REQUEST": ApiRequest,
        "MALFORMED_REQUEST": ApiRequest,
        "MAX_BLOCK_SIZE_EXCEEDED": Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
        "MAX_READ_SIZE_EXCEEDED": Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST),
        "PARTIAL_DELETE": Outcome(ApiUnavailable, next_step=Advice.RETRY),
        "PERMISSION_DENIED": ApiPermission,
        "UNAUTHENTICATED": ApiAuth,
        "INVALID_ACCESS_TOKEN": ApiAuth,
        "REQUEST_LIMIT_EXCEEDED": ApiRateLimit,
        "RESOURCE_EXHAUSTED": ApiRateLimit,
        "QUOTA_EXCEEDED": ApiRateLimit,
        "FEATURE_DISABLED": ApiPermission,
        "IO_ERROR": ApiUnavailable,
        "INTERNAL_ERROR": ApiUnavailable,
        "TEMPORARILY_UNAVAILABLE": ApiUnavailable,
    },
    name="error code",
)

LIBRARY: Final = Library(
    packages=("fsspec",),
    public=(
        *("fsspec", "fsspec.asyn", "fsspec.exceptions", "fsspec.implementations.dbfs", "fsspec.implementations.ftp"),
        *("fsspec.implementations.http_sync", "fsspec.implementations.reference"),
    ),
    checked_with="2026.9.0",
    rules=(
        # What it waited for knows better what took so long.
        Rule("fsspec.exceptions.FSTimeoutError", NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}, weak=True),
        # A cached file is asked for in blocks of another size than it was stored with.
        Rule("fsspec.exceptions.BlocksizeMismatchError", Internal),
        Rule("fsspec.asyn.FSSpecCoroutineCancel", Internal, weak=True),
        Rule("fsspec.implementations.ftp.TransferDone", Internal),
        Rule(
            "fsspec.implementations.dbfs.DatabricksException",
            ApiUnavailable,
            answer=Answer(
                status=("__cause__.response.status_code",),
                headers=("__cause__.response.headers",),
                codes=(_DATABRICKS,),
            ),
            weak=True,
        ),
        # What a reference points at is in another file system, whose own exception is behind.
        Rule("fsspec.implementations.reference.ReferenceNotReachable", ApiUnavailable, weak=True),
        # In a browser: `urllib.error.HTTPError`.
        Rule(
            "fsspec.implementations.http_sync.JsHttpException",
            ApiUnavailable,
            answer=Answer(status=("code",), headers=("headers",)),
        ),
        *(
            Rule("builtins.FileNotFoundError", ApiNotFound, raised_in=module, fields=_WHAT, weak=True)
            for module in _REMOTE
        ),
        # For any file system: which it was says what is missing.
        *(
            missing_in_store("builtins.FileNotFoundError", module)
            for module in (
                "fsspec.archive",
                "fsspec.core",
                "fsspec.generic",
                "fsspec.implementations.cached",
                "fsspec.spec",
            )
        ),
        missing_in_store("builtins.KeyError", "fsspec.mapping"),
        Rule("builtins.PermissionError", ApiPermission, raised_in="fsspec.implementations.webhdfs", weak=True),
        Rule("builtins.RuntimeError", ApiUnavailable, raised_in="fsspec.implementations.webhdfs", weak=True),
        Rule("builtins.ValueError", ApiRequest, raised_in="fsspec.implementations.webhdfs", weak=True),
        Rule("builtins.ValueError", ApiRequest, raised_in="fsspec.implementations.dbfs", weak=True),
        Rule("builtins.ValueError", ApiAuth, raised_in="fsspec.implementations.github", weak=True),
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="fsspec.implementations.http",
            weak=True,
        ),
        # "Protocol not known: s4".
        Rule("builtins.ValueError", ApiRequest, raised_in="fsspec.registry", weak=True),
        Rule("builtins.ValueError", Internal, raised_in="fsspec.core", weak=True),
        Rule("builtins.ValueError", Internal, raised_in="fsspec.spec", weak=True),
        Rule("builtins.ValueError", Internal, raised_in="fsspec.implementations.cached", weak=True),
        Rule("builtins.FileExistsError", StorageWrite, raised_in="fsspec.implementations.local", weak=True),
        Rule("builtins.RuntimeError", Internal, raised_in="fsspec.asyn", weak=True),
    ),
)
