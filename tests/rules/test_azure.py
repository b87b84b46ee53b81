"""What Azure's clients raise: sync and async, and through a file system, against real sockets."""

import asyncio
import pickle
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiError,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRateLimit,
    ApiRequest,
    ApiUnavailable,
    DataIntegrity,
    FetchError,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
)
from dataresult.rules.azure_codes import AZURE_CODES
from dataresult.testing.faults._server import STALL_S, FaultServer
from tests.rules.foreign import Foreign, raised_by
from tests.rules.one_answer import Answers, answering

blob = pytest.importorskip(
    "azure.storage.blob", reason="azure-storage-blob is not installed: `make libraries` runs this"
)
blob_aio = pytest.importorskip("azure.storage.blob.aio", reason="aiohttp is not installed: `make libraries` runs this")
identity = pytest.importorskip("azure.identity", reason="azure-identity is not installed: `make libraries` runs this")
core = pytest.importorskip("azure.core.exceptions")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

# A well-known key of the emulator: https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azurite.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
SAS = "sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01T00%3A00%3A00Z&sig=PLANTEDsecretPLANTEDsecret%3D"
_FAST = {"retry_total": 0, "connection_timeout": STALL_S, "read_timeout": STALL_S}


def _download(account_url: str, credential: object = KEY, **more: Foreign) -> object:
    with blob.BlobServiceClient(account_url, credential=_credential(credential), **_FAST, **more) as client:
        return client.get_blob_client("prices", "2026/data.parquet").download_blob().readall()


def _properties(account_url: str, credential: object = KEY, **more: Foreign) -> object:
    with blob.BlobServiceClient(account_url, credential=_credential(credential), **_FAST, **more) as client:
        return client.get_blob_client("prices", "2026/data.parquet").get_blob_properties()


def _upload(account_url: str, credential: object = KEY, **more: Foreign) -> object:
    with blob.BlobServiceClient(account_url, credential=_credential(credential), **_FAST, **more) as client:
        return client.get_blob_client("prices", "2026/data.parquet").upload_blob(b"abc")


def _listing(account_url: str, credential: object = KEY, **more: Foreign) -> object:
    with blob.BlobServiceClient(account_url, credential=_credential(credential), **_FAST, **more) as client:
        return list(client.get_container_client("prices").list_blobs())


def _download_async(account_url: str, credential: object = KEY, **more: Foreign) -> object:
    async def fetch() -> object:
        service = blob_aio.BlobServiceClient(account_url, credential=_credential(credential), **_FAST, **more)
        async with service as client:
            return await (await client.get_blob_client("prices", "2026/data.parquet").download_blob()).readall()

    return asyncio.run(fetch())


def _credential(credential: object) -> object:
    return {"account_name": "acc", "account_key": credential} if isinstance(credential, str) else credential


