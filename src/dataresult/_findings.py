"""
What validators found, out of the exceptions in which they tell it.

Floor 2. Pure: one conversion per shape of such an exception. What they raise for a value of the wrong kind counts as
no value.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final, cast

from ._cause import group_members
from ._redact import is_secret_name
from ._results import ClassifiedException
from .errors import CheckFailure, ClassifiedError, FetchError

__all__ = ["failure", "located_failures", "noted_failures", "schema_failure"]

# As many as a `CheckFailure` keeps.
CASES_MAX: Final = 5
# More columns and checks than these are one mistake in all of them.
FAILURES_MAX: Final = 64
# Listing more would take longer than the validation did.
LISTED_MAX: Final = 100_000
# Data nests a handful of levels; a group without end is left.
LOCATION_MAX: Final = 64
# A container in a container: `IO` of a `Failure`.
CONTAINERS_MAX: Final = 3


def _counted(found: Iterable[tuple[str | None, str, tuple[object, ...]]]) -> tuple[CheckFailure, ...] | None:
    """Count findings per column and check, in the order they were found, and keep some of the values."""
    counted: dict[tuple[str | None, str], tuple[int, tuple[object, ...]]] = {}
    for column, check, sample in found:
        count, kept = counted.get((column, check), (0, ()))
        counted[column, check] = (count + 1, (*kept, *sample)[:CASES_MAX])
    failures = tuple(
        CheckFailure(column=column, check=check, count=count, sample=sample)
        for (column, check), (count, sample) in islice(counted.items(), FAILURES_MAX)
    )
    return failures or None


def _column(location: Iterable[object]) -> str | None:
    """Name a place in nested data without the numbers of its items, which are its rows."""
    return ".".join(part for part in location if isinstance(part, str)) or None


def _sampled(location: Iterable[object], value: object) -> tuple[object, ...]:
    """Keep a value that can be shown: a scalar, at a place of which no part is named as a secret."""
    secret = any(isinstance(part, str) and is_secret_name(part) for part in location)
    return () if secret or not isinstance(value, str | int | float | bytes) else (value,)


def located_failures(value: object) -> object:
    """Tell failures that an exception lists by `errors()`: a dict each, with `loc`, `type` and `input`."""
    count = getattr(value, "error_count", None)
    if callable(count) and cast("int", count()) > LISTED_MAX:
        return (CheckFailure(check="validation", count=cast("int", count())),)
    listing = cast("Callable[..., list[Mapping[str, object]]]", getattr(value, "errors", None))
    try:
        listed = listing(include_url=False, include_context=False)
    except TypeError:  # the version before had no options, and no input
        listed = listing()
    return _counted(
        (
            _column(location := cast("tuple[object, ...]", each.get("loc", ()))),
            str(each.get("type")),
            # What lacks a field is shown as a whole.
            () if each.get("type") == "missing" else _sampled(location, each.get("input")),
        )
        for each in listed
    )


def schema_failure(value: object) -> object:
    """Tell the one failure that an exception with a path, the keyword of a schema and an instance stands for."""
    path = getattr(value, "absolute_path", None)
    check = getattr(value, "validator", None)
    if path is None or not isinstance(check, str):
        return None
    location = tuple(cast("Iterable[object]", path))
    return _counted([(_column(location), check, _sampled(location, getattr(value, "instance", None)))])


def noted_failures(value: object) -> object:
    """Tell failures from the members of a group, each with a note that names the attribute it is about."""
    found: list[tuple[str | None, str, tuple[object, ...]]] = []
    waiting: list[tuple[BaseException, tuple[str, ...]]] = [(cast("BaseException", value), ())]
    while waiting and len(found) < LISTED_MAX:
        each, location = waiting.pop()
        names = (getattr(note, "name", None) for note in getattr(each, "__notes__", ()))
        location = (*location, *(name for name in names if isinstance(name, str)))
        members = group_members(each)
        if members and len(location) <= LOCATION_MAX:
            waiting += ((member, location) for member in reversed(members))
            continue
        extra = getattr(each, "extra_fields", None)
        if extra is not None:
            keys = sorted(map(str, cast("Iterable[object]", extra)))
            found += ((".".join((*location, key)), "forbidden_extra_key", ()) for key in keys)
        else:
            check = "missing" if isinstance(each, KeyError) else type(each).__name__
            found.append((".".join(location) or None, check, ()))
    return _counted(found)


def failure(value: object) -> BaseException | None:
    """Give what a container of a failure holds as an exception: itself, or as it would be raised."""
    held = cast("Callable[[], object]", getattr(value, "failure", None))()
    for _ in range(CONTAINERS_MAX):
        if isinstance(held, BaseException):
            return held
        if isinstance(held, FetchError):
            return ClassifiedException(cast("ClassifiedError", held))
        held = getattr(held, "_inner_value", None)
    return None
