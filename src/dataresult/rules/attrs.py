"""
Failures of `attrs`.

Floor 1. Data only. Never imports attrs. Every public exception has a row or says that it inherits.
Source: https://www.attrs.org/en/stable/api.html#exceptions; `attr/validators.py`, `attr/converters.py` of 26.1.

Its own exceptions are about classes that are written wrongly. What its validators and converters say of a value they
say with the language's own classes.
"""

from typing import Final

from dataresult.errors import DataTransformation, DataValidation, Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

_MISUSE: Final = (
    "AttrsAttributeNotFoundError",
    "DefaultAlreadySetError",
    "FrozenAttributeError",
    "FrozenError",
    "FrozenInstanceError",
    "NotAnAttrsClassError",
    "NotCallableError",
    "PythonTooOldError",
    "UnannotatedAttributeError",
)

LIBRARY: Final = Library(
    packages=("attr", "attrs"),
    distribution="attrs",
    public=("attr.exceptions",),
    checked_with="26.1.0",
    rules=(
        *(Rule(f"attr.exceptions.{name}", Internal) for name in _MISUSE),
        Rule("builtins.ValueError", DataValidation, raised_in="attr.validators"),
        Rule("builtins.TypeError", DataValidation, raised_in="attr.validators"),
        Rule("builtins.ValueError", DataTransformation, raised_in="attr.converters"),
        Rule("builtins.TypeError", DataTransformation, raised_in="attr.converters"),
    ),
)
