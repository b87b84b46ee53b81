"""The strategies reach every class and every field, and Hypothesis finds them by type."""

import subprocess
import sys
from collections.abc import Callable, Mapping

import attrs
import pandas as pd
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from dataresult._cause import Cause
from dataresult.errors import ERROR_TYPES, CheckFailure, ClassifiedError, DataPartial, ErrorCode, FetchError
from dataresult.rules import RULE_FILES
from dataresult.testing import causes, contexts, errors, exceptions, results
from dataresult.testing._hypothesis import register
from dataresult.testing._making_exceptions import exception_classes, made_exceptions
from dataresult.testing._resolving import is_installed

COMMON = {each.name for each in attrs.fields(FetchError)}
# The first that is found, as it comes.
QUICK_LOOK = settings(max_examples=500, derandomize=True, database=None, deadline=None, phases=[Phase.generate])


def run(program: str) -> str:
    """What a program prints in a fresh interpreter."""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("code", ErrorCode)
def test_every_field_of_every_class_takes_several_values(code: ErrorCode) -> None:
    """A field that a strategy forgets would always be its default."""
    error_class = ERROR_TYPES[code].error_class
    own = [each.name for each in attrs.fields(error_class) if each.name not in COMMON]
    for name in (*own, "message", "context", "cause", "attempts"):
        default = None if error_class is DataPartial else getattr(error_class(), name)
        assert type(find(errors(code), _differing(name, default), settings=QUICK_LOOK)) is error_class


def _differing(name: str, default: object) -> Callable[[ClassifiedError], bool]:
    def differs(error: ClassifiedError) -> bool:
        value: object = getattr(error, name)
        return isinstance(value, pd.DataFrame) or value != default

    return differs


def _has(part: str) -> Callable[[object], bool]:
    return lambda value: bool(getattr(value, part))


def _knows(part: str) -> Callable[[object], bool]:
    return lambda value: getattr(value, part, None) is not None


@given(error=errors())
def test_errors_are_of_the_union(error: ClassifiedError) -> None:
    """Each is a member and tells itself."""
    assert type(error) is ERROR_TYPES[error.code].error_class
    assert error.to_dict()["code"] == error.code.value


@pytest.mark.slow
def test_every_class_is_drawn() -> None:
    """The strategy without a class gives all of them."""
    drawn: set[ErrorCode] = set()

    @settings(QUICK_LOOK, max_examples=1_000)
    @given(error=errors(max_depth=0))
    def draw(error: ClassifiedError) -> None:
        drawn.add(error.code)

    draw()
    assert drawn == set(ErrorCode)


KINDS: list[type[object]] = [*(each.error_class for each in ERROR_TYPES.values()), Cause, CheckFailure]


@pytest.mark.parametrize("kind", KINDS)
def test_types_are_known_once_they_are_registered(kind: type[object]) -> None:
    """Registering again does no harm, and each type finds its strategy."""
    register()
    assert isinstance(find(st.from_type(kind), lambda _: True, settings=QUICK_LOOK), kind)


@pytest.mark.slow
@pytest.mark.parametrize("first", ["hypothesis", "dataresult.testing.strategies", "dataresult"])
def test_an_installed_package_needs_no_line_of_code(first: str) -> None:
    """In a fresh process `from_type` knows each class and the union, whatever was imported first."""
    program = (
        f"import {first}\n"
        "from typing import get_args\n"
        "import dataresult as dr\n"
        "from hypothesis import Phase, find, settings, strategies as st\n"
        "first = settings(database=None, phases=[Phase.generate])\n"
        "def drawn(kind): return type(find(st.from_type(kind), lambda _: True, settings=first))\n"
        "kinds = get_args(dr.ClassifiedError)\n"
        "print([drawn(kind) for kind in kinds] == list(kinds), drawn(dr.ClassifiedError) in kinds)"
    )
    assert run(program) == "True True"


