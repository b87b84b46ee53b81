"""
The numbers of Snowflake's errors: those of the service, and those of its Python connectors.

Floor 1. Data only. A number that is not in a table decides nothing; SQLSTATE is asked then.
Sources: https://docs.snowflake.com/en/user-guide/odbc-api and the messages of the service as reports quote them;
`errorcode.py`, `network.py` of snowflake-connector-python 2.x to 4.x (25xxxx, 29xxxx, 390xxx); `error_kinds.py` of 5.2,
whose core numbers kinds of failures from 1 to 15 where the service sent no number.

What the session lacks (a database, a running warehouse) is the request's; a resource monitor that stops a warehouse is
a quota.
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
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
)

from ._rule import Outcome, Target
from .http_status import STATUS, STATUS_CLASS

__all__ = ["SNOWFLAKE_NUMBERS", "SNOWFLAKE_UNREACHABLE"]

_SLOW: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})
_QUOTA: Final = Outcome(ApiRateLimit, next_step=Advice.ASK_OPERATOR)

# "Could not connect", whatever the reason: the text knows more.
SNOWFLAKE_UNREACHABLE: Final[Mapping[object, Target]] = MappingProxyType(
    {
        250001: NetworkConnection,  # ER_FAILED_TO_CONNECT_TO_DB
        250003: NetworkConnection,  # ER_FAILED_TO_REQUEST
        250005: NetworkConnection,  # ER_FAILED_TO_SERVER
        250006: NetworkConnection,  # ER_IDP_CONNECTION_ERROR
        251012: ApiUnavailable,  # ER_RETRYABLE_CODE
        253002: ApiUnavailable,  # ER_FAILED_TO_DOWNLOAD_FROM_STAGE
        253003: ApiUnavailable,  # ER_FAILED_TO_UPLOAD_TO_STAGE
        1: ApiAuth,  # kind: authentication
        4: NetworkConnection,  # kind: input or output
        6: Internal,  # kind: the driver's own failure
        9: ApiAuth,  # kind: login
        13: ApiRequest,  # kind: query
        14: _SLOW,  # kind: timeout
        15: ApiUnavailable,  # kind: upload of bound values
    }
)

# The service refuses a login or a session: most of it is about credentials.
_LOGIN: Final[Mapping[object, Target]] = dict.fromkeys(range(390100, 390500), ApiAuth)
# 29xxxx is an HTTP status, which the connector could not make sense of.
_HTTP: Final[Mapping[object, Target]] = {
    290000 + status: STATUS.get(status) or STATUS_CLASS[status // 100]
    for status in (*range(400, 452), *range(500, 530))
}

SNOWFLAKE_NUMBERS: Final[Mapping[object, Target]] = MappingProxyType(
    {
        **_LOGIN,
        **_HTTP,
        2: Internal,  # kind: not implemented
        3: ApiRequest,  # kind: argument
        5: ApiUnavailable,  # kind: cancelled
        7: ApiRequest,  # kind: missing parameter
        8: ApiRequest,  # kind: parameter
        10: StorageRead,  # kind: no such local file
        11: ApiNotFound,  # kind: no such remote file
        12: ApiRequest,  # kind: compression
        # The service: running statements.
        603: ApiUnavailable,  # internal error
        604: ApiUnavailable,  # cancelled
        606: ApiRequest,  # no active warehouse
        608: ApiUnavailable,  # the warehouse cannot be resumed
        609: ApiUnavailable,  # the session was closed meanwhile
        612: ApiNotFound,  # no such result
        625: ApiUnavailable,  # a lock was waited for too long
        630: _SLOW,  # statement timeout
        631: ApiUnavailable,  # too long in the queue
        # The service: compiling statements.
        900: ApiRequest,
        904: ApiNotFound,  # invalid identifier
        906: ApiRequest,
        907: ApiRequest,
        939: ApiRequest,
        979: ApiRequest,  # no GROUP BY expression
        1002: ApiRequest,
        1003: ApiRequest,  # syntax
        1007: ApiRequest,
        1008: ApiRequest,
        1011: ApiRequest,
        1015: ApiRequest,
        1038: DataTransformation,  # cannot convert parameter
        1044: ApiRequest,  # argument types
        2001: ApiNotFound,
        2002: ApiRequest,  # exists already
        2003: ApiNotFound,  # does not exist or not authorized
        2016: ApiRequest,
        2025: ApiRequest,  # duplicate column
        2027: ApiRequest,  # ambiguous column
        2028: ApiRequest,  # ambiguous column
        2040: ApiRequest,  # data type
        2043: ApiNotFound,  # does not exist or operation cannot be performed
        2049: ApiRequest,
        2140: ApiNotFound,  # unknown function
        2141: ApiNotFound,  # unknown user-defined function
        2151: ApiNotFound,
        2262: ApiRequest,
        2269: ApiRequest,
        3001: ApiPermission,  # insufficient privileges
        3003: ApiPermission,
        3041: ApiPermission,
        3540: ApiPermission,
        90073: _QUOTA,  # a resource monitor's quota
        90105: ApiRequest,  # no current database
        90106: ApiRequest,  # no current schema
        90109: ApiRequest,
        # The service: values.
        100035: DataTransformation,  # timestamp
        100037: DataTransformation,  # boolean
        100038: DataTransformation,  # number
        100039: DataTransformation,  # number out of range
        100040: DataTransformation,  # date
        100041: DataTransformation,  # time
        100046: DataTransformation,  # out of representable range
        100048: DataTransformation,
        100051: DataTransformation,  # division by zero
        100063: DataTransformation,
        100065: DataTransformation,
        100069: DataTransformation,  # JSON
        100071: DataTransformation,  # cast of a variant
        100072: DataValidation,  # NULL
        100078: DataTransformation,  # text too long
        100080: DataValidation,  # number of columns in a file
        100082: DataTransformation,
        100090: DataValidation,  # duplicate row in a merge
        100096: DataTransformation,
        100132: DataTransformation,  # a function of one's own
        100357: DataTransformation,  # likewise, in Python
        200001: DataValidation,  # the primary key exists already (hybrid tables)
        300002: ApiUnavailable,
        370001: ApiUnavailable,  # incident
        # The service: logins and sessions that are not about credentials.
        390105: ApiUnavailable,
        390121: ApiUnavailable,  # the second factor is pending
        390126: NetworkTimeout,  # the second factor was not given in time
        390142: ApiRequest,
        390189: ApiPermission,  # the role is not granted
        390191: ApiUnavailable,
        390201: ApiNotFound,  # database, schema or warehouse of the connection
        390420: ApiPermission,  # network policy
        390422: ApiPermission,  # network policy
        390432: ApiPermission,  # network policy
        390913: ApiRequest,
        # The connector: connections.
        250002: Internal,  # ER_CONNECTION_IS_CLOSED
        250004: ApiRequest,  # ER_NOT_HTTPS_USED
        250007: ApiRequest,  # ER_INCORRECT_DESTINATION
        250008: ApiAuth,  # ER_UNABLE_TO_OPEN_BROWSER
        250009: ApiAuth,
        251001: ApiRequest,  # ER_NO_ACCOUNT_NAME
        251002: Internal,
        251003: Internal,
        251005: ApiAuth,  # ER_NO_USER
        251006: ApiAuth,  # ER_NO_PASSWORD
        251007: ApiRequest,  # ER_INVALID_VALUE
        251008: ApiAuth,  # ER_INVALID_PRIVATE_KEY
        251009: ApiRequest,  # ER_NO_HOSTNAME_FOUND
        251010: ApiAuth,  # ER_JWT_RETRY_EXPIRED
        251011: Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT}),  # ER_CONNECTION_TIMEOUT
        251013: ApiAuth,  # ER_NO_CLIENT_ID
        251014: ApiAuth,  # ER_OAUTH_STATE_CHANGED
        251015: ApiAuth,  # ER_OAUTH_CALLBACK_ERROR
        251016: ApiAuth,  # ER_OAUTH_SERVER_TIMEOUT
        251017: ApiAuth,  # ER_INVALID_WIF_SETTINGS
        251018: ApiAuth,  # ER_WIF_CREDENTIALS_NOT_FOUND
        # The connector: cursors.
        252001: ApiRequest,  # ER_FAILED_TO_REWRITE_MULTI_ROW_INSERT
        252003: ApiRequest,  # ER_NOT_POSITIVE_SIZE
        252004: ApiRequest,  # ER_FAILED_PROCESSING_PYFORMAT
        252005: DataTransformation,  # ER_FAILED_TO_CONVERT_ROW_TO_PYTHON_TYPE
        252006: Internal,  # ER_CURSOR_IS_CLOSED
        252007: ApiAuth,  # ER_FAILED_TO_RENEW_SESSION
        252008: Internal,  # ER_UNSUPPORTED_METHOD
        252009: DataEmpty,  # ER_NO_DATA_FOUND
        252010: NetworkConnection,  # ER_CHUNK_DOWNLOAD_FAILED
        252011: ApiRequest,  # ER_NOT_IMPLICITY_SNOWFLAKE_DATATYPE
        252012: ApiRequest,  # ER_FAILED_PROCESSING_QMARK
        # The connector: files.
        253001: ApiRequest,  # ER_INVALID_STAGE_FS
        253004: ApiRequest,  # ER_INVALID_STAGE_LOCATION
        253005: StorageRead,  # ER_LOCAL_PATH_NOT_DIRECTORY
        253006: StorageRead,  # ER_FILE_NOT_EXISTS
        253007: ApiRequest,  # ER_COMPRESSION_NOT_SUPPORTED
        253008: Internal,  # ER_INTERNAL_NOT_MATCH_ENCRYPT_MATERIAL
        # The connector: whether a certificate was revoked.
        **dict.fromkeys(range(254001, 254025), NetworkTls),
        # The connector: conversions.
        255001: DataTransformation,  # ER_NOT_SUPPORT_DATA_TYPE
        255002: Internal,  # ER_NO_PYARROW
        255003: ApiRequest,  # ER_NO_ARROW_RESULT
        255004: Internal,  # ER_NO_PYARROW_SNOWSQL
        255005: ApiFormat,  # ER_FAILED_TO_READ_ARROW_STREAM
        255006: Internal,  # ER_NO_NUMPY
    }
)
