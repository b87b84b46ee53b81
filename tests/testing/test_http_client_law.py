"""The law of HTTP clients: it passes for a client whose failures are understood, and notices one whose are not."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
import requests

from dataresult import Internal, default_classifier
from dataresult.rules import Rule
from dataresult.testing import check_http_client
from tests.rules.clients import CLIENTS

# Real servers, sockets and certificates: seconds in all.
pytestmark = pytest.mark.slow

# These give an answer whatever its status is, follow no redirect, or take what breaks the protocol for an answer.
SKIPPED: dict[str, set[str]] = {
    "urllib": {"two-lengths"},
    "niquests-async": {"handshake-stall"},  # asyncio waits for a minute
}


def asking(client: str) -> Callable[[str, float], object]:
    """The client, as a user writes it."""
    return lambda url, timeout_s: CLIENTS[client](url, timeout_s, None, None)


@pytest.mark.parametrize(
    "client", [name for name in CLIENTS if not name.startswith(("urllib3", "http.client", "httpcore"))]
)
def test_clients_whose_exceptions_are_covered_pass(client: str) -> None:
    """Every fault is told as what it is, through every client."""
    check_http_client(asking(client), skip=SKIPPED.get(client, ()))


def test_a_wrong_rule_is_noticed() -> None:
    """A user's rule that calls a lost connection a bug is found, with the faults that show it."""
    wrong = default_classifier.with_rules(Rule("requests.exceptions.ConnectionError", Internal))
    with pytest.raises(AssertionError) as raised:
        check_http_client(asking("requests"), classifier=wrong)
    assert "refused: Internal instead of NetworkConnection, from requests.exceptions.ConnectionError" in str(
        raised.value
    )


def test_a_client_that_swallows_refusals_is_noticed() -> None:
    """Whoever forgets `raise_for_status` takes the body of a refusal for data."""

    def ask(url: str, timeout_s: float) -> object:
        return requests.get(url, timeout=timeout_s).json()

    with pytest.raises(AssertionError, match="status-429: nothing was raised"):
        check_http_client(ask)


def test_a_lost_wait_is_noticed() -> None:
    """A client that raises its own exception without the headers loses how long to wait."""

    def ask(url: str, timeout_s: float) -> object:
        try:
            with urllib.request.urlopen(url, timeout=timeout_s) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            refused.close()
            code = refused.code
        raise urllib.error.HTTPError(url, code, "refused", None, None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the headers are what is lost

    with pytest.raises(AssertionError) as raised:
        check_http_client(ask, skip=SKIPPED["urllib"])
    found = str(raised.value)
    assert "wait-seconds: the wait is None instead of 0:00:07" in found
    assert "status-404" not in found


def test_what_is_skipped_is_not_asked_for() -> None:
    """A skipped fault reaches the client no more."""
    asked: list[str] = []

    def ask(url: str, timeout_s: float) -> object:
        asked.append(url)
        return CLIENTS["requests"](url, timeout_s, None, None)

    check_http_client(ask, skip={"html", "unresolved"})
    assert asked
    assert not any("html" in url or "nonexistent" in url for url in asked)
