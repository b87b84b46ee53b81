"""What Amazon's services and what speaks their protocols answer, through `botocore` and `boto3`, provoked for real."""

import pickle
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
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
    FetchError,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageRead,
)
from dataresult.rules.aws_codes import AWS_CODES
from dataresult.rules.http_status import STATUS, STATUS_CLASS
from dataresult.testing.faults._server import FaultServer, deaf_port, refusing_port, silent_port
from tests.rules.s3_server import refusing_store

WHY = "it is not installed: `make libraries` runs this"
boto3 = pytest.importorskip("boto3", reason=WHY)
errors = pytest.importorskip("botocore.exceptions", reason=WHY)
config = pytest.importorskip("botocore.config", reason=WHY)
parsers = pytest.importorskip("botocore.parsers", reason=WHY)
transfer = pytest.importorskip("s3transfer.exceptions", reason=WHY)

# Clients are made of large models: tens of milliseconds each.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LIMIT_S = 0.4


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Serve refusals."""
    with refusing_store() as url:
        yield url


def _client(service: str, url: str | None, **options: Any) -> Any:  # noqa: ANN401  # the library has no types
    limits = {"connect_timeout": LIMIT_S, "read_timeout": LIMIT_S, "retries": {"total_max_attempts": 1}}
    proxies = {"http": options.pop("proxy"), "https": None} if "proxy" in options else None
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="planted/secret",  # nobody's
        config=config.Config(**limits, s3={"addressing_style": "path"}, proxies=proxies),
        **options,
    )


def _raised(call: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:
        call()
    return raised.value


def _get(url: str, key: str = "key", bucket: str = "bucket", **options: Any) -> Exception:  # noqa: ANN401  # of a library without types
    def read() -> object:
        return _client("s3", url, **options).get_object(Bucket=bucket, Key=key)["Body"].read()

    return _raised(read)


REFUSALS: dict[str, tuple[int, type[FetchError], Advice]] = {
    "SlowDown": (503, ApiRateLimit, Advice.WAIT),
    "TooManyRequests": (429, ApiRateLimit, Advice.WAIT),
    "Throttling": (400, ApiRateLimit, Advice.WAIT),
    "QuotaExceeded": (403, ApiRateLimit, Advice.WAIT),
    "TooManyBuckets": (400, ApiRateLimit, Advice.ASK_OPERATOR),
    "ExpiredToken": (400, ApiAuth, Advice.FIX_CREDENTIALS),
    "InvalidAccessKeyId": (403, ApiAuth, Advice.FIX_CREDENTIALS),
    "SignatureDoesNotMatch": (403, ApiAuth, Advice.FIX_CREDENTIALS),
    "RequestTimeTooSkewed": (403, ApiAuth, Advice.ASK_OPERATOR),
    "AccessDenied": (403, ApiPermission, Advice.ASK_OPERATOR),
    "AccountProblem": (403, ApiPermission, Advice.ASK_OPERATOR),
    "AllAccessDisabled": (403, ApiPermission, Advice.ASK_OPERATOR),
    "KMS.DisabledException": (400, ApiPermission, Advice.ASK_OPERATOR),
    "NoSuchKey": (404, ApiNotFound, Advice.NEXT_SOURCE),
    "NoSuchBucket": (404, ApiNotFound, Advice.NEXT_SOURCE),
    "PermanentRedirect": (301, ApiRequest, Advice.FIX_REQUEST),
    "InvalidRange": (416, ApiRequest, Advice.FIX_REQUEST),
    "PreconditionFailed": (412, ApiRequest, Advice.FIX_REQUEST),
    "EntityTooLarge": (400, ApiRequest, Advice.SHRINK_REQUEST),
    "InvalidObjectState": (403, ApiRequest, Advice.ASK_OPERATOR),
    "BadDigest": (400, DataIntegrity, Advice.RETRY),
    "RequestTimeout": (400, NetworkTimeout, Advice.RETRY),
    "OperationAborted": (409, ApiUnavailable, Advice.RETRY),
    "InternalError": (500, ApiUnavailable, Advice.RETRY),
    "ServiceUnavailable": (503, ApiUnavailable, Advice.RETRY),
    # Nobody has listed these: the words of the name, then the status.
    "CrawlerThrottledException": (400, ApiRateLimit, Advice.WAIT),
    "SomethingNotFoundFault": (400, ApiNotFound, Advice.NEXT_SOURCE),
    "NobodyKnows": (502, ApiUnavailable, Advice.RETRY),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_what_its_code_says(store: str, code: str) -> None:
    """The code decides, and the status where the code is unknown."""
    status, expected, step = REFUSALS[code]
    error = classify_exception(_get(store, f"{code}/{status}"))
    assert type(error) is expected
    assert error.next_step is step
    if not isinstance(error, NetworkTimeout | DataIntegrity):
        assert getattr(error, "http_status", None) == status


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refused_upload_is_what_the_service_answered(store: str, code: str, tmp_path: Path) -> None:
    """The class of the transfer says nothing: the answer behind it does, and its text where the answer is lost."""
    status, expected, _ = REFUSALS[code]
    path = tmp_path / "frame"
    path.write_bytes(b"1")
    raised = _raised(lambda: _client("s3", store).upload_file(str(path), "bucket", f"{code}/{status}"))
    assert type(classify_exception(raised)) is expected
    if code in AWS_CODES:
        assert type(classify_exception(pickle.loads(pickle.dumps(raised)))) is expected  # our own


@pytest.mark.parametrize(("status", "expected"), [(404, ApiNotFound), (403, ApiPermission), (400, ApiRequest)])
def test_an_answer_without_a_body_is_what_its_status_says(store: str, status: int, expected: type[FetchError]) -> None:
    """`HEAD` has no body, and so no code."""
    raised = _raised(lambda: _client("s3", store).head_object(Bucket="bucket", Key=f"Whatever/{status}"))
    assert type(classify_exception(raised)) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ProvisionedThroughputExceededException", ApiRateLimit),
        ("ThrottlingException", ApiRateLimit),
        ("ResourceNotFoundException", ApiNotFound),
        ("ValidationException", ApiRequest),
        ("ConditionalCheckFailedException", ApiRequest),
        ("UnrecognizedClientException", ApiAuth),
        ("AccessDeniedException", ApiPermission),
        ("TransactionConflictException", ApiUnavailable),
        ("InternalServerError", ApiUnavailable),
    ],
)
def test_services_that_speak_json_say_the_same(store: str, code: str, expected: type[FetchError]) -> None:
    """The status is 400 for all of them."""
    table = _client("dynamodb", f"{store}/{code}/400")
    error = classify_exception(_raised(lambda: table.get_item(TableName="t", Key={"k": {"S": "1"}})))
    assert type(error) is expected
    assert getattr(error, "provider_code", None) == code


@pytest.mark.parametrize(
    ("header", "wait"),
    [("Retry-After=7", timedelta(seconds=7)), ("x-amz-retry-after=2500", timedelta(seconds=2.5))],
)
def test_what_the_service_asks_to_wait_is_known(store: str, header: str, wait: timedelta) -> None:
    """Also where it is no limit that was reached."""
    assert retry_hint(_get(store, f"SlowDown/503/{header}")) == wait
    assert retry_hint(_get(store, f"InternalError/500/{header}")) == wait


@pytest.mark.parametrize("fault", ["reset-before", "close-before", "reset-in-body", "cut-body", "cut-in-chunk"])
def test_a_lost_connection_is_a_connection_error(faults: FaultServer, fault: str) -> None:
    """Before the answer and in its body."""
    error = classify_exception(_get(faults.url(""), bucket=fault))
    assert type(error) is NetworkConnection
    assert error.host in {"127.0.0.1", None}


@pytest.mark.parametrize("fault", ["bad-status-line", "bad-chunk", "two-lengths"])
def test_an_answer_that_breaks_the_protocol_is_a_format_error(faults: FaultServer, fault: str) -> None:
    """It came, and cannot be read."""
    assert type(classify_exception(_get(faults.url(""), bucket=fault))) is ApiFormat


@pytest.mark.parametrize("fault", ["stall-before", "stall-in-body"])
def test_silence_is_a_read_timeout(faults: FaultServer, fault: str) -> None:
    """However far the answer came."""
    error = classify_exception(_get(faults.url(""), bucket=fault))
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.READ


def test_what_never_connects_is_told_by_its_root() -> None:
    """One class, `EndpointConnectionError`, stands for a refused port and for a name that does not resolve."""
    with refusing_port() as port:
        refused = classify_exception(_get(f"http://127.0.0.1:{port}"))
        proxy = classify_exception(_get("http://service.invalid", proxy=f"http://127.0.0.1:{port}"))
    assert isinstance(refused, NetworkConnection)
    assert (refused.host, refused.port) == ("127.0.0.1", port)
    assert isinstance(proxy, NetworkConnection)
    unknown = classify_exception(_get("http://nonexistent.invalid"))
    assert isinstance(unknown, NetworkDns)
    assert unknown.host == "nonexistent.invalid"


def test_a_timeout_before_the_request_is_one_of_connecting() -> None:
    """Nobody takes the connection, or nobody answers the handshake."""
    with deaf_port() as deaf, silent_port() as silent:
        for url in (f"http://127.0.0.1:{deaf}", f"https://127.0.0.1:{silent}"):
            error = classify_exception(_get(url))
            assert isinstance(error, NetworkTimeout)
            assert error.phase is TimeoutPhase.CONNECT


def test_a_certificate_that_nobody_knows_is_a_tls_error(tls_faults: dict[str, FaultServer], trusted: str) -> None:
    """Likewise one for another host."""
    unknown, other = tls_faults["good"], tls_faults["other-host"]
    assert type(classify_exception(_get(unknown.url("", "https")))) is NetworkTls
    assert type(classify_exception(_get(other.url("", "https"), verify=trusted))) is NetworkTls


def test_what_is_refused_before_it_is_sent_names_the_parameter() -> None:
    """No request was made: the caller's own."""
    client = _client("s3", "http://127.0.0.1:1")
    missing = classify_exception(_raised(lambda: client.get_object(Bucket="bucket")))
    assert isinstance(missing, ApiRequest)
    assert missing.parameter == "Key"
    wrong = classify_exception(_raised(lambda: client.get_object(Bucket="bucket", Key=3)))
    assert isinstance(wrong, ApiRequest)
    assert wrong.parameter == "Key"
    name = classify_exception(_raised(lambda: client.get_object(Bucket="no bucket!", Key="k")))
    assert isinstance(name, ApiRequest)
    assert isinstance(classify_exception(_raised(lambda: boto3.client("s33"))), ApiRequest)


