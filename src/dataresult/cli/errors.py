"""
`dataresult errors`: the errors as a table.

Floor 6. Reads `ERROR_TYPES`; knows no error by name.
"""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from dataresult.errors import ERROR_TYPES

from .screen import stdout
from .status import OK

__all__ = ["listed"]


def listed() -> int:
    """Print the table; give the exit status."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("code", no_wrap=True, style="bold")
    table.add_column("severity")
    table.add_column("retry")
    table.add_column("next step", no_wrap=True)
    table.add_column("what happened")
    family: str | None = None
    for code, kind in ERROR_TYPES.items():
        name = kind.family.__name__
        if name != family and family is not None:
            table.add_section()
        family = name
        table.add_row(
            code.value, kind.severity.value, "yes" if kind.retryable else "no", kind.advice.value, kind.description
        )
    stdout().print(table)
    return OK
