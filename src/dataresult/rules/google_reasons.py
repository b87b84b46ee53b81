"""
Reasons in the errors of Google's APIs: one HTTP status or gRPC code has many.

Floor 1. Data only. They come in JSON bodies, as `error.errors[].reason` (older APIs, Cloud Storage), `error.status` and
`google.rpc.ErrorInfo.reason` (newer ones), through any client: so this is asked for every body.
Sources: https://cloud.google.com/storage/docs/json_api/v1/status-codes;
https://cloud.google.com/bigquery/docs/error-messages; https://developers.google.com/drive/api/guides/handle-errors;
https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto.

A reason that means what its status means anyway is here where it makes a quota of a 403, or a credential of a 400.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import ApiAuth, ApiNotFound, ApiPermission, ApiRateLimit, ApiRequest, ApiUnavailable

from ._rule import BodyCodes, Library, Outcome, Target
from .grpc_codes import GRPC_STATUS
from .oauth_codes import OAUTH_CODES

__all__ = ["GOOGLE_REASONS", "LIBRARY"]

_FULL: Final = Outcome(ApiRateLimit, next_step=Advice.ASK_OPERATOR)  # waiting does not empty it
_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)

_BY_OUTCOME: Final[tuple[tuple[Target, tuple[str, ...]], ...]] = (
    (
        ApiRateLimit,
        (
            *("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "limitExceeded"),
            *("rateLimitExceededUnreg", "userRateLimitExceededUnreg", "dailyLimitExceededUnreg"),
            *("servingLimitExceeded", "concurrentLimitExceeded", "variableTermLimitExceeded"),
            *("sharingRateLimitExceeded", "tooManyRequests", "jobRateLimitExceeded"),
            *("RATE_LIMIT_EXCEEDED", "QUOTA_EXCEEDED", "RESOURCE_QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED"),
        ),
    ),
    (_FULL, ("storageQuotaExceeded", "teamDriveFileLimitExceeded", "numChildrenInNonRootLimitExceeded")),
    (
        ApiAuth,
        (
            *("authError", "expired", "unauthorized", "unauthenticated", "keyInvalid", "keyExpired"),
            *("invalidCredentials", "lockedDomainExpired", "authenticationRequired"),
            *("API_KEY_INVALID", "CREDENTIALS_MISSING", "ACCESS_TOKEN_EXPIRED", "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
            *("SESSION_COOKIE_INVALID", "UNSUPPORTED_TOKEN_FORMAT", "ACCOUNT_STATE_INVALID", "EXPIRED_TOKEN"),
        ),
    ),
    (
        ApiPermission,
        (
            *("forbidden", "accessDenied", "insufficientPermissions", "insufficientFilePermissions", "domainPolicy"),
            *("accessNotConfigured", "accountDisabled", "billingDisabled", "billingNotEnabled", "blocked"),
            *("countryBlocked", "corsRequestWithXOrigin", "endpointConstraintMismatch", "ipRefererBlocked"),
            *("refererBlocked", "requestForbidden", "sslRequired", "unknownAuth", "userProjectAccountProblem"),
            *("userProjectAccessDenied", "appNotAuthorizedToFile", "insufficientAuthorizedParty"),
            *("orgPolicyConstraintFailed", "vpcServiceControls", "objectUnderActiveHold", "retentionPolicyNotMet"),
            *("SERVICE_DISABLED", "BILLING_DISABLED", "CONSUMER_INVALID", "CONSUMER_SUSPENDED", "USER_PROJECT_DENIED"),
            *("API_KEY_SERVICE_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED"),
            *("API_KEY_ANDROID_APP_BLOCKED", "API_KEY_IOS_APP_BLOCKED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
            *("IAM_PERMISSION_DENIED", "LOCATION_POLICY_VIOLATED", "LOCATION_ORG_POLICY_VIOLATED"),
            *("SECURITY_POLICY_VIOLATED", "ORG_RESTRICTION_VIOLATION", "LOCATION_TAX_POLICY_VIOLATED"),
        ),
    ),
    (ApiNotFound, ("notFound", "deleted", "RESOURCE_NOT_FOUND", "RESOURCE_PROJECT_INVALID")),
    (
        ApiUnavailable,
        (
            *("backendError", "backendNotConnected", "internalError", "jobBackendError", "jobInternalError"),
            *("transientError", "serviceUnavailable", "gatewayTimeout", "notReady", "tableUnavailable"),
        ),
    ),
    (
        ApiRequest,
        (
            *("invalid", "badRequest", "invalidArgument", "invalidParameter", "invalidQuery", "parseError"),
            *("conditionNotMet", "conflict", "duplicate", "resourceInUse", "requestedRangeNotSatisfiable"),
            *("keyMissing", "userProjectMissing", "customerEncryptionKeyIsIncorrect", "unsupportedOperation"),
        ),
    ),
    (_TOO_LARGE, ("uploadTooLarge", "responseTooLarge", "resourcesExceeded", "requestTooLarge")),
)
GOOGLE_REASONS: Final[Mapping[object, Target]] = MappingProxyType(
    {reason: target for target, reasons in _BY_OUTCOME for reason in reasons}
)


def _in_text(table: Mapping[object, Target]) -> Mapping[str, Target]:
    return {str(code): target for code, target in table.items()}


_REASONS: Final = _in_text(GOOGLE_REASONS)
# Where an HTTP status says something else than the gRPC code that it was made of (504, 501, 499), it decides.
_STATUS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        code: GRPC_STATUS[code]
        for code in (
            *("INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "FAILED_PRECONDITION"),
            *("OUT_OF_RANGE", "UNAUTHENTICATED", "ABORTED", "RESOURCE_EXHAUSTED", "UNAVAILABLE", "INTERNAL"),
        )
    }
)

LIBRARY: Final = Library(
    packages=(),
    public=(),
    checked_with="2026-11-20",
    rules=(),
    providers=(
        BodyCodes("google", _REASONS, code="error.errors.reason", message="error.message"),
        BodyCodes("google", _REASONS, code="error.details.reason", message="error.message"),
        BodyCodes("google", _STATUS, code="error.status", message="error.message"),
        BodyCodes("oauth", _in_text(OAUTH_CODES), code="error", message="error_description"),
    ),
)
