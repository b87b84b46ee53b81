"""
Laws for rules: what must hold of any table that names other people's exceptions, ours and yours.

Floor 6. Imports the libraries that rules name, as far as they are installed; changes nothing.
"""

import pickle
import random
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from types import MappingProxyType, ModuleType
from typing import Final, cast, get_args

from attrs import fields_dict

from dataresult._conversions import CONVERSIONS
from dataresult._index import RuleIndex
from dataresult._values import type_name
from dataresult.errors import ClassifiedError, FetchError
from dataresult.rules import RULE_FILES, Answer, Extract, Library, Outcome, Rule

from ._resolving import is_installed, lacks_a_dependency, resolved

__all__ = ["check_rules"]

_UNION: Final = frozenset(get_args(ClassifiedError))
# What every error has: no rule sets these.
_COMMON: Final = frozenset(
    {
        *("message", "next_step", "context", "cause", "exception"),
        *("occurred_at", "attempts", "attempts_omitted"),
    }
)
_OPERATIONS: Final = frozenset({None, "fetch", "read", "write", "validate", "transform"})
# Enough to move every row of the longest file; the seed keeps a failure repeatable.
_SHUFFLES: Final = 5


def check_rules(rules: Library | Iterable[Rule]) -> None:
    """
    Hold rules to the laws that the built-in ones obey.

    Args:
        rules: Rules of your own, or a whole `Library` as it is shipped under the entry point `dataresult.rules`.

    Raises:
        AssertionError: A law is broken; the message lists every violation. The laws: each name is the run-time
            identity of an exception class (asked only where the package is installed); each target is one of the
            errors, and has the fields that are set; each path can be read; no two rows for a class hold at once, so
            that their order means nothing; and for a `Library`: every public exception class of the library is
            decided, and the rules pickle.

    Examples:
        >>> from dataresult import ApiUnavailable
        >>> from dataresult.rules import Rule
        >>> check_rules([Rule("sqlite3.OperationalError", ApiUnavailable)])
        >>> check_rules([Rule("sqlite3.OprationalError", ApiUnavailable)])
        Traceback (most recent call last):
        AssertionError: 1 violation of the laws for rules:
        - sqlite3.OprationalError: no such name
    """
    library = rules if isinstance(rules, Library) else None
    rows = rules.rules if isinstance(rules, Library) else tuple(rules)
    complete = library is None or not _is_older(library)
    found = [
        *(f"{rule.exception}: {each}" for rule in rows for each in _row_violations(rule, complete=complete)),
        *_ambiguities(rows),
        *_order_violations(rows),
        *(_library_violations(library, complete=complete) if library is not None else ()),
    ]
    violations = list(dict.fromkeys(found))
    count = f"{len(violations)} violation" + ("s" if len(violations) != 1 else "")
    if violations:
        raise AssertionError(f"{count} of the laws for rules:\n" + "\n".join(f"- {each}" for each in violations))


def _row_violations(rule: Rule, *, complete: bool) -> Iterator[str]:
    yield from _name_violations(rule.exception, complete=complete)
    if rule.operation not in _OPERATIONS:
        yield f"there is no operation {rule.operation!r}"
    outcomes = list(_outcomes(rule))
    for outcome in outcomes:
        for error in (outcome.error, outcome.writing):
            if error is not None and error not in _UNION:
                yield f"{getattr(error, '__name__', error)!s} is none of the errors"
    known = _known_fields(rule, outcomes)
    yield from (f"no error that it can be has the field {name!r}" for name in rule.fields if name not in known)
    for outcome in outcomes:
        settable = _settable(outcome.error, outcome.writing) | {"retry_after"}
        missing = [name for name in outcome.fields if name not in settable]
        yield from (f"{outcome.error.__name__} has no field {name!r} to set" for name in missing)
    yield from (f"the path {path!r} cannot be read" for path in _paths(rule) if not _is_readable(path))
    yield from (f"the pattern {each!r} finds nothing" for each in _patterns(rule) if not _has_a_group(each))


