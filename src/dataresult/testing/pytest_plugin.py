"""
The pytest plugin: an exchange on loopback and a tracker of the test's own.

Floor 6. Imports pytest and the standard library only; what a fixture needs is imported when a test asks for it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dataresult.testing.exchange import ExchangeServer
    from dataresult.tracking import ErrorTracker

__all__ = ["dataresult_tracker", "exchange_server"]


@pytest.fixture
def exchange_server() -> "Iterator[ExchangeServer]":
    """Give an embedded exchange with generated data, on a free port of loopback, for one test."""
    from dataresult.testing.exchange import ExchangeServer

    with ExchangeServer() as server:
        yield server


@pytest.fixture
def dataresult_tracker() -> "ErrorTracker":
    """Give a tracker that has seen nothing yet, for one test."""
    from dataresult.tracking import ErrorTracker

    return ErrorTracker()
