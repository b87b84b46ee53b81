"""
Every way a fetch can fail: one frozen class each, and the closed union of them.

Floor 0. Classes and the tables derived from them: no input or output, no logging, no data-frame library.
Over 400 lines because the union is closed: all its members are read and changed together.

    FetchError
    |- NetworkError
    |  |- NetworkTimeout         no answer in time
    |  |- NetworkConnection      refused, reset, cut, unreachable
    |  |- NetworkDns             the name does not resolve
    |  `- NetworkTls             certificate or handshake
    |- ApiError
    |  |- ApiRateLimit           too many requests, a ban, a quota
    |  |- ApiAuth                who are you?
    |  |- ApiPermission          you may not
    |  |- ApiFormat              not what the protocol promised
    |  |- ApiRequest             the caller's fault
    |  |- ApiNotFound            no such thing
    |  `- ApiUnavailable         the server's fault
    |- DataError
    |  |- DataEmpty              no rows
    |  |- DataPartial            some rows, others were lost
    |  |- DataValidation         schema or values wrong
    |  |- DataIntegrity          damaged on the way
    |  `- DataTransformation     could not be parsed, cast, merged
    |- StorageError
    |  |- StorageRead            local data missing or unreadable
    |  |- StorageWrite           a local write failed
    |  |- StorageSpace           no space, quota
    |  `- StoragePermission      not allowed to, here
    `- OtherError
       |- Unexpected             no rule knows this exception
       `- Internal               a bug or a broken installation
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast, final, get_args

from attrs import field, frozen

from ._fetch_error import FetchError
from ._redact import MASK, is_secret_name
from ._values import (
    EMPTY_CONTEXT,
    FrozenMapping,
    as_utc,
    canonical,
    json_safe,
    optional_text,
    reduce_value,
    safe_text,
)
from ._vocabulary import Advice, EmptyReason, ErrorCode, Severity, TimeoutPhase

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "ERROR_TYPES",
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
]


@frozen(kw_only=True, eq=False, repr=False, init=False)
class NetworkError(FetchError):
    """The road to the source is broken; the source itself said nothing."""


@frozen(kw_only=True, eq=False, repr=False, init=False)
class ApiError(FetchError):
    """
    The source answered, and the answer is a refusal or not what was promised.

    Args:
        http_status: The status of the answer, where there was one.
        provider_code: The provider's own code for what happened, as text.
    """

    http_status: int | None = None
    provider_code: str | None = field(default=None, converter=optional_text)


@frozen(kw_only=True, eq=False, repr=False, init=False)
class DataError(FetchError):
    """The data arrived, and is missing, damaged or not what it should be."""


@frozen(kw_only=True, eq=False, repr=False, init=False)
class StorageError(FetchError):
    """Local files or an embedded database failed."""


@frozen(kw_only=True, eq=False, repr=False, init=False)
class OtherError(FetchError):
    """None of the above: a bug, or an exception that nobody has met before."""


@final
@frozen(kw_only=True, eq=False, repr=False)
class NetworkTimeout(NetworkError):
    """
    No answer came in time. Ask again, later or with more patience.

    Args:
        phase: The part of the request that took too long; TOTAL where it is not known.
        timeout_s: The limit that ran out, in seconds.
    """

    severity = Severity.WARNING
    retryable = True
    advice = Advice.RETRY
    description = "no answer in time"
    phase: TimeoutPhase = TimeoutPhase.TOTAL
    timeout_s: float | None = None


@final
@frozen(kw_only=True, eq=False, repr=False)
class NetworkConnection(NetworkError):
    """
    Refused, reset or closed in the middle, or the network or a proxy is unreachable. Ask again.

    Args:
        host: The host that was asked for.
        port: Its port.
    """

    severity = Severity.ERROR
    retryable = True
    advice = Advice.RETRY
    description = "the connection failed"
    host: str | None = field(default=None, converter=optional_text)
    port: int | None = None


@final
@frozen(kw_only=True, eq=False, repr=False)
class NetworkDns(NetworkError):
    """
    The name of the host does not resolve. Ask again, and look at the name.

    Args:
        host: The name that does not resolve.
    """

    severity = Severity.ERROR
    retryable = True
    advice = Advice.RETRY
    description = "the host name does not resolve"
    host: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class NetworkTls(NetworkError):
    """
    The certificate or the handshake is wrong. Somebody has to look: asking again gives the same.

    Args:
        host: The host whose certificate or handshake failed.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.ASK_OPERATOR
    description = "the certificate or the TLS handshake was refused"
    host: str | None = field(default=None, converter=optional_text)


