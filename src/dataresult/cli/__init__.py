"""
The command line: `dataresult`, and `python -m dataresult.cli`.

Floor 6. The way in: finds out whether what the command line needs is installed, and says so in one line if it is
not. Imports neither click nor rich before that.
"""

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

__all__ = ["main"]

# What the extra `cli` brings, by the name it is imported by.
_NEEDED: Final = ("click", "rich", "curl_cffi", "platformdirs", "pyarrow")
# The status of a program that is not installed as it should be: that of the family `OtherError`.
_NOT_INSTALLED: Final = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        arguments: What stands behind the program's name; that of the process by default.

    Returns:
        The exit status; `dataresult.cli.status` has the table. Where an interrupt ends a running command the
        process ends here.
    """
    absent = [name for name in _NEEDED if find_spec(name) is None]
    if absent:
        told = f"dataresult: not installed: {', '.join(absent)}; install it with: pip install 'dataresult[cli]'\n"
        if sys.stderr is not None:  # where it was closed
            sys.stderr.write(told)
        return _NOT_INSTALLED
    try:
        from .border import run

        return run(arguments)
    except KeyboardInterrupt:  # before anything was begun
        return 130