def test_no_credentials_are_an_auth_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither is a profile that is not there."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "nowhere"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nowhere"))
    session = boto3.session.Session(region_name="us-east-1")
    assert isinstance(classify_exception(_raised(lambda: session.client("sts").get_caller_identity())), ApiAuth)
    assert isinstance(classify_exception(_raised(lambda: boto3.session.Session(profile_name="nobody"))), ApiAuth)
    assert isinstance(classify_exception(_raised(lambda: boto3.session.Session().client("sqs"))), ApiRequest)


def test_a_waiter_is_what_its_last_answer_was(store: str) -> None:
    """It keeps the answer; where that was no refusal, time is up."""
    waiter = _client("s3", store).get_waiter("object_exists")
    last = {"Delay": 0, "MaxAttempts": 2}
    refused = _raised(lambda: waiter.wait(Bucket="bucket", Key="Whatever/403/Retry-After=3", WaiterConfig=last))
    assert isinstance(classify_exception(refused), ApiPermission)
    waited = errors.WaiterError("JobDone", "Max attempts exceeded", {"ResponseMetadata": {"HTTPStatusCode": 200}})
    error = classify_exception(waited)
    assert isinstance(error, NetworkTimeout)
    assert error.phase is TimeoutPhase.TOTAL


def test_a_retried_transfer_is_what_failed_last() -> None:
    """`RetriesExceededError` keeps it."""
    last = errors.ReadTimeoutError(endpoint_url="http://store/key", error=None)
    assert isinstance(classify_exception(transfer.RetriesExceededError(last)), NetworkTimeout)
    assert isinstance(classify_exception(boto3.exceptions.RetriesExceededError(last)), NetworkTimeout)