def _instant(value: datetime | None) -> datetime | None:
    return None if value is None else as_utc(value)


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiRateLimit(ApiError):
    """
    Too many requests, a ban or a used-up quota. Wait as long as the server says.

    Args:
        retry_after: How long the server asks to wait.
        not_before: The instant before which asking again is refused; aware, UTC.
        limit: Requests or weight that the window allows.
        used: Requests or weight used in the window.
        banned: Whether the address or key is shut out, not only slowed down.
    """

    severity = Severity.WARNING
    retryable = True
    advice = Advice.WAIT
    description = "the rate limit is exceeded"
    retry_after: timedelta | None = None
    not_before: datetime | None = field(default=None, converter=_instant)
    limit: int | None = None
    used: int | None = None
    banned: bool = False


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiAuth(ApiError):
    """No credentials, or they are wrong or expired. Mend the credentials."""

    severity = Severity.ERROR
    retryable = False
    advice = Advice.FIX_CREDENTIALS
    description = "the credentials are missing, wrong or expired"


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiPermission(ApiError):
    """Known, and not allowed: access denied, a block by country or firewall. Ask whoever grants access."""

    severity = Severity.ERROR
    retryable = False
    advice = Advice.ASK_OPERATOR
    description = "access is denied"


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiFormat(ApiError):
    """
    The answer is not what the protocol promised: HTML for JSON, an undecodable body. Ask again.

    Args:
        content_type: The content type that the answer named.
        snippet: The beginning of the body.
    """

    severity = Severity.ERROR
    retryable = True
    advice = Advice.RETRY
    description = "the answer is not what the protocol promises"
    content_type: str | None = field(default=None, converter=optional_text)
    snippet: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiRequest(ApiError):
    """
    The caller asked for something that cannot be. Mend the request; no other source will answer it either.

    Args:
        parameter: The parameter that is wrong, where it is known.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.FIX_REQUEST
    description = "the request is invalid"
    parameter: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiNotFound(ApiError):
    """
    The source has no such thing. Another source may have it.

    Args:
        resource: What was not found: a path, an object key, a table.
    """

    severity = Severity.WARNING
    retryable = False
    advice = Advice.NEXT_SOURCE
    description = "the source has no such thing"
    resource: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class ApiUnavailable(ApiError):
    """The server fails, is overloaded or in maintenance. Ask again, later."""

    severity = Severity.ERROR
    retryable = True
    advice = Advice.RETRY
    description = "the service is unavailable"


def _dtypes(schema: Mapping[str, str]) -> Mapping[str, str]:
    """Keep a schema whole: a column may have the name of a secret, and its dtype is none."""
    if type(schema) is FrozenMapping or not schema:
        return cast("Mapping[str, str]", schema or EMPTY_CONTEXT)
    told = FrozenMapping({safe_text(name): safe_text(dtype) for name, dtype in schema.items()})
    return cast("Mapping[str, str]", told)


_EMPTY_STEPS: Final[Mapping[EmptyReason, Advice]] = MappingProxyType(
    {
        EmptyReason.NOT_YET_PUBLISHED: Advice.WAIT,
        EmptyReason.BEFORE_LISTING: Advice.ACCEPT,
        EmptyReason.AFTER_DELISTING: Advice.ACCEPT,
    }
)


@final
@frozen(kw_only=True, eq=False, repr=False)
class DataEmpty(DataError):
    """
    There are no rows. Accept it, unless the reason says that they are still to come.

    Args:
        reason: Why there are none, as far as it is known.
        expected: Whether this is normal here: a holiday, a pair that is not listed yet.
        schema: Column to dtype of the frame that would have been.
        index_schema: Name to dtype of its index levels, where they have names.
    """

    severity = Severity.INFO
    retryable = False
    advice = Advice.ACCEPT
    description = "there are no rows"
    reason: EmptyReason = EmptyReason.UNKNOWN
    expected: bool = False
    schema: Mapping[str, str] = field(factory=dict[str, str], converter=_dtypes)
    index_schema: Mapping[str, str] = field(factory=dict[str, str], converter=_dtypes)

    def _own_step(self) -> Advice:
        return _EMPTY_STEPS.get(self.reason, self.advice)

    @property
    def explained(self) -> bool:
        """Whether the emptiness is normal: expected, not yet published, or outside the listing."""
        return self.expected or self.reason in _EMPTY_STEPS

    def empty_frame(self) -> "DataFrame":
        """
        Build the typed empty frame that belongs to this error.

        Returns:
            A frame of shape (0, len(schema)) with the dtypes and index of the schema; a dtype that pandas
            does not know becomes `object`.
        """
        from pandas import DataFrame, Series
        from pandas.api.types import pandas_dtype

        def column(dtype: str) -> "Series[str]":
            try:
                return Series([], dtype=cast("type[str]", pandas_dtype(dtype)))
            except (TypeError, ValueError):
                return Series([], dtype=object)

        names = {**self.index_schema, **self.schema}
        frame = DataFrame({name: column(dtype) for name, dtype in names.items()})
        return frame.set_index(list(self.index_schema)) if self.index_schema else frame


def _ranges(missing: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((as_utc(start), as_utc(end)) for start, end in missing)


@final
@frozen(kw_only=True, eq=False, repr=False)
class DataPartial(DataError):
    """
    Some rows are there, others were lost. Keep what came, and ask again for what is missing.

    Args:
        frame: The rows that came.
        missing: The ranges that could not be had; half-open, aware, UTC.
    """

    severity = Severity.WARNING
    retryable = True
    advice = Advice.RETRY
    description = "a part of the rows could not be had"
    frame: "DataFrame"
    missing: tuple[tuple[datetime, datetime], ...] = field(default=(), converter=_ranges)


# Five show the kind of fault; more would be the data itself.
SAMPLE_MAX_VALUES: Final = 5


def _sample(values: Sequence[object]) -> tuple[object, ...]:
    return tuple(reduce_value(value, 1) for value in values[:SAMPLE_MAX_VALUES])


@final
@frozen(kw_only=True)
class CheckFailure:
    """
    One check that data did not pass.

    Args:
        column: The column that was checked; None for a check of the whole frame.
        check: What was checked.
        count: How many rows failed; None where nobody counted.
        sample: Some of the offending values, as scalars.
    """

    column: str | None = field(default=None, converter=optional_text)
    check: str = field(converter=safe_text)
    count: int | None = None
    # A NaN of one process is the NaN of another.
    sample: tuple[object, ...] = field(default=(), converter=_sample, eq=canonical)

    def __attrs_post_init__(self) -> None:
        if self.sample and self.column is not None and is_secret_name(self.column):
            object.__setattr__(self, "sample", (MASK,) * len(self.sample))

    def to_dict(self) -> dict[str, object]:
        """Give the failure as JSON-safe data."""
        return {
            "column": self.column,
            "check": self.check,
            "count": self.count,
            "sample": json_safe(self.sample),
        }


@final
@frozen(kw_only=True, eq=False, repr=False)
class DataValidation(DataError):
    """
    The schema, the values or a constraint of a database are violated. Look at the data, or ask elsewhere.

    Args:
        failures: What was found, per column and check.
    """

    severity = Severity.WARNING
    retryable = False
    advice = Advice.NEXT_SOURCE
    description = "the data does not pass its checks"
    failures: tuple[CheckFailure, ...] = ()


@final
@frozen(kw_only=True, eq=False, repr=False)
class DataIntegrity(DataError):
    """
    A checksum does not match, or a file is truncated or corrupt. Fetch it again.

    Args:
        expected_digest: What the digest should be, in hexadecimal.
        actual_digest: What it is.
    """

    severity = Severity.ERROR
    retryable = True
    advice = Advice.RETRY
    description = "the data is damaged"
    expected_digest: str | None = field(default=None, converter=optional_text)
    actual_digest: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class DataTransformation(DataError):
    """
    Parsing, casting, merging or reshaping failed here. The step has to learn of such data; report it.

    Args:
        step: The step that failed.
        column: The column it failed on.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.REPORT_BUG
    description = "a step of the transformation failed"
    step: str | None = field(default=None, converter=optional_text)
    column: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class StorageRead(StorageError):
    """
    Local data is missing or cannot be read. Another source may have it.

    Args:
        path: The file or folder.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.NEXT_SOURCE
    description = "local data cannot be read"
    path: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class StorageWrite(StorageError):
    """
    A local write failed, or a file or database is locked. Somebody has to look.

    Args:
        path: The file or folder.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.ASK_OPERATOR
    description = "a local write failed"
    path: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class StorageSpace(StorageError):
    """
    No space is left, or a quota is used up. Free some.

    Args:
        path: Where there is no space.
        needed_bytes: How much was wanted, in bytes.
        free_bytes: How much there was, in bytes.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.FREE_SPACE
    description = "no storage space is left"
    path: str | None = field(default=None, converter=optional_text)
    needed_bytes: int | None = None
    free_bytes: int | None = None


@final
@frozen(kw_only=True, eq=False, repr=False)
class StoragePermission(StorageError):
    """
    Local data may not be read or written by this process. Ask whoever runs the machine.

    Args:
        path: The file or folder.
    """

    severity = Severity.ERROR
    retryable = False
    advice = Advice.ASK_OPERATOR
    description = "permission to local storage is denied"
    path: str | None = field(default=None, converter=optional_text)


@final
@frozen(kw_only=True, eq=False, repr=False)
class Unexpected(OtherError):
    """No rule knows this exception. Report it: a rule is missing."""

    severity = Severity.ERROR
    retryable = False
    advice = Advice.REPORT_BUG
    description = "an exception that no rule knows"


@final
@frozen(kw_only=True, eq=False, repr=False)
class Internal(OtherError):
    """A programming or installation error. Mend the code or the installation."""

    severity = Severity.ERROR
    retryable = False
    advice = Advice.REPORT_BUG
    description = "a programming or installation error"


ClassifiedError: TypeAlias = (
    NetworkTimeout
    | NetworkConnection
    | NetworkDns
    | NetworkTls
    | ApiRateLimit
    | ApiAuth
    | ApiPermission
    | ApiFormat
    | ApiRequest
    | ApiNotFound
    | ApiUnavailable
    | DataEmpty
    | DataPartial
    | DataValidation
    | DataIntegrity
    | DataTransformation
    | StorageRead
    | StorageWrite
    | StorageSpace
    | StoragePermission
    | Unexpected
    | Internal
)


@final
class ErrorType(NamedTuple):
    """What is true of every error of one class: its row in the table of errors."""

    code: ErrorCode
    error_class: type[ClassifiedError]
    family: type[FetchError]
    severity: Severity
    description: str
    retryable: bool
    advice: Advice


def _error_type(error_class: type[ClassifiedError]) -> ErrorType:
    return ErrorType(
        code=error_class.code,
        error_class=error_class,
        family=error_class.__bases__[0],
        severity=error_class.severity,
        description=error_class.description,
        retryable=error_class.retryable,
        advice=error_class.advice,
    )


ERROR_TYPES: Final[Mapping[ErrorCode, ErrorType]] = MappingProxyType(
    {each.code: _error_type(each) for each in get_args(ClassifiedError)}
)
