"""
Failures of `azure.storage.blob`, beyond those of azure.core, which it raises.

Floor 1. Data only. Never imports azure. Every public exception has a row or says that it inherits.
Source: `_shared/response_handlers.py`, `_shared/authentication.py`, `_shared/avro` of 12.31.1.
"""

from typing import Final

from dataresult.errors import ApiAuth, ApiFormat, ApiRequest, ApiUnavailable, DataIntegrity

from ._rule import Library, Rule, Words
from .azure_core import AZURE_ANSWER

__all__ = ["LIBRARY"]

_AVRO: Final = "azure.storage.blob._shared.avro"

LIBRARY: Final = Library(
    packages=("azure.storage.blob",),
    public=("azure.storage.blob", "azure.storage.blob.aio"),
    checked_with="12.31.1",
    distribution="azure-storage-blob",
    rules=(
        # Some of many: the answer as a whole says 202.
        Rule(
            "azure.storage.blob._shared.response_handlers.PartialBatchErrorException",
            ApiUnavailable,
            answer=AZURE_ANSWER,
        ),
        # The account key cannot sign: it is no base64.
        Rule("azure.storage.blob._shared.authentication.AzureSigningError", ApiAuth),
        # The answers to a query come as Avro.
        Rule(f"{_AVRO}.schema.Error", ApiFormat, weak=True),
        Rule(f"{_AVRO}.schema.AvroException", ApiFormat),
        Rule(f"{_AVRO}.schema.SchemaParseException", ApiFormat),
        Rule(f"{_AVRO}.avro_io.SchemaResolutionException", ApiFormat),
        Rule(f"{_AVRO}.datafile.DataFileException", ApiFormat),
        # Wrong arguments are refused with the bare class before anything is sent.
        Rule(
            "builtins.ValueError",
            ApiRequest,
            by=(
                Words(
                    {
                        "connection string": ApiAuth,
                        "sas token": ApiAuth,
                        "no credential": ApiAuth,
                        "crc64": DataIntegrity,
                        "checksum": DataIntegrity,
                        "response header is missing": ApiFormat,
                        "response cannot be none": ApiFormat,
                    }
                ),
            ),
            raised_in="azure.storage.blob",
            weak=True,
        ),
    ),
)
