"""
Failures of `snowflake-connector-python`: the number decides, then SQLSTATE, then the text.

Floor 1. Data only. Never imports snowflake. Every exception of the library has a row.
Source: https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-api#errors; `errors.py` of 5.2,
whose core says what older connectors had classes for; those classes are kept there under "backward compatibility", and
are what 2.x to 4.x raise.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Target, Words
from .http_status_words import status_words
from .network_words import NETWORK_WORDS
from .snowflake_codes import SNOWFLAKE_NUMBERS, SNOWFLAKE_UNREACHABLE
from .sqlstate import by_sqlstate

__all__ = ["LIBRARY"]

# "250001 (08001): ...", also where a wrapper kept the text only.
_TEXT_NUMBER: Final = Extract(r"^\W*(\d{6}) ?(?:\(\w{5}\))?:")
# "HTTP 403: Forbidden", "290404 (08001): 404 Not Found", "error status: 403 Forbidden".
_TEXT_STATUS: Final = Extract(r"\b(?:HTTP|status:|status code:?) (\d{3})\b")
_STATUS: Final[Mapping[object, Target]] = dict[object, Target](status_words("{status}").items())

# Which parameter of a connection the connector refused.
_PARAMETERS: Final[Mapping[object, Target]] = dict.fromkeys(
    (
        *("user", "password", "token", "passcode"),
        *("private_key", "private_key_file", "private_key_file_pwd", "private_key_passphrase"),
        *("oauth_client_id", "oauth_client_secret", "workload_identity_provider"),
    ),
    Outcome(ApiAuth),
)

_WHY: Final[Mapping[str, Target]] = {
    "incorrect username or password": ApiAuth,
    "user is empty": ApiAuth,
    "password is empty": ApiAuth,
    "jwt token": ApiAuth,
    "account has been temporarily locked": ApiAuth,
    "authentication token": ApiAuth,
    "multi-factor": ApiAuth,
    "reauthentication required": ApiAuth,
    "session expired": ApiAuth,
    "oauth": ApiAuth,
    "saml": ApiAuth,
    "is not allowed to access snowflake": ApiPermission,
    "is not granted to this user": ApiPermission,
    **NETWORK_WORDS,
    "dns error": NetworkDns,
    "failed to lookup address": NetworkDns,
    "ocsp": NetworkTls,
    "certificate": NetworkTls,
    "tls handshake": NetworkTls,
    "timed out": NetworkTimeout,
    "connection refused": NetworkConnection,
    "connection reset": NetworkConnection,
    "connection closed": NetworkConnection,
    "primary key already exists": DataValidation,
    "expected value at line": ApiFormat,
    "expected ident at line": ApiFormat,
    "missing field `": ApiFormat,
    "eof while parsing": ApiFormat,
    "invalid snowflake response": ApiFormat,
}


def _as_text(numbers: Mapping[object, Target]) -> Mapping[object, Target]:
    """Give the same table for numbers that are read out of a text: six digits."""
    return {f"{number:06d}": target for number, target in numbers.items()}


_TOLD: Final = (
    Keyed("errno", SNOWFLAKE_UNREACHABLE, name="errno"),
    Keyed(_TEXT_NUMBER, _as_text(SNOWFLAKE_UNREACHABLE), name="number in the text"),
)
_BY: Final = (
    Keyed("parameter", _PARAMETERS, name="parameter"),
    Keyed("http_status", {int(str(status)): target for status, target in _STATUS.items()}, name="HTTP status"),
    Keyed("errno", SNOWFLAKE_NUMBERS, name="errno"),
    Keyed(_TEXT_NUMBER, _as_text(SNOWFLAKE_NUMBERS), name="number in the text"),
    Keyed(_TEXT_STATUS, _STATUS, name="HTTP status in the text"),
    Words(_WHY),
    *_TOLD,
    *by_sqlstate("sqlstate"),
)
_FIELDS: Final = {
    "provider_code": "errno|text",
    "http_status": "http_status",
    "parameter": "parameter",
    "timeout_s": Extract(r"timed out after (\d+(?:\.\d+)?)s"),
    "resource": Extract(r"(?:Object|Table|Database|Schema) '([^']+)' does not exist"),
    "host": Extract(r"\b([\w-]+(?:\.[\w-]+)*\.snowflakecomputing\.com)"),
}
_ERRORS: Final = "snowflake.connector.errors"


def _row(
    name: str,
    error: type[ClassifiedError],
    *,
    fields: Mapping[str, object] | None = None,
    former: tuple[str, ...] = (),
    weak: bool = True,
) -> Rule:
    """Make the row of a class: what the service said comes first."""
    return Rule(
        f"{_ERRORS}.{name}",
        error,
        by=_BY,
        fields={**_FIELDS, **(fields or {})},
        former=tuple(f"{_ERRORS}.{each}" for each in former),
        weak=weak,
    )


def _http(name: str, error: type[ClassifiedError], *former: str) -> Rule:
    """Make the row of a class that is for one answer, whatever number it carries: for a login it is 250001."""
    return Rule(
        f"{_ERRORS}.{name}",
        error,
        fields={"provider_code": "errno|text", "http_status": _TEXT_STATUS},
        former=tuple(f"{_ERRORS}.{each}" for each in former),
    )


LIBRARY: Final = Library(
    packages=("snowflake.connector",),
    distribution="snowflake-connector-python",
    public=("snowflake.connector", _ERRORS),
    checked_with="5.2.0",
    rules=(
        _row("Error", ApiUnavailable),
        _row("DatabaseError", ApiUnavailable),
        _row("OperationalError", NetworkConnection),
        _row("InterfaceError", Internal),
        _row("InternalError", ApiUnavailable),
        _row("ProgrammingError", ApiRequest),
        _row("NotSupportedError", ApiRequest),
        _row("DataError", DataTransformation),
        _row("IntegrityError", DataValidation),
        _row("ReauthenticationRequest", ApiAuth, weak=False),
        Rule(f"{_ERRORS}.Warning", Internal, weak=True),
        Rule(f"{_ERRORS}.MissingDependencyError", Internal),
        # The configuration file of the connector, and what is missing from it.
        Rule(f"{_ERRORS}.ConfigManagerError", ApiRequest),
        Rule(f"{_ERRORS}.ConfigSourceError", ApiRequest),
        Rule(f"{_ERRORS}.MissingConfigOptionError", ApiRequest),
        # Kept for older code, and raised by older connectors.
        _row("HttpError", ApiUnavailable),
        _row("OtherHTTPRetryableError", ApiUnavailable),
        _row("RequestExceedMaxRetryError", ApiUnavailable),
        _row("BindUploadError", ApiUnavailable),
        _http("BadRequest", ApiRequest),
        _http("ForbiddenError", ApiPermission),
        _http("MethodNotAllowed", ApiRequest),
        Rule(f"{_ERRORS}.RequestTimeoutError", NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
        _http("TooManyRequests", ApiRateLimit),
        _http("InternalServerError", ApiUnavailable),
        _http("BadGatewayError", ApiUnavailable),
        _http("ServiceUnavailableError", ApiUnavailable),
        _http("GatewayTimeoutError", ApiUnavailable),
        _http("RefreshTokenError", ApiAuth, "BadCredentials"),
        _http("TokenExpiredError", ApiAuth),
        _http("PresignedUrlExpiredError", ApiAuth),
        Rule(f"{_ERRORS}.RevocationCheckError", NetworkTls),
        # The channel to the core, inside the connector.
        Rule(
            "snowflake.connector._internal.protobuf_gen.proto_exception.ProtoException",
            Internal,
            by=(Words(_WHY),),
            weak=True,
        ),
        Rule(
            "snowflake.connector._internal.protobuf_gen.proto_exception.ProtoApplicationException",
            ApiUnavailable,
            by=(Words(_WHY),),
            weak=True,
        ),
        Rule("snowflake.connector._internal.protobuf_gen.proto_exception.ProtoTransportException", Internal, weak=True),
        Rule("snowflake.connector._internal.protobuf_gen.database_driver_v1_services.ProtoError", Internal, weak=True),
    ),
)
