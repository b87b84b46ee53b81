"""
Failures of `google.protobuf`: messages that cannot be read or written.

Floor 1. Data only. Never imports protobuf. Every public exception has a row or says that it inherits.
Source: https://googleapis.dev/python/protobuf/latest/; `google/protobuf/message.py`, `json_format.py` of 6.33.6.

Bytes or text that are no message came from a server while fetching, else from a file of one's own.
"""

from typing import Final

from dataresult.errors import ApiFormat, ClassifiedError, DataTransformation, DataValidation, Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

_LOCAL: Final = ("read", "write", "transform")


def _parsing(name: str, error: type[ClassifiedError]) -> tuple[Rule, ...]:
    """Give the rows of what could not be read as a message."""
    return (
        Rule(name, error),
        *(Rule(name, DataTransformation, operation=operation) for operation in _LOCAL),
        Rule(name, ApiFormat, operation="fetch"),
        Rule(name, DataValidation, operation="validate"),
    )


LIBRARY: Final = Library(
    packages=("google.protobuf",),
    public=(
        "google.protobuf.descriptor",
        "google.protobuf.descriptor_database",
        "google.protobuf.json_format",
        "google.protobuf.message",
        "google.protobuf.runtime_version",
        "google.protobuf.text_format",
    ),
    checked_with="6.33.6",
    distribution="protobuf",
    rules=(
        Rule("google.protobuf.message.Error", DataTransformation, weak=True),
        *_parsing("google.protobuf.message.DecodeError", ApiFormat),
        Rule("google.protobuf.message.EncodeError", DataTransformation),
        Rule("google.protobuf.json_format.Error", DataTransformation, weak=True),
        *_parsing("google.protobuf.json_format.ParseError", ApiFormat),
        *_parsing("google.protobuf.json_format.EnumStringValueParseError", ApiFormat),
        Rule("google.protobuf.json_format.SerializeToJsonError", DataTransformation),
        Rule("google.protobuf.text_format.Error", DataTransformation, weak=True),
        # The text format is for files: configuration, golden data.
        *_parsing("google.protobuf.text_format.ParseError", DataTransformation),
        # Generated code, and code that does not fit the runtime.
        Rule("google.protobuf.descriptor.Error", Internal),
        Rule("google.protobuf.descriptor.TypeTransformationError", Internal),
        Rule("google.protobuf.descriptor_database.Error", Internal),
        Rule("google.protobuf.descriptor_database.DescriptorDatabaseConflictingDefinitionError", Internal),
        Rule("google.protobuf.runtime_version.VersionError", Internal),
    ),
)
