"""`dataresult rules` prints the tables, and how much of what is installed they decide."""

import re

import pytest

from dataresult.rules import RULE_FILES
from tests.cli._program import process

# Each starts a process that loads all rule files.
pytestmark = pytest.mark.slow


def test_the_libraries_are_listed() -> None:
    """One line for each file."""
    done = process("rules")
    assert done.status == 0
    for name in ("requests", "builtins", "pandas"):
        assert re.search(rf"^{name}\s", done.out, re.MULTILINE)


def test_the_rules_for_a_library_are_listed() -> None:
    """Each row with its code and what it reads."""
    done = process("rules", "requests")
    assert done.status == 0
    assert re.search(r"requests\.exceptions\.ReadTimeout\s+NETWORK_TIMEOUT", done.out)
    assert re.search(r"requests\.exceptions\.HTTPError\s+API_UNAVAILABLE\s+HTTP answer", done.out)


def test_a_module_of_the_standard_library_is_found() -> None:
    """Its file holds several modules."""
    assert "zipfile.BadZipFile" in process("rules", "zipfile").out


def test_an_unknown_library_is_a_wrong_use() -> None:
    """The status and the line say so."""
    done = process("rules", "no-such-library")
    assert done.status == 2
    assert "no-such-library" in done.err


def test_the_coverage_of_an_installed_library_is_complete() -> None:
    """Every public exception class of a library that is here has a row or says that it inherits."""
    done = process("rules", "requests", "--coverage")
    assert done.status == 0, done.err
    assert "100.0 %" in done.out
    assert "requests" in RULE_FILES
