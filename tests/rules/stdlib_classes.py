"""
A program: prints every exception class of the standard library, with its ancestry and what it is classified as.

It runs in an interpreter without site packages, so that nothing else is seen, and imports the project only when all
classes are known. Arguments: the folders to import the project from.
"""

import importlib
import json
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from typing import cast

# These print, open windows or browsers, or are tests.
SKIPPED = {"antigravity", "idlelib", "lib2to3", "test", "this", "turtle", "turtledemo"}


def import_all(name: str) -> None:
    """Import a module and what lies below it, as far as this platform can."""
    if name in SKIPPED or name.endswith(("__main__", ".test", ".tests")):
        return
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit):  # a module of another platform may raise anything
        return
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        import_all(f"{name}.{found.name}")


def below(cls: type[BaseException]) -> Iterator[type[BaseException]]:
    """Give a class and all that derive from it."""
    yield cls
    for each in type.__subclasses__(cls):
        yield from below(each)


def instance(cls: type[BaseException]) -> BaseException:
    """Make an exception without knowing its arguments."""
    if issubclass(cls, BaseExceptionGroup):
        member = Exception() if issubclass(cls, Exception) else KeyboardInterrupt()
        return cast("type[BaseExceptionGroup[BaseException]]", cls)("group", [member])
    return cls.__new__(cls)


def main() -> None:
    """Collect, then classify."""
    warnings.simplefilter("ignore")
    for name in sorted(sys.stdlib_module_names):
        import_all(name)
    mine = {"__main__", *SKIPPED}
    classes = {cls for cls in below(BaseException) if cls.__module__.partition(".")[0] not in mine}
    sys.path.extend(sys.argv[1:])
    classifier = importlib.import_module("dataresult._classify")
    found = {}
    for cls in classes:
        explanation = classifier.default_classifier.explain(instance(cls))
        found[f"{cls.__module__}.{cls.__qualname__}"] = {
            "ancestry": [f"{each.__module__}.{each.__qualname__}" for each in cls.__mro__],
            "code": explanation.error.code.value,
            "rule": explanation.links[0].rule,
        }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
