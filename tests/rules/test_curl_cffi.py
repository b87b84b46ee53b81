"""The codes of libcurl: all known, each the same through every class that carries it."""

import curl_cffi.requests.exceptions as curl
import pytest
from curl_cffi import CurlError
from curl_cffi.const import CurlECode
from hypothesis import given
from hypothesis import strategies as st

from dataresult._classify import classify_exception
from dataresult._vocabulary import TimeoutPhase
from dataresult.errors import NetworkConnection, NetworkTimeout
from dataresult.rules.curl_codes import CURL_CODES

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

CODES = [code for code in CurlECode if code is not CurlECode.OK and not code.name.startswith("OBSOLETE")]


def test_every_code_of_libcurl_is_decided() -> None:
    """A code that libcurl gains is noticed here."""
    assert [code.name for code in CODES if code not in CURL_CODES] == []


@given(code=st.sampled_from(CODES))
def test_a_code_means_the_same_from_the_low_level(code: CurlECode) -> None:
    """The class that the library chooses for a code, its base, and the low-level error all mean the same."""
    text = f"Failed to perform, curl: ({code.value}) Something. See https://curl.se first."
    chosen = curl.code2error(code, text)(text, code)
    found = {
        type(classify_exception(each)) for each in (chosen, curl.RequestException(text, code), CurlError(text, code))
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("words", "phase"),
    [
        ("Resolving timed out after 300 milliseconds", TimeoutPhase.CONNECT),
        ("Connection timed out after 300 milliseconds", TimeoutPhase.CONNECT),
        ("Failed to connect to h:443 after 300 ms: Timeout was reached", TimeoutPhase.CONNECT),
        ("SSL connection timeout", TimeoutPhase.CONNECT),
        ("Proxy CONNECT aborted due to timeout", TimeoutPhase.CONNECT),
        ("Operation timed out after 300 milliseconds with 0 bytes received", TimeoutPhase.READ),
        ("Operation too slow. Less than 10 bytes/sec transferred the last 2 seconds", TimeoutPhase.READ),
        ("Timeout was reached", TimeoutPhase.TOTAL),
    ],
)
def test_one_code_for_timeouts_still_tells_the_phase(words: str, phase: TimeoutPhase) -> None:
    """Code 28 stands for every timeout; libcurl's words say which."""
    error = classify_exception(curl.Timeout(f"Failed to perform, curl: (28) {words}.", CurlECode.OPERATION_TIMEDOUT))
    assert isinstance(error, NetworkTimeout)
    assert error.phase is phase


def test_a_reset_in_the_handshake_is_a_lost_connection() -> None:
    """A peer that goes away says nothing against its certificate, as with every other client."""
    text = "Failed to perform, curl: (35) Recv failure: Connection reset by peer."
    assert isinstance(classify_exception(curl.SSLError(text, CurlECode.SSL_CONNECT_ERROR)), NetworkConnection)
