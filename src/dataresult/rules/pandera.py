"""
Failures of `pandera`.

Floor 1. Data only. Never imports pandera. Every public exception has a row or says that it inherits.
Source: https://pandera.readthedocs.io/en/stable/reference/generated/pandera.errors.html; `pandera/errors.py` of 0.35.0.
"""

from typing import Final

from dataresult.errors import DataTransformation, DataValidation, Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

_FAILURES: Final = {"failures": "|check_failures"}

LIBRARY: Final = Library(
    packages=("pandera",),
    public=("pandera.errors",),
    checked_with="0.35.0",
    rules=(
        Rule("pandera.errors.SchemaError", DataValidation, fields=_FAILURES),
        Rule("pandera.errors.SchemaErrors", DataValidation, fields=_FAILURES),
        Rule("pandera.errors.PysparkSchemaError", DataValidation),
        Rule("pandera.errors.ReducedPickleExceptionBase", DataValidation, weak=True),
        Rule("pandera.errors.SchemaWarning", DataValidation),
        # A parser of the schema could not bring the data to its form.
        Rule("pandera.errors.ParserError", DataTransformation),
        Rule("pandera.errors.SchemaDefinitionError", Internal),
        Rule("pandera.errors.SchemaInitError", Internal),
        Rule("pandera.errors.BackendNotFoundError", Internal),
        Rule("pandera.errors.BaseStrategyOnlyError", Internal),
        Rule("pandera.api.extensions.BuiltinCheckRegistrationError", Internal),
        Rule("pandera.strategies.constraints.ConstraintConflictError", Internal),
        # From the schema to text.
        Rule("pandera.schema_statistics.common.UnserializableGroupKey", DataTransformation),
    ),
)
