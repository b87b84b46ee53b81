"""
Failures of `clickhouse-connect`: the server's own code where it is known, then the status, then what HTTP says.

Floor 1. Data only. Never imports clickhouse_connect. Every exception of the library has a row or says that it inherits.
Source: https://clickhouse.com/docs/integrations/python; `driver/exceptions.py`, `driver/_backend/` of 1.12.0, texts of
0.5 to 0.9 too. `Error.code` is the server's code since 0.10; before that it stands in the text only, after "Code: ",
"code: " or "ClickHouse error code ". The answer itself is not kept, so no header outlives it.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Extract, Keyed, Library, Rule, Target, Words
from .clickhouse_codes import CLICKHOUSE_CODES
from .http_status_words import status_words
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

_TEXT_CODE: Final = Extract(r"\b(?:ClickHouse error code|Code:|exception, code:) ?(\d+)\b")
_TEXT_STATUS: Final = Extract(r"\b(?:HTTP status|response code) (\d{3})\b")
_STATUS: Final[Mapping[object, Target]] = dict[object, Target](status_words("{status}").items())

_NETWORK: Final = Words(
    {
        **NETWORK_WORDS,
        "connection refused": NetworkConnection,
        "cannot connect to host": NetworkConnection,
        "connection reset": NetworkConnection,
        "connection aborted": NetworkConnection,
        "timed out": NetworkTimeout,
        "timeout": NetworkTimeout,
    }
)
_SERVER: Final = (
    Keyed("code|text", CLICKHOUSE_CODES, name="error code"),
    Keyed(_TEXT_CODE, CLICKHOUSE_CODES, name="error code"),
    Keyed(_TEXT_STATUS, _STATUS, name="HTTP status in the text"),
)
_TOLD: Final = {
    "provider_code": "code",
    "http_status": _TEXT_STATUS,
    "resource": Extract(r"(?:Table|Database|identifier) [`']?([\w.]+?)[`']?(?: |\.(?=\s))"),
    "host": Extract(r"https?://([\w.-]+)"),
    "port": Extract(r"https?://[\w.-]+:(\d+)"),
}
_DRIVER: Final = "clickhouse_connect.driver.exceptions"


def _row(name: str, error: type[ClassifiedError], *words: Words) -> Rule:
    """Make the row of a class of PEP 249: weak, because the server's code says what it was."""
    return Rule(f"{_DRIVER}.{name}", error, by=(*_SERVER, *words), fields=_TOLD, weak=True)


LIBRARY: Final = Library(
    packages=("clickhouse_connect",),
    distribution="clickhouse-connect",
    public=(_DRIVER, "clickhouse_connect.datatypes.binary_value", "clickhouse_connect.driver.asyncqueue"),
    checked_with="1.12.0",
    rules=(
        _row("ClickHouseError", ApiUnavailable),
        _row("Error", ApiUnavailable),
        _row("DatabaseError", ApiUnavailable),
        # What HTTP says is behind it; the text is all that a pickle keeps.
        _row(
            "OperationalError",
            NetworkConnection,
            Words(
                {
                    "unexpected response to server version": ApiFormat,
                    "brotli compression requested": Internal,
                    "unsupported compression type": Internal,
                    "cannot change readonly": ApiRequest,
                }
            ),
            _NETWORK,
        ),
        _row(
            "StreamFailureError",
            NetworkConnection,
            Words(
                {
                    "stream ended unexpectedly": NetworkConnection,
                    "failed during read": NetworkConnection,
                    "<html": ApiFormat,
                    "<!doctype": ApiFormat,
                }
            ),
        ),
        _row(
            "ProgrammingError",
            ApiRequest,
            Words(
                {
                    "username parameter is required": ApiAuth,
                    "both token": ApiAuth,
                    "access token": ApiAuth,
                    "access_token": ApiAuth,
                    "concurrent queries within the same session": Internal,
                    "session is unavailable": Internal,
                    "client has been closed": Internal,
                    "used within a context": Internal,
                    "unrecognized client type": Internal,
                    "must be greater than zero": ApiRequest,
                    "column count does not match": DataValidation,
                    "no table specified": ApiRequest,
                }
            ),
        ),
        Rule(f"{_DRIVER}.StreamClosedError", Internal),
        _row("DataError", DataTransformation),
        _row("IntegrityError", DataValidation),
        _row("InternalError", ApiUnavailable, Words({"unrecognized clickhouse type": ApiFormat})),
        _row("InterfaceError", Internal),
        _row(
            "NotSupportedError",
            ApiRequest,
            Words(
                {"not installed": Internal, "is required": Internal, "unavailable": Internal, "importable": Internal}
            ),
        ),
        _row("Warning", Internal),
        # The end of the stream, where a block should begin.
        Rule(f"{_DRIVER}.StreamCompleteException", NetworkConnection),
        Rule("clickhouse_connect.datatypes.binary_value.UnsupportedBinaryTypeError", ApiFormat),
        Rule("clickhouse_connect.driver._backend.http_sync._IncompleteResponseError", NetworkConnection),
        Rule("clickhouse_connect.driver.asyncqueue.Empty", Internal, weak=True),
        Rule("clickhouse_connect.driver.asyncqueue.Full", Internal, weak=True),
        Rule("clickhouse_connect.driver.compression._ZstdUnavailableError", Internal),
        Rule("clickhouse_connect.cc_sqlalchemy.inspector._NoSuchTableError", ApiNotFound),
        # What it raises itself of the language's own classes.
        Rule("builtins.EOFError", NetworkConnection, raised_in="clickhouse_connect"),
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="clickhouse_connect",
            by=(Words({"unrecognized clickhouse interface": Internal}),),
            weak=True,
        ),
    ),
)
