"""
Failures of `pyarrow`.

Floor 1. Data only. Never imports pyarrow. Every public exception has a row or says that it inherits.
Source: https://arrow.apache.org/docs/python/api/misc.html; `pyarrow/error.pxi`, `pyarrow/_flight.pyx` of 26.0.1.
`ArrowIOError` is `OSError` itself, and its texts are in `arrow_words.py` too.
"""

from typing import Final

from attrs import evolve

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    StoragePermission,
    StorageRead,
    StorageWrite,
)

from ._rule import Keyed, Library, Rule, Words
from .arrow_stores import ARROW_STORE_FIELDS, ARROW_STORES
from .arrow_words import ARROW_COLUMN, ARROW_FILE, ARROW_INVALID, ARROW_MISSING, ARROW_OS_ERROR, ARROW_PATH
from .frame_rows import rows_of
from .object_store_words import OBJECT_STORE_WORDS, missing_in_store
from .os_errno import ERRNO, ERRNO_READING, OS_WORDS

__all__ = ["LIBRARY"]

_TEXT: Final = (Words(ARROW_FILE), Words(OS_WORDS), Words(ARROW_OS_ERROR))
_STORES: Final = (*ARROW_STORES, Words(OBJECT_STORE_WORDS), Keyed("errno", ERRNO, name="errno"), *_TEXT)
_STORES_READING: Final = (*ARROW_STORES, Words(OBJECT_STORE_WORDS), Keyed("errno", ERRNO_READING, name="errno"), *_TEXT)
# Schemas that do not go together, before a value was looked at.
_VALUES: Final = {
    "schema does not match": DataValidation,
    "field names are not matching": DataValidation,
    "with null values to non-nullable": DataValidation,
    "duplicate column names": DataValidation,
    "is not supported": Internal,
    "unsupported parquet format": Internal,
    "no type alias": Internal,
    "does not support __dataframe__": Internal,
}

LIBRARY: Final = Library(
    packages=("pyarrow",),
    public=("pyarrow", "pyarrow.lib", "pyarrow.flight"),
    checked_with="26.0.1",
    rules=(
        # Over any file system, also those of other libraries.
        *(
            evolve(
                missing_in_store("builtins.FileNotFoundError", module), operation=operation, fields={"path": ARROW_PATH}
            )
            for module in ("pyarrow.dataset", "pyarrow.fs", "pyarrow.parquet")
            for operation in (None, "fetch", "read")
        ),
        # All that its C++ library raises; without a number it is a decoder that stumbled, or there is no file.
        *(
            Rule(
                f"builtins.{name}",
                error if operation != "write" else writing,
                operation=operation,
                raised_in="pyarrow.lib",
                by=_STORES if operation in (None, "write") else _STORES_READING,
                fields={"path": ARROW_PATH, **ARROW_STORE_FIELDS},
                weak=True,
            )
            for name, error, writing in (
                ("FileNotFoundError", StorageRead, StorageWrite),
                ("IsADirectoryError", StorageRead, StorageWrite),
                ("NotADirectoryError", StorageRead, StorageWrite),
                ("OSError", DataIntegrity, StorageWrite),
                ("PermissionError", StoragePermission, StoragePermission),
            )
            for operation in (None, "fetch", "read", "write")
        ),
        *rows_of("pyarrow", values=(Words(_VALUES),), missing=ARROW_MISSING, column=ARROW_COLUMN),
        Rule(
            "pyarrow.lib.ArrowException",
            DataTransformation,
            by=(Words({"unsupported compression": Internal}),),
            weak=True,
        ),
        Rule(
            "pyarrow.lib.ArrowInvalid",
            DataTransformation,
            by=(Words(ARROW_INVALID),),
            fields={"path": ARROW_PATH, "column": ARROW_COLUMN, "failures": ARROW_MISSING},
        ),
        Rule("pyarrow.lib.ArrowInvalid", DataValidation, operation="validate", by=(Words(ARROW_INVALID),)),
        Rule("pyarrow.lib.ArrowTypeError", DataTransformation, fields={"column": ARROW_COLUMN}),
        Rule("pyarrow.lib.ArrowTypeError", DataValidation, operation="validate"),
        Rule("pyarrow.lib.ArrowIndexError", DataTransformation),
        Rule("pyarrow.lib.ArrowCapacityError", DataTransformation),
        Rule("pyarrow.lib.ArrowSerializationError", DataTransformation),
        # A column that is not there, unless it is a function or a type that this build does not have.
        Rule(
            "pyarrow.lib.ArrowKeyError",
            DataValidation,
            by=(
                Words(
                    {
                        "no function registered": Internal,
                        "no type extension": Internal,
                        "no client transport": Internal,
                    }
                ),
            ),
            fields={"failures": ARROW_MISSING},
        ),
        Rule(
            "pyarrow.lib.ArrowNotImplementedError",
            Internal,
            by=(
                Words(
                    {
                        "unsupported cast": DataTransformation,
                        "no kernel matching": DataTransformation,
                        "conversion failed": DataTransformation,
                        "unhandled type": DataTransformation,
                        "unsupported arrow type": DataTransformation,
                        "cannot write struct type": DataTransformation,
                    }
                ),
            ),
            fields={"column": ARROW_COLUMN},
        ),
        Rule("pyarrow.lib.ArrowMemoryError", Internal, next_step=Advice.SHRINK_REQUEST),
        Rule("pyarrow.lib.ArrowCancelled", Internal),
        Rule("pyarrow._feather.FeatherError", DataIntegrity),
        Rule("pyarrow.interchange.column.NoBufferPresent", Internal),
        Rule("pyarrow._flight.FlightError", ApiUnavailable, weak=True),
        Rule("pyarrow._flight.FlightInternalError", ApiUnavailable),
        Rule("pyarrow._flight.FlightServerError", ApiUnavailable),
        Rule("pyarrow._flight.FlightCancelledError", ApiUnavailable),
        Rule("pyarrow._flight.FlightTimedOutError", NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}),
        Rule("pyarrow._flight.FlightUnauthenticatedError", ApiAuth),
        Rule("pyarrow._flight.FlightUnauthorizedError", ApiPermission),
        # gRPC says UNAVAILABLE for a server in trouble and for one that cannot be reached.
        Rule(
            "pyarrow._flight.FlightUnavailableError",
            ApiUnavailable,
            by=(
                Words(
                    {
                        "dns resolution failed": NetworkDns,
                        "name resolution": NetworkDns,
                        "failed to connect": NetworkConnection,
                        "connection refused": NetworkConnection,
                        "connection reset": NetworkConnection,
                        "socket closed": NetworkConnection,
                    }
                ),
            ),
        ),
        Rule(
            "pyarrow._flight.FlightWriteSizeExceededError",
            ApiRequest,
            next_step=Advice.SHRINK_REQUEST,
        ),
    ),
)
