"""What the file system over Azure's blobs raises: built-in classes, for a service's refusals and for local files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dataresult._classify import classify_exception
from dataresult.errors import ApiAuth, ApiNotFound, ApiPermission, FetchError, StorageRead
from tests.rules.foreign import Foreign, raised_by
from tests.rules.one_answer import Answers, answering

adlfs = pytest.importorskip("adlfs", reason="adlfs is not installed: `make libraries` runs this")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# The key of the emulator: https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azurite.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """Serve the answer that a test wants."""
    with answering() as server:
        yield server


def _xml(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()


@pytest.fixture(scope="module")
def filesystem(answers: Answers) -> Foreign:
    """Give the file system over the server."""
    text = f"DefaultEndpointsProtocol=http;AccountName=acc;AccountKey={KEY};BlobEndpoint={answers.url}/acc;"
    return adlfs.AzureBlobFileSystem(connection_string=text, skip_instance_cache=True, retry_total=0)


@pytest.mark.parametrize("read", ["cat_file", "info", "ls"])
def test_a_blob_that_is_missing_is_the_services(filesystem: Foreign, read: str, answers: Answers) -> None:
    """A built-in class is raised where the service said 404, with its answer behind it or without."""
    answers.now(404, _xml("BlobNotFound"), Content_Type="application/xml", x_ms_error_code="BlobNotFound")
    error = classify_exception(raised_by(getattr(filesystem, read), "prices/none.parquet"))
    assert isinstance(error, ApiNotFound), error


def test_a_local_file_that_is_missing_is_local(filesystem: Foreign, tmp_path: Path) -> None:
    """The same class for what should have been sent."""
    error = classify_exception(raised_by(filesystem.put_file, str(tmp_path / "none.csv"), "prices/none.csv"))
    assert isinstance(error, StorageRead), error


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [(403, "AuthorizationFailure", ApiPermission), (403, "AuthenticationFailed", ApiAuth)],
)
def test_a_refusal_through_the_file_system(
    filesystem: Foreign, status: int, code: str, expected: type[FetchError], answers: Answers
) -> None:
    """The service's own code decides."""
    answers.now(status, _xml(code), Content_Type="application/xml", x_ms_error_code=code)
    assert isinstance(classify_exception(raised_by(filesystem.cat_file, "prices/a.csv")), expected)
