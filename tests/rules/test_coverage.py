"""Every public exception class of what is installed is decided: all modules of each library are looked through."""

import re
import subprocess
import sys
from importlib import import_module

import pytest

from dataresult.rules import Library
from dataresult.testing.library_coverage import coverage_of

# Importing every module of a library takes seconds.
pytestmark = pytest.mark.slow


def test_nothing_is_undecided() -> None:
    """A class that a new version brings is found here, and the message says which file to edit."""
    # In a process of its own: some modules change others, or warn for ever after, once they are imported.
    program = [sys.executable, "-m", "dataresult.cli", "rules", "--coverage"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^requests +\d", done.stdout, re.MULTILINE)
    assert "(100.0 %)" in done.stdout


def test_what_is_missing_is_found() -> None:
    """Without a row, and without a line that says so, a class is undecided."""
    library = import_module("dataresult.rules.httpcore").LIBRARY
    assert isinstance(library, Library)
    rows = tuple(rule for rule in library.rules if rule.exception != "httpcore.ReadTimeout")
    found = coverage_of(Library(packages=("httpcore",), public=("httpcore",), checked_with="1.0", rules=rows))
    assert found.undecided == ("httpcore.ReadTimeout",)
    assert len(found.rows) == len(found.public) - 1
