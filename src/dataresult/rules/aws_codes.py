"""
The error codes of Amazon's services and of what speaks their protocols (MinIO, Ceph), and of the texts they stand in.

Floor 1. Data only.
Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html;
https://docs.aws.amazon.com/awssupport/latest/user/common-errors.html (errors common to all services); the models of
each service in `botocore/data/*/service-2.json` and `_THROTTLED_ERROR_CODES`, `_TRANSIENT_ERROR_CODES` in
`botocore/retries/standard.py` of 1.43; https://github.com/minio/minio/blob/master/cmd/api-errors.go.

Services model some 2,700 codes. Those that data pipelines meet have a row; of the others the name says what they are,
since Amazon composes names of few words: `CrawlerNotFoundException`, `KMSThrottlingFault`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    NetworkTimeout,
)

from ._rule import Extract, Keyed, Outcome, Target
from .http_status import STATUS, STATUS_CLASS

__all__ = ["AWS_CODES", "CANCELLED", "aws_codes", "aws_codes_in"]


class _Value(str):
    """The value of a field, where plain text would be a path."""

    __slots__ = ()


_REGION: Final = Outcome(ApiRequest, fields={"parameter": _Value("region")})
_BUCKET: Final = Outcome(ApiRequest, fields={"parameter": _Value("Bucket")})
_KEY: Final = Outcome(ApiRequest, fields={"parameter": _Value("Key")})
_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
# An account's allowance of things, not of requests: no waiting helps.
_ALLOWANCE: Final = Outcome(ApiRateLimit, next_step=Advice.ASK_OPERATOR)
# The signature is made with the time: the key is good, the machine's clock is not.
_CLOCK: Final = Outcome(ApiAuth, next_step=Advice.ASK_OPERATOR)
_ASK: Final = Outcome(ApiPermission, next_step=Advice.ASK_OPERATOR)
# Somebody else changes the same thing at the same time: the service asks to try again.
_AGAIN: Final = Outcome(ApiUnavailable, next_step=Advice.RETRY)
_LATER: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)
_DAMAGED: Final = Outcome(DataIntegrity, next_step=Advice.RETRY)
_SLOW_REQUEST: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.WRITE})
_SLOW_ANSWER: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})
# What the answer says it did not find, for botocore's `ClientError`.
_OBJECT: Final = Outcome(ApiNotFound, fields={"resource": "response[Error][Key]"})
_NO_BUCKET: Final = Outcome(ApiNotFound, fields={"resource": "response[Error][BucketName]"})


def _each(target: Target, *codes: str) -> Mapping[object, Target]:
    return {code: target for code in codes}  # noqa: C420  # `fromkeys` would say that the keys are texts


AWS_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {
        # Too fast, or more than is allowed.
        **_each(
            ApiRateLimit,
            *("Throttling", "ThrottlingException", "ThrottledException", "Throttled", "ThrottlingError"),
            *("RequestThrottled", "RequestThrottledException", "EC2ThrottledException", "PriorRequestNotComplete"),
            *("TooManyRequestsException", "TooManyRequests", "RequestLimitExceeded", "BandwidthLimitExceeded"),
            *("ProvisionedThroughputExceededException", "ProvisionedThroughputExceeded", "LimitExceededException"),
            *("TransactionInProgressException", "SlowDown", "SlowDownRead", "SlowDownWrite", "RateExceeded"),
            *("QuotaExceeded", "ConcurrentRunsExceededException", "ActiveStatementsExceededException"),
            *("ActiveSessionsExceededException", "MaxConcurrentQueriesException", "OverLimit", "PurgeQueueInProgress"),
            *("XMinioAdminBucketQuotaExceeded", "APICallRateForCustomerExceededFault", "BandwidthExceeded"),
            *("RequestQuotaExceeded", "SubscriptionRequestsQuotaExceeded", "LimitsExceededException"),
        ),
        **_each(
            _ALLOWANCE,
            *("TooManyBuckets", "ServiceQuotaExceededException", "ResourceLimitExceededException"),
            *("ServiceLimitExceededException", "ResourceNumberLimitExceededException", "CodeStorageExceededException"),
        ),
        # Who asks.
        **_each(
            ApiAuth,
            *("ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId"),
            *("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "RequestExpired"),
            *("InvalidSignature", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException"),
            *("MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingSecurityHeader"),
            *("AuthFailure", "InvalidSecurity", "CredentialsNotSupported", "MissingSecurityElement", "NotAuthorized"),
            *("UnauthorizedException", "UnauthorizedAccess", "Unauthorized", "NotAuthorizedException"),
            *("InvalidIdentityToken", "IDPRejectedClaim", "ExpiredTradeInTokenException", "InvalidGrantException"),
            *("InvalidClientException", "AccessTokenExpired", "InvalidSecurityToken", "UnauthenticatedException"),
            *("SessionExpiredException", "InvalidIdentityTokenException", "AuthorizationQueryParametersError"),
        ),
        **_each(_CLOCK, "RequestTimeTooSkewed", "RequestInTheFuture"),
        # Who may.
        **_each(
            ApiPermission,
            *("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "AccountProblem", "NotSignedUp"),
            *("OptInRequired", "SubscriptionRequiredException", "UnauthorizedOperation", "AuthorizationError"),
            *("AuthorizationErrorException", "ForbiddenException", "Forbidden", "Blocked", "PendingVerification"),
            *("InvalidPayer", "CrossLocationLoggingProhibited", "OperationNotPermitted", "RegionDisabledException"),
            *("UserSuspended", "AccountSuspended", "AccountSuspendedException", "UserAccountProblem"),
            *("ObjectLocked", "AccessForbidden", "DependentServiceAccessDenied", "DecryptionFailure"),
        ),
        **_each(
            _ASK,
            *(
                "KMS.DisabledException",
                "KMS.KMSInvalidStateException",
                "KMS.InvalidStateException",
                "DisabledException",
            ),
            *("KMSDisabledException", "KMSInvalidStateException", "KMSOptInRequired", "KmsDisabled", "KMSDisabled"),
            *("KmsInvalidState", "KmsOptInRequired", "KMSInvalidState", "KMSOptInRequiredFault", "KMSDisabledFault"),
            *("KMSKeyDisabledException", "KMSKeyNotAccessibleFault", "InvalidKeyUsageException"),
        ),
        # What is not there.
        **_each(_OBJECT, "NoSuchKey", "NoSuchVersion", "NoSuchUpload", "NoSuchObject"),
        **_each(_NO_BUCKET, "NoSuchBucket"),
        **_each(
            ApiNotFound,
            *("ResourceNotFoundException", "NotFound", "NotFoundException", "EntityNotFoundException"),
            *("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NoSuchEntity", "NoSuchHostedZone"),
            *("NoSuchBucketPolicy", "NoSuchLifecycleConfiguration", "TableNotFoundException", "KMS.NotFoundException"),
            *("ResourceNotFound", "ReplicationConfigurationNotFoundError", "NoSuchAccessPoint", "GoneException"),
            *("ParameterNotFound", "StreamDescriptionNotFound", "UnknownResourceException", "UnknownResourceFault"),
        ),
        # What is asked for.
        **_each(
            _REGION,
            *("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"),
            *("IllegalLocationConstraint", "InvalidLocationConstraint", "InvalidRegion", "301", "302"),
        ),
        **_each(_BUCKET, "InvalidBucketName", "BucketAlreadyExists", "BucketAlreadyOwnedByYou", "BucketNotEmpty"),
        **_each(_KEY, "KeyTooLongError", "InvalidURI", "XMinioInvalidObjectName", "UserKeyMustBeSpecified"),
        **_each(
            _TOO_LARGE,
            *("EntityTooLarge", "MaxMessageLengthExceeded", "MetadataTooLarge", "InlineDataTooLarge"),
            *("RequestTooLargeException", "RequestEntityTooLargeException", "PayloadTooLargeException"),
            *("MaxPostPreDataLengthExceededError", "RequestHeaderSectionTooLarge", "BatchRequestTooLong"),
            *("ItemCollectionSizeLimitExceededException", "TooManyEntriesInBatchRequest", "TooManyParts"),
        ),
        **_each(
            ApiRequest,
            *("AmbiguousGrantByEmailAddress", "EntityTooSmall", "IncompleteBody", "InvalidArgument", "InvalidRange"),
            *("InvalidDigest", "InvalidPart", "InvalidPartOrder", "InvalidRequest", "InvalidStorageClass"),
            *("InvalidEncryptionAlgorithmError", "InvalidTag", "InvalidWriteOffset", "IdempotencyParameterMismatch"),
            *("MalformedXML", "MalformedACLError", "MalformedPolicy", "MalformedPOSTRequest", "MalformedQueryString"),
            *("MethodNotAllowed", "MissingContentLength", "MissingRequestBodyError", "MissingAttachment"),
            *("NotImplemented", "PreconditionFailed", "PreconditionFailedException"),
            *("RequestIsNotMultiPartContent", "RequestTorrentOfBucketError", "UnexpectedContent", "InvalidAction"),
            *("ConditionalCheckFailedException", "ConditionalCheckFailed", "TransactionCanceledException"),
            *("DuplicateItemException", "IdempotentParameterMismatchException", "ResourceInUseException"),
            *("ResourceExistsException", "ResourceConflictException", "ConflictException", "AlreadyExistsException"),
            *("ValidationException", "ValidationError", "BadRequestException", "InvalidParameterValue"),
            *(
                "InvalidParameterCombination",
                "InvalidParameterException",
                "InvalidRequestException",
                "MissingParameter",
            ),
            *("InvalidQueryParameter", "MissingAction", "UnknownOperationException", "SerializationException"),
            *("InvalidNextTokenException", "InvalidInputException", "ExpiredIteratorException", "ClientException"),
            *("ExpiredNextTokenException", "PaginationTokenExpiredException", "InvalidPaginationTokenException"),
            *("ReceiptHandleIsInvalid", "UnsupportedOperation", "EmptyBatchRequest", "DataAlreadyAcceptedException"),
            *("SqlParseException", "MissingParameters", "UnprocessableEntityException", "InvalidTokenId"),
        ),
        # Nothing new, as was asked.
        **_each(Outcome(ApiRequest, next_step=Advice.ACCEPT), "NotModified", "304"),
        # An archived object is to be restored before it is read.
        **_each(
            Outcome(ApiRequest, next_step=Advice.ASK_OPERATOR),
            *("InvalidObjectState", "ObjectNotInActiveTierError", "ObjectAlreadyInActiveTierError"),
        ),
        # What the sum says of what was sent.
        **_each(
            _DAMAGED,
            *("BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "XMinioContentChecksumMismatch"),
        ),
        # The service.
        **_each(_SLOW_REQUEST, "RequestTimeout", "RequestTimeoutException"),
        **_each(_SLOW_ANSWER, "OperationTimeoutException", "QueryTimeoutException", "StatementTimeoutException"),
        **_each(
            ApiUnavailable,
            *("InternalError", "InternalFailure", "InternalServerError", "InternalServerException", "ServiceException"),
            *("InternalServiceError", "InternalServiceException", "ServiceUnavailable", "ServiceUnavailableException"),
            *("ServiceFailure", "ServerException", "Unavailable", "GatewayTimeout", "IDPCommunicationError"),
            *(
                "ServerShutdownException",
                "DatabaseErrorException",
                "DatabaseConnectionException",
                "ServerNotInitialized",
            ),
            *("XMinioServerNotInitialized", "XMinioReadQuorum", "XMinioWriteQuorum", "BadGatewayException"),
            *("TemporaryRedirect", "Redirect", "307", "ResourceNotReadyException", "InsufficientInstanceCapacity"),
        ),
        **_each(Outcome(ApiUnavailable, next_step=Advice.ASK_OPERATOR), "XMinioStorageFull"),
        **_each(
            _AGAIN,
            *("OperationAborted", "ConditionalRequestConflict", "TransactionConflictException", "TransactionConflict"),
            *("ConcurrentModificationException", "ConcurrentUpdateException", "ReplicatedWriteConflictException"),
        ),
        **_each(
            _LATER,
            *(
                "DatabaseResumingException",
                "QueueDeletedRecently",
                "RestoreAlreadyInProgress",
                "CrawlerRunningException",
            ),
            *("PolicyChangesInProgressException", "ModelNotReadyException"),
        ),
    }
)

# What the words of a name mean, in the order in which they are asked: `ConcurrentLimitExceeded` is a limit. Words are
# whole in Amazon's spelling, so that case counts.
_FAMILIES: Final[tuple[tuple[Target, tuple[str, ...]], ...]] = (
    (_TOO_LARGE, ("SizeLimitExceeded", "SizeExceeded", "LengthExceeded", "TooLarge", "TooLong")),
    (
        ApiRateLimit,
        (
            *("Throttl", "TooManyRequest", "RateLimit", "RateExceeded", "SlowDown", "ThroughputExceeded"),
            *("QuotaExceeded", "LimitExceeded", "LimitsExceeded", "LimitReached", "RunsExceeded"),
        ),
    ),
    (ApiPermission, ("AccessDenied", "Forbidden", "NotPermitted", "NoAuthorization", "OptInRequired")),
    (
        ApiAuth,
        (
            *("ExpiredToken", "UnrecognizedClient", "InvalidSignature", "SignatureDoesNotMatch", "Unauthenticated"),
            *("InvalidCredential", "InvalidPassword", "InvalidAccessKey"),
        ),
    ),
    (ApiNotFound, ("NotFound", "NoSuch", "DoesNotExist", "NotExist", "NonExist", "Nonexistent")),
    (_AGAIN, ("ConcurrentModification", "ConcurrentUpdat", "ConcurrentAccess", "OptimisticLock", "RetryableConflict")),
    (ApiRequest, ("AlreadyExist", "Invalid", "Malformed", "Validation", "BadRequest", "Unsupported", "NotSupported")),
    (ApiUnavailable, ("GatewayTime", "ServiceUnavailable", "Unavailable", "NotReady", "ServerException")),
    (_SLOW_ANSWER, ("Timeout", "TimedOut")),
    (ApiUnavailable, ("Internal", "ServiceFailure", "ServiceException", "InsufficientCapacity")),
    (ApiRequest, ("Missing", "Mismatch", "Illegal", "Conflict", "InUse", "Duplicate")),
)


def _pattern(opening: str, step: str) -> str:
    """Search a code for the words, the first family that has one."""
    families = (f"{step}((?-i:{'|'.join(words)}))" for _, words in _FAMILIES)
    return f"{opening}(?:{'|'.join(families)})"


def _naming(target: Target, read: str) -> Outcome:
    """Give the same outcome with the whole code, since the key is a word of it."""
    outcome = target if isinstance(target, Outcome) else Outcome(target)
    if not issubclass(outcome.error, ApiError):
        return outcome
    return Outcome(outcome.error, fields={**outcome.fields, "provider_code": read}, next_step=outcome.next_step)


def aws_codes(read: str) -> tuple[Keyed, ...]:
    """
    Make the discriminators by a code.

    Args:
        read: The path to the code.

    Returns:
        By the code itself, then by the words of its name.

    Examples:
        >>> [each.name for each in aws_codes("response[Error][Code]")]
        ['error code', 'word of the error code']
    """
    words: Mapping[object, Target] = {
        word: _naming(target, read) for target, all_words in _FAMILIES for word in all_words
    }
    return (
        Keyed(read, AWS_CODES, name="error code"),
        Keyed(Extract(_pattern("^", ".*?"), read=read), words, name="word of the error code"),
    )


# "An error occurred (NoSuchKey) when calling the GetObject operation (reached max retries: 4): ...", and of a waiter
# "Waiter JobExists failed: An error occurred (ThrottlingException): ...". For `HEAD` the code is the status.
_OPENING: Final = r"an error occurred \("
_STATUSES: Final[Mapping[object, Target]] = {
    str(status): STATUS.get(status) or STATUS_CLASS[status // 100] for status in range(400, 600)
}
# DynamoDB: "Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]".
_REASON: Final = "TransactionConflict|ThrottlingError|ProvisionedThroughputExceeded"
CANCELLED: Final = Keyed(
    Extract(rf"cancellation reasons[^\[]*\[[^\]]*?((?-i:{_REASON}))"), AWS_CODES, name="cancellation reason"
)


def aws_codes_in(read: str = "|text") -> tuple[Keyed, ...]:
    """
    Make the discriminators by the code that botocore writes into a text, for where the answer itself is lost.

    Args:
        read: The path to the text.

    Returns:
        By the code, by the status that stands for it, by the words of its name.
    """
    code = Extract(_OPENING + r"([^)]+)\)", read=read)
    words: Mapping[object, Target] = {word: target for target, all_words in _FAMILIES for word in all_words}
    return (
        Keyed(code, AWS_CODES, name="error code in the text"),
        Keyed(code, _STATUSES, name="status in the text"),
        Keyed(Extract(_pattern(_OPENING, "[^)]*?"), read=read), words, name="word of the error code in the text"),
    )
