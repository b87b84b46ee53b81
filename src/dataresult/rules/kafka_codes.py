"""
The error codes of Kafka: those of the broker's protocol, and those that librdkafka adds for the client's side.

Floor 1. Data only.
Sources: https://kafka.apache.org/protocol#protocol_error_codes (positive, and -1), with its flag "retriable": no code
with that flag is an error that advises against another try, but for the missing topic, whose name is wrong more often
than it is late; https://github.com/confluentinc/librdkafka/blob/master/src/rdkafka.h (`rd_kafka_resp_err_t`, below
-100). The comment on each line is the name of the code.

What a consumer meets while its group changes hands (a rebalance, a stale epoch, a lost membership) passes when it joins
again: ApiUnavailable. What a producer's state forbids until a new producer takes over is ApiRequest.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice
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
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
    StorageWrite,
)

from ._rule import Outcome, Target

__all__ = ["BROKER_CODES", "CLIENT_CODES", "TRANSPORT_CODES"]

_TOO_LARGE: Final = Outcome(ApiRequest, next_step=Advice.SHRINK_REQUEST)
_BUSY: Final = Outcome(ApiUnavailable, next_step=Advice.WAIT)

BROKER_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {
        -1: ApiUnavailable,  # UNKNOWN_SERVER_ERROR
        1: ApiRequest,  # OFFSET_OUT_OF_RANGE
        2: DataIntegrity,  # CORRUPT_MESSAGE
        3: ApiNotFound,  # UNKNOWN_TOPIC_OR_PARTITION
        4: ApiRequest,  # INVALID_FETCH_SIZE
        5: ApiUnavailable,  # LEADER_NOT_AVAILABLE
        6: ApiUnavailable,  # NOT_LEADER_OR_FOLLOWER
        7: NetworkTimeout,  # REQUEST_TIMED_OUT
        8: ApiUnavailable,  # BROKER_NOT_AVAILABLE
        9: ApiUnavailable,  # REPLICA_NOT_AVAILABLE
        10: _TOO_LARGE,  # MESSAGE_TOO_LARGE
        11: ApiUnavailable,  # STALE_CONTROLLER_EPOCH
        12: _TOO_LARGE,  # OFFSET_METADATA_TOO_LARGE
        13: NetworkConnection,  # NETWORK_EXCEPTION
        14: ApiUnavailable,  # COORDINATOR_LOAD_IN_PROGRESS
        15: ApiUnavailable,  # COORDINATOR_NOT_AVAILABLE
        16: ApiUnavailable,  # NOT_COORDINATOR
        17: ApiRequest,  # INVALID_TOPIC_EXCEPTION
        18: _TOO_LARGE,  # RECORD_LIST_TOO_LARGE
        19: ApiUnavailable,  # NOT_ENOUGH_REPLICAS
        20: ApiUnavailable,  # NOT_ENOUGH_REPLICAS_AFTER_APPEND
        21: ApiRequest,  # INVALID_REQUIRED_ACKS
        22: ApiUnavailable,  # ILLEGAL_GENERATION
        23: ApiRequest,  # INCONSISTENT_GROUP_PROTOCOL
        24: ApiRequest,  # INVALID_GROUP_ID
        25: ApiUnavailable,  # UNKNOWN_MEMBER_ID
        26: ApiRequest,  # INVALID_SESSION_TIMEOUT
        27: ApiUnavailable,  # REBALANCE_IN_PROGRESS
        28: _TOO_LARGE,  # INVALID_COMMIT_OFFSET_SIZE
        29: ApiPermission,  # TOPIC_AUTHORIZATION_FAILED
        30: ApiPermission,  # GROUP_AUTHORIZATION_FAILED
        31: ApiPermission,  # CLUSTER_AUTHORIZATION_FAILED
        32: ApiRequest,  # INVALID_TIMESTAMP
        33: ApiAuth,  # UNSUPPORTED_SASL_MECHANISM
        34: ApiAuth,  # ILLEGAL_SASL_STATE
        35: ApiRequest,  # UNSUPPORTED_VERSION
        36: ApiRequest,  # TOPIC_ALREADY_EXISTS
        37: ApiRequest,  # INVALID_PARTITIONS
        38: ApiRequest,  # INVALID_REPLICATION_FACTOR
        39: ApiRequest,  # INVALID_REPLICA_ASSIGNMENT
        40: ApiRequest,  # INVALID_CONFIG
        41: ApiUnavailable,  # NOT_CONTROLLER
        42: ApiRequest,  # INVALID_REQUEST
        43: ApiRequest,  # UNSUPPORTED_FOR_MESSAGE_FORMAT
        44: ApiRequest,  # POLICY_VIOLATION
        45: ApiRequest,  # OUT_OF_ORDER_SEQUENCE_NUMBER
        46: ApiRequest,  # DUPLICATE_SEQUENCE_NUMBER
        47: ApiRequest,  # INVALID_PRODUCER_EPOCH
        48: ApiRequest,  # INVALID_TXN_STATE
        49: ApiRequest,  # INVALID_PRODUCER_ID_MAPPING
        50: ApiRequest,  # INVALID_TRANSACTION_TIMEOUT
        51: ApiUnavailable,  # CONCURRENT_TRANSACTIONS
        52: ApiUnavailable,  # TRANSACTION_COORDINATOR_FENCED
        53: ApiPermission,  # TRANSACTIONAL_ID_AUTHORIZATION_FAILED
        54: ApiRequest,  # SECURITY_DISABLED
        55: ApiUnavailable,  # OPERATION_NOT_ATTEMPTED
        56: ApiUnavailable,  # KAFKA_STORAGE_ERROR
        57: ApiNotFound,  # LOG_DIR_NOT_FOUND
        58: ApiAuth,  # SASL_AUTHENTICATION_FAILED
        59: ApiRequest,  # UNKNOWN_PRODUCER_ID
        60: ApiUnavailable,  # REASSIGNMENT_IN_PROGRESS
        61: ApiAuth,  # DELEGATION_TOKEN_AUTH_DISABLED
        62: ApiAuth,  # DELEGATION_TOKEN_NOT_FOUND
        63: ApiPermission,  # DELEGATION_TOKEN_OWNER_MISMATCH
        64: ApiPermission,  # DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
        65: ApiPermission,  # DELEGATION_TOKEN_AUTHORIZATION_FAILED
        66: ApiAuth,  # DELEGATION_TOKEN_EXPIRED
        67: ApiRequest,  # INVALID_PRINCIPAL_TYPE
        68: ApiRequest,  # NON_EMPTY_GROUP
        69: ApiNotFound,  # GROUP_ID_NOT_FOUND
        70: ApiUnavailable,  # FETCH_SESSION_ID_NOT_FOUND
        71: ApiUnavailable,  # INVALID_FETCH_SESSION_EPOCH
        72: ApiUnavailable,  # LISTENER_NOT_FOUND
        73: ApiRequest,  # TOPIC_DELETION_DISABLED
        74: ApiUnavailable,  # FENCED_LEADER_EPOCH
        75: ApiUnavailable,  # UNKNOWN_LEADER_EPOCH
        76: ApiRequest,  # UNSUPPORTED_COMPRESSION_TYPE
        77: ApiUnavailable,  # STALE_BROKER_EPOCH
        78: ApiUnavailable,  # OFFSET_NOT_AVAILABLE
        79: ApiUnavailable,  # MEMBER_ID_REQUIRED
        80: ApiUnavailable,  # PREFERRED_LEADER_NOT_AVAILABLE
        81: _BUSY,  # GROUP_MAX_SIZE_REACHED
        82: ApiRequest,  # FENCED_INSTANCE_ID
        83: ApiUnavailable,  # ELIGIBLE_LEADERS_NOT_AVAILABLE
        84: ApiUnavailable,  # ELECTION_NOT_NEEDED
        85: ApiRequest,  # NO_REASSIGNMENT_IN_PROGRESS
        86: ApiRequest,  # GROUP_SUBSCRIBED_TO_TOPIC
        87: DataValidation,  # INVALID_RECORD
        88: ApiUnavailable,  # UNSTABLE_OFFSET_COMMIT
        89: ApiRateLimit,  # THROTTLING_QUOTA_EXCEEDED
        90: ApiRequest,  # PRODUCER_FENCED
        91: ApiNotFound,  # RESOURCE_NOT_FOUND
        92: ApiRequest,  # DUPLICATE_RESOURCE
        93: ApiAuth,  # UNACCEPTABLE_CREDENTIAL
        94: ApiRequest,  # INCONSISTENT_VOTER_SET
        95: ApiRequest,  # INVALID_UPDATE_VERSION
        96: ApiUnavailable,  # FEATURE_UPDATE_FAILED
        97: ApiUnavailable,  # PRINCIPAL_DESERIALIZATION_FAILURE
        98: ApiNotFound,  # SNAPSHOT_NOT_FOUND
        99: ApiRequest,  # POSITION_OUT_OF_RANGE
        100: ApiNotFound,  # UNKNOWN_TOPIC_ID
        101: ApiRequest,  # DUPLICATE_BROKER_REGISTRATION
        102: ApiNotFound,  # BROKER_ID_NOT_REGISTERED
        103: ApiUnavailable,  # INCONSISTENT_TOPIC_ID
        104: ApiRequest,  # INCONSISTENT_CLUSTER_ID
        105: ApiNotFound,  # TRANSACTIONAL_ID_NOT_FOUND
        106: ApiUnavailable,  # FETCH_SESSION_TOPIC_ID_ERROR
        107: ApiRequest,  # INELIGIBLE_REPLICA
        108: ApiUnavailable,  # NEW_LEADER_ELECTED
        109: ApiRequest,  # OFFSET_MOVED_TO_TIERED_STORAGE
        110: ApiUnavailable,  # FENCED_MEMBER_EPOCH
        111: ApiUnavailable,  # UNRELEASED_INSTANCE_ID
        112: ApiRequest,  # UNSUPPORTED_ASSIGNOR
        113: ApiUnavailable,  # STALE_MEMBER_EPOCH
        114: ApiRequest,  # MISMATCHED_ENDPOINT_TYPE
        115: ApiRequest,  # UNSUPPORTED_ENDPOINT_TYPE
        116: ApiNotFound,  # UNKNOWN_CONTROLLER_ID
        117: ApiRequest,  # UNKNOWN_SUBSCRIPTION_ID
        118: _TOO_LARGE,  # TELEMETRY_TOO_LARGE
        119: ApiRequest,  # INVALID_REGISTRATION
        120: ApiUnavailable,  # TRANSACTION_ABORTABLE
        121: ApiRequest,  # INVALID_RECORD_STATE
        122: ApiUnavailable,  # SHARE_SESSION_NOT_FOUND
        123: ApiUnavailable,  # INVALID_SHARE_SESSION_EPOCH
        124: ApiUnavailable,  # FENCED_STATE_EPOCH
        125: ApiRequest,  # INVALID_VOTER_KEY
        126: ApiRequest,  # DUPLICATE_VOTER
        127: ApiNotFound,  # VOTER_NOT_FOUND
        128: ApiRequest,  # INVALID_REGULAR_EXPRESSION
        129: ApiUnavailable,  # REBOOTSTRAP_REQUIRED
        130: ApiRequest,  # STREAMS_INVALID_TOPOLOGY
        131: ApiRequest,  # STREAMS_INVALID_TOPOLOGY_EPOCH
        132: ApiRequest,  # STREAMS_TOPOLOGY_FENCED
        133: _BUSY,  # SHARE_SESSION_LIMIT_REACHED
    }
)

# What librdkafka says when no broker could be reached or none answered in time: its text may know why.
TRANSPORT_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {
        -195: NetworkConnection,  # _TRANSPORT
        -196: NetworkConnection,  # _FAIL
        -187: NetworkConnection,  # _ALL_BROKERS_DOWN
        -185: NetworkTimeout,  # _TIMED_OUT
        -192: NetworkTimeout,  # _MSG_TIMED_OUT
        -166: NetworkTimeout,  # _TIMED_OUT_QUEUE
        -186: ApiRequest,  # _INVALID_ARG
    }
)

CLIENT_CODES: Final[Mapping[object, Target]] = MappingProxyType(
    {
        -199: ApiFormat,  # _BAD_MSG
        -198: DataIntegrity,  # _BAD_COMPRESSION
        -197: Internal,  # _DESTROY
        -194: Outcome(Internal, next_step=Advice.ASK_OPERATOR),  # _CRIT_SYS_RESOURCE
        -193: NetworkDns,  # _RESOLVE
        -191: DataEmpty,  # _PARTITION_EOF
        -190: ApiNotFound,  # _UNKNOWN_PARTITION
        -189: Outcome(StorageRead, writing=StorageWrite),  # _FS
        -188: ApiNotFound,  # _UNKNOWN_TOPIC
        -184: _BUSY,  # _QUEUE_FULL
        -183: ApiUnavailable,  # _ISR_INSUFF
        -182: ApiUnavailable,  # _NODE_UPDATE
        -181: NetworkTls,  # _SSL
        -180: ApiUnavailable,  # _WAIT_COORD
        -179: ApiNotFound,  # _UNKNOWN_GROUP
        -178: ApiUnavailable,  # _IN_PROGRESS
        -177: ApiUnavailable,  # _PREV_IN_PROGRESS
        -176: Internal,  # _EXISTING_SUBSCRIPTION
        -175: ApiUnavailable,  # _ASSIGN_PARTITIONS
        -174: ApiUnavailable,  # _REVOKE_PARTITIONS
        -173: Internal,  # _CONFLICT
        -172: Internal,  # _STATE
        -171: Internal,  # _UNKNOWN_PROTOCOL
        -170: Internal,  # _NOT_IMPLEMENTED
        -169: ApiAuth,  # _AUTHENTICATION
        -168: DataEmpty,  # _NO_OFFSET
        -167: ApiUnavailable,  # _OUTDATED
        -165: ApiRequest,  # _UNSUPPORTED_FEATURE
        -164: ApiUnavailable,  # _WAIT_CACHE
        -163: ApiUnavailable,  # _INTR
        -162: DataTransformation,  # _KEY_SERIALIZATION
        -161: DataTransformation,  # _VALUE_SERIALIZATION
        -160: DataTransformation,  # _KEY_DESERIALIZATION
        -159: DataTransformation,  # _VALUE_DESERIALIZATION
        -158: ApiFormat,  # _PARTIAL
        -157: Internal,  # _READ_ONLY
        -156: ApiNotFound,  # _NOENT
        -155: ApiFormat,  # _UNDERFLOW
        -154: Internal,  # _INVALID_TYPE
        -153: ApiUnavailable,  # _RETRY
        -152: Internal,  # _PURGE_QUEUE
        -151: Internal,  # _PURGE_INFLIGHT
        -150: Internal,  # _FATAL
        -149: Internal,  # _INCONSISTENT
        -148: DataIntegrity,  # _GAPLESS_GUARANTEE
        # The application was too slow between two polls and lost its place; with smaller batches it keeps up.
        -147: Outcome(NetworkTimeout, next_step=Advice.SHRINK_REQUEST),  # _MAX_POLL_EXCEEDED
        -146: ApiNotFound,  # _UNKNOWN_BROKER
        -145: Internal,  # _NOT_CONFIGURED
        -144: ApiRequest,  # _FENCED
        -143: Internal,  # _APPLICATION
        -142: ApiUnavailable,  # _ASSIGNMENT_LOST
        -141: Internal,  # _NOOP
        -140: ApiRequest,  # _AUTO_OFFSET_RESET
        -139: DataIntegrity,  # _LOG_TRUNCATION
        -138: DataValidation,  # _INVALID_DIFFERENT_RECORD
        -137: Internal,  # _DESTROY_BROKER
    }
)
