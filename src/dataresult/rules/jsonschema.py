"""
Failures of `jsonschema`, and of `referencing`, which resolves its references.

Floor 1. Data only. Never imports either. Every public exception has a row or says that it inherits.
Sources: https://python-jsonschema.readthedocs.io/en/stable/errors/, https://referencing.readthedocs.io/en/stable/api/;
`jsonschema/exceptions.py` of 4.26, `referencing/exceptions.py` of 0.37.

An instance that breaks the schema is a finding about the data. A schema that is none, or refers to what is not there,
is the program's mistake; where a reference had to be fetched, what kept it from being fetched lies behind.
"""

from typing import Final

from dataresult.errors import ApiNotFound, DataValidation, Internal, StorageRead

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

_FAILURE: Final = {"failures": "|schema_failure"}

LIBRARY: Final = Library(
    packages=("jsonschema", "referencing"),
    public=("jsonschema", "jsonschema.exceptions", "referencing.exceptions", "referencing.jsonschema"),
    checked_with="4.26.0",
    rules=(
        Rule("jsonschema.exceptions._Error", DataValidation, fields=_FAILURE, weak=True),
        Rule("jsonschema.exceptions.ValidationError", DataValidation, fields=_FAILURE),
        Rule("jsonschema.exceptions.FormatError", DataValidation),
        Rule("jsonschema.exceptions.SchemaError", Internal),
        Rule("jsonschema.exceptions.UndefinedTypeCheck", Internal),
        Rule("jsonschema.exceptions.UnknownType", Internal),
        Rule(
            "jsonschema.exceptions._RefResolutionError",
            Internal,
            link=("_cause",),
            weak=True,
            former=("jsonschema.exceptions.RefResolutionError",),
        ),
        Rule("jsonschema.exceptions._WrappedReferencingError", Internal, link=("_wrapped",), weak=True),
        Rule("jsonschema.cli._CannotLoadFile", StorageRead, weak=True),
        Rule("referencing.exceptions.Unresolvable", Internal, weak=True),
        Rule("referencing.exceptions.NoSuchAnchor", Internal),
        Rule("referencing.exceptions.InvalidAnchor", Internal),
        Rule("referencing.exceptions.PointerToNowhere", Internal),
        Rule("referencing.exceptions.NoSuchResource", Internal, weak=True),
        # It was looked for, and not got.
        Rule("referencing.exceptions.Unretrievable", ApiNotFound, fields={"resource": "ref"}, weak=True),
        Rule("referencing.exceptions.CannotDetermineSpecification", Internal),
        Rule("referencing.exceptions.NoInternalID", Internal),
        Rule("referencing.jsonschema.UnknownDialect", Internal),
        Rule("referencing._attrs.UnsupportedSubclassing", Internal),
    ),
)
