"""
Writes the reference pages that say the same as tables in the code: `python docs/generate.py`.

A test calls `pages()` and compares, so a page that was not written again is found.
"""

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

import attrs
import click

from dataresult.cli import status
from dataresult.cli.commands import program
from dataresult.errors import ERROR_TYPES, ErrorType, FetchError
from dataresult.rules import PROVIDER_FILES, RULE_FILES, STDLIB_FILES, Library, Outcome, Rule
from dataresult.rules.http_status import STATUS, STATUS_CLASS

FOLDER = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the tables in the code; edit those. -->"
TRUNK = {each.name for each in attrs.fields(cast("type[attrs.AttrsInstance]", FetchError))}


def pages() -> Mapping[str, str]:
    """Give the text of each generated page, by file name."""
    made = {"cli.md": _command_line(), "errors.md": _errors(), "rules.md": _rules()}
    return {name: "\n".join(lines) + "\n" for name, lines in made.items()}


def _command_line() -> Iterator[str]:
    yield from (NOTE, "", "# Command line", "")
    yield "A failure ends in one line on standard error: code, what happened, what to do next; never in a traceback."
    yield from ("", "| exit status | meaning |", "| --- | --- |")
    yield f"| {status.OK} | done, and everything is there |"
    yield f"| {status.NOT_AS_EXPECTED} | `demo`: something did not behave as it should |"
    yield f"| {status.USAGE} | the command line itself is wrong |"
    for family, number in sorted(status.FAMILY_STATUS.items(), key=lambda item: item[1]):
        yield f"| {number} | `{family.__name__}`: {' '.join((inspect.getdoc(family) or '').splitlines()[:1])} |"
    yield f"| {status.INTERRUPTED} | interrupted |"
    yield f"| {status.PIPE_CLOSED} | nobody reads the output any more |"
    yield f"| {status.TERMINATED} | terminated |"
    whole = click.Context(program, info_name="dataresult", help_option_names=["-h", "--help"], terminal_width=100)
    for name, command in sorted(program.commands.items()):
        context = click.Context(command, info_name=name, parent=whole, max_content_width=100)
        yield from ("", f"## dataresult {name}", "", "```text", command.get_help(context), "```")


def _errors() -> Iterator[str]:
    yield from (NOTE, "", "# Errors", "")
    yield "Every failure is one of these classes. The code is the class's name; `dataresult errors` prints the table."
    yield from ("", "| code | severity | retryable | next step | what it means |", "| --- | --- | --- | --- | --- |")
    for each in ERROR_TYPES.values():
        retryable = "yes" if each.retryable else "no"
        yield (
            f"| [`{each.code}`](#{each.code.lower()}) | {each.severity} | {retryable} "
            f"| {each.advice.replace('_', ' ')} | {each.description} |"
        )
    for each in ERROR_TYPES.values():
        yield from _error(each)


def _error(error_type: ErrorType) -> Iterator[str]:
    cls = error_type.error_class
    doc = inspect.cleandoc(cls.__doc__ or "")
    what, _, args = doc.partition("\nArgs:\n")
    yield from ("", f"## {error_type.code}", "", f"`dataresult.{cls.__name__}`, a `{error_type.family.__name__}`.", "")
    yield " ".join(what.split())
    own = [each.name for each in attrs.fields(cast("type[attrs.AttrsInstance]", cls)) if each.name not in TRUNK]
    told = _described(args)
    shared = _described(inspect.cleandoc(error_type.family.__doc__ or "").partition("\nArgs:\n")[2])
    if own:
        yield from ("", "| field | meaning |", "| --- | --- |")
        yield from (f"| `{name}` | {(told | shared).get(name, '')} |" for name in own)


def _described(args: str) -> dict[str, str]:
    """Read the arguments section of a docstring."""
    found: dict[str, str] = {}
    name = ""
    for line in args.splitlines():
        head, colon, rest = line.strip().partition(": ")
        if colon and head.isidentifier():
            name, found[head] = head, rest
        elif name and line.strip():
            found[name] += " " + line.strip()
    return found


def _rules() -> Iterator[str]:
    yield from (NOTE, "", "# Rules", "")
    yield "What each exception class becomes. The nearest named class of an exception's ancestry counts; a *weak* row"
    yield "yields to what lies behind the exception. A row that reads a status, a key or words says so."
    yield from ("", "## HTTP status", "", "| status | code |", "| --- | --- |")
    yield from (f"| {status} | {_target(target)} |" for status, target in sorted(STATUS.items()))
    yield from (f"| other {digit}xx | {_target(target)} |" for digit, target in sorted(STATUS_CLASS.items()))
    for file in (*STDLIB_FILES, *dict.fromkeys(RULE_FILES.values())):
        library = cast("Library", import_module(f"dataresult.rules.{file}").LIBRARY)
        version = "" if not library.checked_with else f", checked with {library.checked_with}"
        yield from ("", f"## {file}", "", f"`src/dataresult/rules/{file}.py`{version}.", "")
        yield from ("| exception | code | reads |", "| --- | --- | --- |")
        rows = sorted(library.rules, key=lambda rule: (rule.exception, rule.operation or ""))
        yield from (_rule(rule) for rule in rows)
    for file in PROVIDER_FILES:
        for provider in cast("Library", import_module(f"dataresult.rules.{file}").LIBRARY).providers:
            yield from ("", f"## Body codes: {provider.provider}", "", "| code | becomes |", "| --- | --- |")
            yield from (f"| `{code}` | {_target(target)} |" for code, target in provider.codes.items())


def _rule(rule: Rule) -> str:
    marks = ["weak"] if rule.weak else []
    marks += [f"while {rule.operation}"] if rule.operation else []
    marks += ["HTTP answer"] if rule.answer else []
    marks += ["a condition"] if rule.when else []
    marks += [type(by).__name__.lower() if not hasattr(by, "name") else str(getattr(by, "name")) for by in rule.by]  # noqa: B009  # two shapes
    return f"| `{rule.exception}` | `{rule.error.code}` | {', '.join(marks)} |"


def _target(target: object) -> str:
    if not isinstance(target, Outcome):
        return f"`{getattr(target, 'code', target)}`"
    step = "" if target.next_step is None else f", {target.next_step.replace('_', ' ')}"
    fields = "".join(f", {name}={value}" for name, value in target.fields.items() if not callable(value))
    return f"`{target.error.code}`{step}{fields}"


if __name__ == "__main__":
    for name, text in pages().items():
        FOLDER.joinpath(name).write_text(text, encoding="utf-8")