def _known_fields(rule: Rule, outcomes: list[Outcome]) -> frozenset[str]:
    """
    Give the fields that mean something in a row.

    What lies behind an exception is filled from it: by its whole family where the row is strong (the root of a broken
    connection is another network error), by any error where the row is weak or an answer decides.
    """
    if rule.weak or rule.answer is not None:
        return _settable(*_UNION)
    errors = [error for outcome in outcomes for error in (outcome.error, outcome.writing) if error in _UNION]
    families = tuple(error.__base__ for error in errors if error is not None)
    # A wait is told by any error: in the context, where it has no field for it.
    return _settable(*(error for error in _UNION if error.__base__ in families)) | {"retry_after"}


def _outcomes(rule: Rule) -> Iterator[Outcome]:
    yield Outcome(rule.error)
    for by in (*rule.by, *rule.last, *(rule.answer.codes if isinstance(rule.answer, Answer) else ())):
        for target in by.table.values():
            yield target if isinstance(target, Outcome) else Outcome(target)


def _settable(*errors: type[FetchError] | None) -> frozenset[str]:
    names = {name for error in errors if error in _UNION for name in fields_dict(cast("type", error))}
    return frozenset(names - _COMMON)


def _paths(rule: Rule) -> Iterator[str]:
    readers: list[object] = [*rule.fields.values(), *rule.link, *(by.read for by in (*rule.by, *rule.last))]
    for outcome in _outcomes(rule):
        readers += outcome.fields.values()
    if isinstance(rule.answer, Answer):
        readers += [*rule.answer.status, *rule.answer.headers, *rule.answer.body]
        readers += [each.read for each in rule.answer.codes]
    for reader in readers:
        text = reader.read if isinstance(reader, Extract) else reader
        if isinstance(text, str) and type(text) is str:
            yield text


def _patterns(rule: Rule) -> Iterator[str]:
    """Give the regular expressions in a row."""
    readers: list[object] = [*rule.fields.values(), *(by.read for by in (*rule.by, *rule.last))]
    for outcome in _outcomes(rule):
        readers += outcome.fields.values()
    if isinstance(rule.answer, Answer):
        readers += [each.read for each in rule.answer.codes]
    yield from (reader.pattern for reader in readers if isinstance(reader, Extract))


def _has_a_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups > 0
    except re.error:
        return False


def _is_readable(path: str) -> bool:
    route, bar, conversion = path.partition("|")
    if bar and conversion not in CONVERSIONS:
        return False
    steps = [step for part in route.split(".") for step in part.replace("]", "").split("[")] if route else []
    return bool(route or bar) and all(
        step.removesuffix("()").replace("-", "_").isidentifier() or step.lstrip("-").isdigit() for step in steps
    )


def _is_older(library: Library) -> bool:
    """Tell whether what is installed is older than what the file was checked with: names may be missing from it."""
    package = library.packages[0] if library.packages else ""
    if package in sys.stdlib_module_names:
        installed = ".".join(map(str, sys.version_info[:2]))
    else:
        try:
            installed = version(library.distribution or package)
        except (PackageNotFoundError, ValueError):  # a file of codes only names nothing that is installed
            installed = "0"
    checked_with = library.checked_with.rpartition(",")[2]
    return _numbers(installed) < _numbers(checked_with)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", text))


def _name_violations(name: str, *, complete: bool = True) -> Iterator[str]:
    if "." not in name:
        yield "a name is `module.qualname`"
    elif is_installed(_package_of(name)):
        found = resolved(name)
        if found is None:
            if complete and not lacks_a_dependency(name):
                yield "no such name"
        elif not (isinstance(found, type) and issubclass(found, BaseException)):
            yield "no exception class"
        elif type_name(found) != name:
            yield f"at run time it is {type_name(found)}"


def _package_of(name: str) -> str:
    """Give the package that a name lies in: several may share a top, `google.auth` and `google.cloud.storage`."""
    parts = name.split(".")
    dotted = (".".join(parts[:length]) for length in range(len(parts), 1, -1))
    return next((package for package in dotted if package in RULE_FILES), parts[0])


def _imported(module: str) -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a deprecated module still has exceptions
        return import_module(module)


def _ambiguities(rows: Iterable[Rule]) -> Iterator[str]:
    """Find rows of one class that can hold at once with equally many conditions: their order would decide."""
    by_name: dict[str, list[Rule]] = defaultdict(list)
    for rule in rows:
        for name in (rule.exception, *rule.former):
            by_name[name].append(rule)
    for name, same in by_name.items():
        for place, rule in enumerate(same):
            for other in same[place + 1 :]:
                if rule.conditions == other.conditions and not _excludes(rule, other):
                    yield f"{name}: two rows can hold at once, and nothing says which"