CALLS: dict[str, Callable[..., object]] = {
    "download": _download,
    "properties": _properties,
    "upload": _upload,
    "listing": _listing,
    "download-async": _download_async,
}
every_call = pytest.mark.parametrize("call", CALLS)
every_reader = pytest.mark.parametrize("call", ["download", "download-async"])


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Serve the answer that a test wants."""
    with answering() as server:
        yield server


def _xml(code: str, message: str = "It cannot be done.\nRequestId:c0ffee\nTime:2026-11-23T00:00:00Z") -> bytes:
    return (
        f"<?xml version='1.0' encoding='utf-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
    )


def _refused(answers: Answers, call: str, status: int, code: str, **headers: str) -> FetchError:
    url = answers.now(status, _xml(code), Content_Type="application/xml", x_ms_error_code=code, **headers)
    return classify_exception(raised_by(CALLS[call], f"{url}/acc"))


# Status and code as the service pairs them: see the sources of `azure_codes`.
REFUSALS: list[tuple[int, str, type[FetchError]]] = [
    (400, "InvalidQueryParameterValue", ApiRequest),
    (400, "InvalidResourceName", ApiRequest),
    (400, "OutOfRangeInput", ApiRequest),
    (400, "Md5Mismatch", DataIntegrity),
    (400, "InvalidAuthenticationInfo", ApiAuth),
    (401, "NoAuthenticationInformation", ApiAuth),
    (401, "InvalidAuthenticationInfo", ApiAuth),
    (403, "AuthenticationFailed", ApiAuth),
    (403, "AuthorizationFailure", ApiPermission),
    (403, "AuthorizationPermissionMismatch", ApiPermission),
    (403, "AuthorizationSourceIPMismatch", ApiPermission),
    (403, "InsufficientAccountPermissions", ApiPermission),
    (403, "KeyBasedAuthenticationNotPermitted", ApiPermission),
    (403, "AccountIsDisabled", ApiPermission),
    (404, "BlobNotFound", ApiNotFound),
    (404, "ContainerNotFound", ApiNotFound),
    (404, "ResourceNotFound", ApiNotFound),
    (404, "CannotVerifyCopySource", ApiNotFound),
    (409, "ContainerBeingDeleted", ApiUnavailable),
    (409, "LeaseAlreadyPresent", ApiUnavailable),
    (409, "BlobArchived", ApiRequest),
    (409, "BlobBeingRehydrated", ApiUnavailable),
    (409, "BlobAlreadyExists", ApiRequest),
    (409, "PublicAccessNotPermitted", ApiPermission),
    (409, "SnapshotOperationRateExceeded", ApiRateLimit),
    (409, "QuotaExceeded", ApiRateLimit),
    (409, "SnapshotCountExceeded", ApiRequest),
    (412, "ConditionNotMet", ApiRequest),
    (412, "LeaseIdMissing", ApiRequest),
    (413, "RequestBodyTooLarge", ApiRequest),
    (416, "InvalidRange", ApiRequest),
    (429, "TooManyRequests", ApiRateLimit),
    (500, "InternalError", ApiUnavailable),
    (500, "OperationTimedOut", ApiUnavailable),
    (503, "ServerBusy", ApiRateLimit),
    (503, "SomethingNew", ApiUnavailable),
]


@every_call
@pytest.mark.parametrize(("status", "code", "expected"), REFUSALS)
def test_the_code_of_the_service_decides(
    call: str, status: int, code: str, expected: type[FetchError], answers: Answers
) -> None:
    """Each code is what it means whatever was asked; a code that nobody knows leaves it to the status."""
    if call == "download" and (status, code) == (416, "InvalidRange"):
        pytest.skip("the client takes it for an empty blob and asks again")
    error = _refused(answers, call, status, code)
    assert isinstance(error, expected), error
    if isinstance(error, ApiError):
        assert error.http_status == status
        assert error.provider_code == code


@every_call
def test_a_condition_that_is_not_met_is_the_callers(call: str, answers: Answers) -> None:
    """Status 304 is no broken redirect."""
    error = _refused(answers, call, 304, "ConditionNotMet")
    assert isinstance(error, ApiRequest), error


@every_call
@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [("Retry_After", "17", 17), ("retry_after_ms", "2500", 2.5), ("x_ms_retry_after_ms", "700", 0.7)],
)
def test_how_long_to_wait_is_told(call: str, header: str, value: str, seconds: float, answers: Answers) -> None:
    """Each spelling of the wait arrives, for a limit as a field, for an outage in the context."""
    limit = _refused(answers, call, 503, "ServerBusy", **{header: value})
    assert isinstance(limit, ApiRateLimit)
    assert limit.retry_after == timedelta(seconds=seconds)
    outage = _refused(answers, call, 500, "InternalError", **{header: value})
    assert outage.context["retry_after_s"] == seconds
    assert outage.next_step is Advice.WAIT


def test_advice_where_the_class_knows_less(answers: Answers) -> None:
    """What passes by itself is waited for; what is too large is made smaller."""
    assert _refused(answers, "upload", 409, "ContainerBeingDeleted").next_step is Advice.WAIT
    assert _refused(answers, "upload", 409, "LeaseAlreadyPresent").next_step is Advice.RETRY
    assert _refused(answers, "upload", 413, "RequestBodyTooLarge").next_step is Advice.SHRINK_REQUEST


@every_call
def test_a_page_of_a_proxy_is_what_its_status_says(call: str, answers: Answers) -> None:
    """HTML with status 502 is an outage."""
    url = answers.now(502, b"<html>Bad Gateway</html>", Content_Type="text/html")
    assert isinstance(classify_exception(raised_by(CALLS[call], f"{url}/acc")), ApiUnavailable)


def test_an_answer_that_is_no_xml_is_a_format_error(answers: Answers) -> None:
    """A listing that cannot be read is not what was promised."""
    url = answers.now(200, b"<EnumerationResults><Blobs>", Content_Type="application/xml")
    assert isinstance(classify_exception(raised_by(_listing, f"{url}/acc")), ApiFormat)


@every_reader
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("reset-before", NetworkConnection),
        ("close-before", NetworkConnection),
        ("stall-before", NetworkTimeout),
        ("bad-status-line", ApiFormat),
    ],
)
def test_a_broken_connection_is_the_networks(
    call: str, fault: str, expected: type[FetchError], faults: FaultServer
) -> None:
    """The transport's own exception is looked through."""
    error = classify_exception(raised_by(CALLS[call], faults.url(fault)))
    assert isinstance(error, expected), error
    if isinstance(error, NetworkTimeout):
        assert error.phase in {TimeoutPhase.READ, TimeoutPhase.TOTAL}


