"""
Failures of `kafka-python`.

Floor 1. Data only. Never imports kafka. Every exception of the library has a row.
Source: https://kafka-python.readthedocs.io/en/master/apidoc/modules.html; `kafka/errors.py` of 3.0.12 and, for what
classes were called before, of 2.0 to 2.2. One class per error number of the protocol: the number decides, and it is an
attribute of the class. A number that the library does not know yet makes a class without a name of its own.

The client of 3.x says only that it could not reach anybody ("Unable to bootstrap") and why stays in its log: that is
the network's, as for a database that "could not connect".
"""

from collections.abc import Mapping
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
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Extract, Keyed, Library, Outcome, Rule, Target, Words
from .kafka_codes import BROKER_CODES
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

_NUMBER: Final = (Keyed("errno", BROKER_CODES, name="error code"),)
_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})

# What the connection says, where the exception behind is lost: `net/inet.py`, `net/connection.py`, `conn.py` of 2.x.
_CONNECTION: Final = Words(
    {
        **NETWORK_WORDS,
        "dns failure": NetworkDns,
        "dns lookup fail": NetworkDns,
        "via dns": NetworkDns,
        "ssl handshake": NetworkTls,
        "ssl connection": NetworkTls,
        "sasl": ApiAuth,
        "connection timed out": _CONNECT,
        "connection attempt timed out": _CONNECT,
        "request timed out": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.READ}),
        "timed out": NetworkTimeout,
    }
)
_BOOTSTRAP: Final = {
    "host": Extract(r"bootstrap from \[?'?([\w.-]+)"),
    "port": Extract(r"bootstrap from \[?'?[\w.-]+:(\d+)"),
}

