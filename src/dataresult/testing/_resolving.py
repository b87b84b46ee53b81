"""
From a dotted name to what it stands for in what is installed.

Floor 6. Imports the module that a name lies in, and nothing else.
"""

import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import cast

__all__ = ["is_installed", "lacks_a_dependency", "resolved"]


def is_installed(package: str) -> bool:
    """
    Tell whether a package or module is here, without importing it; those that it lies in are imported.

    Examples:
        >>> is_installed("json.decoder"), is_installed("no_such_package.module")
        (True, False)
    """
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def lacks_a_dependency(name: str) -> bool:
    """Tell whether a dotted name cannot be reached because its module needs a package that is not here."""
    package = name.partition(".")[0]
    parts = name.split(".")
    for length in range(1, len(parts)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import_module(".".join(parts[:length]))
        except ImportError as problem:
            # What is missing is a stranger, not a part of the package that nobody has heard of.
            return (problem.name or package).partition(".")[0] != package
        except Exception:  # noqa: BLE001  # importing somebody's module may raise anything
            return False
    return False


def resolved(name: str) -> object:
    """
    Find what a dotted name stands for: the longest importable module, then attributes.

    Args:
        name: The name, `module.qualname`.

    Returns:
        What it stands for; None where nothing here has that name. Of a tuple of classes, which is what some modules
        offer to be caught, its first.

    Examples:
        >>> resolved("zipfile.BadZipFile").__name__, resolved("zipfile.BadZip")
        ('BadZipFile', None)
    """
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a deprecated module still has exceptions
                found: object = import_module(".".join(parts[:cut]))
                for part in parts[cut:]:
                    found = getattr(found, part, None)  # a module may warn of a class that it keeps for old callers
        except Exception:  # noqa: BLE001, S112  # importing somebody's module may raise anything; it is not there then
            continue
        return next(iter(cast("tuple[object, ...]", found)), None) if isinstance(found, tuple) else found
    return None
