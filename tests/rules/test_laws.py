"""Every rule file obeys the laws, and the laws notice what they are for."""

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from dataresult._classify import Classifier
from dataresult.errors import ApiRateLimit, ApiRequest, ApiUnavailable, DataEmpty, FetchError, Internal
from dataresult.rules import RULE_FILES, STDLIB_FILES, Answer, Keyed, Library, Outcome, Rule, Words
from dataresult.testing._making_exceptions import exception_classes, made_exceptions
from dataresult.testing.rule_laws import check_rules

FILES = (*STDLIB_FILES, *dict.fromkeys(RULE_FILES.values()))
every_file = pytest.mark.parametrize("file", FILES)


def library_of(file: str) -> Library:
    """The rules of one file."""
    found = import_module(f"dataresult.rules.{file}").LIBRARY
    assert isinstance(found, Library)
    return found


@every_file
def test_each_rule_file_obeys_the_laws(file: str) -> None:
    """Names, targets, fields, paths, order, completeness."""
    check_rules(library_of(file))


@pytest.mark.parametrize("package", RULE_FILES)
def test_a_package_is_listed_for_the_file_that_names_it(package: str) -> None:
    """The list of files and the files agree."""
    assert package in library_of(RULE_FILES[package]).packages


@pytest.mark.slow
@every_file
@settings(max_examples=settings().max_examples * 3 // 10)  # each builds two indexes of a whole file
@given(data=st.data())
def test_the_order_of_rows_means_nothing(file: str, data: st.DataObject) -> None:
    """Any order of the rows of a file gives the same error for each class it names, whatever is being done."""
    library = library_of(file)
    package = "builtins" if file in STDLIB_FILES else next(each for each in RULE_FILES if RULE_FILES[each] == file)
    classes = exception_classes(package)
    if not classes:
        pytest.skip("none of its classes can be made: not installed here, or made inside an extension only")
    exception = data.draw(st.sampled_from(classes).flatmap(made_exceptions))
    operation = data.draw(st.sampled_from([None, "fetch", "read", "write", "validate", "transform"]))
    shuffled = Classifier(tuple(data.draw(st.permutations(library.rules))))
    found, expected = (
        each.classify(exception, {"operation": operation}) for each in (shuffled, Classifier(library.rules))
    )
    assert type(found) is type(expected)


def test_no_rule_file_imports_the_library_it_describes() -> None:
    """All files together load none of the packages that they name."""
    program = (
        "import sys; from importlib import import_module; from dataresult.rules import RULE_FILES\n"
        "own = set(sys.modules)\n"
        "for file in RULE_FILES.values(): import_module(f'dataresult.rules.{file}')\n"
        "print(sorted(set(RULE_FILES) & (set(sys.modules) - own)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _is_told(_exception: BaseException) -> bool:
    return True


def _is_told_too(_exception: BaseException) -> bool:
    return True


BROKEN: dict[str, tuple[list[Rule], str]] = {
    "a name that is not there": ([Rule("sqlite3.OprationalError", ApiUnavailable)], "no such name"),
    "a name with no module": ([Rule("OperationalError", ApiUnavailable)], "a name is `module.qualname`"),
    "no exception": ([Rule("decimal.Decimal", ApiUnavailable)], "no exception class"),
    "an alias": ([Rule("socket.timeout", ApiUnavailable)], "at run time it is builtins.TimeoutError"),
    "a family for a target": ([Rule("builtins.OSError", FetchError)], "FetchError is none of the errors"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # what the law is for
    "a target in a table": (
        [Rule("builtins.OSError", ApiUnavailable, by=(Keyed("errno", {1: OSError}),))],  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]  # what the law is for
        "OSError is none of the errors",
    ),
    "a field that is not there": (
        [Rule("builtins.OSError", DataEmpty, fields={"provider_code": "code"})],
        "no error that it can be has the field 'provider_code'",
    ),
    "a field that every error has": (
        [Rule("builtins.OSError", ApiRateLimit, fields={"message": "text"})],
        "no error that it can be has the field 'message'",
    ),
    "a field in a table": (
        [Rule("builtins.OSError", Internal, by=(Words({"x": Outcome(DataEmpty, fields={"path": "filename"})}),))],
        "DataEmpty has no field 'path' to set",
    ),
    "an unknown conversion": (
        [Rule("builtins.OSError", ApiRequest, fields={"parameter": "filename|shout"})],
        "the path 'filename|shout' cannot be read",
    ),
    "a path that is no path": (
        [Rule("builtins.OSError", ApiRequest, answer=Answer(status=("response status",)))],
        "the path 'response status' cannot be read",
    ),
    "an unknown operation": ([Rule("builtins.OSError", ApiRequest, operation="dance")], "no operation 'dance'"),
    "the same row twice": (
        [Rule("builtins.OSError", ApiRequest), Rule("builtins.OSError", Internal)],
        "two rows can hold at once",
    ),
    "conditions that overlap": (
        [Rule("builtins.OSError", ApiRequest, when=_is_told), Rule("builtins.OSError", Internal, when=_is_told_too)],
        "two rows can hold at once",
    ),
    "a condition beside an operation": (
        [Rule("builtins.OSError", ApiRequest, when=_is_told), Rule("builtins.OSError", Internal, operation="read")],
        "two rows can hold at once",
    ),
    "a former name that is another's": (
        [Rule("builtins.OSError", ApiRequest, former=("builtins.IOError",)), Rule("builtins.IOError", Internal)],
        "builtins.IOError",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_laws_notice(fault: str) -> None:
    """Each broken rule is told apart from a good one, by a message that says what is wrong."""
    rules, message = BROKEN[fault]
    with pytest.raises(AssertionError) as raised:
        check_rules(rules)
    assert message in str(raised.value)


def test_all_violations_are_told_at_once() -> None:
    """One run lists everything that is to be mended."""
    with pytest.raises(AssertionError) as raised:
        check_rules([rule for rules, _ in BROKEN.values() for rule in rules])
    for _, message in BROKEN.values():
        assert message in str(raised.value)


def test_good_rules_of_a_package_that_is_not_installed_pass() -> None:
    """Names cannot be asked for where the package is missing; the rest is still checked."""
    check_rules([Rule("no_such_package.errors.Slow", ApiRateLimit, fields={"retry_after": "wait_s"})])
    with pytest.raises(AssertionError, match="retry_affter"):
        check_rules([Rule("no_such_package.errors.Slow", ApiRateLimit, fields={"retry_affter": "wait_s"})])


def _without(library: Library) -> Library:
    """Forget the last row."""
    return evolve(library, rules=library.rules[:-1])


def _doubly(library: Library) -> Library:
    """Declare what has a row."""
    return evolve(library, inherits={library.rules[0].exception: ""})


def _with_typo(library: Library) -> Library:
    """Name a module that is not there."""
    return evolve(library, public=("httpcore.exceptionz",))


def _with_closure(library: Library) -> Library:
    """Use a function that nobody can name."""

    def is_told(_exception: BaseException) -> bool:
        return True

    return evolve(library, rules=(*library.rules[1:], evolve(library.rules[0], when=is_told)))


def _inheriting_weakly(library: Library) -> Library:
    """Leave a class to its weak parent without a word."""
    name = "httpcore.LocalProtocolError"
    rows = tuple(rule for rule in library.rules if rule.exception != name)
    return evolve(library, rules=rows, inherits={name: ""})


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (_without, "is not decided: give it a row, or name it under `inherits`, in dataresult/rules/httpcore.py"),
        (_doubly, "has a row and is named under `inherits`"),
        (_with_typo, "httpcore.exceptionz: no such module"),
        (_with_closure, "does not pickle"),
        (_inheriting_weakly, "inherits from the weak row httpcore.ProtocolError: say why"),
    ],
)
def test_the_laws_notice_what_a_library_lacks(broken: Callable[[Library], Library], message: str) -> None:
    """A class that a library gained is found, and the message says which file to edit."""
    with pytest.raises(AssertionError) as raised:
        check_rules(broken(library_of("httpcore")))
    assert message in str(raised.value)