def _excludes(rule: Rule, other: Rule) -> bool:
    return any(
        mine is not None and theirs is not None and mine != theirs
        for mine, theirs in ((rule.operation, other.operation), (rule.raised_in, other.raised_in))
    )


def _order_violations(rows: tuple[Rule, ...]) -> Iterator[str]:
    classes = {rule.exception: found for rule in rows if (found := _exception_class(rule.exception)) is not None}
    expected = _chosen(rows, classes)
    shuffler = random.Random(0)  # noqa: S311  # an order, not a secret
    for _ in range(_SHUFFLES):
        shuffled = list(rows)
        shuffler.shuffle(shuffled)
        chosen = _chosen(tuple(shuffled), classes)
        yield from (f"{name}: the order of the rows decides" for name in classes if chosen[name] != expected[name])


def _exception_class(name: str) -> type[BaseException] | None:
    found = resolved(name) if is_installed(_package_of(name)) else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def _chosen(
    rows: tuple[Rule, ...], classes: Mapping[str, type[BaseException]]
) -> Mapping[str, list[tuple[str, str, bool, str]]]:
    index = RuleIndex(rows)
    return {
        name: [
            (named.identity, f"{rule.operation} {rule.raised_in}", rule.when is None, rule.error.__name__)
            for named in index.lookup(cls)
            for rule in sorted(named.rules, key=lambda row: (-row.conditions, str(row.operation), str(row.raised_in)))
        ]
        for name, cls in classes.items()
    }


def _library_violations(library: Library, *, complete: bool) -> Iterator[str]:
    # A file of a provider's codes only names no package.
    package = library.packages[0] if library.packages else "its provider"
    file = RULE_FILES.get(package)
    where = f"dataresult/rules/{file}.py" if file else f"the rule file of {package}"
    rows = {rule.exception: rule for rule in library.rules}
    for module in library.public:
        if is_installed(_package_of(module)) and not is_installed(module) and not lacks_a_dependency(f"{module}.x"):
            yield f"{module}: no such module, named as public in {where}"
    for name in sorted(_public_names(library)):
        if name not in rows and name not in library.inherits:
            yield f"{name} is not decided: give it a row, or name it under `inherits`, in {where}"
    for name, reason in library.inherits.items():
        yield from _inheritance_violations(name, reason, rows, where, complete=complete)
    for rule in library.rules:
        try:
            _dump(rule)
        except (pickle.PicklingError, AttributeError, TypeError) as problem:
            yield f"{rule.exception}: the row does not pickle ({problem})"


def _as_dict(table: object) -> tuple[type[dict[object, object]], tuple[dict[object, object]]]:
    return dict, (dict(cast("Mapping[object, object]", table)),)


def _dump(rule: Rule) -> None:
    """Pickle a row into nowhere; read-only tables count as the tables that they show."""
    pickler = pickle.Pickler(BytesIO())
    pickler.dispatch_table = {MappingProxyType: _as_dict}
    pickler.dump(rule)


def _inheritance_violations(
    name: str, reason: str, rows: Mapping[str, Rule], where: str, *, complete: bool
) -> Iterator[str]:
    if name in rows:
        yield f"{name} has a row and is named under `inherits`, in {where}"
    yield from (f"{name}: {each}" for each in _name_violations(name, complete=complete))
    cls = _exception_class(name)
    if cls is None:
        return
    parent = next((rows[type_name(each)] for each in cls.__mro__ if type_name(each) in rows), None)
    if parent is None and not reason:
        yield f"{name} inherits from no row of {where}: say why"
    elif parent is not None and parent.weak and not reason:
        yield f"{name} inherits from the weak row {parent.exception}: say why, in {where}"


def _public_names(library: Library) -> Iterator[str]:
    """Give the exception classes that the library's public modules hold, as far as these can be imported."""
    for module_name in library.public:
        try:
            module = _imported(module_name)
        except ImportError:
            continue
        for attribute, value in vars(module).items():
            if attribute.startswith("_") or not (isinstance(value, type) and issubclass(value, BaseException)):
                continue
            if type_name(value).startswith(tuple(f"{package}." for package in library.packages)):
                yield type_name(value)
