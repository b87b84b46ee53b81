"""
What the interpreter's own exceptions mean when a library of frames or arrays raises them, and the names in its texts.

Floor 1. Data only. A library of frames says most of what it has to say of data through `ValueError`, `KeyError` and
`TypeError`; where the innermost frame of the traceback lies in it, these are about data, not slips of the program.

All rows are weak: words that say more come first, also those of the standard library that it calls (an archive that
lacks a part), and so does what lies behind. What is being done settles the rest.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from dataresult.errors import CheckFailure, DataTransformation, DataValidation, Internal

from ._rule import Keyed, Reader, Rule, Target, Words
from .python_words import INDEX_WORDS, KEY_WORDS, TYPE_WORDS, VALUE_WORDS

__all__ = ["BAD_ARGUMENT", "MIXED_TYPES", "NamedIn", "rows_of"]

# The longest text that is searched for names, and as many names as a message lists before nobody reads on.
TEXT_MAX_CHARS: Final = 2_000
NAMES_MAX: Final = 20
_NAME: Final = r"""'((?:[^'\\]|\\.){1,200})'|"((?:[^"\\]|\\.){1,200})"|([^\s,\[\]{}'"]{1,200})"""


# Compiled when first asked for: most processes ask for none.
@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


class NamedIn(NamedTuple):
    r"""
    The columns that a text says are missing, as failures of one check.

    Args:
        pattern: A regular expression whose first group that matched holds the names, quoted or not.
        check: What the columns failed.
        whole: Whether what is held is one name, whatever stands in it.

    Examples:
        >>> [each.column for each in NamedIn(r"not found: \[(.*)\]")(ValueError("columns not found: ['open', 'high']"))]
        ['open', 'high']
    """

    pattern: str
    check: str = "column exists"
    whole: bool = False

    def __call__(self, exception: BaseException) -> tuple[CheckFailure, ...] | None:
        """Find them in the text of an exception; None where there are none."""
        # The text of a KeyError is the `repr` of what was said.
        text = exception.args[0] if exception.args and type(exception.args[0]) is str else str(exception)
        found = _compiled(self.pattern).search(text[:TEXT_MAX_CHARS])
        held = next((group for group in found.groups() if group is not None), "") if found else ""
        if self.whole and held:
            return (CheckFailure(column=held, check=self.check),)
        names = [next(name for name in match.groups() if name is not None) for match in _compiled(_NAME).finditer(held)]
        return tuple(CheckFailure(column=name, check=self.check) for name in names[:NAMES_MAX]) or None


# An argument that can never be right: the call is wrong, whatever the data.
BAD_ARGUMENT: Final[Mapping[str, Target]] = {
    "must be one of": Internal,
    "expected one of": Internal,
    "is not a valid": Internal,
    "invalid value for": Internal,
    "invalid mode": Internal,
    "unknown engine": Internal,
    "unrecognized compression": Internal,
    "invalid frequency": Internal,
    "no axis named": Internal,
    "not understood": Internal,
    "must be specified": Internal,
    "must specify": Internal,
    "single character": Internal,
    "truth value of": Internal,
    "invalid file path or buffer": Internal,
    "i/o operation on closed file": Internal,
}

# What operators and reductions say of values whose types do not go together: two types in one column, or the wrong one.
MIXED_TYPES: Final[Mapping[str, Target]] = {
    "not supported between instances of": DataTransformation,
    "unsupported operand type": DataTransformation,
    "bad operand type": DataTransformation,
    "can only concatenate": DataTransformation,
    "could not convert": DataTransformation,
    "cannot convert": DataTransformation,
    "not convertible": DataTransformation,
    "cannot perform": DataTransformation,
    "does not support": DataTransformation,
    "not supported for": DataTransformation,
    "tz-naive": DataTransformation,
    "tz-aware": DataTransformation,
}


def rows_of(
    package: str,
    *,
    values: tuple[Keyed | Words, ...] = (),
    keys: tuple[Keyed | Words, ...] = (),
    types: tuple[Keyed | Words, ...] = (),
    missing: Reader = None,
    column: Reader = None,
) -> tuple[Rule, ...]:
    """
    Give the rows for the built-in exceptions that a library of frames raises.

    Args:
        package: The package.
        values: What its `ValueError` says.
        keys: What its `KeyError` says.
        types: What its `TypeError` says.
        missing: Where a `KeyError` or `ValueError` names the columns that are missing.
        column: Where a text names the column that could not be converted.

    Returns:
        A row for each class and operation.
    """
    fields: dict[str, Reader] = {"failures": missing, "column": column}
    given = {name: reader for name, reader in fields.items() if reader is not None}
    mixed = (*types, Words(TYPE_WORDS), Words(MIXED_TYPES))
    table = (
        ("ValueError", DataTransformation, (*values, Words(VALUE_WORDS), Words(BAD_ARGUMENT))),
        ("KeyError", DataValidation, (*keys, Words(KEY_WORDS))),
        ("IndexError", DataTransformation, (Words(INDEX_WORDS),)),
        ("TypeError", Internal, mixed),
        ("AssertionError", DataValidation, ()),
    )
    operations = (("validate", DataValidation), ("transform", DataTransformation))
    return tuple(
        Rule(f"builtins.{name}", target, operation=operation, raised_in=package, by=by, fields=given, weak=True)
        for name, error, by in table
        for operation, target in ((None, error), *operations)
    )
