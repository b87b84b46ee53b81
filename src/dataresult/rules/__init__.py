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
    "STDLIB_RAISING",
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

# Modules of the standard library for whose built-in exceptions there are rows; loaded when they raised one.
STDLIB_RAISING: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("asyncio", "concurrent", "multiprocessing", "subprocess", "threading"), "stdlib_processes")
)

# Codes in bodies can come through any client library: these are loaded when the first answer is judged.
PROVIDER_FILES: Final = ("binance", "google_reasons", "cloud_answers")

# Package of a class -> module in this folder. The longest that fits counts: `google.auth` and `google.api_core` differ.
RULE_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MySQLdb": "pymysql",
        "_duckdb": "duckdb",
        "_mysql_exceptions": "pymysql",
        "adlfs": "adlfs",
        "aiobotocore": "aiobotocore",
        "aiohttp": "aiohttp",
        "anyio": "anyio",
        "asyncmy": "pymysql",
        "asyncpg": "asyncpg",
        "attr": "attrs",
        "attrs": "attrs",
        "azure.core": "azure_core",
        "azure.identity": "azure_identity",
        "azure.storage.blob": "azure_storage_blob",
        "binance": "python_binance",
        "boto3": "boto3",
        "botocore": "botocore",
        "bson": "pymongo",
        "cattr": "cattrs",
        "cattrs": "cattrs",
        "ccxt": "ccxt",
        "cimpl": "confluent_kafka",
        "clickhouse_connect": "clickhouse_connect",
        "confluent_kafka": "confluent_kafka",
        "cramjam": "cramjam",
        "curl_cffi": "curl_cffi",
        "cx_Oracle": "oracledb",
        "dask": "distributed",
        "dateutil": "dateutil",
        "distributed": "distributed",
        "duckdb": "duckdb",
        "elastic_transport": "elastic_transport",
        "elasticsearch": "elasticsearch",
        "fastparquet": "fastparquet",
        "fsspec": "fsspec",
        "gcsfs": "gcsfs",
        "google.api_core": "google_api_core",
        "google.auth": "google_auth",
        "google.cloud.exceptions": "google_api_core",
        "google.cloud.storage": "google_cloud_storage",
        "google.oauth2": "google_auth",
        "google.protobuf": "google_protobuf",
        "google.resumable_media": "google_resumable_media",
        "gridfs": "pymongo",
        "grpc": "grpc",
        "h11": "h11",
        "h2": "h2",
        "h5py": "h5py",
        "hpack": "h2",
        "httpcore": "httpcore",
        "httpx": "httpx",
        "hyperframe": "h2",
        "jsonschema": "jsonschema",
        "kafka": "kafka",
        "lxml": "lxml",
        "msal": "azure_identity",
        "msgspec": "msgspec",
        "mysql": "pymysql",
        "niquests": "niquests",
        "numpy": "numpy",
        "openpyxl": "openpyxl",
        "oracledb": "oracledb",
        "orjson": "orjson",
        "pandas": "pandas",
        "pandera": "pandera",
        "paramiko": "paramiko",
        "polars": "polars",
        "psycopg": "psycopg",
        "psycopg2": "psycopg2",
        "psycopg_pool": "psycopg",
        "pyarrow": "pyarrow",
        "pybreaker": "pybreaker",
        "pydantic": "pydantic",
        "pydantic_core": "pydantic",
        "pydantic_settings": "pydantic",
        "pymongo": "pymongo",
        "pymysql": "pymysql",
        "pyo3_runtime": "pyo3_runtime",
        "pyodbc": "pyodbc",
        "redis": "redis",
        "referencing": "jsonschema",
        "requests": "requests",
        "returns": "returns",
        "s3fs": "s3fs",
        "s3transfer": "s3transfer",
        "smart_open": "smart_open",
        "snowflake.connector": "snowflake_connector",
        "socksio": "httpcore",
        "sqlalchemy": "sqlalchemy",
        "stamina": "tenacity",
        "tables": "tables",
        "tenacity": "tenacity",
        "tornado": "distributed",
        "urllib3": "urllib3",
        "urllib3_future": "urllib3_future",
        "websockets": "websockets",
        "yfinance": "yfinance",
    }
)