# Class -> number of the protocol.
_NUMBERED: Final[Mapping[str, int]] = {
    "UnknownError": -1,
    "OffsetOutOfRangeError": 1,
    "CorruptRecordError": 2,
    "UnknownTopicOrPartitionError": 3,
    "InvalidFetchRequestError": 4,
    "LeaderNotAvailableError": 5,
    "NotLeaderForPartitionError": 6,
    "RequestTimedOutError": 7,
    "BrokerNotAvailableError": 8,
    "ReplicaNotAvailableError": 9,
    "MessageSizeTooLargeError": 10,
    "StaleControllerEpochError": 11,
    "OffsetMetadataTooLargeError": 12,
    "NetworkExceptionError": 13,
    "CoordinatorLoadInProgressError": 14,
    "CoordinatorNotAvailableError": 15,
    "NotCoordinatorError": 16,
    "InvalidTopicError": 17,
    "RecordListTooLargeError": 18,
    "NotEnoughReplicasError": 19,
    "NotEnoughReplicasAfterAppendError": 20,
    "InvalidRequiredAcksError": 21,
    "IllegalGenerationError": 22,
    "InconsistentGroupProtocolError": 23,
    "InvalidGroupIdError": 24,
    "UnknownMemberIdError": 25,
    "InvalidSessionTimeoutError": 26,
    "RebalanceInProgressError": 27,
    "InvalidCommitOffsetSizeError": 28,
    "TopicAuthorizationFailedError": 29,
    "GroupAuthorizationFailedError": 30,
    "ClusterAuthorizationFailedError": 31,
    "InvalidTimestampError": 32,
    "UnsupportedSaslMechanismError": 33,
    "IllegalSaslStateError": 34,
    "IncompatibleBrokerVersion": 35,
    "UnsupportedVersionError": 35,
    "TopicAlreadyExistsError": 36,
    "InvalidPartitionsError": 37,
    "InvalidReplicationFactorError": 38,
    "InvalidReplicationAssignmentError": 39,
    "InvalidConfigurationError": 40,
    "NotControllerError": 41,
    "InvalidRequestError": 42,
    "UnsupportedForMessageFormatError": 43,
    "PolicyViolationError": 44,
    "OutOfOrderSequenceNumberError": 45,
    "DuplicateSequenceNumberError": 46,
    "InvalidProducerEpochError": 47,
    "InvalidTxnStateError": 48,
    "InvalidProducerIdMappingError": 49,
    "InvalidTransactionTimeoutError": 50,
    "ConcurrentTransactionsError": 51,
    "TransactionCoordinatorFencedError": 52,
    "TransactionalIdAuthorizationFailedError": 53,
    "SecurityDisabledError": 54,
    "OperationNotAttemptedError": 55,
    "KafkaStorageError": 56,
    "LogDirNotFoundError": 57,
    "SaslAuthenticationFailedError": 58,
    "UnknownProducerIdError": 59,
    "ReassignmentInProgressError": 60,
    "DelegationTokenAuthDisabledError": 61,
    "DelegationTokenNotFoundError": 62,
    "DelegationTokenOwnerMismatchError": 63,
    "DelegationTokenRequestNotAllowedError": 64,
    "DelegationTokenAuthorizationFailedError": 65,
    "DelegationTokenExpiredError": 66,
    "InvalidPrincipalTypeError": 67,
    "NonEmptyGroupError": 68,
    "GroupIdNotFoundError": 69,
    "FetchSessionIdNotFoundError": 70,
    "InvalidFetchSessionEpochError": 71,
    "ListenerNotFoundError": 72,
    "TopicDeletionDisabledError": 73,
    "FencedLeaderEpochError": 74,
    "UnknownLeaderEpochError": 75,
    "UnsupportedCompressionTypeError": 76,
    "StaleBrokerEpochError": 77,
    "OffsetNotAvailableError": 78,
    "MemberIdRequiredError": 79,
    "PreferredLeaderNotAvailableError": 80,
    "GroupMaxSizeReachedError": 81,
    "FencedInstanceIdError": 82,
    "EligibleLeadersNotAvailableError": 83,
    "ElectionNotNeededError": 84,
    "NoReassignmentInProgressError": 85,
    "GroupSubscribedToTopicError": 86,
    "InvalidRecordError": 87,
    "UnstableOffsetCommitError": 88,
    "ThrottlingQuotaExceededError": 89,
    "ProducerFencedError": 90,
    "ResourceNotFoundError": 91,
    "DuplicateResourceError": 92,
    "UnacceptableCredentialError": 93,
    "InconsistentVoterSetError": 94,
    "InvalidUpdateVersionError": 95,
    "FeatureUpdateFailedError": 96,
    "PrincipalDeserializationFailureError": 97,
    "SnapshotNotFoundError": 98,
    "PositionOutOfRangeError": 99,
    "UnknownTopicIdError": 100,
    "DuplicateBrokerRegistrationError": 101,
    "BrokerIdNotRegisteredError": 102,
    "InconsistentTopicIdError": 103,
    "InconsistentClusterIdError": 104,
    "TransactionalIdNotFoundError": 105,
    "FetchSessionTopicIdError": 106,
    "IneligibleReplicaError": 107,
    "NewLeaderElectedError": 108,
    "OffsetMovedToTieredStorageError": 109,
    "FencedMemberEpochError": 110,
    "UnreleasedInstanceIdError": 111,
    "UnsupportedAssignorError": 112,
    "StaleMemberEpochError": 113,
    "MismatchedEndpointTypeError": 114,
    "UnsupportedEndpointTypeError": 115,
    "UnknownControllerIdError": 116,
    "UnknownSubscriptionIdError": 117,
    "TelemetryTooLargeError": 118,
    "InvalidRegistrationError": 119,
    "TransactionAbortableError": 120,
    "InvalidRecordStateError": 121,
    "ShareSessionNotFoundError": 122,
    "InvalidShareSessionEpochError": 123,
    "FencedStateEpochError": 124,
    "InvalidVoterKeyError": 125,
    "DuplicateVoterError": 126,
    "VoterNotFoundError": 127,
}
# What 2.0 to 2.2 called them.
_FORMER: Final[Mapping[str, tuple[str, ...]]] = {
    "CorruptRecordError": ("CorruptRecordException", "ChecksumError"),
    "NetworkExceptionError": ("StaleLeaderEpochCodeError",),
    "CoordinatorLoadInProgressError": ("GroupLoadInProgressError",),
    "CoordinatorNotAvailableError": ("GroupCoordinatorNotAvailableError",),
    "NotCoordinatorError": ("NotCoordinatorForGroupError",),
    "SaslAuthenticationFailedError": ("AuthenticationFailedError",),
    "UnsupportedSaslMechanismError": ("AuthenticationMethodNotSupported",),
}


def _outcome(code: int) -> Outcome:
    target: Target = BROKER_CODES[code]
    return target if isinstance(target, Outcome) else Outcome(target)


def _broker_rule(name: str, code: int) -> Rule:
    """Make the row of a class from what its number means; the number that it carries still comes first."""
    outcome = _outcome(code)
    return Rule(
        f"kafka.errors.{name}",
        outcome.error,
        by=_NUMBER,
        fields={"provider_code": "errno"} if outcome.error.__name__.startswith("Api") else {},
        next_step=outcome.next_step,
        former=tuple(f"kafka.errors.{former}" for former in _FORMER.get(name, ())),
    )


