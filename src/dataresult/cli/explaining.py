"""
`dataresult explain`: what a pasted traceback means, and why.

Floor 6. Words only; the judgement is the classifier's.
"""

import sys
from pathlib import Path

from dataresult._classify import default_classifier

from .rebuilding import rebuilt
from .screen import error_line, stdout
from .status import OK, USAGE, failure_line
from .traceback_text import told_exceptions

__all__ = ["explained"]


def explained(file: Path | None, operation: str | None) -> int:
    """
    Read, judge and tell.

    Args:
        file: Where the traceback stands; None for standard input.
        operation: What was being done: "fetch", "read", "write", "validate" or "transform".

    Returns:
        The exit status.
    """
    text = sys.stdin.read() if file is None else file.read_text(encoding="utf-8", errors="replace")
    found = told_exceptions(text)
    if not found:
        error_line("no traceback and no exception in what was given")
        return USAGE
    screen = stdout()
    for place, told in enumerate(found):
        context = {} if operation is None else {"operation": operation}
        explanation = default_classifier.explain(rebuilt(told), context)
        if place:
            screen.print()
        screen.print(failure_line(explanation.error, subject=""), markup=False, soft_wrap=True)
        screen.print(str(explanation), markup=False, soft_wrap=True)
    return OK
