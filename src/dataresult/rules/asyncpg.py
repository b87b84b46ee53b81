"""
Failures of `asyncpg`.

Floor 1. Data only. Never imports asyncpg. Every public exception has a row or says that it inherits.
Source: https://magicstack.github.io/asyncpg/current/api/index.html#exceptions; `asyncpg/exceptions/`,
`asyncpg/connect_utils.py`, `asyncpg/pool.py`, `asyncpg/protocol/` of 0.32.0.

What the server refuses is a class of its own for each SQLSTATE, also while connecting. What the network does is the
interpreter's own: `ConnectionRefusedError`, `gaierror`, `TimeoutError`.
"""

from collections.abc import Mapping
from typing import Final

from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import (
    ApiFormat,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Library, Rule, Words
from .postgres_conditions import RESOURCE, condition_rows
from .postgres_words import POSTGRES_TEXT
from .sqlstate import by_sqlstate

__all__ = ["LIBRARY"]

_CODE: Final = by_sqlstate("sqlstate")
_FIELDS: Final = {"provider_code": "sqlstate", "resource": RESOURCE, "failures": "|diagnosed_constraint"}
# What the client says of a connection that the peer left; an object in the wrong state is the row's own.
_CONNECTION: Final = Words(
    {
        "connection is closed": NetworkConnection,
        "connection was closed": NetworkConnection,
        "the server expects": ApiRequest,
        "number of query arguments": ApiRequest,
        "bind: expected": ApiRequest,
        "different from what was described": ApiFormat,
        "unexpected error while performing authentication": ApiFormat,
    }
)
# An argument that does not fit its place in the query, or is only too large for it. The client has a class for that,
# and takes the one of SQLSTATE 22000.
_ARGUMENT: Final = Words(
    {
        "value out of ": DataTransformation,
        "out of range": DataTransformation,
        "invalid input for query argument": ApiRequest,
        "invalid input in executemany": ApiRequest,
        "invalid array element": ApiRequest,
    }
)
# The name of each class, and the SQLSTATE that it carries: the first two characters, then the other three.
_CONDITIONS: Final[Mapping[str, str]] = {
    "01": (
        "000 PostgresWarning  003 NullValueEliminatedInSetFunction  004 StringDataRightTruncation  "
        "006 PrivilegeNotRevoked  007 PrivilegeNotGranted  008 ImplicitZeroBitPadding  "
        "00C DynamicResultSetsReturned  P01 DeprecatedFeature"
    ),
    "02": "000 NoData  001 NoAdditionalDynamicResultSetsReturned",
    "03": "000 SQLStatementNotYetCompleteError",
    "08": (
        "000 PostgresConnectionError  001 ClientCannotConnectError  003 ConnectionDoesNotExistError  "
        "004 ConnectionRejectionError  006 ConnectionFailureError  007 TransactionResolutionUnknownError  "
        "P01 ProtocolViolationError"
    ),
    "09": "000 TriggeredActionError",
    "0A": "000 FeatureNotSupportedError",
    "0B": "000 InvalidTransactionInitiationError",
    "0F": "000 LocatorError  001 InvalidLocatorSpecificationError",
    "0L": "000 InvalidGrantorError  P01 InvalidGrantOperationError",
    "0P": "000 InvalidRoleSpecificationError",
    "0Z": "000 DiagnosticsError  002 StackedDiagnosticsAccessedWithoutActiveHandlerError",
    "10": "608 InvalidArgumentForXqueryError",
    "20": "000 CaseNotFoundError",
    "21": "000 CardinalityViolationError",
    "22": (
        "000 DataError  001 StringDataRightTruncationError  002 NullValueNoIndicatorParameterError  "
        "003 NumericValueOutOfRangeError  004 NullValueNotAllowedError  005 ErrorInAssignmentError  "
        "007 InvalidDatetimeFormatError  008 DatetimeFieldOverflowError  "
        "009 InvalidTimeZoneDisplacementValueError  00B EscapeCharacterConflictError  "
        "00C InvalidUseOfEscapeCharacterError  00D InvalidEscapeOctetError  00F ZeroLengthCharacterStringError  "
        "00G MostSpecificTypeMismatchError  00H SequenceGeneratorLimitExceededError  00L NotAnXmlDocumentError  "
        "00M InvalidXmlDocumentError  00N InvalidXmlContentError  00S InvalidXmlCommentError  "
        "00T InvalidXmlProcessingInstructionError  010 InvalidIndicatorParameterValueError  011 SubstringError  "
        "012 DivisionByZeroError  013 InvalidPrecedingOrFollowingSizeError  "
        "014 InvalidArgumentForNtileFunctionError  015 IntervalFieldOverflowError  "
        "016 InvalidArgumentForNthValueFunctionError  018 InvalidCharacterValueForCastError  "
        "019 InvalidEscapeCharacterError  01B InvalidRegularExpressionError  "
        "01E InvalidArgumentForLogarithmError  01F InvalidArgumentForPowerFunctionError  "
        "01G InvalidArgumentForWidthBucketFunctionError  01W InvalidRowCountInLimitClauseError  "
        "01X InvalidRowCountInResultOffsetClauseError  021 CharacterNotInRepertoireError  "
        "022 IndicatorOverflowError  023 InvalidParameterValueError  024 UnterminatedCStringError  "
        "025 InvalidEscapeSequenceError  026 StringDataLengthMismatchError  027 TrimError  "
        "02E ArraySubscriptError  02G InvalidTablesampleRepeatError  02H InvalidTablesampleArgumentError  "
        "030 DuplicateJsonObjectKeyValueError  031 InvalidArgumentForSQLJsonDatetimeFunctionError  "
        "032 InvalidJsonTextError  033 InvalidSQLJsonSubscriptError  034 MoreThanOneSQLJsonItemError  "
        "035 NoSQLJsonItemError  036 NonNumericSQLJsonItemError  037 NonUniqueKeysInAJsonObjectError  "
        "038 SingletonSQLJsonItemRequiredError  039 SQLJsonArrayNotFoundError  03A SQLJsonMemberNotFoundError  "
        "03B SQLJsonNumberNotFoundError  03C SQLJsonObjectNotFoundError  03D TooManyJsonArrayElementsError  "
        "03E TooManyJsonObjectMembersError  03F SQLJsonScalarRequiredError  "
        "03G SQLJsonItemCannotBeCastToTargetTypeError  P01 PostgresFloatingPointError  "
        "P02 InvalidTextRepresentationError  P03 InvalidBinaryRepresentationError  P04 BadCopyFileFormatError  "
        "P05 UntranslatableCharacterError  P06 NonstandardUseOfEscapeCharacterError"
    ),
    "23": (
        "000 IntegrityConstraintViolationError  001 RestrictViolationError  502 NotNullViolationError  "
        "503 ForeignKeyViolationError  505 UniqueViolationError  514 CheckViolationError  "
        "P01 ExclusionViolationError"
    ),
    "24": "000 InvalidCursorStateError",
    "25": (
        "000 InvalidTransactionStateError  001 ActiveSQLTransactionError  "
        "002 BranchTransactionAlreadyActiveError  003 InappropriateAccessModeForBranchTransactionError  "
        "004 InappropriateIsolationLevelForBranchTransactionError  "
        "005 NoActiveSQLTransactionForBranchTransactionError  006 ReadOnlySQLTransactionError  "
        "007 SchemaAndDataStatementMixingNotSupportedError  008 HeldCursorRequiresSameIsolationLevelError  "
        "P01 NoActiveSQLTransactionError  P02 InFailedSQLTransactionError  "
        "P03 IdleInTransactionSessionTimeoutError  P04 TransactionTimeoutError"
    ),
    "26": "000 InvalidSQLStatementNameError",
    "27": "000 TriggeredDataChangeViolationError",
    "28": "000 InvalidAuthorizationSpecificationError  P01 InvalidPasswordError",
    "2B": "000 DependentPrivilegeDescriptorsStillExistError  P01 DependentObjectsStillExistError",
    "2D": "000 InvalidTransactionTerminationError",
    "2F": (
        "000 SQLRoutineError  002 ModifyingSQLDataNotPermittedError  003 ProhibitedSQLStatementAttemptedError  "
        "004 ReadingSQLDataNotPermittedError  005 FunctionExecutedNoReturnStatementError"
    ),
    "34": "000 InvalidCursorNameError",
    "38": (
        "000 ExternalRoutineError  001 ContainingSQLNotPermittedError  "
        "002 ModifyingExternalRoutineSQLDataNotPermittedError  "
        "003 ProhibitedExternalRoutineSQLStatementAttemptedError  "
        "004 ReadingExternalRoutineSQLDataNotPermittedError"
    ),
    "39": (
        "000 ExternalRoutineInvocationError  001 InvalidSqlstateReturnedError  "
        "004 NullValueInExternalRoutineNotAllowedError  P01 TriggerProtocolViolatedError  "
        "P02 SrfProtocolViolatedError  P03 EventTriggerProtocolViolatedError"
    ),
    "3B": "000 SavepointError  001 InvalidSavepointSpecificationError",
    "3D": "000 InvalidCatalogNameError",
    "3F": "000 InvalidSchemaNameError",
    "40": (
        "000 TransactionRollbackError  001 SerializationError  002 TransactionIntegrityConstraintViolationError  "
        "003 StatementCompletionUnknownError  P01 DeadlockDetectedError"
    ),
    "42": (
        "000 SyntaxOrAccessError  501 InsufficientPrivilegeError  601 PostgresSyntaxError  602 InvalidNameError  "
        "611 InvalidColumnDefinitionError  622 NameTooLongError  701 DuplicateColumnError  "
        "702 AmbiguousColumnError  703 UndefinedColumnError  704 UndefinedObjectError  710 DuplicateObjectError  "
        "712 DuplicateAliasError  723 DuplicateFunctionError  725 AmbiguousFunctionError  803 GroupingError  "
        "804 DatatypeMismatchError  809 WrongObjectTypeError  830 InvalidForeignKeyError  846 CannotCoerceError  "
        "883 UndefinedFunctionError  8C9 GeneratedAlwaysError  939 ReservedNameError  P01 UndefinedTableError  "
        "P02 UndefinedParameterError  P03 DuplicateCursorError  P04 DuplicateDatabaseError  "
        "P05 DuplicatePreparedStatementError  P06 DuplicateSchemaError  P07 DuplicateTableError  "
        "P08 AmbiguousParameterError  P09 AmbiguousAliasError  P10 InvalidColumnReferenceError  "
        "P11 InvalidCursorDefinitionError  P12 InvalidDatabaseDefinitionError  "
        "P13 InvalidFunctionDefinitionError  P14 InvalidPreparedStatementDefinitionError  "
        "P15 InvalidSchemaDefinitionError  P16 InvalidTableDefinitionError  P17 InvalidObjectDefinitionError  "
        "P18 IndeterminateDatatypeError  P19 InvalidRecursionError  P20 WindowingError  "
        "P21 CollationMismatchError  P22 IndeterminateCollationError"
    ),
    "44": "000 WithCheckOptionViolationError",
    "53": (
        "000 InsufficientResourcesError  100 DiskFullError  200 OutOfMemoryError  300 TooManyConnectionsError  "
        "400 ConfigurationLimitExceededError"
    ),
    "54": (
        "000 ProgramLimitExceededError  001 StatementTooComplexError  011 TooManyColumnsError  "
        "023 TooManyArgumentsError"
    ),
    "55": (
        "000 ObjectNotInPrerequisiteStateError  006 ObjectInUseError  P02 CantChangeRuntimeParamError  "
        "P03 LockNotAvailableError  P04 UnsafeNewEnumValueUsageError"
    ),
    "57": (
        "000 OperatorInterventionError  014 QueryCanceledError  P01 AdminShutdownError  P02 CrashShutdownError  "
        "P03 CannotConnectNowError  P04 DatabaseDroppedError  P05 IdleSessionTimeoutError"
    ),
    "58": (
        "000 PostgresSystemError  030 PostgresIOError  P01 UndefinedFileError  P02 DuplicateFileError  "
        "P03 FileNameTooLongError"
    ),
    "72": "000 SnapshotTooOldError",
    "F0": "000 ConfigFileError  001 LockFileExistsError",
    "HV": (
        "000 FDWError  001 FDWOutOfMemoryError  002 FDWDynamicParameterValueNeededError  "
        "004 FDWInvalidDataTypeError  005 FDWColumnNameNotFoundError  006 FDWInvalidDataTypeDescriptorsError  "
        "007 FDWInvalidColumnNameError  008 FDWInvalidColumnNumberError  009 FDWInvalidUseOfNullPointerError  "
        "00A FDWInvalidStringFormatError  00B FDWInvalidHandleError  00C FDWInvalidOptionIndexError  "
        "00D FDWInvalidOptionNameError  00J FDWOptionNameNotFoundError  00K FDWReplyHandleError  "
        "00L FDWUnableToCreateExecutionError  00M FDWUnableToCreateReplyError  "
        "00N FDWUnableToEstablishConnectionError  00P FDWNoSchemasError  00Q FDWSchemaNotFoundError  "
        "00R FDWTableNotFoundError  010 FDWFunctionSequenceError  014 FDWTooManyHandlesError  "
        "021 FDWInconsistentDescriptorInformationError  024 FDWInvalidAttributeValueError  "
        "090 FDWInvalidStringLengthOrBufferLengthError  091 FDWInvalidDescriptorFieldIdentifierError"
    ),
    "P0": "000 PLPGSQLError  001 RaiseError  002 NoDataFoundError  003 TooManyRowsError  004 AssertError",
    "XX": "000 InternalServerError  001 DataCorruptedError  002 IndexCorruptedError",
}


LIBRARY: Final = Library(
    packages=("asyncpg",),
    public=("asyncpg", "asyncpg.exceptions", "asyncpg.exceptions._base", "asyncpg.cluster"),
    checked_with="0.32.0",
    rules=(
        Rule(
            "asyncpg.exceptions._base.PostgresError",
            ApiUnavailable,
            by=(*_CODE, *POSTGRES_TEXT),
            fields=_FIELDS,
            weak=True,
        ),
        Rule(
            "asyncpg.exceptions._base.FatalPostgresError",
            ApiUnavailable,
            by=(*_CODE, *POSTGRES_TEXT),
            fields=_FIELDS,
            weak=True,
        ),
        Rule(
            "asyncpg.exceptions._base.UnknownPostgresError",
            ApiUnavailable,
            by=(*_CODE, *POSTGRES_TEXT),
            fields=_FIELDS,
            weak=True,
        ),
        # The client's own
        Rule("asyncpg.exceptions._base.InterfaceError", Internal, by=(_CONNECTION,)),
        Rule("asyncpg.exceptions._base.ClientConfigurationError", ApiRequest),
        Rule("asyncpg.exceptions._base.UnsupportedClientFeatureError", ApiRequest),
        Rule("asyncpg.exceptions._base.UnsupportedServerFeatureError", ApiRequest),
        Rule("asyncpg.exceptions._base.InternalClientError", Internal, by=(_CONNECTION,)),
        Rule("asyncpg.exceptions._base.ProtocolError", ApiFormat),
        # No server of those asked is a primary, or a standby, as was wanted.
        Rule("asyncpg.exceptions._base.TargetServerAttributeNotMatched", ApiUnavailable),
        # The table changed between two answers; the client has forgotten the old shape by now.
        Rule("asyncpg.exceptions._base.OutdatedSchemaCacheError", ApiFormat),
        Rule("asyncpg.exceptions.InvalidCachedStatementError", ApiUnavailable, fields={"provider_code": "sqlstate"}),
        Rule("asyncpg.exceptions._base.DataError", ApiRequest, by=(_ARGUMENT,)),
        Rule("asyncpg.pgproto.pgproto.BufferError", ApiFormat),
        Rule("asyncpg.exceptions._base.InterfaceWarning", Internal, weak=True),
        # A private server of the tests of others
        Rule("asyncpg.cluster.ClusterError", Internal, weak=True),
        # Signals inside of connecting: why stands behind them.
        Rule("asyncpg.connect_utils._RetryConnectSignal", NetworkConnection, weak=True),
        Rule("asyncpg.connect_utils._NextHostSignal", NetworkConnection, weak=True),
        Rule("asyncpg._testbase.fuzzer.StopServer", Internal, weak=True),
        # The interpreter's own classes, where this client raises them.
        Rule(
            "builtins.ConnectionError",
            NetworkConnection,
            raised_in="asyncpg",
            by=(Words({"rejected ssl upgrade": NetworkTls}),),
        ),
        Rule("builtins.TimeoutError", NetworkTimeout, raised_in="asyncpg", fields={"phase": TimeoutPhase.TOTAL}),
        *condition_rows(
            "asyncpg.exceptions",
            _CONDITIONS,
            code="sqlstate",
            violated="|diagnosed_constraint",
            words={"22000": _ARGUMENT},
        ),
    ),
)