LIBRARY: Final = Library(
    packages=("kafka",),
    distribution="kafka-python",
    public=("kafka.errors", "kafka.consumer.fetcher", "kafka.coordinator.base"),
    checked_with="3.0.12",
    rules=(
        *(_broker_rule(name, code) for name, code in _NUMBERED.items()),
        Rule("kafka.errors.NoError", Internal, weak=True),
        Rule("kafka.errors.KafkaError", ApiUnavailable, by=(Words({"invalid transition": Internal}),), weak=True),
        Rule("kafka.errors.RetriableError", ApiUnavailable, weak=True, former=("kafka.errors.KafkaUnavailableError",)),
        Rule("kafka.errors.InvalidMetadataError", ApiUnavailable, weak=True),
        Rule("kafka.errors.BrokerResponseError", ApiUnavailable, by=_NUMBER, weak=True),
        Rule("kafka.errors.AuthorizationError", ApiPermission),
        # Requests that were on their way when the connection closed.
        Rule("kafka.errors.Cancelled", NetworkConnection, by=(_CONNECTION,), weak=True),
        Rule(
            "kafka.errors.KafkaConnectionError",
            NetworkConnection,
            by=(_CONNECTION,),
            former=("kafka.errors.NoBrokersAvailable", "kafka.errors.ConnectionError"),
        ),
        Rule("kafka.errors.NodeNotReadyError", NetworkConnection),
        Rule(
            "kafka.errors.KafkaTimeoutError",
            NetworkTimeout,
            by=(
                Words(
                    {
                        "unable to bootstrap": NetworkConnection,
                        # The producer's buffer is full because the broker does not take what is sent.
                        "failed to allocate": Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.POOL}),
                        "connection timed out": _CONNECT,
                        "apiversions": _CONNECT,
                        "sasl authentication": _CONNECT,
                    }
                ),
            ),
            fields={
                **_BOOTSTRAP,
                "timeout_s": Extract(r"after (?:waiting )?(\d+(?:\.\d+)?) ?s"),
            },
        ),
        Rule("kafka.errors.KafkaProtocolError", ApiFormat),
        Rule("kafka.errors.CorrelationIdError", ApiFormat),
        Rule("kafka.errors.InvalidReceiveError", ApiFormat, former=("kafka.errors.BufferUnderflowError",)),
        # Something that is no broker of Kafka, or one of another time, answered.
        Rule("kafka.errors.UnrecognizedBrokerVersion", ApiFormat),
        Rule("kafka.errors.MetadataEmptyBrokerList", ApiUnavailable, former=("kafka.errors.FailedPayloadsError",)),
        Rule("kafka.errors.StaleMetadata", ApiUnavailable),
        Rule("kafka.errors.UnknownBrokerIdError", ApiNotFound),
        Rule("kafka.errors.CommitFailedError", ApiUnavailable),
        Rule("kafka.coordinator.base.UnjoinedGroupException", ApiUnavailable),
        Rule("kafka.errors.TransactionAbortedError", ApiUnavailable),
        Rule(
            "kafka.errors.TooManyInFlightRequests",
            ApiUnavailable,
            next_step=Advice.WAIT,
            former=("kafka.errors.AsyncProducerQueueFull",),
        ),
        Rule("kafka.errors.QuotaViolationError", ApiRateLimit),
        Rule("kafka.errors.LogTruncationError", DataIntegrity),
        Rule("kafka.errors.NoOffsetForPartitionError", ApiRequest),
        # It is what is fetched at once that is too small for the record.
        Rule(
            "kafka.consumer.fetcher.RecordTooLargeError",
            ApiRequest,
            former=("kafka.errors.ConsumerFetchSizeTooSmall",),
        ),
        Rule("kafka.errors.IllegalArgumentError", ApiRequest),
        Rule("kafka.errors.IllegalStateError", Internal),
        Rule("kafka.errors.KafkaConfigurationError", ApiRequest),
        # The package that compresses is not installed.
        Rule("kafka.errors.UnsupportedCodecError", Internal),
        # What the library raises itself of the language's own classes: the client's settings, or its arguments.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            raised_in="kafka",
            by=(Words({"unrecognized configs": Internal, "not supported codec": Internal}),),
        ),
        Rule("builtins.AssertionError", Internal, raised_in="kafka"),
    ),
)
