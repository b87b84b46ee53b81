"""
SQLSTATE to error class: one table for every database that speaks it.

Floor 1. Data only. The exact code is asked first, then its class: the first two characters.
Sources: https://www.postgresql.org/docs/current/errcodes-appendix.html; ISO/IEC 9075-2, subclause 24.1;
https://learn.microsoft.com/en-us/sql/odbc/reference/appendixes/appendix-a-odbc-error-codes (HY, IM, 08S01, 42S);
https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html (21S01, 42S).

Decisions that a reader may doubt:
- 53100: the disk that is full is the server's. It is a full disk all the same, and only an operator frees it.
- 57014 is a timeout only if the text says so; whoever cancels may be an operator. What knows the text asks it first.
- 25: the server refuses the statement in this transaction. 25006 comes of a replica or of a setting: a permission.
- P0001 and the other errors that procedures raise: a refusal by the rules of the database's owner.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    StorageSpace,
)

from ._rule import Extract, Keyed, Outcome, Target

__all__ = ["SQLSTATE", "SQLSTATE_CLASS", "by_sqlstate", "meaning_of"]

_TOTAL: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})
_SHRINK: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
# The session ended; a new one works.
_ENDED: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL}, next_step=Advice.RETRY)
_OPERATOR: Final = Outcome(ApiUnavailable, next_step=Advice.ASK_OPERATOR)

SQLSTATE: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "08P01": ApiFormat,  # protocol_violation
        "21S01": ApiRequest,  # as many values as columns
        "21S02": ApiRequest,
        # What the statement says, not the data.
        "22010": ApiRequest,  # invalid_indicator_parameter_value
        "22013": ApiRequest,  # invalid_preceding_or_following_size
        "22014": ApiRequest,  # invalid_argument_for_ntile_function
        "22016": ApiRequest,  # invalid_argument_for_nth_value_function
        "22019": ApiRequest,  # invalid_escape_character
        "2201B": ApiRequest,  # invalid_regular_expression
        "2201W": ApiRequest,  # invalid_row_count_in_limit_clause
        "2201X": ApiRequest,  # invalid_row_count_in_result_offset_clause
        "22023": ApiRequest,  # invalid_parameter_value
        "22025": ApiRequest,  # invalid_escape_sequence
        "2202G": ApiRequest,  # invalid_tablesample_repeat
        "2202H": ApiRequest,  # invalid_tablesample_argument
        "22P06": ApiRequest,  # nonstandard_use_of_escape_character
        "22004": DataValidation,  # null_value_not_allowed
        "25006": ApiPermission,  # read_only_sql_transaction
        "25P03": _ENDED,  # idle_in_transaction_session_timeout
        "25P04": _TOTAL,  # transaction_timeout
        "40002": DataValidation,  # transaction_integrity_constraint_violation
        "42501": ApiPermission,  # insufficient_privilege
        "42703": ApiNotFound,  # undefined_column
        "42704": ApiNotFound,  # undefined_object
        "42883": ApiNotFound,  # undefined_function
        "42P01": ApiNotFound,  # undefined_table
        "42S02": ApiNotFound,  # base table or view not found
        "42S12": ApiNotFound,  # index not found
        "42S22": ApiNotFound,  # column not found
        "53100": Outcome(StorageSpace, next_step=Advice.ASK_OPERATOR),  # disk_full
        "53400": Outcome(ApiUnavailable, next_step=Advice.SHRINK_REQUEST),  # configuration_limit_exceeded
        "55006": ApiUnavailable,  # object_in_use
        "55P03": ApiUnavailable,  # lock_not_available
        "57014": _TOTAL,  # query_canceled
        "57P04": ApiNotFound,  # database_dropped
        "57P05": _ENDED,  # idle_session_timeout
        "58P01": ApiNotFound,  # undefined_file: of COPY, at the server
        "58P02": ApiRequest,  # duplicate_file
        "58P03": ApiRequest,  # file_name_too_long
        # A foreign server, asked by this one.
        "HV002": ApiRequest,
        "HV004": ApiRequest,
        "HV005": ApiNotFound,  # fdw_column_name_not_found
        "HV006": ApiRequest,
        "HV007": ApiRequest,
        "HV008": ApiRequest,
        "HV00A": ApiRequest,
        "HV00C": ApiRequest,
        "HV00D": ApiRequest,
        "HV00J": ApiRequest,
        "HV00N": NetworkConnection,  # fdw_unable_to_establish_connection
        "HV00P": ApiNotFound,  # fdw_no_schemas
        "HV00Q": ApiNotFound,  # fdw_schema_not_found
        "HV00R": ApiNotFound,  # fdw_table_not_found
        "HV024": ApiRequest,
        "HV090": ApiRequest,
        "HV091": ApiRequest,
        # PL/pgSQL
        "P0002": DataEmpty,  # no_data_found
        "P0003": DataValidation,  # too_many_rows
        "P0004": DataValidation,  # assert_failure
        "XX001": DataIntegrity,  # data_corrupted
        "XX002": DataIntegrity,  # index_corrupted
        # ODBC. HY000, "general error", says nothing.
        "HY001": Internal,  # memory of the client
        "HY003": ApiRequest,
        "HY004": ApiRequest,
        "HY008": ApiUnavailable,  # cancelled
        "HY009": ApiRequest,
        "HY010": Internal,  # function sequence
        "HY024": ApiRequest,
        "HY090": ApiRequest,
        "HY104": ApiRequest,  # precision or scale of a parameter
        "HY105": ApiRequest,
        "HYC00": ApiRequest,  # not implemented
        "HYT00": _TOTAL,  # also of a login that took too long: the text of that says so
        "HYT01": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),
        "IM002": Internal,  # data source name not found, no default driver
        "IM003": Internal,  # the driver could not be loaded
        "IM004": Internal,
        "IM005": Internal,
        "IM012": Internal,
    }
)

# The first two characters.
SQLSTATE_CLASS: Final[Mapping[object, Target]] = MappingProxyType(
    {
        "02": DataEmpty,
        "03": ApiRequest,
        "07": ApiRequest,  # dynamic SQL: as many parameters as places
        "08": NetworkConnection,
        "09": ApiRequest,
        "0A": ApiRequest,
        "0B": ApiRequest,
        "0F": ApiRequest,
        "0L": ApiPermission,
        "0P": ApiPermission,  # a role that may not be taken on
        "0Z": ApiRequest,
        "10": ApiRequest,
        "20": ApiRequest,
        "21": DataValidation,  # more rows than one
        "22": DataTransformation,
        "23": DataValidation,
        "24": ApiRequest,
        "25": ApiRequest,
        "26": ApiRequest,  # no such prepared statement: behind a pooler it is of another session
        "27": DataValidation,
        "28": ApiAuth,
        "2B": ApiRequest,
        "2D": ApiRequest,
        "2F": ApiRequest,
        "34": ApiRequest,
        "38": ApiRequest,
        "39": ApiRequest,
        "3B": ApiRequest,
        "3D": ApiNotFound,  # no such database
        "3F": ApiNotFound,  # no such schema
        "40": ApiUnavailable,  # rolled back: serialization, deadlock
        "42": ApiRequest,
        "44": DataValidation,
        "53": ApiUnavailable,
        "54": _SHRINK,
        "55": ApiRequest,
        "57": ApiUnavailable,
        "58": ApiUnavailable,
        "70": ApiUnavailable,  # MySQL: interrupted
        "72": ApiUnavailable,  # snapshot_too_old
        "F0": _OPERATOR,
        "HV": ApiUnavailable,
        "P0": ApiRequest,
        "XA": ApiUnavailable,  # distributed transactions
        "XX": ApiUnavailable,
    }
)


def by_sqlstate(read: str) -> tuple[Keyed, Keyed]:
    """Give the two discriminators for an exception that keeps its SQLSTATE at a path."""
    return (
        Keyed(read, SQLSTATE, name="SQLSTATE"),
        Keyed(Extract(r"^(\w\w)\w\w\w$", read=read), SQLSTATE_CLASS, name="SQLSTATE class"),
    )


def meaning_of(code: str) -> Outcome:
    """Say what a code means, for the class that a driver has for it; a warning is a sign of a bug."""
    target = SQLSTATE.get(code) or SQLSTATE_CLASS.get(code[:2]) or Internal
    return target if isinstance(target, Outcome) else Outcome(target)
