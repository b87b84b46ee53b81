"""
Failures of `cramjam`, the codecs of `fastparquet`.

Floor 1. Data only. Never imports cramjam. Every public exception has a row.
Source: https://github.com/milesgranger/cramjam; provoked with 2.14.0.
"""

from typing import Final

from dataresult.errors import DataIntegrity, DataTransformation

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

LIBRARY: Final = Library(
    packages=("cramjam",),
    public=("cramjam",),
    checked_with="2.14.0",
    rules=(
        Rule("cramjam.DecompressionError", DataIntegrity),
        Rule("cramjam.CompressionError", DataTransformation),
    ),
)
