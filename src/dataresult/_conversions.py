"""
Conversions that a path of a rule may end in: `request.url|host`. Named after what they read, never after a library.

Floor 2. Pure. What they raise for a value of the wrong kind counts as no value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import repeat
from typing import Final, cast
from urllib.parse import urlsplit

from ._values import safe_text
from .errors import CheckFailure
from .rules.constraint_words import CONSTRAINT_WORDS

__all__ = ["CONVERSIONS"]

# As many as a `CheckFailure` keeps.
CASES_MAX: Final = 5


def _url_host(value: object) -> str | None:
    return urlsplit(str(value)).hostname


def _url_port(value: object) -> int | None:
    parts = urlsplit(str(value))
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _url_path(value: object) -> str:
    return urlsplit(str(value)).path


def _check_failures(value: object) -> object:
    """Tell failure cases per column and check: from their table, or the exception that carries it."""
    cases = getattr(value, "failure_cases", value)
    own_check = getattr(value, "check", None)
    own_check = getattr(own_check, "error", None) or getattr(own_check, "name", None) or own_check
    own_column = getattr(value, "column_name", None) or getattr(getattr(value, "schema", None), "name", None)
    names = set(cast("Iterable[str]", getattr(cases, "columns", ())))
    if not names and own_check is None:
        return None
    # A single value, or text where the exception was pickled: that table is lost.
    table = cast("Mapping[str, Iterable[object]]", cases if names else {"failure_case": [cases]})
    columns = table["column"] if "column" in names else repeat(own_column)
    checks = table["check"] if "check" in names else repeat(own_check)
    found: dict[tuple[str | None, str], tuple[int, list[object]]] = {}
    for column, check, case in zip(columns, checks, table["failure_case"], strict=False):
        # A missing column is the failure case of a check of the whole frame.
        named = case if check == "column_in_dataframe" else column
        key = (named if isinstance(named, str) else None, str(check))
        count, sample = found.get(key, (0, []))
        found[key] = (count + 1, sample if len(sample) == CASES_MAX else [*sample, case])
    return tuple(
        CheckFailure(column=column, check=check, count=count if names else None, sample=tuple(sample))
        for (column, check), (count, sample) in found.items()
    )


_CONSTRAINTS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for kind, pattern in CONSTRAINT_WORDS
)


def _constraint(value: object) -> object:
    """Tell which constraint a database says was violated, and of which column."""
    text = safe_text(value)
    for kind, pattern in _CONSTRAINTS:
        found = pattern.search(text)
        if found is None:
            continue
        told = {name: part for name, part in found.groupdict().items() if part}
        check = " ".join(part for part in (told.get("kind", kind).lower(), told.get("name")) if part)
        sample = (told["value"],) if "value" in told else ()
        return (CheckFailure(column=_column(told.get("column")), check=check, sample=sample),)
    return None


def _column(named: str | None) -> str | None:
    """Give the bare names of `table.column`, of one or of several."""
    if named is None:
        return None
    return ", ".join(part.strip(' `"').rpartition(".")[2] for part in named.split(","))


def _refusal(value: object) -> int | None:
    """Give a number that can only be the HTTP status of a refusal; what a library calls "status" may be any."""
    text = str(int(value)) if isinstance(value, int) else value
    return int(text) if isinstance(text, str) and re.fullmatch("[45][0-9][0-9]", text) else None


CONVERSIONS: Final[Mapping[str, Callable[[object], object]]] = {
    "text": safe_text,
    "lower": lambda value: safe_text(value).lower(),
    "host": _url_host,
    "port": _url_port,
    "refusal": _refusal,
    "path": _url_path,
    "int": lambda value: int(cast("str", value)),
    "milliseconds": lambda value: timedelta(milliseconds=float(cast("str", value))),
    "check_failures": _check_failures,
    "constraint": _constraint,
}
