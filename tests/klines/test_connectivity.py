"""Reaching a server, and the ways in which it fails, on real sockets."""

import pytest

from dataresult.errors import ApiRequest, ApiUnavailable, NetworkConnection, NetworkDns, NetworkTimeout
from dataresult.klines import check_connectivity
from dataresult.testing.exchange import ExchangeServer, faults, refused_url


def test_a_server_that_answers() -> None:
    """The answer says what was asked, the status, and how long it took."""
    with ExchangeServer() as exchange:
        told = check_connectivity(f"{exchange.base_url}/api/v3/ping").unwrap()

        assert told.url == f"{exchange.base_url}/api/v3/ping"
        assert told.status == 200
        assert 0 < told.elapsed_s < 5
        assert told.http_version == "1.1"


def test_a_port_where_nobody_listens() -> None:
    """A refused connection is NetworkConnection."""
    assert isinstance(check_connectivity(refused_url()).failure(), NetworkConnection)


def test_a_name_that_does_not_resolve() -> None:
    """A name that cannot exist is NetworkDns."""
    assert isinstance(check_connectivity("http://no-such-host.invalid/").failure(), NetworkDns)


def test_a_server_that_says_nothing() -> None:
    """A server that accepts and is silent is NetworkTimeout."""
    with ExchangeServer() as exchange:
        exchange.inject(faults.stalled(5.0))

        error = check_connectivity(f"{exchange.base_url}/api/v3/ping", timeout_s=0.2).failure()

    assert isinstance(error, NetworkTimeout)
    assert error.context["timeout_s"] == 0.2


def test_a_server_that_fails() -> None:
    """A 500 is ApiUnavailable, with its status."""
    with ExchangeServer() as exchange:
        exchange.inject(faults.SERVER_ERROR)

        error = check_connectivity(f"{exchange.base_url}/api/v3/ping").failure()

    assert isinstance(error, ApiUnavailable)
    assert error.http_status == 500


@pytest.mark.parametrize("url", ["", "no url at all", "gopher://x", "http://"])
def test_what_is_no_url(url: str) -> None:
    """Text that is no URL is the caller's fault, and nothing is raised."""
    assert isinstance(check_connectivity(url).failure(), ApiRequest | NetworkDns | NetworkConnection)
