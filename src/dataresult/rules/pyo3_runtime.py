"""
Panics of extensions that are written in Rust.

Floor 1. Data only. The module exists at run time only, inside each extension; the class derives from `BaseException`.
Source: https://pyo3.rs/main/doc/pyo3/panic/struct.PanicException.html
"""

from dataresult.errors import Internal

from ._rule import Library, Rule

__all__ = ["LIBRARY"]

LIBRARY = Library(
    packages=("pyo3_runtime",),
    public=(),
    checked_with="",
    rules=(Rule("pyo3_runtime.PanicException", Internal),),
)
