"""
Failures of `botocore`, and so of `boto3`, `aiobotocore` and all that is built on them.

Floor 1. Data only. Never imports botocore. Every exception class has a row or says that it inherits.
Source: https://docs.aws.amazon.com/boto3/latest/guide/error-handling.html; `botocore/exceptions.py`, `httpsession.py`,
`response.py`, `parsers.py`, `waiter.py` of 1.43.117. What services answer is in `aws_codes.py`.

`ClientError` is every answer that is a refusal; each client makes subclasses of it, named after the code, in a module
that does not have them (`botocore.errorfactory`): where one has lost its answer, its name is the code. A failure on
the way keeps the exception of the HTTP library behind it under `kwargs["error"]`.
"""

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
    DataIntegrity,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Answer, Extract, Keyed, Library, Outcome, Rule, Words
from .aws_codes import CANCELLED, aws_codes, aws_codes_in
from .http_parameters import Parameter
from .network_words import NETWORK_WORDS
from .urllib3 import BROKEN_ANSWER, CHUNK_CAUSE, HANDSHAKE

__all__ = ["BOTOCORE_ANSWER", "LIBRARY", "botocore_answer"]


def botocore_answer(answer: str) -> Answer:
    """Say where the answer is, given the path to what botocore parsed of it."""
    code = f"{answer}[Error][Code]"
    return Answer(
        # `HEAD` has no body: the code is the status, also where somebody made the exception without the rest.
        status=(f"{answer}[ResponseMetadata][HTTPStatusCode]", code),
        headers=(f"{answer}[ResponseMetadata][HTTPHeaders]",),
        codes=aws_codes(code),
    )


_PARSED: Final = botocore_answer("response")
BOTOCORE_ANSWER: Final = Answer(status=_PARSED.status, headers=_PARSED.headers, codes=(CANCELLED, *_PARSED.codes))

_ENDPOINT: Final = {"host": "kwargs[endpoint_url]|host", "port": "kwargs[endpoint_url]|port"}
_BEHIND: Final = ("kwargs[error]",)
_ERROR: Final = "kwargs[error]|text"
_SUMS: Final = {
    "expected_digest": Extract(r"expected checksum (\S+) did not match"),
    "actual_digest": Extract(r"did not match calculated checksum:? (\S+?)\.?$"),
}
# "Missing required parameter in input: "Bucket"", "Invalid type for parameter Key, value: ...",
# "Invalid bucket name "...": Bucket name must match the regex ...".
_PARAMETER: Final = {
    "parameter": Extract(
        r"""parameter in [^:\n]+: "([^"]+)"|for parameter ([^\s,]+)|param '?([\w.]+)|invalid (bucket) name"""
    )
}


def _rows(error: type[ClassifiedError], *names: str, weak: bool = False) -> tuple[Rule, ...]:
    return tuple(Rule(f"botocore.exceptions.{name}", error, weak=weak) for name in names)


# `botocore.vendored`: what old versions raised themselves, and the present ones derive from.
# Wrong use, among the values that it refuses.
_SLIPS: Final = {
    "waiter does not exist": Internal,
    "event handler": Internal,
    "of unique id": Internal,
    "max_size_in_bytes": Internal,
    "auth token value": ApiAuth,
}
_VENDORED: Final = "botocore.vendored.requests"

