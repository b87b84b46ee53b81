"""Every public exception class of what is installed is decided: all modules of each library are looked through."""

from importlib import import_module

import pytest

from dataresult.rules import RULE_FILES, Library
from dataresult.testing.library_coverage import coverage_of

# Importing every module of a library takes seconds.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

LIBRARIES = tuple(dict.fromkeys(RULE_FILES.values()))


@pytest.mark.parametrize("file", LIBRARIES)
def test_nothing_is_undecided(file: str) -> None:
    """A class that a new version brings is found here, and the message says which file to edit."""
    library = import_module(f"dataresult.rules.{file}").LIBRARY
    assert isinstance(library, Library)
    found = coverage_of(library)
    if found.installed is None:
        pytest.skip(f"{found.name} is not installed: `make libraries` runs this")
    assert found.undecided == (), f"decide them in dataresult/rules/{file}.py: a row each, or a line under `inherits`"


def test_what_is_missing_is_found() -> None:
    """Without a row, and without a line that says so, a class is undecided."""
    library = import_module("dataresult.rules.httpcore").LIBRARY
    assert isinstance(library, Library)
    rows = tuple(rule for rule in library.rules if rule.exception != "httpcore.ReadTimeout")
    found = coverage_of(Library(packages=("httpcore",), public=("httpcore",), checked_with="1.0", rules=rows))
    assert found.undecided == ("httpcore.ReadTimeout",)
    assert len(found.rows) == len(found.public) - 1
