"""What Snowflake's connector raises: logins refused by a server on loopback, and errors as it makes them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
)
from dataresult.rules import Outcome
from dataresult.rules.snowflake_codes import SNOWFLAKE_NUMBERS
from tests.rules.one_answer import Answers, answering

snowflake = pytest.importorskip(
    "snowflake.connector", reason="snowflake-connector-python is not installed: `make libraries` runs this"
)
errors = pytest.importorskip("snowflake.connector.errors")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

PASSWORD = "PLANTEDsecretPLANTED"


@pytest.fixture(scope="module")
def server() -> Iterator[Answers]:
    """A server that gives the answer it is told to."""
    with answering() as answers:
        yield answers


def _raised(**more: object) -> Exception:
    given_too: dict[str, Any] = {"user": "u", "password": PASSWORD, "account": "a", "host": "127.0.0.1"}
    given_too |= {"protocol": "http", "login_timeout": 2, "network_timeout": 2, **more}
    with pytest.raises(Exception) as raised:
        snowflake.connect(**{key: value for key, value in given_too.items() if value is not None})
    return raised.value


LOGINS: list[tuple[str, str, type[FetchError]]] = [
    ("390100", "Incorrect username or password was specified.", ApiAuth),
    ("390144", "JWT token is invalid.", ApiAuth),
    ("390318", "OAuth access token expired.", ApiAuth),
    ("390422", "Incoming request with IP/Token 1.2.3.4 is not allowed to access Snowflake.", ApiPermission),
    ("390189", "Role 'X' specified in the connect string is not granted to this user.", ApiPermission),
    ("390201", "The requested warehouse does not exist or not authorized.", ApiNotFound),
]


@pytest.mark.parametrize(("code", "message", "expected"), LOGINS)
def test_a_login_that_is_refused(server: Answers, code: str, message: str, expected: type[FetchError]) -> None:
    """The service's number decides, and the password stays where it is."""
    body = {"data": {"authnMethod": "USERNAME_PASSWORD"}, "code": code, "message": message, "success": False}
    server.now(200, json.dumps(body).encode(), Content_Type="application/json")
    error = classify_exception(_raised(port=server.server_port))
    assert type(error) is expected
    assert isinstance(error, ApiError)
    assert error.provider_code == code
    assert PASSWORD not in json.dumps(error.to_dict())


@pytest.mark.parametrize(
    ("status", "expected"), [(400, ApiRequest), (401, ApiAuth), (403, ApiPermission), (404, ApiNotFound)]
)
def test_a_status_instead_of_an_answer(server: Answers, status: int, expected: type[FetchError]) -> None:
    """A wrong account is a host that knows nothing of it."""
    server.now(status, b"{}")
    assert type(classify_exception(_raised(port=server.server_port))) is expected


def test_a_page_is_no_answer(server: Answers) -> None:
    """Something that is not Snowflake."""
    server.now(200, b"<html>", Content_Type="text/html")
    assert isinstance(classify_exception(_raised(port=server.server_port)), ApiFormat)


def test_nobody_answers(silent_port: int) -> None:
    """The connector gives up after the time that it has for a login."""
    error = classify_exception(_raised(port=silent_port))
    assert isinstance(error, NetworkTimeout)
    assert error.timeout_s == 2


@pytest.mark.parametrize(("missing", "expected"), [("user", ApiAuth), ("password", ApiAuth), ("account", ApiRequest)])
def test_what_a_connection_needs(missing: str, expected: type[FetchError]) -> None:
    """Credentials that are missing are credentials."""
    assert type(classify_exception(_raised(**{missing: None, "host": None}))) is expected


def _made(name: str, number: int, state: str | None, message: str) -> Exception:
    made = errors.Error.errorhandler_make_exception(
        getattr(errors, name), {"msg": message, "errno": number, "sqlstate": state}
    )
    assert isinstance(made, Exception)
    return made


