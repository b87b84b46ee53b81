"""
Which rows speak of which exception class: lookup by run-time name along the ancestry, cached per class.

Floor 2. Loads rule files when a class of their package is first met; imports no library that they describe.
"""

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Final, Self
from weakref import WeakKeyDictionary

from attrs import frozen

from ._values import type_name
from .rules import PROVIDER_FILES, RULE_FILES, STDLIB_FILES, BodyCodes, Library, Rule

__all__ = ["BUILT_IN", "Named", "RuleIndex"]

ENTRY_POINT_GROUP: Final = "dataresult.rules"


@frozen
class Named:
    """The rows for one class of an ancestry, those with the most conditions first."""

    identity: str
    rules: tuple[Rule, ...]


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
                    rows = (*self._rows.get(identity, ()), rule)
                    self._rows[identity] = tuple(sorted(rows, key=lambda row: -row.conditions))
            self._providers = (*self._providers, *providers)
            self._cache = WeakKeyDictionary()
        return self

    @property
    def providers(self) -> tuple[BodyCodes, ...]:
        """The tables of codes in bodies that are known by now; those that come with this package always are."""
        with self._lock:
            self._load(())
        return self._providers

    def lookup(self, cls: type) -> tuple[Named, ...]:
        """
        Find the rows that speak of a class.

        Args:
            cls: An exception class.

        Returns:
            The named classes of its ancestry, nearest first.
        """
        try:
            return self._cache[cls]
        except KeyError:
            pass
        with self._lock:
            names = [type_name(ancestor) for ancestor in cls.__mro__]
            self._load(names)
            found = tuple(Named(name, self._rows[name]) for name in names if name in self._rows)
            self._cache[cls] = found
        return found

    def _load(self, names: Sequence[str]) -> None:
        """Make sure that the files of the packages of these names are in; a plain index has none to load."""


class _BuiltInIndex(RuleIndex):
    """The index of the rule files of this package, and of those that other packages ship."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded: set[str] = set()
        self._entry_points_loaded = False

    def _load(self, names: Sequence[str]) -> None:
        for file in (*STDLIB_FILES, *PROVIDER_FILES):
            self._load_file(file)
        for package in {name.partition(".")[0] for name in names}:
            if package in RULE_FILES:
                self._load_file(RULE_FILES[package])
            elif package not in sys.stdlib_module_names and not self._entry_points_loaded:
                self._entry_points_loaded = True
                for library in _shipped_by_others():
                    self.add(library.rules, library.providers)

    def _load_file(self, file: str) -> None:
        if file in self._loaded:
            return
        self._loaded.add(file)
        library = import_module(f".rules.{file}", __package__).LIBRARY
        self.add(library.rules, library.providers)


def _shipped_by_others() -> Iterator[Library]:
    """Give the rule files that installed packages offer; a broken one must not break classification."""
    from importlib.metadata import entry_points

    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
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

    warnings.warn(f"entry point {name!r} of {ENTRY_POINT_GROUP!r} gives no Library of rules", stacklevel=2)


BUILT_IN: Final = _BuiltInIndex()
