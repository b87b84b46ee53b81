"""
The error codes of a ClickHouse server, whatever client brings them.

Floor 1. Data only. A code that is not in the table decides nothing.
Source: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp; `system.errors` of a server. The
table is keyed by the code as text, as clients find it in headers and texts.

Limits that a query runs into (rows, bytes, memory, columns) are the request's: it is too large. What the server has no
room for at the moment (parts, merges, connections, queries at once) is ApiUnavailable; a quota is ApiRateLimit.
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

__all__ = ["CLICKHOUSE_CODES"]

_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
_BUSY: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)
_MEMORY: Final = Outcome(ApiUnavailable, next_step=Advice.SHRINK_REQUEST)
_SLOW: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})

_TABLES: Final[tuple[tuple[Target, tuple[int, ...]], ...]] = (
    (
        ApiNotFound,
        (
            *(8, 10, 16),  # THERE_IS_NO_COLUMN, NOT_FOUND_COLUMN_IN_BLOCK, NO_SUCH_COLUMN_IN_TABLE
            *(46, 47),  # UNKNOWN_FUNCTION, UNKNOWN_IDENTIFIER
            *(50, 56),  # UNKNOWN_TYPE, UNKNOWN_STORAGE
            *(60, 63),  # UNKNOWN_TABLE, UNKNOWN_AGGREGATE_FUNCTION
            *(81, 83, 107),  # UNKNOWN_DATABASE, DIRECTORY_DOESNT_EXIST, FILE_DOESNT_EXIST
            *(142, 180),  # NOT_FOUND_NODE, THERE_IS_NO_PROFILE
            *(199, 218),  # UNKNOWN_QUOTA, TABLE_IS_DROPPED
            *(232, 251, 257),  # NO_SUCH_DATA_PART, NO_SUCH_REPLICA, PARTITION_DOESNT_EXIST
            *(336, 372, 393),  # UNKNOWN_DATABASE_ENGINE, SESSION_NOT_FOUND, THERE_IS_NO_QUERY
            *(478, 479, 488),  # UNKNOWN_POLICY, UNKNOWN_DISK, UNKNOWN_DICTIONARY
            *(492, 511),  # ACCESS_ENTITY_NOT_FOUND, UNKNOWN_ROLE
            *(582, 599, 605),  # NO_SUCH_PROJECTION_IN_TABLE, BACKUP_NOT_FOUND, BACKUP_ENTRY_NOT_FOUND
            *(669, 674, 701),  # NAMED_COLLECTION_DOESNT_EXIST, RESOURCE_NOT_FOUND, CLUSTER_DOESNT_EXIST
        ),
    ),
    (
        ApiRequest,
        (
            *(1, 2),  # UNSUPPORTED_METHOD, UNSUPPORTED_PARAMETER
            *(9, 11, 12, 15),  # SIZES_OF_COLUMNS_DOESNT_MATCH, POSITION_OUT_OF_BOUND, PARAMETER_OUT_OF_BOUND, ...
            *(34, 35, 36, 37),  # TOO_MANY_ARGUMENTS_FOR_FUNCTION, TOO_FEW_..., BAD_ARGUMENTS, UNKNOWN_ELEMENT_IN_AST
            *(42, 43, 44, 48),  # NUMBER_OF_ARGUMENTS_DOESNT_MATCH, ILLEGAL_TYPE_OF_ARGUMENT, ILLEGAL_COLUMN, ...
            *(51, 52, 54, 55, 57, 58),  # EMPTY_LIST_OF_COLUMNS_QUERIED, ..., TABLE_ALREADY_EXISTS, ...
            *(59, 62, 66, 67),  # ILLEGAL_TYPE_OF_COLUMN_FOR_FILTER, SYNTAX_ERROR, NOT_A_COLUMN, ...
            *(69, 73, 78, 79, 80, 82, 84, 85),  # ARGUMENT_OUT_OF_BOUND, UNKNOWN_FORMAT, ..., DATABASE_ALREADY_EXISTS
            *(89, 90, 99, 101),  # UNKNOWN_COMPRESSION_METHOD, EMPTY_LIST_OF_COLUMNS_PASSED, UNKNOWN_PACKET_FROM_CLIENT
            *(113, 115, 116, 119, 121, 123),  # THERE_IS_NO_SESSION, UNKNOWN_SETTING, ..., ENGINE_REQUIRED
            *(124, 125, 126, 127, 129),  # INCORRECT_ELEMENT_OF_SET, INCORRECT_RESULT_OF_SCALAR_SUBQUERY, ...
            *(133, 134, 135, 141, 144, 151),  # ..., SAMPLING_NOT_SUPPORTED, INDEX_OF_COLUMN_IN_SORT_CLAUSE_...
            *(152, 154, 155),  # UNKNOWN_DIRECTION_OF_SORTING, AGGREGATE_FUNCTION_NOT_APPLICABLE, UNKNOWN_RELATION
            *(162, 163, 167, 168, 174, 178, 179),  # TOO_DEEP_SUBQUERIES, TOO_BIG_AST, CYCLIC_ALIASES, ...
            *(181, 182, 183, 184, 186, 190),  # ILLEGAL_FINAL, ILLEGAL_PREWHERE, ILLEGAL_AGGREGATION, ...
            *(206, 207, 208, 211, 215),  # ALIAS_REQUIRED, AMBIGUOUS_IDENTIFIER, EMPTY_QUERY, NOT_AN_AGGREGATE
            *(216, 217, 219, 223),  # QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING, CLIENT_HAS_CONNECTED_TO_WRONG_PORT, ...
            *(248, 253, 256, 258),  # INVALID_PARTITION_VALUE, REPLICA_ALREADY_EXISTS, ...
            *(262, 264, 277, 284, 288),  # ..., INDEX_NOT_USED, DISTRIBUTED_IN_JOIN_SUBQUERY_DENIED
            *(309, 318, 344, 351, 352, 353),  # ..., SUPPORT_IS_DISABLED, AMBIGUOUS_COLUMN_NAME
            *(356, 357, 358, 370, 374),  # BAD_LAMBDA, RESERVED_IDENTIFIER_NAME, INTO_OUTFILE_NOT_ALLOWED, ...
            *(377, 378, 381, 386, 387, 403, 404),  # ..., HTTP_LENGTH_REQUIRED, NO_COMMON_TYPE, INVALID_JOIN_ON_...
            *(406, 408, 417, 418, 419, 420),  # ..., BAD_REQUEST_PARAMETER, ..., CANNOT_UPDATE_COLUMN
            *(422, 427, 431, 432, 433, 440, 442),  # UNSUPPORTED_URI_SCHEME, CANNOT_COMPILE_REGEXP, ...
            *(446, 450, 452, 455, 456, 457),  # FUNCTION_NOT_ALLOWED, SETTING_CONSTRAINT_VIOLATION, UNKNOWN_QUERY_...
            *(471, 474, 475, 476, 477, 480),  # INVALID_SETTING_VALUE, ..., UNKNOWN_PROTOCOL
            *(489, 491, 493, 496, 498),  # ..., UNACCEPTABLE_URL, ACCESS_ENTITY_ALREADY_EXISTS
            *(504, 508, 509, 524, 527, 549, 552),  # FILE_ALREADY_EXISTS, ..., ALTER_OF_COLUMN_IS_FORBIDDEN, ...
            *(558, 559, 583, 596, 598, 609, 611),  # UNKNOWN_UNION, ..., FUNCTION_ALREADY_EXISTS
            *(620, 624, 628, 630, 649, 670, 671),  # QUERY_NOT_ALLOWED, ..., NAMED_COLLECTION_ALREADY_EXISTS
            *(698, 699, 703, 704, 705, 715, 721),  # ..., INVALID_IDENTIFIER, TABLE_NOT_EMPTY, CANNOT_DETECT_FORMAT
        ),
    ),
    (
        _TOO_LARGE,
        (
            *(128, 131),  # TOO_LARGE_ARRAY_SIZE, TOO_LARGE_STRING_SIZE
            *(158, 161, 165, 166),  # TOO_MANY_ROWS, TOO_MANY_COLUMNS, TOO_MANY_TEMPORARY_COLUMNS, ...
            *(191, 229, 290),  # SET_SIZE_LIMIT_EXCEEDED, QUERY_IS_TOO_LARGE, LIMIT_EXCEEDED
            *(
                307,
                359,
                396,
                405,
            ),  # TOO_MANY_BYTES, TABLE_SIZE_EXCEEDS_MAX_DROP_SIZE_LIMIT, ...
            565,  # TOO_MANY_PARTITIONS
        ),
    ),
    (
        ApiAuth,
        (
            *(192, 193, 194),  # UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD
            *(516, 576, 720),  # AUTHENTICATION_FAILED, KERBEROS_ERROR, USER_EXPIRED
        ),
    ),
    (
        ApiPermission,
        (
            *(164, 195),  # READONLY, IP_ADDRESS_NOT_ALLOWED
            *(291, 392),  # DATABASE_ACCESS_DENIED, QUERY_IS_PROHIBITED
            *(472, 481, 482),  # READONLY_SETTING, PATH_ACCESS_DENIED, DICTIONARY_ACCESS_DENIED
            *(495, 497, 512),  # ACCESS_STORAGE_READONLY, ACCESS_DENIED, SET_NON_GRANTED_ROLE
            *(673, 711),  # RESOURCE_ACCESS_DENIED, FILECACHE_ACCESS_DENIED
        ),
    ),
    (
        ApiRateLimit,
        (201, 364, 700),  # QUOTA_EXCEEDED, RECEIVED_ERROR_TOO_MANY_REQUESTS, USER_SESSION_LIMIT_EXCEEDED
    ),
    (
        _BUSY,
        (
            *(202, 203),  # TOO_MANY_SIMULTANEOUS_QUERIES, NO_FREE_CONNECTION
            *(252, 574, 692),  # TOO_MANY_PARTS, DISTRIBUTED_TOO_MANY_PENDING_BYTES, TOO_MANY_MUTATIONS
            *(373, 384, 738),  # SESSION_IS_LOCKED, PART_IS_TEMPORARILY_LOCKED, PART_IS_LOCKED
            *(733, 745),  # TABLE_IS_BEING_RESTARTED, SERVER_OVERLOADED
        ),
    ),
    (
        ApiUnavailable,
        (
            *(49, 86, 156),  # LOGICAL_ERROR, RECEIVED_ERROR_FROM_REMOTE_IO_SERVER, DICTIONARIES_WAS_NOT_LOADED
            *(224, 225, 234, 236),  # REPLICA_IS_ALREADY_ACTIVE, NO_ZOOKEEPER, NO_REPLICA_HAS_PART, ABORTED
            *(242, 244, 254, 255),  # TABLE_IS_READ_ONLY (its Keeper is gone), UNEXPECTED_ZOOKEEPER_ERROR, ...
            *(265, 285, 286, 289),  # NO_AVAILABLE_REPLICA, TOO_FEW_LIVE_REPLICAS, UNSATISFIED_QUORUM_...
            *(296, 297, 319, 337, 341),  # NO_REMOTE_SHARD_FOUND, ..., UNKNOWN_STATUS_OF_INSERT, UNFINISHED
            *(367, 369, 379, 394),  # TOO_MANY_FETCHES, ALL_REPLICAS_ARE_STALE, ..., QUERY_WAS_CANCELLED
            *(410, 415, 416, 425, 439),  # EXTERNAL_SERVER_IS_NOT_RESPONDING, ..., CANNOT_SCHEDULE_TASK
            *(473, 484, 499, 517, 518, 519, 529),  # DEADLOCK_AVOIDED, ..., S3_ERROR, NOT_A_LEADER
            *(568, 571, 650, 659, 677, 693),  # RAFT_ERROR, ..., SERIALIZATION_ERROR, THREAD_WAS_CANCELED, AWS_ERROR
            *(695, 696, 707, 722, 735),  # ASYNC_LOAD_FAILED, GCP_ERROR, QUERY_WAS_CANCELLED_BY_CLIENT
            *(999, 1000, 1001, 1002),  # KEEPER_EXCEPTION, POCO_EXCEPTION, STD_EXCEPTION, UNKNOWN_EXCEPTION
        ),
    ),
    (_MEMORY, (173, 241)),  # CANNOT_ALLOCATE_MEMORY, MEMORY_LIMIT_EXCEEDED
    (_SLOW, (159, 160, 718)),  # TIMEOUT_EXCEEDED, TOO_SLOW, TOO_SLOW_PARSING
    (NetworkTimeout, (209, 335)),  # SOCKET_TIMEOUT, BARRIER_TIMEOUT
    (
        NetworkConnection,
        (
            *(95, 96, 210),  # CANNOT_READ_FROM_SOCKET, CANNOT_WRITE_TO_SOCKET, NETWORK_ERROR
            *(279, 614),  # ALL_CONNECTION_TRIES_FAILED, POSTGRESQL_CONNECTION_FAILURE
            *(530, 665),  # CANNOT_CONNECT_RABBITMQ, CANNOT_CONNECT_NATS
        ),
    ),
    (NetworkDns, (198,)),  # DNS_ERROR
    (NetworkTls, (454,)),  # OPENSSL_ERROR
    (StorageSpace, (243,)),  # NOT_ENOUGH_SPACE
    (
        DataTransformation,
        (
            *(6, 20, 21, 22, 25, 26, 27),  # CANNOT_PARSE_TEXT, ..., CANNOT_PARSE_INPUT_ASSERTION_FAILED
            *(28, 29, 33, 38, 41),  # CANNOT_PRINT_..., CANNOT_READ_ALL_DATA, CANNOT_PARSE_DATE, CANNOT_PARSE_DATETIME
            *(
                19,
                53,
                70,
                72,
            ),  # SIZE_OF_FIXED_STRING_DOESNT_MATCH, TYPE_MISMATCH, CANNOT_CONVERT_TYPE, ...
            *(
                117,
                120,
                122,
                130,
                169,
                170,
            ),  # INCORRECT_DATA, ..., BAD_TYPE_OF_FIELD, BAD_GET
            *(153, 321, 346, 376, 395, 407),  # ILLEGAL_DIVISION, ..., CANNOT_PARSE_UUID, DECIMAL_OVERFLOW
            *(436, 441, 467, 490, 564),  # PROTOBUF_BAD_CAST, ..., CANNOT_PARSE_BOOL, CANNOT_READ_MAP_FROM_TEXT
            *(585, 621, 623, 626, 632),  # CANNOT_PARSE_YAML, ..., UNEXPECTED_DATA_AFTER_PARSED_VALUE
            *(675, 676, 691),  # CANNOT_PARSE_IPV4, CANNOT_PARSE_IPV6, UNKNOWN_ELEMENT_OF_ENUM
        ),
    ),
    (
        DataValidation,
        (
            *(7, 349, 469),  # INCORRECT_NUMBER_OF_COLUMNS, CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN, VIOLATED_CONSTRAINT
            *(366, 435),  # SIZES_OF_NESTED_COLUMNS_ARE_INCONSISTENT, NO_DATA_FOR_REQUIRED_PROTOBUF_FIELD
        ),
    ),
    (
        DataIntegrity,
        (
            *(3, 30, 31, 32, 40),  # UNEXPECTED_END_OF_FILE, ..., ATTEMPT_TO_READ_AFTER_EOF, CHECKSUM_DOESNT_MATCH
            *(
                226,
                228,
                246,
                247,
            ),  # NO_FILE_IN_DATA_PART, ..., CORRUPTED_DATA, INCORRECT_MARK
            *(271, 354, 448, 562, 594, 601, 618, 638),  # CANNOT_DECOMPRESS and its kinds, BACKUP_DAMAGED
            *(723, 740),  # PARQUET_EXCEPTION, POTENTIALLY_BROKEN_DATA_PART
        ),
    ),
    (DataEmpty, (92, 108, 280, 295)),  # EMPTY_DATA_PASSED, NO_DATA_TO_INSERT, NO_AVAILABLE_DATA, RECEIVED_EMPTY_DATA
    (ApiFormat, (97, 100, 102, 103)),  # CANNOT_READ_ALL_DATA_FROM_CHUNKED_INPUT, UNKNOWN_PACKET_FROM_SERVER, ...
)

CLICKHOUSE_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {str(code): target for target, codes in _TABLES for code in codes}
)
