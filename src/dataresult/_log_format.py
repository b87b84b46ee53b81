"""
How a record is written: one line that nobody can forge, with the context of an error as JSON at its end.

Floor 3. Reads records, sets on them what every formatter sets, and never raises because of what they hold.
"""

import logging
from collections.abc import Mapping
from copy import copy
from itertools import groupby
from typing import Final, Literal, cast

from ._redact import MASK, is_secret_name, redact_text
from ._values import (
    EMPTY_CONTEXT,
    RAW_MAX_CHARS,
    FrozenMapping,
    json_safe,
    one_line,
    reduce_context,
    reduce_value,
    safe_text,
)

__all__ = ["ATTRIBUTE", "RESERVED", "SEPARATOR", "ErrorContextFormatter", "reduced"]

ATTRIBUTE: Final = "error_context"
SEPARATOR: Final = " | Error Context: "
# What `logging` itself writes on a record, and refuses to take from `extra`.
RESERVED: Final = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime"})
# A traceback is read from both ends; this is four of the longest lines that collectors keep whole (16 KiB).
BLOCK_MAX_CHARS: Final = 64_000


class ErrorContextFormatter(logging.Formatter):
    r"""
    Format a record as one line, with its context as JSON at the end and tracebacks indented below.

    No value can forge a record: line breaks, control characters and the words before the JSON are escaped,
    and a traceback never reaches the first column; the format string may hold line breaks and colours.
    Secrets are masked in the message, in `extra`, in the context and in tracebacks. A message longer than
    16,000 characters is cut. A record that cannot be formatted as asked is shown as `level:name:message`.

    Args:
        fmt: The format string, as for `logging.Formatter`.
        datefmt: The format of `asctime`.
        style: How `fmt` names its fields.
        validate: Whether to check `fmt` now.
        defaults: Values for fields that a record lacks.

    Raises:
        ValueError: `fmt` is not of this style.

    Examples:
        >>> record = logging.makeLogRecord({"msg": "no\nanswer", "error_context": {"symbol": "BTCUSDT", "retry": 3}})
        >>> print(ErrorContextFormatter("%(message)s").format(record))
        no\nanswer | Error Context: {"symbol": "BTCUSDT", "retry": 3}
    """

    def __init__(
        self,
        fmt: str | None = None,
        datefmt: str | None = None,
        style: Literal["%", "{", "$"] = "%",
        validate: bool = True,  # noqa: FBT001, FBT002  # `logging.config` passes it by position
        *,
        defaults: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(fmt, datefmt, style, validate, defaults=defaults)
        # Control characters of the format string stand between the pieces; those in a piece come from values.
        self._pieces = tuple(
            logging.Formatter(text, None, style, validate=False, defaults=defaults) if printable else text
            for printable, text in ((key, "".join(chars)) for key, chars in groupby(self._fmt or "", str.isprintable))
        )

    def format(self, record: logging.LogRecord) -> str:
        """
        Write one record.

        Args:
            record: Any record, also one that was made without a `ContextLogger`.

        Returns:
            One line, and below it the traceback and the stack where the record has them, each line indented.
        """
        record.message = _message(record)
        try:
            if self.usesTime():
                record.asctime = self.formatTime(record, self.datefmt)
            line = self.formatMessage(_shown(record))
        except Exception:  # noqa: BLE001  # a field that is missing or cannot be shown must not cost the record
            line = f"{_line(record.levelname)}:{_line(record.name)}:{_line(record.message)}"
        blocks = (_block(self._exception_text(record)), _block(self._stack_text(record)))
        return "\n".join((line + _context_json(record), *(block for block in blocks if block)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the standard's name
        """Fill the format string, with every value escaped."""
        return "".join(
            piece if isinstance(piece, str) else _escaped(piece.formatMessage(record)) for piece in self._pieces
        )

    def _exception_text(self, record: logging.LogRecord) -> str | None:
        """Render the traceback once for all formatters, as the standard one does."""
        if record.exc_info and not record.exc_text:
            try:
                record.exc_text = self.formatException(record.exc_info)
            except Exception:  # noqa: BLE001  # a chain too deep, a subclass with a fault
                return f"{safe_text(record.exc_info[1])} (its traceback cannot be shown)"
        return record.exc_text

    def _stack_text(self, record: logging.LogRecord) -> str | None:
        return self.formatStack(record.stack_info) if record.stack_info else None


def reduced(values: object) -> FrozenMapping:
    """Reduce a context, whatever it is; one that cannot be looked at counts as empty."""
    try:
        return reduce_context(cast("Mapping[str, object] | None", values))
    except Exception:  # noqa: BLE001  # the truth value or the length of a foreign object may raise anything
        return EMPTY_CONTEXT


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  # arguments that do not fit, or an object that cannot be shown
        return f"{safe_text(record.msg)} (with arguments that do not fit: {safe_text(record.args)})"


def _shown(record: logging.LogRecord) -> logging.LogRecord:
    """Copy a record with its secrets masked, but for what `logging` wrote itself: names, files, numbers."""
    shown = copy(record)
    shown.msg = shown.message = safe_text(record.message, RAW_MAX_CHARS)
    shown.args = None
    for name, value in vars(record).items():
        if name not in RESERVED and name != ATTRIBUTE:
            if is_secret_name(name) and value is not None:
                setattr(shown, name, MASK)
            else:
                text = isinstance(value, str)
                setattr(shown, name, safe_text(value, RAW_MAX_CHARS) if text else reduce_value(value))
    return shown


def _context_json(record: logging.LogRecord) -> str:
    given = getattr(record, ATTRIBUTE, None)
    context = reduced(cast("object", given)) if isinstance(given, Mapping) else EMPTY_CONTEXT
    if not context:
        return ""
    import json

    text = json.dumps(json_safe(context), ensure_ascii=False)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
    return SEPARATOR + text


def _line(text: object) -> str:
    return _escaped(safe_text(text, RAW_MAX_CHARS))


def _escaped(text: str) -> str:
    """Make one line of a text, in which a reader cannot find a context that is none."""
    return one_line(text).replace("| Error Context:", "\\x7c Error Context:")


def _block(text: str | None) -> str:
    """Indent a text of many lines, so that none of them looks like a record."""
    if not text:
        return ""
    if len(text) > BLOCK_MAX_CHARS:
        # Whole words only: the second half of a secret has lost the name that gives it away.
        head, tail = text[: BLOCK_MAX_CHARS // 2], text[-BLOCK_MAX_CHARS // 2 :]
        gap = f"… {len(text) - BLOCK_MAX_CHARS} characters left out …"
        text = "\n".join((*head.rsplit(maxsplit=1)[:1], gap, *tail.split(maxsplit=1)[-1:]))
    return "\n".join(f"    {_escaped(line.expandtabs(4))}" for line in redact_text(text).split("\n"))
