"""
What is known about other people's exceptions: the list of rule files, one line a package.

Floor 1. Data only. A rule file is loaded when a class of its package occurs in a chain, and never imports the library.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ._rule import Answer, BodyCodes, Extract, Keyed, Library, Outcome, Rule, Words

__all__ = [
    "PROVIDER_FILES",
    "RULE_FILES",
    "STDLIB_FILES",
    "Answer",
    "BodyCodes",
    "Extract",
    "Keyed",
    "Library",
    "Outcome",
    "Rule",
    "Words",
]

# Loaded when a class of the standard library is met; `builtins` alone for a class of the language itself.
STDLIB_FILES: Final = ("builtins", "stdlib_network", "stdlib_files", "stdlib_data", "stdlib_processes")

# Codes in bodies can come through any client library: these are loaded when the first answer is judged.
PROVIDER_FILES: Final = ("binance",)

# Package of a class -> module in this folder. The longest that fits counts: `google.auth` and `google.api_core` differ.
RULE_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MySQLdb": "pymysql",
        "aiobotocore": "aiobotocore",
        "asyncmy": "pymysql",
        "boto3": "boto3",
        "botocore": "botocore",
        "curl_cffi": "curl_cffi",
        "fsspec": "fsspec",
        "httpcore": "httpcore",
        "httpx": "httpx",
        "mysql": "pymysql",
        "pandas": "pandas",
        "pandera": "pandera",
        "pyarrow": "pyarrow",
        "pymysql": "pymysql",
        "pyo3_runtime": "pyo3_runtime",
        "requests": "requests",
        "s3fs": "s3fs",
        "s3transfer": "s3transfer",
        "smart_open": "smart_open",
        "urllib3": "urllib3",
    }
)