REFUSED = "Failed to connect to DB: a.snowflakecomputing.com:443."
MADE: list[tuple[str, int, str | None, str, type[FetchError]]] = [
    ("ProgrammingError", 1003, "42000", "SQL compilation error:\nsyntax error line 1", ApiRequest),
    ("ProgrammingError", 2003, "42S02", "Object 'PRICES' does not exist or not authorized.", ApiNotFound),
    ("ProgrammingError", 904, "42000", "error line 1: invalid identifier 'X'", ApiNotFound),
    ("ProgrammingError", 3001, "42501", "Insufficient privileges to operate on schema", ApiPermission),
    ("ProgrammingError", 606, "57P03", "No active warehouse selected in the current session.", ApiRequest),
    ("ProgrammingError", 604, "57014", "SQL execution canceled", ApiUnavailable),
    ("ProgrammingError", 630, "57014", "Statement reached its statement or warehouse timeout", NetworkTimeout),
    ("ProgrammingError", 90073, "22000", "Warehouse cannot be resumed: quota", ApiRateLimit),
    ("ProgrammingError", 100038, "22018", "Numeric value 'x' is not recognized", DataTransformation),
    ("ProgrammingError", 100051, "22012", "Division by zero", DataTransformation),
    ("IntegrityError", 100072, "22000", "NULL result in a non-nullable column", DataValidation),
    ("DatabaseError", 250001, "08001", f"{REFUSED} Incorrect username or password was specified.", ApiAuth),
    ("DatabaseError", 250001, "08001", f"{REFUSED} Role 'X' is not granted to this user.", ApiPermission),
    ("OperationalError", 250001, None, "Could not connect to Snowflake backend after 2 attempt(s).", NetworkConnection),
    ("OperationalError", 250003, None, "Failed to execute request: Read timed out.", NetworkTimeout),
    ("OperationalError", 254007, None, "The certificate is revoked or could not be validated", NetworkTls),
    ("InterfaceError", 252006, None, "Cursor is closed in execute.", Internal),
    ("DatabaseError", 250002, "08003", "Connection is closed", Internal),
    ("ProgrammingError", 253006, None, "File doesn't exist: ['/no/such.csv']", StorageRead),
    ("InterfaceError", 290404, "08001", "404 Not Found: post x.snowflakecomputing.com:443/session", ApiNotFound),
    ("OperationalError", 290503, None, "503 Service Unavailable", ApiUnavailable),
    ("ForbiddenError", 250001, "08001", f"{REFUSED} HTTP 403: Forbidden", ApiPermission),
    ("TooManyRequests", 290429, None, "HTTP 429: Too Many Requests", ApiRateLimit),
    ("GatewayTimeoutError", 290504, None, "HTTP 504: Gateway Timeout", ApiUnavailable),
    ("RevocationCheckError", 254018, None, "OCSP", NetworkTls),
    ("ProgrammingError", -1, "42501", "a number that nobody knows", ApiPermission),
]


@pytest.mark.parametrize(("name", "number", "state", "message", "expected"), MADE)
def test_an_error_is_what_its_number_says(
    name: str, number: int, state: str | None, message: str, expected: type[FetchError]
) -> None:
    """Then its status, its text, its SQLSTATE and its class."""
    assert type(classify_exception(_made(name, number, state, message))) is expected


@given(number=st.sampled_from(sorted(number for number in SNOWFLAKE_NUMBERS if isinstance(number, int))))
def test_a_number_means_the_same_in_a_text(number: int) -> None:
    """Where a wrapper kept the text only."""
    target = SNOWFLAKE_NUMBERS[number]
    expected = target.error if isinstance(target, Outcome) else target
    text_only = errors.DatabaseError.__new__(errors.DatabaseError, f"{number:06d} (XX000): it did not go well")
    text_only.msg = text_only.args[0]
    text_only.request_id = text_only.sfqid = None
    assert type(classify_exception(text_only)) is expected


def test_a_quota_is_for_an_operator() -> None:
    """Waiting does not help before the month is over."""
    assert classify_exception(_made("ProgrammingError", 90073, None, "")).next_step is Advice.ASK_OPERATOR
