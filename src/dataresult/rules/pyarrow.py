"""
Failures of `pyarrow`.

Floor 1. Data only. Never imports pyarrow. Every public exception has a row or says that it inherits.
Source: https://arrow.apache.org/docs/python/api/misc.html; `pyarrow/error.pxi`, `pyarrow/_flight.pyx` of 26.0.1.
`ArrowIOError` is `OSError` itself, and its texts are in `arrow_words.py` too.
"""

from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    Unexpected,
)

from ._rule import Library, Rule, Words
from .arrow_words import ARROW_INVALID

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("pyarrow",),
    public=("pyarrow", "pyarrow.lib", "pyarrow.flight"),
    checked_with="26.0.1",
    rules=(
        Rule("pyarrow.lib.ArrowException", Unexpected, weak=True),
        Rule("pyarrow.lib.ArrowInvalid", DataTransformation, by=(Words(ARROW_INVALID),)),
        Rule("pyarrow.lib.ArrowTypeError", DataTransformation),
        Rule("pyarrow.lib.ArrowIndexError", DataTransformation),
        Rule("pyarrow.lib.ArrowCapacityError", DataTransformation),
        Rule("pyarrow.lib.ArrowSerializationError", DataTransformation),
        # A column that is not there, unless it is a function or a type that this build does not have.
        Rule(
            "pyarrow.lib.ArrowKeyError",
            DataValidation,
            by=(Words({"no function registered": Internal, "no type extension": Internal}),),
        ),
        Rule(
            "pyarrow.lib.ArrowNotImplementedError",
            Internal,
            by=(Words({"unsupported cast": DataTransformation, "no kernel matching": DataTransformation}),),
        ),
        Rule("pyarrow.lib.ArrowMemoryError", Internal),
        Rule("pyarrow.lib.ArrowCancelled", Internal),
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
