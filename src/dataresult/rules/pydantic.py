"""
Failures of `pydantic`, its core and its settings.

Floor 1. Data only. Never imports pydantic. Every public exception has a row or says that it inherits.
Sources: https://docs.pydantic.dev/latest/errors/errors/; `pydantic_core/_pydantic_core.pyi`, `pydantic/errors.py`
and `pydantic/v1/errors.py` of 2.14.

A model that data does not fit is a finding about the data; a model that cannot be built is the program's mistake. Text
that is no JSON at all is judged as the standard library's own JSON error is.
"""

from collections.abc import Mapping
from typing import Final

from dataresult.errors import ApiFormat, ClassifiedError, DataTransformation, DataValidation, Internal

from ._rule import Library, Rule, Target, Words
from .pydantic_v1_names import V1_ERRORS

__all__ = ["LIBRARY"]

_FAILURES: Final = {"failures": "|located_failures"}
_V1: Final = "pydantic.v1"


def _no_json(error: type[ClassifiedError]) -> tuple[Words, ...]:
    """Give what it means that the whole document is no JSON; a field's own text that is none is a wrong value."""
    table: Mapping[str, Target] = {"\n  invalid json: ": error, "type=value_error.jsondecode": error}
    return (Words(table),)


def _validation(name: str, *, former: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    return (
        Rule(name, DataValidation, fields=_FAILURES, by=_no_json(ApiFormat), former=former),
        Rule(name, DataValidation, operation="validate", fields=_FAILURES, former=former),
        *(
            Rule(
                name,
                DataValidation,
                operation=operation,
                fields=_FAILURES,
                by=_no_json(DataTransformation),
                former=former,
            )
            for operation in ("read", "write", "transform")
        ),
    )


# Wrong use of the library: whatever the data is.
_MISUSE: Final = (
    "pydantic._internal._discriminated_union.MissingDefinitionForUnionRef",
    "pydantic._internal._generate_schema.InvalidSchemaError",
    "pydantic.errors.PydanticForbiddenQualifier",
    "pydantic.errors.PydanticImportError",
    "pydantic.errors.PydanticInvalidForJsonSchema",
    "pydantic.errors.PydanticSchemaGenerationError",
    "pydantic.errors.PydanticUndefinedAnnotation",
    "pydantic.errors.PydanticUserError",
    "pydantic.v1.errors.ConfigError",
    "pydantic.v1.schema.SkipField",
    "pydantic_core._pydantic_core.SchemaError",
    # Signals between a validator and the core; outside a validator nobody understands them.
    "pydantic_core._pydantic_core.PydanticOmit",
    "pydantic_core._pydantic_core.PydanticUseDefault",
)
# Warnings about the program's own text, where a filter makes errors of them.
_WARNINGS: Final = (
    "pydantic.json_schema.PydanticJsonSchemaWarning",
    "pydantic.warnings.CoreSchemaGenerationWarning",
    "pydantic.warnings.GenericBeforeBaseModelWarning",
    "pydantic.warnings.PydanticDeprecationWarning",
    "pydantic.warnings.PydanticExperimentalWarning",
    "pydantic_settings.exceptions.IncompleteFieldDefinitionWarning",
)
_INHERITED_WARNINGS: Final = (
    "ArbitraryTypeWarning",
    "PydanticDeprecatedSince20",
    "PydanticDeprecatedSince210",
    "PydanticDeprecatedSince211",
    "PydanticDeprecatedSince212",
    "PydanticDeprecatedSince214",
    "PydanticDeprecatedSince26",
    "PydanticDeprecatedSince29",
    "TypedDictExtraConfigWarning",
    "UnsupportedFieldAttributeWarning",
)

LIBRARY: Final = Library(
    packages=("pydantic", "pydantic_core", "pydantic_settings"),
    public=("pydantic", "pydantic.errors", "pydantic.warnings", "pydantic_core", "pydantic_settings"),
    checked_with="2.14.3",
    rules=(
        *_validation("pydantic_core._pydantic_core.ValidationError"),
        *_validation(f"{_V1}.error_wrappers.ValidationError", former=("pydantic.error_wrappers.ValidationError",)),
        # What a validator raises; the core makes a failure of it, and only a validator called by hand lets it out.
        Rule("pydantic_core._pydantic_core.PydanticCustomError", DataValidation),
        Rule("pydantic_core._pydantic_core.PydanticKnownError", DataValidation),
        Rule(f"{_V1}.errors.PydanticTypeError", DataValidation, former=("pydantic.errors.PydanticTypeError",)),
        Rule(f"{_V1}.errors.PydanticValueError", DataValidation, former=("pydantic.errors.PydanticValueError",)),
        # From the model to text.
        Rule("pydantic_core._pydantic_core.PydanticSerializationError", DataTransformation),
        Rule("pydantic_core._pydantic_core.PydanticSerializationUnexpectedValue", DataTransformation),
        # A setting of the environment or of a file that cannot be read as what it should be.
        Rule("pydantic_settings.exceptions.SettingsError", Internal),
        Rule(f"{_V1}.env_settings.SettingsError", Internal, former=("pydantic.env_settings.SettingsError",)),
        *(Rule(name, Internal) for name in _MISUSE),
        *(Rule(name, Internal, weak=True) for name in _WARNINGS),
    ),
    inherits={
        **{
            f"pydantic.warnings.{name}": "a warning turned into an error: the program's own text"
            for name in _INHERITED_WARNINGS
        },
        **{f"{_V1}.errors.{name}": "" for name in V1_ERRORS},
    },
)