@pytest.mark.parametrize("call", ["download", "download-async", "listing"])
@pytest.mark.parametrize(
    ("ending", "expected"), [("close", NetworkConnection), ("reset", NetworkConnection), ("stall", NetworkTimeout)]
)
def test_a_body_that_is_cut_is_the_networks(
    call: str, ending: str, expected: type[FetchError], answers: Answers
) -> None:
    """A peer that sends less than it promised."""
    headers = {"Content_Type": "application/xml", "Content_Range": "bytes 0-102/103", "ETag": '"0x1"'}
    url = answers.now_cut(ending, 200 if call == "listing" else 206, b"abc", **headers)
    error = classify_exception(raised_by(CALLS[call], f"{url}/acc"))
    assert isinstance(error, expected), error


@every_call
def test_what_comes_before_the_connection(call: str, refusing_port: int, tls_faults: dict[str, FaultServer]) -> None:
    """A closed port, a name that is none and a certificate that nobody signed are told apart."""
    refused = classify_exception(raised_by(CALLS[call], f"http://127.0.0.1:{refusing_port}/acc"))
    assert isinstance(refused, NetworkConnection), refused
    unknown = classify_exception(raised_by(CALLS[call], "http://acc.blob.nonexistent.invalid"))
    assert isinstance(unknown, NetworkDns), unknown
    assert unknown.host == "acc.blob.nonexistent.invalid"
    untrusted = classify_exception(raised_by(CALLS[call], tls_faults["good"].url("acc", "https")))
    assert isinstance(untrusted, NetworkTls), untrusted


@pytest.mark.parametrize("call", ["download", "properties", "upload", "listing"])
def test_an_unanswered_connect_says_its_phase(call: str, deaf_port: int) -> None:
    """Nobody takes the connection."""
    error = classify_exception(raised_by(CALLS[call], f"http://127.0.0.1:{deaf_port}/acc"))
    assert isinstance(error, NetworkTimeout), error
    assert error.phase is TimeoutPhase.CONNECT


def test_what_is_refused_before_sending() -> None:
    """A key that cannot sign and a string that is no connection are credentials; a URL that is none is the request."""
    assert isinstance(classify_exception(raised_by(_properties, "http://127.0.0.1:1/acc", "abcde")), ApiAuth)
    assert isinstance(classify_exception(raised_by(blob.BlobServiceClient.from_connection_string, "nonsense")), ApiAuth)
    assert isinstance(classify_exception(raised_by(blob.BlobServiceClient, 5)), ApiRequest)
    assert isinstance(classify_exception(raised_by(blob.BlobClient, "https://acc.net", "", "")), ApiRequest)


