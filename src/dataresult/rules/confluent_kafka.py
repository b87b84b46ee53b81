"""
Failures of `confluent-kafka`: librdkafka's errors, serializers, and the schema registry.

Floor 1. Data only. Never imports confluent_kafka. Every exception of the library has a row.
Source: https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/index.html#kafkaexception;
`error.py`, `serialization/__init__.py`, `schema_registry/` of 2.16.1. The extension module calls itself `cimpl`.
Codes of the registry: https://docs.confluent.io/platform/current/schema-registry/develop/api.html#errors.

`KafkaException` carries a `KafkaError`, which is no exception, as its first argument: its code decides; a pickle keeps
its text, in which the code stands too.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkTimeout,
    NetworkTls,
)

from ._rule import Answer, Extract, Keyed, Library, Rule, Target, Words
from .kafka_codes import BROKER_CODES, CLIENT_CODES, TRANSPORT_CODES
from .network_words import NETWORK_WORDS

__all__ = ["LIBRARY"]

_CODES: Final[Mapping[object, Target]] = {**BROKER_CODES, **CLIENT_CODES}
_VALUE: Final = Extract(r"KafkaError\{code=\w+,val=(-?\d+)")
# Why nobody could be reached, and which of the settings is wrong, in librdkafka's words.
_WHY: Final[Mapping[str, Target]] = {
    **NETWORK_WORDS,
    "ssl handshake failed": NetworkTls,
    "sasl authentication error": ApiAuth,
    "authentication failed": ApiAuth,
    "sasl.username and sasl.password must be set": ApiAuth,
    "unsupported sasl mechanism": ApiAuth,
    "configuration property": Internal,
    "failed to create producer": Internal,
    "failed to create consumer": Internal,
    "connection refused": NetworkConnection,
}


def _as_text(codes: Mapping[object, Target]) -> Mapping[object, Target]:
    """Give the same table for codes that are read out of a text."""
    return {str(code): target for code, target in codes.items()}


_KAFKA_ERROR: Final = (
    Keyed("args[0].code()", _CODES, name="error code"),
    Keyed(_VALUE, _as_text(_CODES), name="error code"),
    Words(_WHY),
    Keyed("args[0].code()", TRANSPORT_CODES, name="error code"),
    Keyed(_VALUE, _as_text(TRANSPORT_CODES), name="error code"),
)
_NAME: Final = {"provider_code": "args[0].name()", "host": Extract(r"(?:://|\")([\w.-]+):\d+/")}

_REGISTRY_CODES: Final[Mapping[object, Target]] = {
    401: ApiAuth,
    40101: ApiAuth,
    403: ApiPermission,
    40301: ApiPermission,
    40401: ApiNotFound,  # subject
    40402: ApiNotFound,  # version
    40403: ApiNotFound,  # schema
    40404: ApiNotFound,  # subject was deleted
    40405: ApiNotFound,  # subject was not deleted first
    40406: ApiNotFound,  # schema version was deleted
    40408: ApiNotFound,  # compatibility level of the subject
    409: DataValidation,  # the schema is incompatible with an earlier one
    40901: DataValidation,
    42201: ApiRequest,  # the schema is no schema
    42202: ApiRequest,  # version
    42203: ApiRequest,  # compatibility level
    42205: ApiPermission,  # the mode does not permit it
    42901: ApiRateLimit,
    50001: ApiUnavailable,  # the store behind the registry
    50002: NetworkTimeout,  # the operation took too long
    50003: ApiUnavailable,  # no way to the registry that leads
    50004: ApiUnavailable,  # no registry leads
}
_SERDE: Final = "confluent_kafka.schema_registry"

LIBRARY: Final = Library(
    packages=("confluent_kafka", "cimpl"),
    distribution="confluent-kafka",
    public=("confluent_kafka", "confluent_kafka.error", "confluent_kafka.serialization", f"{_SERDE}.error"),
    checked_with="2.16.1",
    rules=(
        Rule("cimpl.KafkaException", ApiUnavailable, by=_KAFKA_ERROR, fields=_NAME, weak=True),
        Rule("cimpl.IllegalStateException", Internal),
        Rule("cimpl.ConcurrentModificationException", Internal),
        Rule("confluent_kafka.error._KafkaClientError", ApiUnavailable, by=_KAFKA_ERROR, fields=_NAME, weak=True),
        Rule(
            "confluent_kafka.error.ConsumeError",
            ApiUnavailable,
            by=_KAFKA_ERROR,
            fields=_NAME,
            link=("exception",),
            weak=True,
        ),
        Rule(
            "confluent_kafka.error.ProduceError",
            ApiUnavailable,
            by=_KAFKA_ERROR,
            fields=_NAME,
            link=("exception",),
            weak=True,
        ),
        # The code only repeats the class; behind it may be the registry, which was asked for the schema.
        *(
            Rule(f"confluent_kafka.error.{name}", DataTransformation, link=("exception",), weak=True)
            for name in (
                "KeySerializationError",
                "ValueSerializationError",
                "KeyDeserializationError",
                "ValueDeserializationError",
            )
        ),
        Rule(
            "confluent_kafka.serialization.SerializationError",
            DataTransformation,
            weak=True,
            former=(
                "confluent_kafka.avro.serializer.SerializerError",
                "confluent_kafka.avro.serializer.KeySerializerError",
                "confluent_kafka.avro.serializer.ValueSerializerError",
            ),
        ),
        Rule(
            f"{_SERDE}.error.SchemaRegistryError",
            ApiUnavailable,
            answer=Answer(
                status=("http_status_code", "http_code"),
                codes=(Keyed("error_code", _REGISTRY_CODES, name="registry code"),),
            ),
            by=(Words(NETWORK_WORDS),),
            fields={"provider_code": "error_code"},
            weak=True,
            former=("confluent_kafka.avro.error.ClientError",),
        ),
        Rule(
            f"{_SERDE}.error.OAuthTokenError",
            ApiAuth,
            # RFC 6749, section 5.2: a refused client or grant is answered with 400.
            answer=Answer(
                status=("status_code",),
                body=("response_text",),
                codes=(Keyed("status_code", {400: ApiAuth, 403: ApiAuth}, name="status"),),
            ),
            weak=True,
        ),
        # The rules of a data contract, and what they refuse.
        Rule(f"{_SERDE}.common.serde.RuleError", DataValidation, weak=True),
        Rule(f"{_SERDE}.common.serde.RuleConditionError", DataValidation),
        Rule(f"{_SERDE}.confluent.type.variant_utils.VariantError", DataTransformation),
        # What the extension raises of the language's own classes has no frame of its own: see `builtins.py`. These come
        # from the serializers and the registry's client.
        Rule(
            "builtins.ValueError",
            Internal,
            raised_in="confluent_kafka",
            by=(Words({"invalid url": ApiRequest, "basic.auth": ApiAuth, "credentials": ApiAuth, "bearer": ApiAuth}),),
            weak=True,
        ),
    ),
)
