"""
How much of an installed library its rule file decides: every module of the library is looked through.

Floor 6. Imports the libraries, which may take seconds each; changes nothing. `dataresult rules --coverage` prints it.
"""

import pkgutil
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from io import StringIO
from types import ModuleType
from typing import Final

from attrs import frozen

from dataresult._values import type_name
from dataresult.rules import RULE_FILES, Library

__all__ = ["Coverage", "coverage_of"]

# Modules of a library that hold no exception of its users: its tests, its examples, its build, old copies of others.
_LEFT_OUT: Final = frozenset(
    {"conftest", "test", "tests", "testing", "_testing", "examples", "benchmarks", "vendored", "distutils"}
)


@frozen(kw_only=True)
class Coverage:
    """
    What a rule file decides of an installed library.

    Args:
        name: The name it is installed under.
        file: The rule file.
        installed: The installed version; None where it is not installed.
        checked_with: The version that the file was checked with.
        public: The public exception classes found in the installed library, by run-time identity.
        rows: Those that have a row.
        inherited: Those that are declared to inherit their parent's row.
        undecided: The others.
    """

    name: str
    file: str
    installed: str | None
    checked_with: str
    public: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


def coverage_of(library: Library) -> Coverage:
    """
    Compare a rule file with the library that is installed.

    Args:
        library: The rules.

    Returns:
        What it decides; nothing is found where the library is not installed.
    """
    file = RULE_FILES.get(library.packages[0], library.packages[0])
    name = library.distribution or library.packages[0]
    installed = _version(name, library.packages[0])
    if installed is None:
        return Coverage(name=name, file=file, installed=None, checked_with=library.checked_with)
    found = sorted({each for package in library.packages for each in _public_classes(package)})
    named = {identity for rule in library.rules for identity in (rule.exception, *rule.former)}
    return Coverage(
        name=name,
        file=file,
        installed=installed,
        checked_with=library.checked_with,
        public=tuple(found),
        rows=tuple(each for each in found if each in named),
        inherited=tuple(each for each in found if each in library.inherits),
        undecided=tuple(each for each in found if each not in named and each not in library.inherits),
    )


def _version(name: str, package: str) -> str | None:
    """Give the installed version; a package may come under several names (`psycopg2`, `psycopg2-binary`)."""
    for each in (name, *packages_distributions().get(package, ())):
        with suppress(PackageNotFoundError):
            return version(each)
    return None


def _public_classes(package: str) -> Iterator[str]:
    """Give the exception classes of a package that have a public name in one of its modules."""
    for module in _modules(package):
        for attribute, value in list(vars(module).items()):
            if attribute.startswith("_") or not (isinstance(value, type) and issubclass(value, BaseException)):
                continue
            identity = type_name(value)
            if identity.startswith(f"{package}.") and not identity.rpartition(".")[2].startswith("_"):
                yield identity


def _modules(package: str) -> Iterator[ModuleType]:
    """Give the modules of a package that can be imported here, the package first; private ones are left out."""
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            warnings.simplefilter("ignore")  # a deprecated module still has exceptions
            module = import_module(package)
    except BaseException as problem:  # importing somebody's module may raise anything, or leave
        if isinstance(problem, KeyboardInterrupt):
            raise
        return
    yield module
    for info in pkgutil.iter_modules(vars(module).get("__path__", ())):
        if not info.name.startswith(("_", "test_")) and info.name not in _LEFT_OUT:
            yield from _modules(f"{package}.{info.name}")
