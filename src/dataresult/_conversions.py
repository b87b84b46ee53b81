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

from ._answer_told import (
    answer_headers,
    answer_status,
    refusal_told,
    retry_after_seen,
    throttle,
    throttle_body,
    throttle_told,
)
from ._findings import failure, located_failures, noted_failures, schema_failure
from ._frames_left import frames_left
from ._peer_told import peer_host, peer_port, waited_for
from ._rpc_details import delay_in_details, delay_in_metadata, delay_in_reply
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
    # Some tables hold the values under the name of their column.
    values = own_column if "failure_case" not in names and own_column in names else "failure_case"
    columns = table["column"] if "column" in names else repeat(own_column)
    checks = table["check"] if "check" in names else repeat(own_check)
    found: dict[tuple[str | None, str], tuple[int, list[object]]] = {}
    for column, check, case in zip(columns, checks, table[cast("str", values)], strict=False):
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


# The offending key, in whatever language the rest of the detail is: "Key (id)=(1) already exists."
_KEY: Final = re.compile(r"\(([^()]+)\)=\(([^()]*)\)")
_KINDS: Final = {"23502": "not null", "23503": "foreign key", "23505": "unique", "23514": "check", "23P01": "exclusion"}


def _diagnosed_constraint(value: object) -> object:
    """Tell which constraint was violated by the fields of SQL's diagnostics area, in whatever language the text is."""
    told = [getattr(value, name, None) for name in ("sqlstate", "constraint_name", "column_name")]
    code, name, column = (part if isinstance(part, str) else None for part in told)
    if name is None and column is None:
        return None
    detail = getattr(value, "message_detail", None) or getattr(value, "detail", None)
    key = _KEY.search(detail) if isinstance(detail, str) else None
    check = " ".join(part for part in (_KINDS.get(code or ""), name) if part) or "constraint"
    return (CheckFailure(column=column or (key and key[1]), check=check, sample=(key[2],) if key else ()),)


def _column(named: str | None) -> str | None:
    """Give the bare names of `table.column`, of one or of several."""
    if named is None:
        return None
    return ", ".join(part.strip(' `"').rpartition(".")[2] for part in named.split(","))


def _refusal(value: object) -> int | None:
    """Give a number that can only be the HTTP status of a refusal; what a library calls "status" may be any."""
    text = str(int(value)) if isinstance(value, int) else value
    return int(text) if isinstance(text, str) and re.fullmatch("[45][0-9][0-9]", text) else None


# A cache over an archive over a store: as many layers as anybody stacks.
_LAYERS_MAX: Final = 4


def _file_system(value: object) -> str | None:
    """Give the kind of file system that the innermost frame of an exception worked on, as that calls itself."""
    frames = frames_left(cast("BaseException", value).__traceback__)
    scope: Mapping[str, object] = frames[0].f_locals if frames else {}
    found = next((scope[name] for name in ("filesystem", "fs", "self") if scope.get(name) is not None), None)
    for _ in range(_LAYERS_MAX):
        inner = getattr(found, "fs", None)
        if inner is None:
            break
        found = inner
    kind = getattr(found, "type_name", None) or getattr(found, "protocol", None)
    return None if kind is None else safe_text(kind).lower()


_RETRY_AFTER_MS: Final = re.compile(r"retry.?after.?ms\W{1,3}(\d+)", re.IGNORECASE)


def _retry_after_ms(value: object) -> timedelta | None:
    """Find the wait in a text like `Error=16500, RetryAfterMs=34, Details=...`."""
    found = _RETRY_AFTER_MS.search(safe_text(value))
    return timedelta(milliseconds=int(found[1])) if found else None


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
    "located_failures": located_failures,
    "schema_failure": schema_failure,
    "noted_failures": noted_failures,
    "failure": failure,
    "file_system": _file_system,
    "list": lambda value: list(cast("Iterable[object]", value)),
    "answer_headers": answer_headers,
    "answer_status": answer_status,
    "retry_after_seen": retry_after_seen,
    "refusal_told": refusal_told,
    "throttle": throttle,
    "throttle_body": throttle_body,
    "throttle_told": throttle_told,
    "peer_host": peer_host,
    "peer_port": peer_port,
    "waited_for": waited_for,
    "rpc_retry_delay": delay_in_metadata,
    "rpc_details_delay": delay_in_details,
    "rpc_reply_delay": delay_in_reply,
    "constraint": _constraint,
    "retry_after_ms": _retry_after_ms,
    "diagnosed_constraint": _diagnosed_constraint,
}
