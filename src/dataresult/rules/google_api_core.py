"""
Failures of `google.api_core`, which Google's clients raise over HTTP and gRPC; `google.cloud.exceptions` are these.

Floor 1. Data only. Never imports google. Every public exception has a row or says that it inherits.
Source: https://googleapis.dev/python/google-api-core/latest/exceptions.html; `google/api_core/exceptions.py` of 2.44.0.

Over gRPC the call is the `response`, and its own code and text say more than the class: see `grpc`. A class that only
gRPC has (`DeadlineExceeded`) carries an HTTP status of its own making; one that a server sent is on the response.
"""

from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    ClassifiedError,
    DataIntegrity,
    Internal,
    NetworkTimeout,
    Unexpected,
)

from ._rule import Answer, Extract, Keyed, Library, Outcome, Rule, Words
from .google_reasons import GOOGLE_REASONS
from .grpc_codes import GRPC_SERVER_STATUS, GRPC_SIDE, GRPC_STATUS, GRPC_WORDS
from .http_parameters import Parameter
from .http_status import STATUS, STATUS_CLASS

__all__ = ["LIBRARY"]

_NAME: Final = "google.api_core.exceptions"
_ANSWER: Final = Answer(
    body=("response._content",),
    codes=(
        Keyed("errors[0][reason]", GOOGLE_REASONS, name="reason"),
        Keyed("reason", GOOGLE_REASONS, name="reason"),
    ),
)
_CALL: Final = "response.code().name"
_CODE: Final = "grpc_status_code.name"
_OVER_GRPC: Final = (
    Keyed(_CALL, GRPC_SERVER_STATUS, name="gRPC status"),
    Words(GRPC_WORDS),
    Keyed(_CALL, GRPC_STATUS, name="gRPC status"),
)
# A status that has no class of its own is on the instance.
_BY_STATUS: Final = (
    Keyed(
        "code",
        {status: STATUS.get(status) or STATUS_CLASS[status // 100] for status in range(300, 600)},
        name="HTTP status",
    ),
    Keyed(_CODE, GRPC_STATUS, name="gRPC status"),
)
_FIELDS: Final = {
    **GRPC_SIDE,
    "http_status": "code",
    "provider_code": _CODE,
    "retry_after": "|rpc_reply_delay",
}

# Over HTTP and gRPC the same.
_DEFINITE: Final[tuple[tuple[str, type[ClassifiedError]], ...]] = (
    ("BadRequest", ApiRequest),
    ("InvalidArgument", ApiRequest),
    ("FailedPrecondition", ApiRequest),
    ("OutOfRange", ApiRequest),
    ("Unauthorized", ApiAuth),
    ("Unauthenticated", ApiAuth),
    ("Forbidden", ApiPermission),
    ("PermissionDenied", ApiPermission),
    ("NotFound", ApiNotFound),
    ("MethodNotAllowed", ApiRequest),
    ("Conflict", ApiRequest),
    ("AlreadyExists", ApiRequest),
    ("Aborted", ApiUnavailable),
    ("LengthRequired", ApiRequest),
    ("PreconditionFailed", ApiRequest),
    ("RequestRangeNotSatisfiable", ApiRequest),
    ("DataLoss", DataIntegrity),
)
# What the transport below gRPC raises too.
_BROKEN: Final[tuple[tuple[str, type[ClassifiedError]], ...]] = (
    ("TooManyRequests", ApiRateLimit),
    ("ResourceExhausted", ApiRateLimit),
    ("Cancelled", ApiUnavailable),
    ("InternalServerError", ApiUnavailable),
    ("Unknown", ApiUnavailable),
    ("MethodNotImplemented", ApiUnavailable),
    ("BadGateway", ApiUnavailable),
    ("ServiceUnavailable", ApiUnavailable),
    ("GatewayTimeout", ApiUnavailable),
)
_REDIRECTIONS: Final = ("MovedPermanently", "TemporaryRedirect", "ResumeIncomplete")

LIBRARY: Final = Library(
    packages=("google.api_core", "google.cloud.exceptions"),
    public=("google.api_core.exceptions", "google.api_core.universe", "google.api_core.iam", "google.cloud.exceptions"),
    checked_with="2.44.0",
    distribution="google-api-core",
    rules=(
        Rule(f"{_NAME}.GoogleAPIError", ApiUnavailable, weak=True),
        *(
            Rule(
                f"{_NAME}.{name}",
                error,
                answer=_ANSWER,
                by=(*_OVER_GRPC, *_BY_STATUS),
                fields=_FIELDS,
                link=("response",),
                weak=True,
            )
            for name, error in (
                ("GoogleAPICallError", ApiUnavailable),
                ("ClientError", ApiRequest),
                ("ServerError", ApiUnavailable),
                ("Redirection", ApiFormat),
            )
        ),
        *(Rule(f"{_NAME}.{name}", error, answer=_ANSWER, fields=_FIELDS) for name, error in _DEFINITE),
        *(Rule(f"{_NAME}.{name}", error, answer=_ANSWER, by=_OVER_GRPC, fields=_FIELDS) for name, error in _BROKEN),
        Rule(
            f"{_NAME}.DeadlineExceeded",
            NetworkTimeout,
            answer=_ANSWER,
            by=_OVER_GRPC,
            fields={**_FIELDS, "phase": TimeoutPhase.TOTAL},
        ),
        *(Rule(f"{_NAME}.{name}", ApiFormat, fields={"http_status": "code"}) for name in _REDIRECTIONS),
        # The caller's own condition.
        Rule(f"{_NAME}.NotModified", ApiRequest, fields={"http_status": "code"}),
        Rule(
            f"{_NAME}.RetryError",
            ApiUnavailable,
            by=(Words({"last exception: none": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})}),),
            fields={"timeout_s": Extract(r"(?:timeout|deadline) of ([\d.]+) ?s")},
            link=("_cause",),
            weak=True,
            wraps=True,
        ),
        # Uploads that are resumed.
        Rule(f"{_NAME}.ResumableTransferError", ApiUnavailable, answer=_ANSWER, fields=_FIELDS, weak=True),
        Rule(f"{_NAME}.TransferStalledError", NetworkTimeout, fields={"phase": TimeoutPhase.WRITE}),
        Rule(f"{_NAME}.UnseekableStreamError", ApiRequest, fields={"parameter": Parameter.BODY}),
        Rule(f"{_NAME}.UploadCancelledError", ApiUnavailable, answer=_ANSWER),
        Rule(f"{_NAME}.MissingStatusHeaderError", ApiFormat),
        # The client was made or used wrongly.
        Rule(f"{_NAME}.DuplicateCredentialArgs", Internal),
        Rule(f"{_NAME}.AsyncRestUnsupportedParameterError", Internal),
        Rule("google.api_core._feature_gating_helpers.FeatureGatingError", Internal),
        Rule("google.api_core.iam.InvalidOperationException", Internal),
        Rule("google.api_core.universe.EmptyUniverseError", Internal),
        Rule("google.api_core.universe.UniverseMismatchError", ApiAuth),
        # Signals between the library and its own retry.
        Rule("google.api_core.future.polling._OperationNotComplete", Unexpected, weak=True),
        Rule("google.api_core.future.async_future._OperationNotComplete", Unexpected, weak=True),
    ),
)