def test_an_answer_that_cannot_be_parsed_is_a_format_error_unless_it_is_cut() -> None:
    """Expat tells a document that ends too early from one that is none."""
    cut = parsers.ResponseParserError("Unable to parse response (no element found: line 3, column 7), invalid XML")
    wrong = parsers.ResponseParserError("Unable to parse response (syntax error: line 1, column 0), invalid XML")
    assert isinstance(classify_exception(cut), NetworkConnection)
    assert isinstance(classify_exception(wrong), ApiFormat)


def test_a_wrong_sum_says_both() -> None:
    """What was promised and what came."""
    error = classify_exception(
        errors.FlexibleChecksumError(error_msg="Expected checksum AAAAAA== did not match calculated checksum: BBBBBB==")
    )
    assert isinstance(error, DataIntegrity)
    assert (error.expected_digest, error.actual_digest) == ("AAAAAA==", "BBBBBB==")


def _answer(code: str, status: int | None = None, **more: str) -> Exception:
    response: dict[str, object] = {"Error": {"Code": code, "Message": "no", **more}}
    if status is not None:
        response["ResponseMetadata"] = {"HTTPStatusCode": status, "HTTPHeaders": {}}
    raised: Exception = errors.ClientError(response, "GetObject")
    return raised


@given(status=st.integers(400, 599))
def test_a_status_alone_decides_as_everywhere(status: int) -> None:
    """Beside an unknown code, in the place of the code, and in a text that is all that is left."""
    meaning = STATUS.get(status) or STATUS_CLASS[status // 100]
    expected = getattr(meaning, "error", meaning)
    assert type(classify_exception(_answer("NobodyKnows", status))) is expected
    assert type(classify_exception(_answer(str(status)))) is expected
    lost = transfer.S3UploadFailedError(f"Failed to upload a to b/c: {_answer(str(status))}")
    assert type(classify_exception(lost)) is expected


@given(code=st.sampled_from(sorted(map(str, AWS_CODES))), status=st.sampled_from([400, 403, 404, 409, 500, 503]))
def test_a_known_code_decides_before_the_status(code: str, status: int) -> None:
    """Whatever the status is, and where a per-client class is all that is left of it."""
    expected = getattr(AWS_CODES[code], "error", AWS_CODES[code])
    assert type(classify_exception(_answer(code, status))) is expected
    modeled = type(code, (errors.ClientError,), {"__module__": "botocore.errorfactory"})
    if not code.isdigit():
        lost: Exception = modeled.__new__(modeled)  # type: ignore[call-overload]  # without its answer
        assert type(classify_exception(lost)) is expected


def test_a_cancelled_transaction_says_why() -> None:
    """A conflict is worth another try; a condition that does not hold is not."""
    text = "Transaction cancelled, please refer cancellation reasons for specific reasons [None, {}]"
    for reason, expected in (
        ("TransactionConflict", ApiUnavailable),
        ("ThrottlingError", ApiRateLimit),
        ("ConditionalCheckFailed", ApiRequest),
    ):
        raised = _answer("TransactionCanceledException", 400, Message=text.format(reason))
        assert type(classify_exception(raised)) is expected


def test_a_local_file_that_is_missing_is_no_refusal(store: str, tmp_path: Path) -> None:
    """An upload of what is not there."""
    raised = _raised(lambda: _client("s3", store).upload_file(str(tmp_path / "nowhere"), "bucket", "key"))
    assert isinstance(classify_exception(raised), StorageRead)


def test_a_wrong_use_of_the_client_is_internal() -> None:
    """Nothing to do with any service."""
    client = _client("s3", "http://127.0.0.1:1")
    assert isinstance(classify_exception(_raised(lambda: client.get_paginator("get_object"))), Internal)


def test_no_secret_leaves_through_a_signed_url() -> None:
    """Signature, session token and key stand in the URL that the exceptions print."""
    url = (
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20240101%2Fus-east-1"
        "&X-Amz-Security-Token=PLANTEDTOKEN%2B1&X-Amz-Signature=deadbeefdeadbeef"
    )
    for raised in (
        errors.EndpointConnectionError(endpoint_url=url, error=ValueError(url)),
        errors.ReadTimeoutError(endpoint_url=url, error=None),
        errors.SSLError(endpoint_url=url, error="handshake"),
        _answer("InvalidAccessKeyId", 403, Message="The key AKIAIOSFODNN7EXAMPLE does not exist in our records."),
    ):
        told = str(classify_exception(raised).to_dict())
        assert not any(secret in told for secret in ("AKIAIOSFODNN7EXAMPLE", "PLANTEDTOKEN", "deadbeef"))