@given(code=st.sampled_from(sorted(map(str, AZURE_CODES))), status=st.sampled_from([400, 403, 409, 500, 503]))
def test_every_code_counts_more_than_its_status(code: str, status: int) -> None:
    """Whatever the status: the code is in a header, in the JSON of newer services, and after a pickle in the text."""
    target = AZURE_CODES[code]
    expected = getattr(target, "error", target)
    response = _Answer(status, {"x-ms-error-code": code})
    error = core.HttpResponseError("no", response=response)
    assert type(classify_exception(error)) is expected
    told = core.HttpResponseError(f"no\nRequestId:1\nErrorCode:{code}")
    assert type(classify_exception(pickle.loads(pickle.dumps(told)))) is expected


class _Answer:
    """The part of an answer that the exceptions of azure.core read."""

    reason = "because"
    request = None

    def __init__(self, status: int, headers: dict[str, str], text: str = "") -> None:
        self.status_code, self.headers, self._text = status, headers, text

    def text(self) -> str:
        """Give the body."""
        return self._text


def test_a_manager_that_answers_json_is_understood() -> None:
    """OData: the code is in the body."""
    body = '{"error": {"code": "AuthorizationFailed", "message": "no"}}'
    error = classify_exception(core.HttpResponseError(response=_Answer(409, {}, body)))
    assert isinstance(error, ApiPermission)
    assert error.provider_code == "AuthorizationFailed"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (
            401,
            {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."},
            ApiAuth,
        ),
        (400, {"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."}, ApiAuth),
        (400, {"error": "unauthorized_client", "error_description": "AADSTS700016: Application not found."}, ApiAuth),
        (503, {"error": "temporarily_unavailable", "error_description": "AADSTS90033: try again"}, ApiUnavailable),
        (429, {"error": "temporarily_unavailable", "error_description": "AADSTS90055: throttled"}, ApiRateLimit),
    ],
)
def test_a_token_that_is_refused(status: int, body: dict[str, str], expected: type[FetchError]) -> None:
    """A token endpoint refuses credentials with any status; when it is ill it says so with one."""
    response = _Answer(status, {"retry-after": "9"}, str(body))
    message = f"Microsoft Entra ID error '({body['error']}) {body['error_description']}'"
    error = classify_exception(core.ClientAuthenticationError(message=message, response=response))
    assert isinstance(error, expected), error
    assert isinstance(error, ApiError)
    assert error.provider_code == body["error_description"].partition(":")[0]
    if isinstance(error, ApiRateLimit):
        assert error.retry_after == timedelta(seconds=9)


def test_no_token_because_of_the_network(refusing_port: int) -> None:
    """What broke on the way to a token is the network's; what is missing is the credentials'."""
    credential = identity.ClientSecretCredential(
        "tenant",
        "client",
        "PLANTEDsecret0123456789",
        authority="https://login.nonexistent.invalid",
        disable_instance_discovery=True,
        retry_total=0,
    )
    error = classify_exception(raised_by(credential.get_token, "https://storage.azure.com/.default"))
    assert isinstance(error, NetworkDns), error
    assert "PLANTED" not in str(error.to_dict())
    unset = classify_exception(
        raised_by(identity.EnvironmentCredential().get_token, "https://storage.azure.com/.default")
    )
    assert isinstance(unset, ApiAuth)
    assert isinstance(classify_exception(raised_by(identity.ClientSecretCredential, "tenant", "client", "")), ApiAuth)


@every_call
@pytest.mark.parametrize("status", [403, 404, 500])
def test_no_secret_comes_out(call: str, status: int, answers: Answers) -> None:
    """A shared access signature and an account key are neither in the message nor in the stack."""
    url = answers.now(status, _xml("AuthenticationFailed", f"Signature did not match for ?{SAS}"))
    for error in (
        classify_exception(raised_by(CALLS[call], f"{url}/acc?{SAS}", None)),
        classify_exception(raised_by(CALLS[call], f"{url}/acc")),
    ):
        assert "PLANTED" not in str(error.to_dict())
        assert KEY[:20] not in str(error.to_dict())
