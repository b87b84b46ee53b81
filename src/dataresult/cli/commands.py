"""
The commands and their options.

Floor 6. Words and checks of arguments; what a command does is in a module of its own, imported when it runs, so that
`--help` is there at once.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from dataresult import __version__

__all__ = ["program"]

_INTERVALS: Final = ("1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M")
_MARKETS: Final = ("spot", "futures-usdt", "futures-coin")
_SUFFIXES: Final = (".parquet", ".feather", ".csv")
# A paragraph that begins with a backspace is shown as it stands.
_EXAMPLE: Final = """\b
Example:
  dataresult fetch BTCUSDT --interval 1h --start 2024-01-01 --end 2024-01-08 --out klines.parquet

"""
_EXPLAIN_EXAMPLE: Final = """\b
Example:
  python load.py 2>&1 | dataresult explain"""
_OPERATIONS: Final = ("fetch", "read", "write", "validate", "transform")
_STATUSES: Final = """\b
Exit status:
  0 done             10 network   30 data: none, a part, damaged   50 a bug or installation
  2 wrong usage      20 API       40 local files                   130 interrupted"""


class _Instant(click.ParamType[datetime]):
    """An instant: a date or ISO 8601 text, UTC where it names no zone."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(str(value).strip())
            return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no date; write 2024-01-01 or 2024-01-01T12:00", param, ctx)


class _Target(click.Path):
    """A file to write, whose ending says how."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(value)).expanduser()
        if path.suffix.lower() not in _SUFFIXES:
            self.fail(f"{str(path)!r} ends in none of {', '.join(_SUFFIXES)}", param, ctx)
        return path


class _Url(click.ParamType[str]):
    """A place on the web."""

    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip()
        try:
            parts = urlsplit(text)
            is_fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_fine = False
        if not is_fine:
            # What was written is not repeated: it may hold a password.
            self.fail("a URL begins with http:// or https:// and names a host", param, ctx)
        return text


@click.group(epilog=_STATUSES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="dataresult %(version)s")
def program() -> None:
    """Fetch klines, and know why a fetch failed and what to do next."""


@program.command(epilog=_EXAMPLE + _STATUSES, short_help="Fetch klines of one or more symbols.")
@click.argument("symbols", nargs=-1, required=True, metavar="SYMBOL...")
@click.option(
    "--interval", required=True, metavar="LENGTH", type=click.Choice(_INTERVALS), help="1s 1m 1h 1d 1w 1M ..."
)
@click.option("--start", required=True, type=_Instant(), metavar="DATE", help="The first instant that counts, UTC.")
@click.option("--end", required=True, type=_Instant(), metavar="DATE", help="The first that does not.")
@click.option("--market", default="spot", show_default=True, type=click.Choice(_MARKETS), help="The market.")
@click.option("--out", type=_Target(), metavar="FILE", help="Write a .parquet, .feather or .csv file.")
@click.option("--accept-partial", is_flag=True, help="Write what came, also when some could not be had.")
@click.option("--base-url", type=_Url(), metavar="URL", help="Another REST API than the exchange's.")
@click.option("--archive-url", type=_Url(), metavar="URL", help="Other archives than the exchange's.")
@click.option(
    "--cache-dir",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where bars are kept; by default the user's cache folder, with a URL of your own nowhere.",
)
@click.option("--no-cache", is_flag=True, help="Keep nothing, and use nothing that was kept.")
@click.option("--no-retry", is_flag=True, help="Ask each source once; by default thrice, as servers ask to wait.")
@click.option("-v", "--verbose", is_flag=True, help="Show the log on standard error.")
def fetch(
    *,
    symbols: tuple[str, ...],
    interval: str,
    start: datetime,
    end: datetime,
    market: str,
    out: Path | None,
    base_url: str | None,
    archive_url: str | None,
    cache_dir: Path | None,
    accept_partial: bool,
    no_cache: bool,
    no_retry: bool,
    verbose: bool,
) -> int:
    """
    Fetch klines of one or more symbols: from the cache, the archives, the REST API.

    Several symbols become one file with a column `symbol`. A part is never written unless you accept it.
    """
    if start >= end:
        raise click.BadParameter(f"the range is empty: {start:%Y-%m-%d %H:%M} is not before {end:%Y-%m-%d %H:%M}")
    if no_cache and cache_dir is not None:
        raise click.UsageError("--cache-dir and --no-cache exclude each other")
    from .fetching import Order, fetched
    from .screen import logging_to_stderr

    with logging_to_stderr(shown=verbose):
        return fetched(
            Order(
                symbols=symbols,
                interval=interval,
                start=start,
                end=end,
                market=market.replace("-", "_"),
                out=out,
                accept_partial=accept_partial,
                base_url=base_url,
                archive_url=archive_url,
                cache_dir=cache_dir,
                no_cache=no_cache,
                no_retry=no_retry,
            )
        )


@program.command(short_help="Fetch from an exchange that misbehaves, without a network.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Serve recorded files of the real exchange instead of generated ones.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Another seed, another market.")
@click.option("-v", "--verbose", is_flag=True, help="Show the library's log on standard error.")
def demo(data: Path | None, seed: int, *, verbose: bool) -> int:
    """
    Fetch from an embedded exchange that misbehaves, and see what comes of it. Needs no network.

    Ends with status 0 when everything behaved as it should, with 1 when something did not.
    """
    from .demo import demonstrated
    from .screen import logging_to_stderr

    with logging_to_stderr(shown=verbose):
        return demonstrated(data, seed)


@program.command(short_help="List every error and what to do about it.")
def errors() -> int:
    """List every error: code, severity, whether asking again helps, what to do, what it means."""
    from .errors import listed

    return listed()


@program.command(epilog=_STATUSES, short_help="Tell whether a server can be reached.")
@click.argument("url", type=_Url())
@click.option(
    "--timeout",
    "timeout_s",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0, 3600, min_open=True),
    help="Seconds to wait for the answer.",
)
def connectivity(url: str, timeout_s: float) -> int:
    """Tell whether a server can be reached, and if not, why."""
    from .connectivity import checked
    from .screen import logging_to_stderr

    with logging_to_stderr(shown=False):
        return checked(url, timeout_s)


@program.command(epilog=_EXPLAIN_EXAMPLE, short_help="Say what a traceback means, and why.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--operation", type=click.Choice(_OPERATIONS), help="What was being done.")
def explain(file: Path | None, operation: str | None) -> int:
    """
    Say what a traceback means: the code, what to do next, and the evidence for it.

    Reads a FILE or standard input. Chained exceptions and groups are understood, also behind the prefixes of a log.
    """
    from .explaining import explained

    return explained(None if file is None or str(file) == "-" else file, operation)


@program.command(short_help="List the rules for the exceptions of a library.")
@click.argument("library", required=False)
@click.option("--coverage", is_flag=True, help="Look through what is installed: is every exception class decided?")
def rules(library: str | None, *, coverage: bool) -> int:
    """
    List the rules for the exceptions of a LIBRARY; without one, the libraries that have rules.

    A weak rule yields to what lies behind the exception. With --coverage, ends with status 1 when something is
    undecided.
    """
    from .rules import covered, listed_libraries, listed_rules

    if coverage:
        return covered(library)
    return listed_libraries() if library is None else listed_rules(library)
