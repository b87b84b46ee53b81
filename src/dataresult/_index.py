"""
Which rows speak of which exception class: lookup by run-time name along the ancestry, cached per class.

Floor 2. Loads rule files when a class of their package is first met; imports no library that they describe.
"""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from importlib import import_module
from typing import Final, Self, cast
from weakref import WeakKeyDictionary

from attrs import frozen

from ._values import type_name
from .rules import PROVIDER_FILES, RULE_FILES, STDLIB_FILES, STDLIB_RAISING, BodyCodes, Library, Rule

__all__ = ["BUILT_IN", "Named", "RuleIndex"]

ENTRY_POINT_GROUP: Final = "dataresult.rules"
# The interpreter's own slot: a metaclass may hide it.
_ancestry = cast("Callable[[type], tuple[type, ...]]", vars(type)["__mro__"].__get__)


@frozen
class Named:
    """The rows for one class of an ancestry, those with the most conditions first."""

    identity: str
    rules: tuple[Rule, ...]
    # Paths to what the library itself links.
    links: tuple[str, ...]

    @classmethod
    def of(cls, identity: str, rules: tuple[Rule, ...]) -> Self:
        """Gather what the rows of one class say together."""
        return cls(identity, rules, tuple(dict.fromkeys(path for rule in rules for path in rule.link)))


def _most_first(rule: Rule) -> tuple[int, int]:
    """Put who raised before what was being done: it says more; the deeper the package, the more."""
    return -len(rule.raised_in or ""), -rule.conditions


class RuleIndex:
    """Rows by the run-time names of exception classes; grows by whole rule files, under a lock."""

    def __init__(self, rules: Iterable[Rule] = (), providers: Iterable[BodyCodes] = ()) -> None:
        self._providers: tuple[BodyCodes, ...] = tuple(providers)
        self._rows: dict[str, tuple[Rule, ...]] = {}
        # Weakly: some libraries make exception classes per client object.
        self._cache: WeakKeyDictionary[type, tuple[Named, ...]] = WeakKeyDictionary()
        self._lock = threading.RLock()
        self.add(rules)

    def add(self, rules: Iterable[Rule], providers: Iterable[BodyCodes] = ()) -> Self:
        """Add rows; what was looked up before is looked up again."""
        with self._lock:
            for rule in rules:
                for identity in (rule.exception, *rule.former):
                    rows = self._rows.get(identity, ())
                    self._rows[identity] = tuple(sorted((*rows, rule), key=_most_first)) if rows else (rule,)
            self._providers = (*self._providers, *providers)
            self._cache = WeakKeyDictionary()
        return self

    def __bool__(self) -> bool:
        return bool(self._rows or self._providers)

    def providers(self) -> Iterator[BodyCodes]:
        """Give the tables of codes in bodies: those loaded by now, then those of no library in particular."""
        given: set[int] = set()
        for load in (None, *self._provider_loaders(), self._load_shipped):
            with self._lock:
                if load is not None:
                    load()
                fresh = [each for each in self._providers if id(each) not in given]
            given.update(map(id, fresh))
            yield from fresh

    def lookup(self, cls: type, raised_in: Sequence[str] = ()) -> tuple[Named, ...]:
        """
        Find the rows that speak of a class.

        Args:
            cls: An exception class.
            raised_in: The modules that raised it: their packages may have rows for the classes of others.

        Returns:
            The named classes of its ancestry, nearest first.
        """
        for module in raised_in:
            self._load_raising(module)
        try:  # `suppress` reads better, and costs as much as the look-up
            return self._cache[cls]
        except Exception:  # noqa: BLE001, S110  # not looked up yet, or of a metaclass whose classes cannot be hashed
            pass
        with self._lock:
            names = [type_name(ancestor) for ancestor in _ancestry(cls)]
            self._load(names)
            found = tuple(Named.of(name, self._rows[name]) for name in names if name in self._rows)
            with suppress(Exception):  # likewise
                self._cache[cls] = found
        return found

    def _load(self, names: Sequence[str]) -> None:
        """Make sure that the files of the packages of these names are in; a plain index has none to load."""

    def _load_raising(self, module: str) -> None:
        """Make sure that the file of a package that raises the classes of others is in; likewise."""

    def _provider_loaders(self) -> Iterable[Callable[[], None]]:
        """Give what makes sure, file by file, that the tables of codes in bodies are in; likewise."""
        return ()

    def _load_shipped(self) -> None:
        """Make sure that the tables that other packages ship are in; likewise."""


# The deepest package that has a file of its own: `google.cloud.storage`.
_DEPTH_MAX: Final = 1 + max(package.count(".") for package in RULE_FILES)


@lru_cache(maxsize=4096)
def _file_of(name: str) -> str | None:
    """Give the file of the package that a dotted name lies in; the longest package that has one counts."""
    parts = name.split(".", _DEPTH_MAX)[:_DEPTH_MAX]
    while parts:
        file = RULE_FILES.get(".".join(parts))
        if file is not None:
            return file
        parts.pop()
    return None


class _BuiltInIndex(RuleIndex):
    """The index of the rule files of this package, and of those that other packages ship."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded: set[str] = set()
        self._entry_points_loaded = False

    def _load(self, names: Sequence[str]) -> None:
        for name in names:
            package = name.partition(".")[0]
            file = _file_of(name)
            if file is not None:
                self._load_file(file)
            elif package == "builtins":
                self._load_file(package)
            else:
                # The standard library, or a package that shares a name with what it once was.
                for stdlib_file in STDLIB_FILES:
                    self._load_file(stdlib_file)
                if package not in sys.stdlib_module_names:
                    self._load_shipped()

    def _load_raising(self, module: str) -> None:
        file = _file_of(module) or STDLIB_RAISING.get(module.partition(".")[0])
        if file is not None:
            self._load_file(file)

    def _provider_loaders(self) -> Iterable[Callable[[], None]]:
        return (partial(self._load_file, file) for file in PROVIDER_FILES)

    def _load_file(self, file: str) -> None:
        if file in self._loaded:
            return
        library = import_module(f".rules.{file}", __package__).LIBRARY
        self._loaded.add(file)
        self.add(library.rules, library.providers)

    def _load_shipped(self) -> None:
        """Add what other packages ship, once; after our own row for a class, so that ours is asked first."""
        if self._entry_points_loaded:
            return
        self._entry_points_loaded = True  # before they are imported: what they import may classify
        for library in _shipped_by_others():
            self._load([rule.exception for rule in library.rules])
            self.add(library.rules, library.providers)


def _shipped_by_others() -> Iterator[Library]:
    """Give the rule files that installed packages offer; a broken one must not break classification."""
    from importlib.metadata import entry_points

    for entry_point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda each: (each.name, each.value)):
        try:
            library = entry_point.load()
        except Exception:  # noqa: BLE001  # importing somebody's package may raise anything
            _report_broken(entry_point.name)
            continue
        if isinstance(library, Library):
            yield library
        else:
            _report_broken(entry_point.name)


def _report_broken(name: str) -> None:
    import warnings

    with suppress(Warning):  # where warnings are errors, this one must not be what an exception is taken for
        warnings.warn(f"entry point {name!r} of {ENTRY_POINT_GROUP!r} gives no Library of rules", stacklevel=2)


BUILT_IN: Final = _BuiltInIndex()
