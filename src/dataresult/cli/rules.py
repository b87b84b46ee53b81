"""
`dataresult rules`: what the exceptions of a library become, and how much of what is installed is decided.

Floor 6. Reads the tables; knows no library by name.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Final, cast

from rich.box import SIMPLE_HEAD
from rich.table import Table

from dataresult.rules import RULE_FILES, STDLIB_FILES, Library, Rule
from dataresult.testing.library_coverage import coverage_of

from .screen import error_line, stdout
from .status import NOT_AS_EXPECTED, OK, USAGE

__all__ = ["covered", "evidence_of", "listed_libraries", "listed_rules"]

_FILES: Final = (*STDLIB_FILES, *dict.fromkeys(RULE_FILES.values()))


def listed_libraries() -> int:
    """Print the libraries that have rules; give the exit status."""
    table = _table("library", "rules", "inherit", "checked with", "packages")
    for file in _FILES:
        library = _library(file)
        table.add_row(
            _name(file, library),
            str(len(library.rules)),
            str(len(library.inherits)),
            library.checked_with,
            ", ".join(library.packages[:4]) + (" ..." if len(library.packages) > 4 else ""),
        )
    stdout().print(table)
    return OK


def listed_rules(name: str) -> int:
    """
    Print the rules for a library.

    Args:
        name: Its package, the name it is installed under, or the name of the rule file.

    Returns:
        The exit status.
    """
    file = _file_of(name)
    if file is None:
        error_line(f"no rules for {name!r}; `dataresult rules` lists the libraries that have some")
        return USAGE
    library = _library(file)
    table = _table("exception", "code", "decided by")
    for rule in sorted(library.rules, key=lambda each: (each.exception, each.operation or "", each.raised_in or "")):
        table.add_row(rule.exception, rule.error.code.value, ", ".join(evidence_of(rule)))
    for exception in sorted(library.inherits):
        table.add_row(exception, "-", "its parent's rule")
    stdout().print(table)
    return OK


def covered(name: str | None) -> int:
    """
    Print how much of the installed libraries is decided.

    Args:
        name: A library; None for all that have rules.

    Returns:
        The exit status: 1 where a public exception class is undecided.
    """
    files = list(dict.fromkeys(RULE_FILES.values())) if name is None else [_file_of(name)]
    table = _table("library", "installed", "checked with", "classes", "rows", "inherit", "undecided")
    found, decided, missing = 0, 0, list[str]()
    for file in files:
        if file is None or file in STDLIB_FILES:
            error_line(f"no library {name!r} with rules; `dataresult rules` lists them")
            return USAGE
        each = coverage_of(_library(file))
        numbers = [str(len(names)) for names in (each.public, each.rows, each.inherited, each.undecided)]
        shown = numbers if each.installed is not None else ["-"] * 4
        table.add_row(each.name, each.installed or "-", each.checked_with, *shown)
        found += len(each.public)
        decided += len(each.public) - len(each.undecided)
        advice = f"give it a row, or a line under `inherits`, in dataresult/rules/{file}.py"
        missing += [f"{identity}: {advice}" for identity in each.undecided]
    screen = stdout()
    screen.print(table)
    share = f" ({100 * decided / found:.1f} %)" if found else ""
    screen.print(f"{found} public exception classes, {decided} decided{share}", markup=False)
    for line in missing:
        error_line(line)
    return NOT_AS_EXPECTED if missing else OK


def evidence_of(rule: Rule) -> Iterator[str]:
    """Say what a row reads before its class decides, and when it holds."""
    if rule.raised_in:
        yield f"raised in {rule.raised_in}"
    if rule.operation:
        yield f"while {rule.operation}"
    if rule.when:
        yield "a condition"
    if rule.answer:
        yield from (each.name for each in rule.answer.codes)
        yield "HTTP answer"
    yield from (str(getattr(by, "name", "words")) for by in rule.by)
    yield "class, weak" if rule.weak else "class"


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", style="bold" if place == 0 else None)
    return table


def _library(file: str) -> Library:
    return cast("Library", import_module(f"dataresult.rules.{file}").LIBRARY)


def _name(file: str, library: Library) -> str:
    return file if file in STDLIB_FILES else library.distribution or library.packages[0]


def _file_of(name: str) -> str | None:
    wanted = name.lower().replace("-", "_")
    if wanted in sys.stdlib_module_names:
        for file in STDLIB_FILES:
            if any(rule.exception.startswith(f"{wanted}.") for rule in _library(file).rules):
                return file
    for file in _FILES:
        library = _library(file)
        names = (file, library.distribution, *library.packages)
        if any(wanted == each.lower().replace("-", "_") for each in names if each):
            return file
    return None
