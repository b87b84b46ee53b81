"""
Hypothesis strategies for every error, its parts, and the exceptions that errors are made of.

Floor 6. Generates values; imports Hypothesis, and any covered library that is installed only where its exceptions are
asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

import attrs
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from dataresult._cause import Cause, StackFrame
from dataresult.errors import (
    ERROR_TYPES,
    CheckFailure,
    ClassifiedError,
    EmptyReason,
    ErrorCode,
    FetchError,
    TimeoutPhase,
)
from dataresult.rules import RULE_FILES
from dataresult.testing._making_exceptions import exception_classes, made_exceptions
from dataresult.testing._resolving import is_installed

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["causes", "check_failures", "contexts", "error_of", "errors", "exceptions", "results"]

V = TypeVar("V")

_texts = st.text(max_size=40)
_instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # as Hypothesis wants them
_delays = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=3))
_scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _texts, _instants)


@cache
def contexts() -> st.SearchStrategy[Mapping[str, object]]:
    """
    Generate contexts: scalars by name, nested a little.

    Returns:
        A strategy for mappings as a caller would pass them; an error reduces them further.
    """
    names = st.sampled_from(["symbol", "interval", "source", "job", "run"]) | st.text(min_size=1, max_size=12)
    values = st.recursive(
        _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=4
    )
    return st.dictionaries(names, values, max_size=3)


@cache
def causes(max_links: int = 4) -> st.SearchStrategy[Cause]:
    """
    Generate snapshots of exceptions, with chains and groups.

    Args:
        max_links: The longest chain.

    Returns:
        A strategy for `Cause`.
    """
    names = st.sampled_from(["builtins.ValueError", "builtins.TimeoutError", "requests.exceptions.ConnectionError"])
    frames = st.builds(StackFrame, st.just("pipeline.py"), st.integers(1, 5000), st.sampled_from(["fetch", "main"]))
    stacks = st.lists(frames, max_size=4).map(tuple)
    leaf = st.builds(Cause, type_name=names, message=_texts, stack=stacks)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            Cause,
            type_name=names,
            message=_texts,
            stack=stacks,
            cause=st.none() | inner,
            members=st.lists(inner, max_size=2).map(tuple),
        ),
        max_leaves=max_links,
    )


@cache
def check_failures() -> st.SearchStrategy[CheckFailure]:
    """
    Generate checks that data did not pass.

    Returns:
        A strategy for `CheckFailure`.
    """
    return st.builds(
        CheckFailure,
        column=st.none() | _texts,
        check=_texts,
        count=st.none() | st.integers(0, 10**6),
        sample=st.lists(_scalars, max_size=3).map(tuple),
    )


def _schemas() -> st.SearchStrategy[Mapping[str, str]]:
    dtypes = st.sampled_from(["float64", "int64", "bool", "datetime64[ns, UTC]", "str"])
    return st.dictionaries(st.sampled_from(["open", "close", "volume", "time"]), dtypes, max_size=3)


@st.composite
def _frames(draw: st.DrawFn) -> "DataFrame":
    from pandas import DataFrame

    return DataFrame({"close": draw(st.lists(st.floats(allow_nan=False), min_size=1, max_size=3))})


@st.composite
def _ranges(draw: st.DrawFn) -> tuple[datetime, datetime]:
    start = draw(_instants)
    return start, start + draw(_delays)


# Every field of every class, by name: a field that is missing here fails at the first draw.
_FIELDS: Mapping[str, st.SearchStrategy[object]] = {
    "phase": st.sampled_from(TimeoutPhase),
    "timeout_s": st.none() | st.floats(0.001, 3600),
    "host": st.none() | st.sampled_from(["api.example.org", "127.0.0.1", "[::1]"]),
    "port": st.none() | st.integers(1, 65535),
    "http_status": st.none() | st.integers(100, 599),
    "provider_code": st.none() | st.sampled_from(["-1003", "-1121", "SlowDown"]),
    "retry_after": st.none() | _delays,
    "not_before": st.none() | _instants,
    "limit": st.none() | st.integers(0, 10**6),
    "used": st.none() | st.integers(0, 10**6),
    "banned": st.booleans(),
    "content_type": st.none() | st.sampled_from(["text/html", "application/json"]),
    "snippet": st.none() | _texts,
    "parameter": st.none() | st.sampled_from(["symbol", "interval"]),
    "resource": st.none() | _texts,
    "reason": st.sampled_from(EmptyReason),
    "expected": st.booleans(),
    "schema": _schemas(),
    "index_schema": _schemas(),
    "frame": _frames(),
    "missing": st.lists(_ranges(), max_size=3).map(tuple),
    "failures": st.lists(check_failures(), max_size=3).map(tuple),
    "expected_digest": st.none() | st.just("9f86d081884c7d65"),
    "actual_digest": st.none() | st.just("60303ae22b998861"),
    "step": st.none() | _texts,
    "column": st.none() | _texts,
    "path": st.none() | st.just("cache/BTCUSDT/1h.arrow"),
    "needed_bytes": st.none() | st.integers(0, 2**40),
    "free_bytes": st.none() | st.integers(0, 2**40),
}
_TRUNK = {each.name for each in attrs.fields(cast("type[attrs.AttrsInstance]", FetchError))}


def error_of(code: ErrorCode | str, *, max_depth: int = 1) -> st.SearchStrategy[ClassifiedError]:
    """
    Generate errors of one class.

    Args:
        code: The code of the class.
        max_depth: How deep attempts nest.

    Returns:
        A strategy that fills every field.
    """
    return _error_of(ErrorCode(code), max_depth)


# Hypothesis looks a strategy over when it first draws from it: each is made once.
@cache
def _error_of(code: ErrorCode, max_depth: int) -> st.SearchStrategy[ClassifiedError]:
    error_class = ERROR_TYPES[code].error_class
    own = {
        each.name: _FIELDS[each.name]
        for each in attrs.fields(cast("type[attrs.AttrsInstance]", error_class))
        if each.name not in _TRUNK
    }
    attempts: st.SearchStrategy[Sequence[ClassifiedError]] = (
        st.just(()) if max_depth <= 0 else st.lists(_any_error(max_depth - 1), max_size=2)
    )
    return st.builds(
        cast("Callable[..., ClassifiedError]", error_class),
        message=st.text(max_size=60),
        context=contexts(),
        cause=st.none() | causes(),
        occurred_at=_instants,
        attempts=attempts.map(tuple),
        **own,
    )


@cache
def _any_error(max_depth: int) -> st.SearchStrategy[ClassifiedError]:
    return st.one_of([_error_of(each, max_depth) for each in ERROR_TYPES])


def errors(code: ErrorCode | str | None = None, *, max_depth: int = 1) -> st.SearchStrategy[ClassifiedError]:
    """
    Generate errors: every class, every field.

    Args:
        code: The code of one class; every class by default.
        max_depth: How deep attempts nest.

    Returns:
        A strategy for `ClassifiedError`.
    """
    return _any_error(max_depth) if code is None else error_of(code, max_depth=max_depth)


def results(values: st.SearchStrategy[V]) -> st.SearchStrategy[Result[V, ClassifiedError]]:
    """
    Generate results.

    Args:
        values: What successes hold, frames for instance.

    Returns:
        A strategy for successes with these values and failures with any error.
    """
    successes: st.SearchStrategy[Result[V, ClassifiedError]] = values.map(Success)
    failures: st.SearchStrategy[Result[V, ClassifiedError]] = errors().map(Failure)
    return st.one_of(successes, failures)


def exceptions(*packages: str) -> st.SearchStrategy[BaseException]:
    """
    Generate concrete exceptions that rules name, of the standard library and of what is installed.

    They are made as their libraries make them: with an errno, a status and headers, a pool, a failing schema.

    Args:
        packages: Top-level packages to take the exception classes from, "builtins" for all of the standard library;
            by default that and every covered library that is installed.

    Returns:
        A strategy for exceptions, some with a cause, a context or in a group.
    """
    # Asked for when the test runs: a test that is not run imports no library, nor does any draw.
    return st.deferred(lambda: _exceptions(packages))


@cache
def _exceptions(packages: tuple[str, ...]) -> st.SearchStrategy[BaseException]:
    # As many of the standard library as of all the others: its classes are everybody's.
    covered = [name for name in RULE_FILES if is_installed(name)]
    wanted = packages or (*covered, *["builtins"] * max(len(covered), 1))
    by_package = {package: st.sampled_from(exception_classes(package)).flatmap(made_exceptions) for package in wanted}
    plain = st.sampled_from(wanted).flatmap(by_package.__getitem__)
    return st.one_of(plain, st.tuples(plain, plain, st.booleans()).map(_linked), _groups(plain))


def _linked(drawn: tuple[Exception, Exception, bool]) -> Exception:
    outer, inner, explicit = drawn
    if explicit:
        outer.__cause__ = inner
    else:
        outer.__context__ = inner
    return outer


def _groups(members: st.SearchStrategy[Exception]) -> st.SearchStrategy[BaseException]:
    return st.lists(members, min_size=1, max_size=3).map(lambda drawn: ExceptionGroup("several failed", drawn))
