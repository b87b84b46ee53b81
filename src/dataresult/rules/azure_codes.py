"""
Error codes of Azure's services, storage first: one HTTP status has many.

Floor 1. Data only.
Sources: https://learn.microsoft.com/en-us/rest/api/storageservices/common-rest-api-error-codes,
https://learn.microsoft.com/en-us/rest/api/storageservices/blob-service-error-codes (and queue, file, data lake);
https://learn.microsoft.com/en-us/azure/azure-resource-manager/troubleshooting/common-deployment-errors.

A code is here where it says something else than its status does, or something more. For the rest the status decides.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
)

from ._rule import Outcome, Target

__all__ = ["AZURE_CODES"]

_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
# Something else is at work there; it ends by itself.
_BUSY: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)
_LOCKED: Final = Outcome(ApiUnavailable, next_step=Advice.RETRY)
_FULL: Final = Outcome(ApiRateLimit, next_step=Advice.ASK_OPERATOR)  # waiting does not empty it

_BY_OUTCOME: Final[tuple[tuple[Target, tuple[str, ...]], ...]] = (
    (
        ApiRateLimit,
        (
            "ServerBusy",  # 503: "Operations per second is over the account limit", and the same for in- and egress
            *("TooManyRequests", "OperationRateExceeded", "RequestRateTooLarge", "RateLimitExceeded", "Throttled"),
            *("SnapshotOperationRateExceeded", "SubscriptionRequestsThrottled", "ResourceRequestsThrottled"),
            *("OperationNotAllowedQuotaExceeded", "QuotaExceeded"),
        ),
    ),
    (
        _FULL,
        (
            *("AccountQuotaExceeded", "ShareSizeLimitReached", "TotalSharesCountExceedsAccountLimit"),
            *("TotalSharesProvisionedCapacityExceedsAccountLimit", "TotalSharesProvisionedIopsExceedsAccountLimit"),
            "TotalSharesProvisionedBandwidthExceedsAccountLimit",
        ),
    ),
    (
        ApiAuth,
        (
            *("AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation"),
            *("InvalidAuthenticationToken", "ExpiredAuthenticationToken", "InvalidAuthenticationTokenTenant"),
            *("AuthenticationFailedMissingToken", "AuthenticationFailedInvalidHeader", "Unauthorized"),
        ),
    ),
    (
        ApiPermission,
        (
            *("AuthorizationFailure", "AuthorizationFailed", "AuthorizationPermissionMismatch", "Forbidden"),
            *("AuthorizationProtocolMismatch", "AuthorizationResourceTypeMismatch", "AuthorizationServiceMismatch"),
            *("AuthorizationSourceIPMismatch", "InsufficientAccountPermissions", "LinkedAuthorizationFailed"),
            *("KeyBasedAuthenticationNotPermitted", "PublicAccessNotPermitted", "UnauthorizedBlobOverwrite"),
            *("AccountIsDisabled", "ContainerDisabled", "QueueDisabled", "ShareDisabled", "ReadOnlyAttribute"),
            *("BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold", "ReadOnlyDisabledSubscription"),
            *("SubscriptionNotRegistered", "RequestDisallowedByPolicy"),
        ),
    ),
    (
        ApiNotFound,
        (
            *("BlobNotFound", "ContainerNotFound", "ResourceNotFound", "FilesystemNotFound", "PathNotFound"),
            *("ShareNotFound", "ParentNotFound", "QueueNotFound", "MessageNotFound", "SourcePathNotFound"),
            *("RenameDestinationParentPathNotFound", "PreviousSnapshotNotFound", "ShareSnapshotNotFound"),
            *("ResourceGroupNotFound", "SubscriptionNotFound", "TableNotFound", "EntityNotFound"),
        ),
    ),
    (
        _BUSY,
        (
            *("ContainerBeingDeleted", "FilesystemBeingDeleted", "QueueBeingDeleted", "ShareBeingDeleted"),
            *("DestinationPathIsBeingDeleted", "DeletePending", "TableBeingDeleted", "AccountBeingCreated"),
            *("BlobBeingRehydrated", "PendingCopyOperation", "ShareSnapshotInProgress", "ClientCacheFlushDelay"),
        ),
    ),
    (
        _LOCKED,
        (
            *("LeaseAlreadyPresent", "LeaseIsBreakingAndCannotBeAcquired", "FileLockConflict", "SharingViolation"),
            *("SystemInUse", "AnotherOperationInProgress"),
        ),
    ),
    (ApiUnavailable, ("InternalError", "OperationTimedOut", "ServiceUnavailable", "GatewayTimeout")),
    (DataIntegrity, ("Md5Mismatch", "Crc64Mismatch", "Sha256Mismatch")),
    (
        _TOO_LARGE,
        (
            *("RequestBodyTooLarge", "BlockCountExceedsLimit", "BlockListTooLong", "MetadataTooLarge"),
            *(
                "ContentLengthLargerThanTierLimit",
                "MessageTooLarge",
                "MaxBlobSizeConditionNotMet",
                "PropertyValueTooLarge",
            ),
        ),
    ),
    (
        ApiRequest,
        (
            # 304 where one reads, 412 where one writes: the caller's own condition.
            *("ConditionNotMet", "SourceConditionNotMet", "TargetConditionNotMet", "BlobOverwritten"),
            *("AppendPositionConditionNotMet", "SequenceNumberConditionNotMet"),
            *("BlobAlreadyExists", "ContainerAlreadyExists", "ResourceAlreadyExists", "AccountAlreadyExists"),
            *("PathAlreadyExists", "FilesystemAlreadyExists", "ShareAlreadyExists", "QueueAlreadyExists"),
            *("LeaseIdMissing", "LeaseLost", "LeaseIdMismatchWithBlobOperation"),
            *("LeaseIdMismatchWithContainerOperation", "LeaseNotPresentWithBlobOperation", "BlobArchived"),
            *("InvalidRange", "InvalidPageRange", "InvalidBlobType", "InvalidBlockList", "InvalidBlobOrBlock"),
            *("InvalidResourceName", "InvalidUri", "OutOfRangeInput", "InvalidInput", "InvalidHeaderValue"),
            *("InvalidQueryParameterValue", "OutOfRangeQueryParameterValue", "UnsupportedHeader", "InvalidMd5"),
            *("MissingRequiredHeader", "MissingRequiredQueryParameter", "InvalidOperation", "FeatureVersionMismatch"),
            *("SnapshotsPresent", "DirectoryNotEmpty", "UnsupportedRestVersion", "InvalidMetadata"),
        ),
    ),
)
AZURE_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {code: target for target, codes in _BY_OUTCOME for code in codes}
)
