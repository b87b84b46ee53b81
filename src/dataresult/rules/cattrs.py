"""
Failures of `cattrs`.

Floor 1. Data only. Never imports cattrs. Every public exception has a row or says that it inherits.
Source: https://catt.rs/en/stable/validation.html; `cattrs/errors.py` of 26.2.

Its validation errors are groups: each member is what one attribute or item did not pass, and notes say where. Together
they are one finding about the data, whatever the members are.
"""

from typing import Final

from dataresult.errors import DataValidation, Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

_FAILURES: Final = {"failures": "|noted_failures"}

LIBRARY: Final = Library(
    packages=("cattrs", "cattr"),
    public=("cattrs", "cattrs.errors"),
    checked_with="26.2.1",
    rules=(
        Rule("cattrs.errors.CattrsError", DataValidation, weak=True),
        Rule("cattrs.errors.BaseValidationError", DataValidation, fields=_FAILURES),
        Rule("cattrs.errors.ClassValidationError", DataValidation, fields=_FAILURES),
        Rule("cattrs.errors.IterableValidationError", DataValidation, fields=_FAILURES),
        Rule("cattrs.errors.ForbiddenExtraKeysError", DataValidation, fields=_FAILURES),
        # There is no way from this type to that one: the program lacks a hook.
        Rule("cattrs.errors.StructureHandlerNotFoundError", Internal),
    ),
)