LIBRARY: Final = Library(
    packages=("botocore",),
    public=(
        *("botocore.exceptions", "botocore.discovery", "botocore.eventstream"),
        *("botocore.model", "botocore.parsers", "botocore.utils"),
    ),
    checked_with="1.43.117",
    rules=(
        Rule("botocore.exceptions.BotoCoreError", ApiUnavailable, by=(Words(NETWORK_WORDS),), weak=True),
        # What the service answered.
        Rule(
            "botocore.exceptions.ClientError",
            ApiUnavailable,
            answer=BOTOCORE_ANSWER,
            by=(*aws_codes_in(), *aws_codes("__class__.__name__")),
            weak=True,
        ),
        Rule(
            "botocore.exceptions.EventStreamError",
            ApiUnavailable,
            answer=BOTOCORE_ANSWER,
            by=aws_codes_in(),
            weak=True,
        ),
        Rule(
            "botocore.exceptions.WaiterError",
            ApiUnavailable,
            answer=botocore_answer("last_response"),
            by=(
                *aws_codes_in(),
                Words({"max attempts exceeded": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})}),
            ),
        ),
        Rule(
            "botocore.exceptions.PaginationError",
            ApiFormat,
            by=(Words({"pagesize parameter": ApiRequest}),),
        ),
        Rule(
            "botocore.parsers.ResponseParserError",
            ApiFormat,
            # expat says so of a document that ends too early; an empty one came whole.
            by=(
                Words(
                    {
                        "no element found: line 1, column 0": ApiFormat,
                        "no element found": NetworkConnection,
                        "unclosed token": NetworkConnection,
                        "unclosed cdata section": NetworkConnection,
                        "end of stream reached": NetworkConnection,
                    }
                ),
            ),
            fields={"snippet": Extract(r"may succeed:\s*(.{1,300})")},
        ),
        # The client's own bucket of requests is empty.
        Rule("botocore.exceptions.CapacityNotAvailableError", ApiRateLimit),
        Rule("botocore.exceptions.UnauthorizedSSOTokenError", ApiAuth),
        # The way to the service.
        Rule(
            "botocore.exceptions.HTTPClientError",
            NetworkConnection,
            by=(Words(NETWORK_WORDS),),
            link=_BEHIND,
            weak=True,
        ),
        Rule(
            "botocore.exceptions.ConnectionError",
            NetworkConnection,
            by=(Words(NETWORK_WORDS),),
            fields=_ENDPOINT,
            link=_BEHIND,
            weak=True,
        ),
        Rule(
            "botocore.exceptions.EndpointConnectionError",
            NetworkConnection,
            by=(Words(NETWORK_WORDS, read=_ERROR),),
            fields=_ENDPOINT,
            link=_BEHIND,
        ),
        Rule(
            "botocore.exceptions.ConnectionClosedError",
            NetworkConnection,
            by=(Words(BROKEN_ANSWER, read=_ERROR), Words(NETWORK_WORDS, read=_ERROR)),
            fields=_ENDPOINT,
            link=_BEHIND,
        ),
        Rule(
            "botocore.exceptions.ConnectTimeoutError",
            NetworkTimeout,
            fields={"phase": TimeoutPhase.CONNECT, **_ENDPOINT},
            link=_BEHIND,
        ),
        Rule(
            "botocore.exceptions.ReadTimeoutError",
            NetworkTimeout,
            by=(Words(HANDSHAKE, read="kwargs[error].__cause__|text"),),
            fields={"phase": TimeoutPhase.READ, **_ENDPOINT},
            link=_BEHIND,
        ),
        Rule(
            "botocore.exceptions.ProxyConnectionError",
            NetworkConnection,
            # aiohttp keeps the status, httpx says it.
            by=(
                Keyed("kwargs[error].status", {403: ApiPermission, 407: ApiAuth}, name="HTTP status"),
                Words({"407 proxy auth": ApiAuth, "403 forbidden": ApiPermission, **NETWORK_WORDS}, read=_ERROR),
            ),
            fields={"host": "kwargs[proxy_url]|host", "port": "kwargs[proxy_url]|port"},
            link=_BEHIND,
        ),
        Rule("botocore.exceptions.SSLError", NetworkTls, by=(Words(NETWORK_WORDS),), fields=_ENDPOINT, link=_BEHIND),
        Rule(
            "botocore.exceptions.ResponseStreamingError",
            NetworkConnection,
            by=(
                Words(BROKEN_ANSWER),
                Words(NETWORK_WORDS),
                Words(CHUNK_CAUSE, read="kwargs[error].args[1].__context__.__context__|text"),
            ),
            link=_BEHIND,
        ),
        Rule("botocore.exceptions.IncompleteReadError", NetworkConnection),
        Rule("botocore.discovery.EndpointDiscoveryException", ApiUnavailable, weak=True),
        Rule("botocore.discovery.EndpointDiscoveryRefreshFailed", ApiUnavailable, weak=True),
        Rule("botocore.discovery.EndpointDiscoveryRequired", Internal),
        # What came, and its sums.
        Rule(
            "botocore.exceptions.ChecksumError",
            DataIntegrity,
            fields={"expected_digest": "kwargs[expected_checksum]", "actual_digest": "kwargs[actual_checksum]"},
        ),
        Rule(
            "botocore.exceptions.FlexibleChecksumError",
            DataIntegrity,
            by=(Words({"unsupported checksum algorithm": ApiRequest, "unknown checksum variant": Internal}),),
            fields=_SUMS,
        ),
        Rule("botocore.eventstream.ParserError", ApiFormat),
        Rule("botocore.eventstream.ChecksumMismatch", DataIntegrity),
        # Who asks. Credentials from a metadata service fail with the way to it, where that is seen.
        *_rows(
            ApiAuth,
            *("NoCredentialsError", "PartialCredentialsError", "NoAuthTokenError", "TokenRetrievalError"),
            *("ProfileNotFound", "RefreshWithMFAUnsupportedError", "SSOError", "SSOTokenLoadError", "LoginError"),
            *("LoginAuthorizationCodeError", "LoginRefreshRequired", "LoginTokenLoadError"),
        ),
        *_rows(ApiAuth, "CredentialRetrievalError", "MetadataRetrievalError", weak=True),
        Rule("botocore.exceptions.LoginInsufficientPermissions", ApiPermission),
        Rule("botocore.utils._RetriesExceededError", ApiUnavailable, weak=True),
        Rule("botocore.utils.BadIMDSRequestError", ApiAuth),
        Rule(
            "botocore.exceptions.InvalidConfigError",
            ApiRequest,
            # Of the profiles that lead to credentials.
            by=(
                Words(
                    dict.fromkeys(
                        ("source_profile", "credential", "assume role", "role_arn", "role arn", "sso", "profile"),
                        ApiAuth,
                    )
                ),
            ),
        ),
        Rule("botocore.exceptions.InfiniteLoopConfigError", ApiAuth),
        # What is asked for, refused before it was sent.
        Rule("botocore.exceptions.ParamValidationError", ApiRequest, fields=_PARAMETER),
        Rule("botocore.exceptions.ValidationError", ApiRequest, fields={"parameter": "kwargs[param]"}),
        Rule("botocore.exceptions.UnknownParameterError", ApiRequest, fields={"parameter": "kwargs[name]"}),
        Rule("botocore.exceptions.AliasConflictParameterError", ApiRequest, fields={"parameter": "kwargs[original]"}),
        Rule("botocore.exceptions.MissingParametersError", ApiRequest, fields={"parameter": "kwargs[missing]"}),
        Rule("botocore.exceptions.UnseekableStreamError", ApiRequest, fields={"parameter": Parameter.BODY}),
        Rule("botocore.exceptions.BaseEndpointResolverError", ApiRequest, weak=True),
        Rule("botocore.exceptions.EndpointProviderError", ApiRequest, weak=True),
        *_rows(
            ApiRequest,
            *("InvalidRegionError", "NoRegionError", "UnknownEndpointError", "UnknownFIPSEndpointError"),
            *("EndpointVariantError", "EndpointResolutionError", "ServiceNotInRegionError", "UnknownRegionError"),
            *("UnknownServiceError", "InvalidDNSNameError", "InvalidHostLabelError", "UnsupportedS3ArnError"),
            *("UnsupportedS3ControlArnError", "UnsupportedOutpostResourceError", "InvalidExpressionError"),
            # Values of the configuration are the caller's too.
            *("InvalidChecksumConfigError", "InvalidDefaultsMode", "InvalidEndpointConfigurationError"),
            *("InvalidEndpointDiscoveryConfigurationError", "InvalidIMDSEndpointError", "InvalidIMDSEndpointModeError"),
            *("InvalidProxiesConfigError", "InvalidRetryConfigurationError", "InvalidS3AddressingStyleError"),
            *("InvalidS3UsEast1RegionalEndpointConfigError", "InvalidSTSRegionalEndpointsConfigError"),
            *("UnsupportedS3AccesspointConfigurationError", "UnsupportedS3ConfigurationError"),
            *("UnsupportedS3ControlConfigurationError", "UnknownSignatureVersionError"),
            *("UnsupportedSignatureVersionError",),
        ),
        Rule("botocore.utils.InvalidArnException", ApiRequest),
        # The client: its installation, its use.
        *_rows(
            Internal,
            *("ApiVersionNotFoundError", "AwsChunkedWrapperError", "ConfigNotFound", "ConfigParseError"),
            *("DataNotFoundError", "MD5UnavailableError", "MissingDependencyException"),
            *("OperationNotPageableError", "StubResponseError", "UndefinedModelAttributeError"),
            *("UnknownClientMethodError", "UnknownCredentialError", "UnknownEndpointResolutionBuiltInName"),
            *("UnknownServiceStyle", "UnknownTokenProviderError", "UnsupportedServiceProtocolsError"),
            "WaiterConfigError",
        ),
        *_rows(Internal, "ImminentRemovalWarning", "UnsupportedTLSVersionWarning", weak=True),
        # What it raises as the interpreter's own classes: an endpoint that is none, wrong use, answers that it parses.
        Rule("builtins.ValueError", ApiRequest, raised_in="botocore", by=(Words(_SLIPS),), weak=True),
        Rule(
            "builtins.RuntimeError",
            Internal,
            raised_in="botocore",
            by=(Words({"credentials are still expired": ApiAuth}),),
            weak=True,
        ),
        Rule("builtins.ValueError", ApiFormat, raised_in="botocore.parsers", weak=True),
        Rule("builtins.UnicodeDecodeError", ApiFormat, raised_in="botocore.parsers"),
        Rule("botocore.model.InvalidShapeError", Internal),
        Rule("botocore.model.InvalidShapeReferenceError", Internal),
        Rule("botocore.model.NoShapeFoundError", Internal),
        Rule("botocore.model.OperationNotFoundError", Internal),
        Rule(f"{_VENDORED}.exceptions.RequestException", NetworkConnection, weak=True),
        Rule(f"{_VENDORED}.exceptions.Timeout", NetworkTimeout),
        Rule(f"{_VENDORED}.exceptions.ConnectTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
        Rule(f"{_VENDORED}.exceptions.ReadTimeout", NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        Rule(f"{_VENDORED}.exceptions.ConnectionError", NetworkConnection, by=(Words(NETWORK_WORDS),)),
        Rule(f"{_VENDORED}.exceptions.SSLError", NetworkTls),
        Rule(f"{_VENDORED}.packages.urllib3.exceptions.HTTPError", NetworkConnection, weak=True),
        Rule(f"{_VENDORED}.packages.urllib3.exceptions.TimeoutError", NetworkTimeout),
    ),
    inherits={
        **dict.fromkeys(
            (
                *("botocore.exceptions.InvalidMaxRetryAttemptsError", "botocore.exceptions.InvalidRetryModeError"),
                *("botocore.exceptions.MissingServiceIdError", "botocore.exceptions.StubAssertionError"),
                *("botocore.exceptions.UnStubbedResponseError", "botocore.exceptions.RangeError"),
                *("botocore.exceptions.UnknownKeyError", "botocore.eventstream.DuplicateHeader"),
                *("botocore.eventstream.InvalidHeadersLength", "botocore.eventstream.InvalidPayloadLength"),
                "botocore.eventstream.NoInitialResponseError",
            ),
            "",
        ),
    },
)
