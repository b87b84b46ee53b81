"""niquests and the fork of urllib3 below it: the same rows under other names, and the classes that only it has."""

import subprocess
import sys
from types import ModuleType

import pytest

from dataresult._classify import classify_exception
from dataresult._retry_hint import retry_hint
from dataresult.rules import niquests as rules
from dataresult.rules import requests as model
from dataresult.rules import urllib3 as urllib3_rules
from dataresult.testing.faults._server import FaultServer

niquests = pytest.importorskip("niquests", reason="niquests is not installed: `make libraries` runs this")

# Real servers and sockets: seconds in all.
pytestmark = pytest.mark.slow


def test_every_class_that_it_shares_with_requests_means_the_same() -> None:
    """The fork kept the names, and so the rows."""
    requests = pytest.importorskip("requests")
    names = dir(niquests.exceptions)
    shared = [name for name in names if _is_exception(niquests.exceptions, name)]
    compared = [name for name in shared if _is_exception(requests.exceptions, name)]
    assert len(compared) > 20
    for name in compared:
        theirs, ours = getattr(niquests.exceptions, name), getattr(requests.exceptions, name)
        found = {type(classify_exception(cls.__new__(cls))) for cls in (theirs, ours)}
        assert len(found) == 1, name


def _is_exception(module: ModuleType, name: str) -> bool:
    cls = getattr(module, name, None)
    return isinstance(cls, type) and issubclass(cls, Exception) and cls.__module__ == module.__name__


def test_the_rows_are_those_of_requests() -> None:
    """Nothing of the model is lost, and one class is added."""
    assert len(rules.LIBRARY.rules) == len(model.LIBRARY.rules) + 1
    assert not [rule for rule in rules.LIBRARY.rules if rule.exception.startswith("requests.")]


@pytest.mark.parametrize("status", [429, 503])
def test_used_up_retries_keep_how_long_to_wait(status: int, faults: FaultServer) -> None:
    """The last answer is not on the exception; the functions that raised it still hold it."""
    retry = niquests.packages.urllib3.util.Retry
    retries = retry(1, status_forcelist=[status], respect_retry_after_header=False)
    with niquests.Session(retries=retries) as session, pytest.raises(niquests.exceptions.RetryError) as raised:
        session.get(faults.url(f"status/{status}/7"), timeout=5.0)
    hint = retry_hint(raised.value)
    assert hint is not True
    assert hint is not False
    assert hint.total_seconds() == 7


def test_classes_of_the_fork_are_decided_under_both_names() -> None:
    """Where it takes the place of urllib3, its own classes carry that name."""
    names = {name for rule in urllib3_rules.LIBRARY.rules for name in (rule.exception, *rule.former)}
    for name in ("EarlyResponse", "MustDowngradeError", "RecoverableError"):
        assert {f"urllib3.exceptions.{name}", f"urllib3_future.exceptions.{name}"} <= names


def test_a_fork_that_took_the_place_of_urllib3_is_understood() -> None:
    """As in an environment where niquests was installed with its defaults: another `urllib3` by name."""
    program = (
        "import sys, urllib3_future\n"
        "for name in [name for name in sys.modules if name.split('.')[0] == 'urllib3_future']:\n"
        "    sys.modules['urllib3' + name.removeprefix('urllib3_future')] = sys.modules[name]\n"
        "import urllib3_future.exceptions as fork\n"
        "for cls in vars(fork).values():\n"
        "    if isinstance(cls, type) and cls.__module__ == fork.__name__:\n"
        "        cls.__module__ = 'urllib3.exceptions'\n"
        "from dataresult import classify_exception\n"
        "print(*(type(classify_exception(cls.__new__(cls))).__name__ for cls in\n"
        "    (fork.EarlyResponse, fork.MustDowngradeError, fork.NameResolutionError)))\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ApiUnavailable", "NetworkConnection", "NetworkDns"]
