"""Kafka's codes through both clients, and the clients against ports where no broker is."""

import gc
import pickle
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice
from dataresult.errors import (
    ApiAuth,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    DataTransformation,
    DataValidation,
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.rules import Outcome
from dataresult.rules.kafka_codes import BROKER_CODES, CLIENT_CODES, TRANSPORT_CODES

kafka = pytest.importorskip("kafka", reason="kafka-python is not installed: `make libraries` runs this")
kafka_errors = pytest.importorskip("kafka.errors")
confluent = pytest.importorskip(
    "confluent_kafka", reason="confluent-kafka is not installed: `make libraries` runs this"
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def sockets_closed() -> Iterator[None]:
    """Close what the library forgets when it fails, while its warnings are silenced."""
    yield
    gc.collect()


# What the protocol flags as retriable, and is a name that is wrong more often than late.
NAMES = {3, 100}
CONFLUENT_CODES = sorted(
    code
    for name in dir(confluent.KafkaError)
    if name.isupper() and isinstance(code := getattr(confluent.KafkaError, name), int) and code != 0
)


def _target(code: int) -> type[FetchError]:
    target = {**BROKER_CODES, **CLIENT_CODES, **TRANSPORT_CODES}[code]
    return target.error if isinstance(target, Outcome) else target


def _raised(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        call()
    return raised.value


def test_every_code_of_librdkafka_is_decided() -> None:
    """A code that the library gains is noticed here."""
    known = {**BROKER_CODES, **CLIENT_CODES, **TRANSPORT_CODES}
    assert [code for code in CONFLUENT_CODES if code not in known] == []


def test_no_code_stands_in_two_tables() -> None:
    """Which table is asked first would decide."""
    assert not set(CLIENT_CODES) & set(TRANSPORT_CODES)
    assert not set(BROKER_CODES) & {*CLIENT_CODES, *TRANSPORT_CODES}


@given(code=st.sampled_from(CONFLUENT_CODES))
def test_a_code_means_the_same_from_the_object_and_from_its_text(code: int) -> None:
    """A wrapper keeps the text only."""
    exception = confluent.KafkaException(confluent.KafkaError(code))
    assert type(classify_exception(exception)) is _target(code)
    assert type(classify_exception(confluent.KafkaException(str(exception)))) is _target(code)


@given(code=st.sampled_from(sorted(code for code in kafka_errors.kafka_errors if code)))
def test_a_code_means_the_same_through_both_clients(code: int) -> None:
    """One protocol, one table; kafka-python's flag never promises a retry where the error denies it."""
    exception = kafka_errors.for_code(code)("it did not go well")
    error = classify_exception(exception)
    assert type(error) is _target(code)
    assert type(classify_exception(pickle.loads(pickle.dumps(exception)))) is _target(code)
    assert error.retryable or not exception.retriable or code in NAMES


def test_a_code_that_the_library_does_not_know_yet_is_still_one() -> None:
    """kafka-python makes a class for it on the spot."""
    assert isinstance(classify_exception(kafka_errors.for_code(128)()), ApiRequest)
    assert isinstance(classify_exception(kafka_errors.for_code(9999)()), ApiUnavailable)


SAID: list[tuple[int, str, type[FetchError]]] = [
    (-195, "h:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused", NetworkConnection),
    (-195, "h:9092/bootstrap: Failed to resolve 'h:9092': Name or service not known", NetworkDns),
    (-195, "ssl://h:9093/bootstrap: SSL handshake failed: certificate verify failed", NetworkTls),
    (-195, "sasl_ssl://h:9092/bootstrap: SASL authentication error: Authentication failed", ApiAuth),
    (-187, "1/1 brokers are down", NetworkConnection),
    (-185, "Failed to get metadata: Local: Timed out", NetworkTimeout),
    (-186, 'No such configuration property: "nowhere"', Internal),
    (-186, "sasl.username and sasl.password must be set", ApiAuth),
    (-191, "prices [0] reached end at offset 5", DataEmpty),
    (3, "Subscribed topic not available: nowhere: Broker: Unknown topic or partition", ApiNotFound),
    (29, "Fetch from broker 1 failed: Broker: Topic authorization failed", ApiPermission),
    (89, "The throttling quota has been exceeded.", ApiRateLimit),
    (87, "Broker: Broker failed to validate record", DataValidation),
]


@pytest.mark.parametrize(("code", "text", "expected"), SAID)
def test_what_librdkafka_says_refines_a_broken_connection(code: int, text: str, expected: type[FetchError]) -> None:
    """The code decides; that of a connection says nothing of why."""
    assert type(classify_exception(confluent.KafkaException(confluent.KafkaError(code, text)))) is expected


@pytest.mark.parametrize("code", [10, 18])
def test_what_is_too_large_is_to_be_sent_in_parts(code: int) -> None:
    """The record, or the batch."""
    assert classify_exception(kafka_errors.for_code(code)()).next_step is Advice.SHRINK_REQUEST


@pytest.fixture
def garbage_port() -> Iterator[int]:
    """Give a port on which a web server answers, for a mistaken address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(4096)
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def _silent(_error: object) -> None:
    """Keep librdkafka from writing what it met to standard error."""


def _confluent(address: str) -> Callable[[], object]:
    settings = {"bootstrap.servers": address, "log_level": 0, "error_cb": _silent}
    return lambda: confluent.Producer(settings).list_topics(timeout=0.7)


def _kafka(address: str) -> Callable[[], object]:
    return lambda: kafka.KafkaProducer(bootstrap_servers=address, bootstrap_timeout_ms=700, max_block_ms=700)


@pytest.mark.parametrize("client", [_confluent, _kafka])
def test_no_broker_there(client: Callable[[str], Callable[[], object]], refusing_port: int, garbage_port: int) -> None:
    """Both clients say only that they could not reach one: that is the network's."""
    for address in (f"127.0.0.1:{refusing_port}", f"127.0.0.1:{garbage_port}", "nowhere.invalid:9092"):
        assert isinstance(classify_exception(_raised(client(address))), NetworkConnection)


def test_where_no_broker_was_is_told(refusing_port: int) -> None:
    """kafka-python names the address in its text."""
    error = classify_exception(_raised(_kafka(f"127.0.0.1:{refusing_port}")))
    assert isinstance(error, NetworkConnection)
    assert (error.host, error.port) == ("127.0.0.1", refusing_port)


def test_a_broker_that_never_answers(silent_port: int) -> None:
    """What was sent was not confirmed in time."""
    settings = {"bootstrap.servers": f"127.0.0.1:{silent_port}", "group.id": "g", "log_level": 0}
    consumer = confluent.Consumer(settings)
    error = classify_exception(_raised(lambda: consumer.committed([confluent.TopicPartition("t", 0)], timeout=0.5)))
    assert isinstance(error, NetworkTimeout)


def _full() -> None:
    settings = {"bootstrap.servers": "127.0.0.1:9", "queue.buffering.max.messages": 1, "log_level": 0}
    producer = confluent.Producer(settings)
    for _ in range(5):
        producer.produce("t", b"x")


def _too_large() -> None:
    confluent.Producer({"bootstrap.servers": "127.0.0.1:9", "log_level": 0}).produce("t", b"x" * 3_000_000)


def _closed() -> None:
    consumer = confluent.Consumer({"bootstrap.servers": "127.0.0.1:9", "group.id": "g", "log_level": 0})
    consumer.close()
    consumer.poll(0.1)


LOCAL: dict[str, tuple[Callable[[], object], type[FetchError], Advice | None]] = {
    "a setting that is none": (lambda: confluent.Producer({"nowhere": 1}), Internal, None),
    "a setting that is none, too": (lambda: kafka.KafkaProducer(nowhere=1), Internal, None),
    "no group": (lambda: confluent.Consumer({"bootstrap.servers": "x"}), Internal, None),
    "no credentials": (
        lambda: confluent.Producer({"security.protocol": "sasl_plaintext", "sasl.mechanism": "PLAIN"}),
        ApiAuth,
        None,
    ),
    "a full queue": (_full, ApiUnavailable, Advice.WAIT),
    "a large message": (_too_large, ApiRequest, Advice.SHRINK_REQUEST),
    "a closed consumer": (_closed, Internal, None),
    "no transaction": (lambda: confluent.Producer({"log_level": 0}).begin_transaction(), Internal, None),
    "no port": (lambda: kafka.KafkaProducer(bootstrap_servers="a:b:c"), ApiRequest, None),
}


@pytest.mark.parametrize("fault", LOCAL)
def test_what_is_refused_before_anything_is_sent(fault: str) -> None:
    """The clients' own refusals, among them classes of the language."""
    call, expected, step = LOCAL[fault]
    error = classify_exception(_raised(call))
    assert type(error) is expected
    assert step is None or error.next_step is step


def test_a_serializer_that_failed_is_what_it_failed_of() -> None:
    """By itself a step of ours; with the schema registry behind it, an API's."""
    raised_by = pytest.importorskip("confluent_kafka.schema_registry.error", reason="its extra is not installed")
    from_error = confluent.error.ValueDeserializationError
    assert isinstance(classify_exception(from_error(exception=ValueError("no magic byte"))), DataTransformation)
    refused = raised_by.SchemaRegistryError(404, 40403, "Schema not found")
    assert isinstance(classify_exception(from_error(exception=refused)), ApiNotFound)
    assert isinstance(classify_exception(raised_by.SchemaRegistryError(401, 40101, "User cannot access")), ApiAuth)
    assert isinstance(classify_exception(raised_by.SchemaRegistryError(409, 409, "incompatible")), DataValidation)
    assert isinstance(classify_exception(raised_by.SchemaRegistryError(503, -1, "no")), ApiUnavailable)
    assert isinstance(classify_exception(raised_by.OAuthTokenError("no token", 400, "invalid_client")), ApiAuth)
    assert isinstance(classify_exception(raised_by.OAuthTokenError("no token", 503, "busy")), ApiUnavailable)
