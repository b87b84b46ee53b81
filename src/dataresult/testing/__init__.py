"""
What users need to test their own pipelines, and what this project's tests use: strategies, fixtures, laws, an exchange.

Floor 6. Light: test runners pass through here to reach the plugin, so each name is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataresult.testing.assertions import assert_failure, assert_result_equal, assert_success
    from dataresult.testing.exchange import FAULTS, ExchangeServer, Fault, GeneratedMarket, refused_url
    from dataresult.testing.fetcher_laws import InjectedFault, LawReport, RaisedFault, ServerFault, check_fetcher
    from dataresult.testing.rule_laws import check_rules
    from dataresult.testing.strategies import causes, contexts, errors, exceptions, results
    from dataresult.tracking.clock import ManualClock

__all__ = [
    "FAULTS",
    "ExchangeServer",
    "Fault",
    "GeneratedMarket",
    "InjectedFault",
    "LawReport",
    "ManualClock",
    "RaisedFault",
    "ServerFault",
    "assert_failure",
    "assert_result_equal",
    "assert_success",
    "causes",
    "check_fetcher",
    "check_rules",
    "contexts",
    "errors",
    "exceptions",
    "refused_url",
    "results",
]

_HOMES = {
    "FAULTS": "dataresult.testing.exchange",
    "ExchangeServer": "dataresult.testing.exchange",
    "Fault": "dataresult.testing.exchange",
    "GeneratedMarket": "dataresult.testing.exchange",
    "InjectedFault": "dataresult.testing.fetcher_laws",
    "LawReport": "dataresult.testing.fetcher_laws",
    "ManualClock": "dataresult.tracking.clock",
    "RaisedFault": "dataresult.testing.fetcher_laws",
    "ServerFault": "dataresult.testing.fetcher_laws",
    "assert_failure": "dataresult.testing.assertions",
    "assert_result_equal": "dataresult.testing.assertions",
    "assert_success": "dataresult.testing.assertions",
    "causes": "dataresult.testing.strategies",
    "check_fetcher": "dataresult.testing.fetcher_laws",
    "check_rules": "dataresult.testing.rule_laws",
    "contexts": "dataresult.testing.strategies",
    "errors": "dataresult.testing.strategies",
    "exceptions": "dataresult.testing.strategies",
    "refused_url": "dataresult.testing.exchange",
    "results": "dataresult.testing.strategies",
}


def __getattr__(name: str) -> object:
    """Load a name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
