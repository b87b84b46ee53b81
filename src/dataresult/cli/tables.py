"""
How klines are shown: rows and where they came from, ranges of time.

Floor 6. Pure: values in, text and tables out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.table import Table

__all__ = ["KlinesRow", "klines_table", "ranges_text", "sources_text"]

KlinesRow: TypeAlias = tuple[str, str, datetime, datetime, int, Mapping[str, int]]
"""Symbol, interval, first and last bar, rows, rows by source."""

# More ranges than this are counted, not listed.
_RANGES_SHOWN: Final = 3


def klines_table(rows: Iterable[KlinesRow]) -> Table:
    """Make a table with a line for each frame."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("symbol", style="bold", no_wrap=True)
    table.add_column("interval", no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("first bar (UTC)", no_wrap=True)
    table.add_column("last bar (UTC)", no_wrap=True)
    table.add_column("from")
    for symbol, interval, first, last, count, sources in rows:
        table.add_row(
            symbol, interval, f"{count:,}", f"{first:%Y-%m-%d %H:%M}", f"{last:%Y-%m-%d %H:%M}", sources_text(sources)
        )
    return table


def sources_text(sources: Mapping[str, int]) -> str:
    """Tell who served how many rows."""
    return ", ".join(f"{name} {count:,}" for name, count in sources.items())


def ranges_text(ranges: Sequence[tuple[datetime, datetime]]) -> str:
    """
    Tell half-open ranges of time.

    Examples:
        >>> at = datetime(2023, 3, 24, 12, 40)
        >>> ranges_text([(at, at.replace(hour=14, minute=0))])
        'from 2023-03-24 12:40 to 14:00'
    """
    told = [_range_text(start, end) for start, end in ranges[:_RANGES_SHOWN]]
    more = len(ranges) - len(told)
    return "; ".join([*told, *([f"and {more:,} more times"] if more else [])])


def _range_text(start: datetime, end: datetime) -> str:
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"from {start:%Y-%m-%d %H:%M} to {until}"
