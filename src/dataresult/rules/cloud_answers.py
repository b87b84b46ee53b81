"""
Codes of object stores and clouds in bodies that come through any HTTP client: presigned URLs, stores that speak S3.

Floor 1. Data only; the codes stand in files of their own.
Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (XML),
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html (`__type`),
https://learn.microsoft.com/en-us/rest/api/storageservices/status-and-error-codes2.
"""

from collections.abc import Mapping
from typing import Final

from ._rule import BodyCodes, Extract, Library, Outcome, Target
from .aws_codes import AWS_CODES
from .azure_codes import AZURE_CODES

__all__ = ["LIBRARY"]


def _in_text(table: Mapping[object, Target]) -> Mapping[str, Target]:
    return {str(code): _of_any_client(target) for code, target in table.items()}


def _of_any_client(target: Target) -> Target:
    """Leave out what is read from the exceptions of the cloud's own client: a path means nothing here."""
    if not isinstance(target, Outcome):
        return target
    fields = {name: value for name, value in target.fields.items() if type(value) is not str and value is not None}
    return Outcome(
        target.error,
        fields={name: value for name, value in fields.items() if not isinstance(value, Extract)},
        next_step=target.next_step,
        writing=target.writing,
    )


_AWS: Final = _in_text(AWS_CODES)
_AZURE: Final = _in_text(AZURE_CODES)

LIBRARY: Final = Library(
    packages=(),
    public=(),
    checked_with="2026-11-20",
    rules=(),
    providers=(
        BodyCodes("aws", _AWS, code="Code", message="Message"),
        BodyCodes("aws", _AWS, code="__type", message="message"),
        BodyCodes("aws", _AWS, code="__type", message="Message"),
        BodyCodes("azure", _AZURE, code="Code", message="Message"),
        BodyCodes("azure", _AZURE, code="error.code", message="error.message"),
    ),
)
