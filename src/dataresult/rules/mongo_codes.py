"""
The error codes of MongoDB's servers, and of those that speak its protocol, to error class.

Floor 1. Data only; names no library. A code that is not in the table decides nothing: its labels may.
Sources: `src/mongo/base/error_codes.yml` of MongoDB 8 (names, and the categories RetriableError, NotPrimaryError,
ShutdownError, NetworkError, ExceededTimeLimitError, SystemOverloadedError);
https://learn.microsoft.com/en-us/azure/cosmos-db/mongodb/error-codes-solutions for 16500.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
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
    DataValidation,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)

from ._rule import Outcome, Target

__all__ = ["MONGO_CODES", "MONGO_LABELS", "MONGO_WORDS"]

_AGAIN: Final = Outcome(ApiUnavailable, next_step=Advice.RETRY)
_OPERATOR: Final = Outcome(ApiUnavailable, next_step=Advice.ASK_OPERATOR)
_TOO_MUCH: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
_TIMEOUT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})
_LIMIT: Final = Outcome(ApiRateLimit, fields={"retry_after": "|retry_after_ms"})

_GROUPS: Final[tuple[tuple[Target, str], ...]] = (
    # Who, and what they may
    (ApiAuth, "11 UserNotFound  18 AuthenticationFailed  69 AuthSchemaIncompatible  334 MechanismUnavailable"),
    (ApiAuth, "390 InvalidSignature  391 ReauthenticationRequired  392 InvalidJWT  393 InvalidTenantId"),
    (ApiPermission, "13 Unauthorized  214 AuthenticationRestrictionUnmet  371 UserWritesBlocked"),
    # The servers among themselves, and with the client
    (
        NetworkConnection,
        """
        6 HostUnreachable  145 PooledConnectionsDropped  172 TransportSessionClosed  279 ClientDisconnect
        317 ConnectionPoolExpired  384 ConnectionError  398 StreamTerminated  9001 SocketException
        """,
    ),
    (NetworkDns, "7 HostNotFound  230 DNSHostNotFound  231 DNSProtocolError  240 DNSRecordTypeMismatch"),
    (NetworkTls, "140 InvalidSSLConfiguration  141 SSLHandshakeFailed  299 OCSPCertificateStatusRevoked"),
    (
        _TIMEOUT,
        """
        50 MaxTimeMSExpired  64 WriteConcernTimeout  89 NetworkTimeout  202 NetworkInterfaceExceededTimeLimit
        262 ExceededTimeLimit  290 TransactionExceededLifetimeLimitSeconds
        """,
    ),
    # Overloaded, shutting down, failing over
    (
        ApiUnavailable,
        """
        1 InternalError  8 UnknownError  39 FileStreamFailed  82 NoProgressMade  83 RemoteResultsUnavailable
        91 ShutdownInProgress  92 SecondaryAheadOfPrimary  94 NotYetInitialized  95 NotSecondary  96 OperationFailed
        100 UnsatisfiableWriteConcern  106 DistributedClockSkewed  113 InitialSyncFailure  125 CommandFailed
        133 FailedToSatisfyReadPreference  134 ReadConcernMajorityNotAvailableYet  135 StaleTerm
        138 RemoteOplogStale  149 NoConfigPrimary  164 InitialSyncActive  189 PrimarySteppedDown
        190 MasterSlaveConnectionFailure  199 ReplicaSetMonitorRemoved  208 TooManyLocks  211 KeyNotFound
        216 ElectionInProgress  261 TooManyLogicalSessions  264 TooManyFilesOpen
        281 TransactionCoordinatorSteppingDown  308 CurrentConfigNotCommittedYet  333 ServiceExecutorInShutdown
        365 TemporarilyUnavailable  402 ResourceExhausted  407 PooledConnectionAcquisitionExceededTimeLimit
        417 StreamProcessorWorkerShuttingDown  433 AdmissionQueueOverflow  450 PooledConnectionAcquisitionRejected
        10058 LegacyNotPrimary  10107 NotWritablePrimary  11600 InterruptedAtShutdown  11601 Interrupted
        11602 InterruptedDueToReplStateChange  13435 NotPrimaryNoSecondaryOk  13436 NotPrimaryOrSecondary
        46841 ClientMarkedKilled  50915 BackupCursorOpenConflictWithCheckpoint  56846 ConfigServerUnreachable
        91331 RetriableRemoteCommandFailure
        """,
    ),
    (
        _OPERATOR,
        """
        42 LogWriteFailed  51 ManualInterventionRequired  71 ReplicaSetNotFound  93 InvalidReplicaSetConfig
        98 DBPathInUse  176 FileOpenFailed  258 UnknownFeatureCompatibilityVersion
        """,
    ),
    # Somebody else was faster: the same again may do
    (
        _AGAIN,
        """
        24 LockTimeout  46 LockBusy  63 StaleShardVersion  90 CallbackCanceled  107 LockFailed
        109 ConfigurationInProgress
        112 WriteConflict  117 ConflictingOperationInProgress  136 CappedPositionLost  150 StaleEpoch
        175 QueryPlanKilled  194 BalancerInterrupted  215 DatabaseDropPending  221 IndexModified  222 CloseChangeStream
        225 TransactionTooOld  234 RetryChangeStream  237 CursorKilled  239 SnapshotTooOld  246 SnapshotUnavailable
        249 StaleDbVersion  250 StaleChunkHistory  251 NoSuchTransaction  267 PreparedTransactionInProgress
        272 MigrationConflict  276 IndexBuildAborted  285 IndexBuildAlreadyInProgress  314 ObjectIsBusy
        319 MovePrimaryInProgress  338 ReshardCollectionInProgress  355 InterruptedDueToStorageChange
        358 InternalTransactionNotSupported  363 RetryableTransactionInProgress  412 UpdatesStillPending
        453 InterruptedDueToReshardingCriticalSection  12586 BackgroundOperationInProgressForDatabase
        12587 BackgroundOperationInProgressForNamespace  13388 StaleConfig
        """,
    ),
    # 16500 is Cosmos DB's: "... RetryAfterMs=34 ..."
    (_LIMIT, "449 RateLimitExceeded  462 IngressRequestRateLimitExceeded  16500 TooManyRequests"),
    # What was named is not there
    (
        ApiNotFound,
        """
        26 NamespaceNotFound  27 IndexNotFound  29 NonExistentPath  31 RoleNotFound  33 PrivilegeNotFound
        47 NoMatchingDocument  60 DatabaseNotFound  70 ShardNotFound  74 NodeNotFound  128 LockNotFound
        130 SymbolNotFound  173 TransportSessionNotFound  177 ZoneNotFound  206 NoSuchSession
        286 ChangeStreamHistoryLost  339 NoSuchReshardCollection  415 StreamProcessorDoesNotExist
        13113 MergeStageNoMatchingDocument
        """,
    ),
    (Outcome(ApiNotFound, next_step=Advice.RETRY), "43 CursorNotFound"),
    # What was asked
    (
        ApiRequest,
        """
        2 BadValue  4 NoSuchKey  5 GraphContainsCycle  9 FailedToParse  10 CannotMutateObject  12 UnsupportedFormat
        14 TypeMismatch  16 InvalidLength  19 CannotReuseObject  20 IllegalOperation  21 EmptyArrayOperation
        25 RemoteValidationError  28 PathNotViable  30 InvalidPath  32 RolesNotRelated  34 CannotBackfillArray
        35 UserModificationFailed  40 ConflictingUpdateOperators  48 NamespaceExists  49 InvalidRoleModification
        52 DollarPrefixedFieldName  53 InvalidIdField  54 NotSingleValueField  55 InvalidDBRef  56 EmptyFieldName
        57 DottedFieldName  58 RoleModificationFailed  59 CommandNotFound  61 ShardKeyNotFound
        62 OplogOperationUnsupported  66 ImmutableField  67 CannotCreateIndex  68 IndexAlreadyExists  72 InvalidOptions
        73 InvalidNamespace  76 NoReplicationEnabled  79 UnknownReplWriteConcern  85 IndexOptionsConflict
        86 IndexKeySpecsConflict  87 CannotSplit  97 NoProjectionFound  101 OutdatedClient  111 NotExactValueField
        115 CommandNotSupported  118 NamespaceNotSharded  123 NotAReplicaSet  139 JSInterpreterFailure
        148 ReadConcernMajorityNotEnabled  151 OperationCannotBeBatched  159 DurationOverflow
        160 MaxStalenessOutOfRange  162 CollectionIsEmpty  165 ViewDepthLimitExceeded  166 CommandNotSupportedOnView
        167 OptionNotSupportedOnView  168 InvalidPipelineOperator  170 TooManyMatchingDocuments
        178 RangeOverlapConflict  181 AmbiguousIndexKeyPattern  182 InvalidViewDefinition
        183 ClientMetadataMissingField  187 LinearizableReadConcernError  188 IncompatibleServerVersion
        195 ViewPipelineMaxSizeExceeded  197 InvalidIndexSpecificationOption  201 CannotBuildIndexKeys  207 InvalidUUID
        224 QueryFeatureNotAllowed  227 CannotImplicitlyCreateCollection  235 InternalErrorNotSupported
        238 NotImplemented  242 CannotCreateCollection  256 TransactionCommitted  260 InvalidResumeToken
        263 OperationNotSupportedInTransaction  271 JSInterpreterFailureWithStack  291 NoQueryExecutionPlans
        322 APIVersionError  323 APIStrictError  324 APIDeprecationError  347 APIMismatchError
        352 UnsupportedOpQueryCommand  361 CollectionUUIDMismatch  370 CannotDropShardKeyIndex
        376 ChangeStreamNotEnabled  411 QueryRejectedBySettings  10003 CannotGrowDocumentInCappedNamespace
        13297 DatabaseDifferCase  28769 NamespaceCannotBeSharded  31082 SearchNotEnabled  40413 IDLDuplicateField
        40414 IDLFailedToParse  40415 IDLUnknownField  40324 UnrecognizedPipelineStage  50768 NotARetryableWriteCommand
        """,
    ),
    (
        _TOO_MUCH,
        """
        116 DocTooLargeForCapped  146 ExceededMemoryLimit  153 ChunkTooBig  232 MaxSubPipelineDepthExceeded
        247 ProducerConsumerQueueBatchTooLarge  257 TransactionTooLarge  292 QueryExceededMemoryLimitNoDiskUseAllowed
        388 TransactionTooLargeForCache  396 IndexInformationTooLarge  418 StreamProcessorWorkerOutOfMemory
        10334 BSONObjectTooLarge  17280 KeyTooLong
        """,
    ),
    # What is written
    (
        DataValidation,
        """
        121 DocumentValidationFailure  171 CannotIndexParallelArrays  359 CannotConvertIndexToUnique
        386 DuplicateKeyId  408 CannotInsertTimeseriesBucketsWithMixedSchema  11000 DuplicateKey  11001 DuplicateKey
        12582 DuplicateKey
        """,
    ),
    (
        DataTransformation,
        "15 Overflow  22 InvalidBSON  241 ConversionFailure  357 InvalidBSONType  378 NonConformantBSON",
    ),
    (ApiFormat, "17 ProtocolError  223 IllegalOpMsgFlag  233 TooManyDocumentSequences  147 ZLibError"),
    (
        Outcome(DataIntegrity, next_step=Advice.ASK_OPERATOR),
        "288 ChecksumMismatch  301 DataCorruptionDetected  269 DataModifiedByRepair  429 DbCheckInconsistentHash",
    ),
    (Outcome(StorageSpace, next_step=Advice.ASK_OPERATOR), "14031 OutOfDiskSpace"),
)


def _by_code() -> Iterator[tuple[object, Target]]:
    for target, listed in _GROUPS:
        for code in filter(str.isdigit, listed.split()):
            yield int(code), target


MONGO_CODES: Final[Mapping[object, Target]] = MappingProxyType(dict(_by_code()))

# Codes with several meanings (13; 8000 of Atlas' proxies), and errors without one.
MONGO_WORDS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "requires authentication": ApiAuth,
        "not authorized for query": ApiPermission,
        "over your space quota": StorageSpace,
        "bad auth": ApiAuth,
        "authentication failed": ApiAuth,
        "is not allowed to do action": ApiPermission,
        "user is not allowed": ApiPermission,
        "not authorized on": ApiPermission,
        "request rate is large": _LIMIT,
        "toomanyrequests": _LIMIT,
        "retryafterms=": _LIMIT,
        "rate limit": _LIMIT,
        "too many connections": ApiUnavailable,
        "connection limit exceeded": ApiUnavailable,
        "not primary": ApiUnavailable,
        "not master": ApiUnavailable,
        "node is recovering": ApiUnavailable,
        "e11000": DataValidation,
        "failed validation": DataValidation,
        "ns not found": ApiNotFound,
        "no space left on device": StorageSpace,
    }
)

# What the server says may be tried again: https://github.com/mongodb/specifications, retryable writes, transactions.
MONGO_LABELS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "systemoverloadederror": ApiUnavailable,
        "transienttransactionerror": _AGAIN,
        "retryablewriteerror": _AGAIN,
        "retryableerror": _AGAIN,
        "unknowntransactioncommitresult": _AGAIN,
        "resumablechangestreamerror": _AGAIN,
    }
)
