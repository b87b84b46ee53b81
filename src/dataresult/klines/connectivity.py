"""
Whether a server can be reached, and if not, why.

Floor 5. One question, one answer; never retries.
"""

from attrs import frozen

from dataresult._guard import guarded
from dataresult._results import Result
from dataresult.errors import ClassifiedError

from .http import HttpClient

__all__ = ["Connectivity", "check_connectivity"]


@frozen(kw_only=True)
class Connectivity:
    """
    A server that answers.

    Args:
        url: What was asked, after redirects.
        status: The HTTP status.
        elapsed_s: How long the answer took, in seconds.
        http_version: The version of the protocol.
    """

    url: str
    status: int
    elapsed_s: float
    http_version: str


def check_connectivity(url: str, timeout_s: float = 5.0) -> Result[Connectivity, ClassifiedError]:
    """
    Ask a server whether it can be reached.

    Args:
        url: What to ask, such as `https://api.binance.com/api/v3/ping`.
        timeout_s: How long the answer may take, in seconds.

    Returns:
        Success: what answered, and how fast. Failure: `NetworkDns`, `NetworkConnection`, `NetworkTimeout` or
        `NetworkTls` where nobody answers; the error that the status says where the answer is a refusal; `ApiRequest`
        for an invalid URL.

    Examples:
        >>> from dataresult.testing import ExchangeServer
        >>> with ExchangeServer() as exchange:
        ...     check_connectivity(f"{exchange.base_url}/api/v3/ping").unwrap().status
        200
        >>> check_connectivity("https://no-such-host.invalid").failure().code.value
        'NETWORK_DNS'
    """
    return _check(url, timeout_s)


@guarded(source="connectivity", capture=("url", "timeout_s"))
def _check(url: str, timeout_s: float) -> Connectivity:
    client = HttpClient(url, timeout_s=timeout_s)
    try:
        answer = client.get("")
    finally:
        client.close()
    return Connectivity(
        url=answer.url, status=answer.status, elapsed_s=answer.elapsed_s, http_version=answer.http_version
    )
