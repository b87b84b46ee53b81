"""
Failures of `elastic-transport`, which carries the requests of Elastic's clients.

Floor 1. Data only. Never imports elastic_transport. Every exception of the library has a row.
Source: https://elastic-transport-python.readthedocs.io/en/latest/exceptions.html; `_exceptions.py`, `_serializer.py`,
`_node/_http_urllib3.py` of 9.4.2. `errors` holds what is behind, the latest first: earlier attempts follow it, so only
the first is the cause.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiFormat,
    ApiNotFound,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)

from ._rule import Answer, Extract, Keyed, Library, Rule, Target, Words
from .network_words import NETWORK_WORDS

__all__ = ["ELASTIC_ANSWER", "ELASTIC_TYPES", "LIBRARY"]

# Types of errors in answers, where they say more than the status does. What is left out says what its status says:
# `security_exception` is a 401 or a 403, `circuit_breaking_exception` a 429 or a 503, `parsing_exception` a 400.
# Source: https://www.elastic.co/docs/reference/elasticsearch/rest-apis; `ElasticsearchExceptionHandle` in
# https://github.com/elastic/elasticsearch/blob/main/server/src/main/java/org/elasticsearch/ElasticsearchException.java
ELASTIC_TYPES: Final[Mapping[object, Target]] = {
    "index_not_found_exception": ApiNotFound,
    "resource_not_found_exception": ApiNotFound,
    "document_missing_exception": ApiNotFound,
    "aliases_not_found_exception": ApiNotFound,
    "search_context_missing_exception": ApiNotFound,  # the scroll or point in time is over
    "repository_missing_exception": ApiNotFound,
    "snapshot_missing_exception": ApiNotFound,
    "index_template_missing_exception": ApiNotFound,
    "type_missing_exception": ApiNotFound,
    "mapper_parsing_exception": DataValidation,
    "document_parsing_exception": DataValidation,
    "strict_dynamic_mapping_exception": DataValidation,
    "mapper_exception": DataValidation,
    "corrupt_index_exception": DataIntegrity,
    "snapshot_restore_exception": DataIntegrity,
    "translog_corrupted_exception": DataIntegrity,
    "timeout_exception": NetworkTimeout,
    "receive_timeout_transport_exception": NetworkTimeout,
    "elasticsearch_timeout_exception": NetworkTimeout,
    "process_cluster_event_timeout_exception": ApiUnavailable,
    "master_not_discovered_exception": ApiUnavailable,
    "no_shard_available_action_exception": ApiUnavailable,
    "unavailable_shards_exception": ApiUnavailable,
    "node_closed_exception": ApiUnavailable,
    "node_disconnected_exception": ApiUnavailable,
    "node_not_connected_exception": ApiUnavailable,
    "failed_node_exception": ApiUnavailable,
    "task_cancelled_exception": ApiUnavailable,
}
# What the reason says and no type does. A cluster whose disks are nearly full refuses writes as "forbidden".
_REASONS: Final[Mapping[object, Target]] = {
    "flood-stage": StorageSpace,
    "flood stage": StorageSpace,
    "no space left on device": StorageSpace,
    "unknown index": ApiNotFound,
    "unknown column": ApiNotFound,
}
_REASON: Final = r"(flood[- ]stage|no space left on device|unknown (?:index|column)(?= \[))"


def _codes(body: str) -> tuple[Keyed, ...]:
    """Give where a decoded body keeps its types: the error's own, then its root's."""
    return (
        Keyed(Extract(_REASON, read=f"{body}|lower"), _REASONS, name="reason"),
        Keyed(f"{body}[error][type]", ELASTIC_TYPES, name="error type"),
        Keyed(f"{body}[error][root_cause][0][type]", ELASTIC_TYPES, name="root cause"),
        Keyed(f"{body}[error][caused_by][type]", ELASTIC_TYPES, name="error type"),
    )


# Clients before 8.0 keep status, type and body as arguments.
ELASTIC_ANSWER: Final = Answer(
    status=("meta.status", "args[0]"),
    headers=("meta.headers",),
    codes=(*_codes("body"), *_codes("args[2]")),
)

_TEXT: Final = (Words(NETWORK_WORDS),)
_CAUSE: Final = ("errors[0]",)

LIBRARY: Final = Library(
    packages=("elastic_transport",),
    distribution="elastic-transport",
    public=("elastic_transport",),
    checked_with="9.4.2",
    rules=(
        Rule(
            "elastic_transport.ApiError",
            ApiUnavailable,
            answer=ELASTIC_ANSWER,
            fields={"provider_code": "body[error][type]"},
            weak=True,
        ),
        Rule("elastic_transport.TransportError", NetworkConnection, by=_TEXT, link=_CAUSE, weak=True),
        Rule(
            "elastic_transport.ConnectionError",
            NetworkConnection,
            by=_TEXT,
            link=_CAUSE,
            former=("elasticsearch.exceptions.ConnectionError",),
        ),
        Rule(
            "elastic_transport.ConnectionTimeout",
            NetworkTimeout,
            by=_TEXT,
            link=_CAUSE,
            former=("elasticsearch.exceptions.ConnectionTimeout",),
        ),
        Rule(
            "elastic_transport.TlsError",
            NetworkTls,
            by=_TEXT,
            link=_CAUSE,
            former=("elasticsearch.exceptions.SSLError",),
        ),
        # No node that could be asked for the others.
        Rule("elastic_transport.SniffingError", NetworkConnection, by=_TEXT, link=_CAUSE, weak=True),
        Rule(
            "elastic_transport.SerializationError",
            DataTransformation,
            by=(
                Words(
                    {
                        "unable to deserialize": ApiFormat,
                        "unable to serialize": DataTransformation,
                        "cannot serialize": DataTransformation,
                        "unknown media-type": ApiFormat,
                        "unknown content-type": ApiFormat,
                        "unknown mimetype": ApiFormat,
                    }
                ),
            ),
            former=("elasticsearch.exceptions.SerializationError",),
        ),
        Rule("elastic_transport.TransportWarning", Internal, weak=True),
        Rule("elastic_transport.SecurityWarning", NetworkTls),
        # URLs, hosts and arguments that are refused before anything is sent.
        Rule("builtins.ValueError", ApiRequest, raised_in="elastic_transport"),
    ),
)
