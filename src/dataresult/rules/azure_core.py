"""
Failures of `azure.core`, which every Azure client raises.

Floor 1. Data only. Never imports azure. Every public exception has a row or says that it inherits.
Source: https://learn.microsoft.com/en-us/python/api/azure-core/azure.core.exceptions; `azure/core/exceptions.py`, the
transports (`pipeline/transport/_requests_basic.py`, `_aiohttp.py`), `polling/base_polling.py` of 1.41.0.

What a transport wraps is in `inner_exception`: of requests and urllib3, or of aiohttp.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
)

from ._rule import Answer, Extract, Keyed, Library, Rule, Target, Words
from .azure_codes import AZURE_CODES
from .http_parameters import Parameter
from .http_status import STATUS, STATUS_CLASS
from .http_status_words import status_words
from .network_words import NETWORK_WORDS
from .urllib3 import BROKEN_ANSWER

__all__ = ["AZURE_ANSWER", "CREDENTIALS_REFUSED", "LIBRARY"]

_INNER: Final = ("inner_exception",)
_CODES: Final = (
    Keyed("response.headers[x-ms-error-code]", AZURE_CODES, name="error code"),
    Keyed("error_code.value", AZURE_CODES, name="error code"),
    Keyed("error.code", AZURE_CODES, name="error code"),
    Keyed("code", AZURE_CODES, name="error code"),
    # A pickle keeps the text, and what a service adds to it.
    Keyed(Extract(r"\berror ?code: ?(\w+)"), AZURE_CODES, name="error code"),
)
# The body of a streamed answer is read by `text()`: only what the library has read of it is looked at.
AZURE_ANSWER: Final = Answer(status=("response.status_code", "status_code"), codes=_CODES)
_FIELDS: Final = {
    "http_status": "status_code",
    "provider_code": Extract(r"(AADSTS\d+)|ErrorCode:(\w+)"),
    "resource": "response.request.url|path",
}
_TEXT: Final = (Words(BROKEN_ANSWER), Words(NETWORK_WORDS))
# What is left of an answer where neither it nor a code is: the reason of its status, or the service's own sentence.
_REASONS: Final = Words(
    {
        "server failed to authenticate the request": ApiAuth,
        "not authorized to perform this operation": ApiPermission,
        "public access is not permitted": ApiPermission,
        "over the account limit": ApiRateLimit,
        "server is busy": ApiRateLimit,
        "the specified blob does not exist": ApiNotFound,
        "the specified container does not exist": ApiNotFound,
        "the specified resource does not exist": ApiNotFound,
        **{
            f"invalid status '{status.phrase.lower()}'": STATUS.get(status) or STATUS_CLASS[status // 100]
            for status in HTTPStatus
            if status >= 400
        },
    }
)

# A token endpoint refuses credentials with status 400 or 401, a service with 401 or 403; these statuses say more.
_NOT_REFUSED: Final[Mapping[object, Target]] = {
    408: NetworkTimeout,
    429: ApiRateLimit,
    **dict.fromkeys(range(500, 600), ApiUnavailable),
}
CREDENTIALS_REFUSED: Final = (*_CODES, Keyed("response.status_code", _NOT_REFUSED, name="HTTP status"))

LIBRARY: Final = Library(
    packages=("azure.core",),
    public=("azure.core.exceptions", "azure.core.polling.base_polling"),
    checked_with="1.41.0",
    distribution="azure-core",
    rules=(
        Rule(
            "azure.core.exceptions.AzureError",
            ApiUnavailable,
            by=(
                Words(
                    {"md5 mismatch": DataIntegrity, "crc64 mismatch": DataIntegrity, "structured message": ApiFormat}
                ),
                *_TEXT,
            ),
            link=_INNER,
            weak=True,
        ),
        Rule(
            "azure.core.exceptions.HttpResponseError",
            ApiUnavailable,
            answer=AZURE_ANSWER,
            by=(Words({"decryption failed": DataIntegrity}), _REASONS, *_TEXT),
            fields=_FIELDS,
            link=_INNER,
            weak=True,
        ),
        Rule(
            "azure.core.exceptions.ODataV4Error",
            ApiUnavailable,
            answer=AZURE_ANSWER,
            fields=_FIELDS,
            link=_INNER,
            weak=True,
        ),
        Rule("azure.core.exceptions.ResourceNotFoundError", ApiNotFound, answer=AZURE_ANSWER, fields=_FIELDS),
        Rule("azure.core.exceptions.ResourceExistsError", ApiRequest, answer=AZURE_ANSWER, fields=_FIELDS),
        Rule("azure.core.exceptions.ResourceModifiedError", ApiRequest, answer=AZURE_ANSWER, fields=_FIELDS),
        # 304: the caller's own condition.
        Rule("azure.core.exceptions.ResourceNotModifiedError", ApiRequest, fields=_FIELDS),
        # Also what azure.identity makes of whatever broke on the way to a token.
        Rule(
            "azure.core.exceptions.ClientAuthenticationError",
            ApiAuth,
            by=CREDENTIALS_REFUSED,
            fields={**_FIELDS, "retry_after": "response.headers[retry-after]"},
            link=_INNER,
            weak=True,
        ),
        Rule(
            "azure.core.exceptions.DecodeError",
            ApiFormat,
            answer=Answer(),
            fields={"content_type": "response.headers[content-type]", "http_status": "status_code"},
        ),
        Rule("azure.core.exceptions.IncompleteReadError", NetworkConnection),
        Rule("azure.core.exceptions.TooManyRedirectsError", ApiFormat, next_step=Advice.ASK_OPERATOR),
        Rule(
            "azure.core.exceptions.ServiceRequestError",
            NetworkConnection,
            by=(
                Words({"not permitted for non-tls protected": ApiRequest}),
                *_TEXT,
            ),
            link=_INNER,
            weak=True,
        ),
        Rule("azure.core.exceptions.ServiceResponseError", NetworkConnection, by=_TEXT, link=_INNER, weak=True),
        Rule(
            "azure.core.exceptions.ServiceRequestTimeoutError",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.CONNECT},
            link=_INNER,
        ),
        Rule(
            "azure.core.exceptions.ServiceResponseTimeoutError",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.READ},
            link=_INNER,
        ),
        Rule("azure.core.exceptions.StreamConsumedError", Internal),
        Rule("azure.core.exceptions.StreamClosedError", Internal),
        Rule("azure.core.exceptions.ResponseNotReadError", Internal),
        # The request's own values; and an answer that is not what its model says.
        Rule("azure.core.exceptions.SerializationError", DataTransformation),
        Rule("azure.core.exceptions.DeserializationError", ApiFormat),
        # Operations that are polled.
        Rule(
            "azure.core.polling.base_polling.BadStatus",
            ApiUnavailable,
            by=(Words(status_words("invalid return status {status}")),),
        ),
        Rule("azure.core.polling.base_polling.BadResponse", ApiFormat),
        Rule("azure.core.polling.base_polling.OperationFailed", ApiUnavailable, link=_INNER, weak=True),
        Rule("azure.core.pipeline.transport._base_async._ResponseStopIteration", Internal),
        # Refused before anything was sent.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            fields={"parameter": Parameter.URL},
            raised_in="azure.core.pipeline.transport",
            weak=True,
        ),
    ),
)