def test_registering_costs_no_frames() -> None:
    """Hypothesis registers in every session, also where nobody asks: neither pandas nor the strategies are loaded."""
    program = (
        "import sys, hypothesis\n"
        "from dataresult.testing._hypothesis import register\n"
        "register()\n"
        "print([n for n in ('pandas', 'numpy', 'pyarrow', 'dataresult.testing.strategies') if n in sys.modules])"
    )
    assert run(program) == "[]"


@given(context=contexts())
def test_contexts_are_mappings_by_name(context: Mapping[str, object]) -> None:
    """A context is what a caller may pass."""
    assert all(isinstance(name, str) for name in context)


def test_causes_have_chains_groups_and_stacks() -> None:
    """All parts of a snapshot occur."""
    for part in ("cause", "members", "stack"):
        assert find(causes(), _has(part), settings=QUICK_LOOK).type_name


@given(result=results(st.integers()))
def test_results_are_both(result: Result[int, ClassifiedError]) -> None:
    """A result holds a value of the strategy or an error."""
    inner = result.failure() if isinstance(result, Failure) else result.unwrap()
    assert isinstance(inner, int | FetchError)


@pytest.mark.parametrize("kind", [Success, Failure])
def test_results_of_both_kinds_are_drawn(kind: type[object]) -> None:
    """Neither kind is missing."""
    assert isinstance(find(results(st.none()), lambda result: isinstance(result, kind), settings=QUICK_LOOK), kind)


@given(exception=exceptions())
def test_exceptions_are_exceptions(exception: BaseException) -> None:
    """Whatever is drawn can be raised."""
    assert isinstance(exception, Exception)


@pytest.mark.parametrize("package", ["builtins", *(name for name in RULE_FILES if is_installed(name))])
@settings(max_examples=50)
@given(data=st.data())
def test_a_class_gives_its_own_exceptions(package: str, data: st.DataObject) -> None:
    """What is made of a class is of that class (or, for an errno, of a class below it), and was raised."""
    classes = exception_classes(package)
    if not classes:
        pytest.skip("none of its classes can be made: an extension makes them, while it runs")
    cls = data.draw(st.sampled_from(classes))
    made = data.draw(made_exceptions(cls))
    assert isinstance(made, cls)
    assert made.__traceback__ is not None


@pytest.mark.parametrize(
    ("package", "name", "attribute"),
    [
        ("builtins", "UnicodeDecodeError", "object"),
        ("builtins", "OSError", "errno"),
        ("builtins", "CalledProcessError", "stderr"),
        ("requests", "HTTPError", "response"),
        ("requests", "ConnectionError", "request"),
        ("httpx", "HTTPStatusError", "response"),
        ("urllib3", "MaxRetryError", "reason"),
        ("curl_cffi", "CurlError", "code"),
        ("pandera", "SchemaErrors", "failure_cases"),
    ],
)
def test_exceptions_are_made_as_their_libraries_make_them(package: str, name: str, attribute: str) -> None:
    """They carry what rules read: a status, an errno, a table of failures."""
    pytest.importorskip("sys" if package == "builtins" else package)
    (cls,) = [each for each in exception_classes(package) if each.__name__ == name]
    assert isinstance(find(made_exceptions(cls), _knows(attribute), settings=QUICK_LOOK), cls)


def test_exceptions_of_one_package() -> None:
    """A test of a client can ask for that client's failures only."""
    pytest.importorskip("httpx")
    alone = find(exceptions("httpx"), lambda made: not isinstance(made, ExceptionGroup), settings=QUICK_LOOK)
    assert type(alone).__module__ == "httpx"


@pytest.mark.parametrize("link", ["__cause__", "__context__"])
def test_some_exceptions_have_others_behind_them(link: str) -> None:
    """Chains of both kinds occur."""
    assert isinstance(find(exceptions("builtins"), _knows(link), settings=QUICK_LOOK), Exception)


def test_some_exceptions_are_groups() -> None:
    """Several failures at once occur."""
    found = find(exceptions("builtins"), lambda made: type(made) is ExceptionGroup, settings=QUICK_LOOK)
    assert isinstance(found, ExceptionGroup)
