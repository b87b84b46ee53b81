"""
What users need to test their own pipelines, and what this project's tests use: strategies, fixtures, laws, an exchange.

Floor 6. Light: test runners pass through here to reach the plugin, so each name is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataresult.testing.assertions import assert_failure, assert_result_equal, assert_success
    from dataresult.testing.exchange import FAULTS, ExchangeServer, Fault, GeneratedMarket, refused_url
    from dataresult.testing.faults.databases import DatabaseFault, DatabaseServer, Login, check_database_client
    from dataresult.testing.faults.files import check_file_format
    from dataresult.testing.faults.http import check_http_client
    from dataresult.testing.faults.mariadb import MariaDbServer
    from dataresult.testing.faults.postgresql import PostgresServer
    from dataresult.testing.faults.redis_server import RedisServer
    from dataresult.testing.fetcher_laws import InjectedFault, LawReport, RaisedFault, ServerFault, check_fetcher
    from dataresult.testing.rule_laws import check_rules
    from dataresult.testing.strategies import causes, contexts, errors, exceptions, results
    from dataresult.tracking.clock import ManualClock

__all__ = [
    "FAULTS",
    "DatabaseFault",
    "DatabaseServer",
    "ExchangeServer",
    "Fault",
    "GeneratedMarket",
    "InjectedFault",
    "LawReport",
    "Login",
    "ManualClock",
    "MariaDbServer",
    "PostgresServer",
    "RaisedFault",
    "RedisServer",
    "ServerFault",
    "assert_failure",
    "assert_result_equal",
    "assert_success",
    "causes",
    "check_database_client",
    "check_fetcher",
    "check_file_format",
    "check_http_client",
    "check_rules",
    "contexts",
    "errors",
    "exceptions",
    "refused_url",
    "results",
]

_HOMES = {
    "FAULTS": "dataresult.testing.exchange",
    "DatabaseFault": "dataresult.testing.faults.databases",
    "DatabaseServer": "dataresult.testing.faults.databases",
    "ExchangeServer": "dataresult.testing.exchange",
    "Fault": "dataresult.testing.exchange",
    "GeneratedMarket": "dataresult.testing.exchange",
    "InjectedFault": "dataresult.testing.fetcher_laws",
    "LawReport": "dataresult.testing.fetcher_laws",
    "Login": "dataresult.testing.faults.databases",
    "ManualClock": "dataresult.tracking.clock",
    "MariaDbServer": "dataresult.testing.faults.mariadb",
    "PostgresServer": "dataresult.testing.faults.postgresql",
    "RaisedFault": "dataresult.testing.fetcher_laws",
    "RedisServer": "dataresult.testing.faults.redis_server",
    "ServerFault": "dataresult.testing.fetcher_laws",
    "assert_failure": "dataresult.testing.assertions",
    "assert_result_equal": "dataresult.testing.assertions",
    "assert_success": "dataresult.testing.assertions",
    "causes": "dataresult.testing.strategies",
    "check_database_client": "dataresult.testing.faults.databases",
    "check_fetcher": "dataresult.testing.fetcher_laws",
    "check_file_format": "dataresult.testing.faults.files",
    "check_http_client": "dataresult.testing.faults.http",
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
