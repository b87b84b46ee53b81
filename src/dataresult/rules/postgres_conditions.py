"""
PostgreSQL's conditions as drivers have made classes of them, and the rows that follow from their SQLSTATE.

Floor 1. Data only. What a SQLSTATE means stands in `sqlstate.py`; here stands which class is which.
Source: https://www.postgresql.org/docs/current/errcodes-appendix.html; `psycopg/errors.py` of 3.3.9 and
`psycopg2/errorcodes.py` of 2.9.13, which name their classes alike.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from dataresult.errors import ApiError, ApiNotFound, ClassifiedError, DataValidation

from ._rule import Extract, Reader, Rule, Words
from .postgres_words import CANCELLED, REFUSED_ENTRY
from .sqlstate import meaning_of

__all__ = ["CONDITIONS", "RESOURCE", "condition_rows"]

# The name of what does not exist: `relation "bars" does not exist`, `column b.price does not exist`.
RESOURCE: Final = Extract(
    r"(?:relation|table|column|schema|database|function|procedure|type|role|sequence|operator|language|collation)"
    r' "?([\w.$-]+)"?[^\n]{0,120}? does not exist'
)
# Where the text tells apart what the code does not.
_WORDS: Final[Mapping[str, Words]] = {"57014": Words(CANCELLED), "28000": Words(REFUSED_ENTRY)}


def condition_rows(
    module: str,
    conditions: Mapping[str, str],
    *,
    code: str,
    violated: str,
    words: Mapping[str, Words] = MappingProxyType({}),
) -> Iterator[Rule]:
    """
    Give a row for each class that a driver made of a condition.

    Args:
        module: The driver's module.
        conditions: The first two characters of SQLSTATE, then the other three with the class, again and again.
        code: Path to the SQLSTATE of an instance.
        violated: Path to what tells of a violated constraint.
        words: By SQLSTATE, texts that say more, where the driver uses the class for more.
    """
    words = {**_WORDS, **words}
    for family, listed in conditions.items():
        parts = listed.split()
        for rest, name in zip(parts[::2], parts[1::2], strict=True):
            meaning = meaning_of(family + rest)
            by = (words[family + rest],) if family + rest in words else ()
            fields = {**_fields(meaning.error, code, violated), **meaning.fields}
            yield Rule(f"{module}.{name}", meaning.error, by=by, fields=fields, next_step=meaning.next_step)


def _fields(error: type[ClassifiedError], code: str, violated: str) -> dict[str, Reader]:
    fields: dict[str, Reader] = {}
    if issubclass(error, ApiError):
        fields["provider_code"] = code
    if error is ApiNotFound:
        fields["resource"] = RESOURCE
    if error is DataValidation:
        fields["failures"] = violated
    return fields


CONDITIONS: Final[Mapping[str, str]] = {
    "02": "000 NoData  001 NoAdditionalDynamicResultSetsReturned",
    "03": "000 SqlStatementNotYetComplete",
    "08": (
        "000 ConnectionException  001 SqlclientUnableToEstablishSqlconnection  003 ConnectionDoesNotExist  "
        "004 SqlserverRejectedEstablishmentOfSqlconnection  006 ConnectionFailure  "
        "007 TransactionResolutionUnknown  P01 ProtocolViolation"
    ),
    "09": "000 TriggeredActionException",
    "0A": "000 FeatureNotSupported",
    "0B": "000 InvalidTransactionInitiation",
    "0F": "000 LocatorException  001 InvalidLocatorSpecification",
    "0L": "000 InvalidGrantor  P01 InvalidGrantOperation",
    "0P": "000 InvalidRoleSpecification",
    "0Z": "000 DiagnosticsException  002 StackedDiagnosticsAccessedWithoutActiveHandler",
    "10": "608 InvalidArgumentForXquery",
    "20": "000 CaseNotFound",
    "21": "000 CardinalityViolation",
    "22": (
        "000 DataException  001 StringDataRightTruncation  002 NullValueNoIndicatorParameter  "
        "003 NumericValueOutOfRange  004 NullValueNotAllowed  005 ErrorInAssignment  007 InvalidDatetimeFormat  "
        "008 DatetimeFieldOverflow  009 InvalidTimeZoneDisplacementValue  00B EscapeCharacterConflict  "
        "00C InvalidUseOfEscapeCharacter  00D InvalidEscapeOctet  00F ZeroLengthCharacterString  "
        "00G MostSpecificTypeMismatch  00H SequenceGeneratorLimitExceeded  00L NotAnXmlDocument  "
        "00M InvalidXmlDocument  00N InvalidXmlContent  00S InvalidXmlComment  "
        "00T InvalidXmlProcessingInstruction  010 InvalidIndicatorParameterValue  011 SubstringError  "
        "012 DivisionByZero  013 InvalidPrecedingOrFollowingSize  014 InvalidArgumentForNtileFunction  "
        "015 IntervalFieldOverflow  016 InvalidArgumentForNthValueFunction  018 InvalidCharacterValueForCast  "
        "019 InvalidEscapeCharacter  01B InvalidRegularExpression  01E InvalidArgumentForLogarithm  "
        "01F InvalidArgumentForPowerFunction  01G InvalidArgumentForWidthBucketFunction  "
        "01W InvalidRowCountInLimitClause  01X InvalidRowCountInResultOffsetClause  021 CharacterNotInRepertoire  "
        "022 IndicatorOverflow  023 InvalidParameterValue  024 UnterminatedCString  025 InvalidEscapeSequence  "
        "026 StringDataLengthMismatch  027 TrimError  02E ArraySubscriptError  02G InvalidTablesampleRepeat  "
        "02H InvalidTablesampleArgument  030 DuplicateJsonObjectKeyValue  "
        "031 InvalidArgumentForSqlJsonDatetimeFunction  032 InvalidJsonText  033 InvalidSqlJsonSubscript  "
        "034 MoreThanOneSqlJsonItem  035 NoSqlJsonItem  036 NonNumericSqlJsonItem  "
        "037 NonUniqueKeysInAJsonObject  038 SingletonSqlJsonItemRequired  039 SqlJsonArrayNotFound  "
        "03A SqlJsonMemberNotFound  03B SqlJsonNumberNotFound  03C SqlJsonObjectNotFound  "
        "03D TooManyJsonArrayElements  03E TooManyJsonObjectMembers  03F SqlJsonScalarRequired  "
        "03G SqlJsonItemCannotBeCastToTargetType  P01 FloatingPointException  P02 InvalidTextRepresentation  "
        "P03 InvalidBinaryRepresentation  P04 BadCopyFileFormat  P05 UntranslatableCharacter  "
        "P06 NonstandardUseOfEscapeCharacter"
    ),
    "23": (
        "000 IntegrityConstraintViolation  001 RestrictViolation  502 NotNullViolation  503 ForeignKeyViolation  "
        "505 UniqueViolation  514 CheckViolation  P01 ExclusionViolation"
    ),
    "24": "000 InvalidCursorState",
    "25": (
        "000 InvalidTransactionState  001 ActiveSqlTransaction  002 BranchTransactionAlreadyActive  "
        "003 InappropriateAccessModeForBranchTransaction  004 InappropriateIsolationLevelForBranchTransaction  "
        "005 NoActiveSqlTransactionForBranchTransaction  006 ReadOnlySqlTransaction  "
        "007 SchemaAndDataStatementMixingNotSupported  008 HeldCursorRequiresSameIsolationLevel  "
        "P01 NoActiveSqlTransaction  P02 InFailedSqlTransaction  P03 IdleInTransactionSessionTimeout  "
        "P04 TransactionTimeout"
    ),
    "26": "000 InvalidSqlStatementName",
    "27": "000 TriggeredDataChangeViolation",
    "28": "000 InvalidAuthorizationSpecification  P01 InvalidPassword",
    "2B": "000 DependentPrivilegeDescriptorsStillExist  P01 DependentObjectsStillExist",
    "2D": "000 InvalidTransactionTermination",
    "2F": (
        "000 SqlRoutineException  002 ModifyingSqlDataNotPermitted  003 ProhibitedSqlStatementAttempted  "
        "004 ReadingSqlDataNotPermitted  005 FunctionExecutedNoReturnStatement"
    ),
    "34": "000 InvalidCursorName",
    "38": (
        "000 ExternalRoutineException  001 ContainingSqlNotPermitted  002 ModifyingSqlDataNotPermittedExt  "
        "003 ProhibitedSqlStatementAttemptedExt  004 ReadingSqlDataNotPermittedExt"
    ),
    "39": (
        "000 ExternalRoutineInvocationException  001 InvalidSqlstateReturned  004 NullValueNotAllowedExt  "
        "P01 TriggerProtocolViolated  P02 SrfProtocolViolated  P03 EventTriggerProtocolViolated"
    ),
    "3B": "000 SavepointException  001 InvalidSavepointSpecification",
    "3D": "000 InvalidCatalogName",
    "3F": "000 InvalidSchemaName",
    "40": (
        "000 TransactionRollback  001 SerializationFailure  002 TransactionIntegrityConstraintViolation  "
        "003 StatementCompletionUnknown  P01 DeadlockDetected"
    ),
    "42": (
        "000 SyntaxErrorOrAccessRuleViolation  501 InsufficientPrivilege  601 SyntaxError  602 InvalidName  "
        "611 InvalidColumnDefinition  622 NameTooLong  701 DuplicateColumn  702 AmbiguousColumn  "
        "703 UndefinedColumn  704 UndefinedObject  710 DuplicateObject  712 DuplicateAlias  "
        "723 DuplicateFunction  725 AmbiguousFunction  803 GroupingError  804 DatatypeMismatch  "
        "809 WrongObjectType  830 InvalidForeignKey  846 CannotCoerce  883 UndefinedFunction  "
        "8C9 GeneratedAlways  939 ReservedName  P01 UndefinedTable  P02 UndefinedParameter  P03 DuplicateCursor  "
        "P04 DuplicateDatabase  P05 DuplicatePreparedStatement  P06 DuplicateSchema  P07 DuplicateTable  "
        "P08 AmbiguousParameter  P09 AmbiguousAlias  P10 InvalidColumnReference  P11 InvalidCursorDefinition  "
        "P12 InvalidDatabaseDefinition  P13 InvalidFunctionDefinition  P14 InvalidPreparedStatementDefinition  "
        "P15 InvalidSchemaDefinition  P16 InvalidTableDefinition  P17 InvalidObjectDefinition  "
        "P18 IndeterminateDatatype  P19 InvalidRecursion  P20 WindowingError  P21 CollationMismatch  "
        "P22 IndeterminateCollation"
    ),
    "44": "000 WithCheckOptionViolation",
    "53": (
        "000 InsufficientResources  100 DiskFull  200 OutOfMemory  300 TooManyConnections  "
        "400 ConfigurationLimitExceeded"
    ),
    "54": "000 ProgramLimitExceeded  001 StatementTooComplex  011 TooManyColumns  023 TooManyArguments",
    "55": (
        "000 ObjectNotInPrerequisiteState  006 ObjectInUse  P02 CantChangeRuntimeParam  P03 LockNotAvailable  "
        "P04 UnsafeNewEnumValueUsage"
    ),
    "57": (
        "000 OperatorIntervention  014 QueryCanceled  P01 AdminShutdown  P02 CrashShutdown  P03 CannotConnectNow  "
        "P04 DatabaseDropped  P05 IdleSessionTimeout"
    ),
    "58": "000 SystemError  030 IoError  P01 UndefinedFile  P02 DuplicateFile  P03 FileNameTooLong",
    "72": "000 SnapshotTooOld",
    "F0": "000 ConfigFileError  001 LockFileExists",
    "HV": (
        "000 FdwError  001 FdwOutOfMemory  002 FdwDynamicParameterValueNeeded  004 FdwInvalidDataType  "
        "005 FdwColumnNameNotFound  006 FdwInvalidDataTypeDescriptors  007 FdwInvalidColumnName  "
        "008 FdwInvalidColumnNumber  009 FdwInvalidUseOfNullPointer  00A FdwInvalidStringFormat  "
        "00B FdwInvalidHandle  00C FdwInvalidOptionIndex  00D FdwInvalidOptionName  00J FdwOptionNameNotFound  "
        "00K FdwReplyHandle  00L FdwUnableToCreateExecution  00M FdwUnableToCreateReply  "
        "00N FdwUnableToEstablishConnection  00P FdwNoSchemas  00Q FdwSchemaNotFound  00R FdwTableNotFound  "
        "010 FdwFunctionSequenceError  014 FdwTooManyHandles  021 FdwInconsistentDescriptorInformation  "
        "024 FdwInvalidAttributeValue  090 FdwInvalidStringLengthOrBufferLength  "
        "091 FdwInvalidDescriptorFieldIdentifier"
    ),
    "P0": "000 PlpgsqlError  001 RaiseException  002 NoDataFound  003 TooManyRows  004 AssertFailure",
    "XX": "000 InternalError_  001 DataCorrupted  002 IndexCorrupted",
}
