"""
The archive host's files: what their keys mean, how bars become a zip and its checksum.

Floor 6. Pure: bytes in, bytes out. Knows neither where bars come from nor how a file is sent.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from attrs import frozen

from dataresult.testing.exchange.markets import (
    INTERVALS,
    MARKETS,
    Bar,
    MarketName,
    MarketRow,
    datetime_to_ms,
)

__all__ = [
    "ArchiveKey",
    "archive_zip",
    "checksum_text",
    "csv_bytes",
    "parse_csv",
    "published_ms",
    "zip_bytes",
]

# The names of the columns as the recorded futures archives have them.
_HEADER: Final = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"
)
# "1mo is used instead of 1M to support non-case-sensitive file systems", and no bar longer than a day has a
# daily file: github.com/binance/binance-public-data, README and python/enums.py.
_FOLDER_OF: Final = {interval: "1mo" if interval == "1M" else interval for interval in INTERVALS}
_INTERVAL_OF: Final = {folder: interval for interval, folder in _FOLDER_OF.items()}
_MONTHLY_ONLY: Final = frozenset({"3d", "1w", "1M"})
_KEY: Final = re.compile(
    r"data/(?P<folder>spot|futures/um|futures/cm)/(?P<period>daily|monthly)/klines/"
    r"(?P<symbol>[A-Z0-9_.-]+)/(?P<interval>[0-9a-z]+)/(?P=symbol)-(?P=interval)-(?P<date>\d{4}-\d{2}(?:-\d{2})?)\.zip"
)
_MARKET_OF: Final[Mapping[str, MarketName]] = {row.archive_folder: row.name for row in MARKETS.values()}
# Monday's number in `datetime.weekday()`: "new monthly data at the first monday of the month" (same README).
_MONDAY: Final = 0
# A fixed moment, so that the same bars give the same checksum; 1980 is the zip format's first.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
# Where milliseconds end and microseconds begin: 10^14 ms is the year 5138, 10^14 us is March 1973.
_MICROSECONDS_FROM: Final = 10**14


@frozen(kw_only=True)
class ArchiveKey:
    """One archive by what is in it: a symbol's bars of one interval and one day or month."""

    market: MarketName
    period: Literal["daily", "monthly"]
    symbol: str
    interval: str
    date: str
    """`2024-01-31` of a daily file, `2024-01` of a monthly one."""

    @classmethod
    def parse(cls, key: str) -> "ArchiveKey | None":
        """The archive that an object key names; None for a key that can name none."""
        match = _KEY.fullmatch(key)
        if match is None or match["interval"] not in _INTERVAL_OF:
            return None
        interval = _INTERVAL_OF[match["interval"]]
        daily = match["period"] == "daily"
        if len(match["date"]) != len("2024-01-31" if daily else "2024-01") or (daily and interval in _MONTHLY_ONLY):
            return None
        parsed = cls(
            market=_MARKET_OF[match["folder"]],
            period="daily" if daily else "monthly",
            symbol=match["symbol"],
            interval=interval,
            date=match["date"],
        )
        try:
            parsed.span_ms()
        except ValueError:  # a thirteenth month, a thirtieth of February
            return None
        return parsed

    @property
    def file_name(self) -> str:
        """The name of the zip file."""
        return f"{self.symbol}-{_FOLDER_OF[self.interval]}-{self.date}.zip"

    @property
    def path(self) -> str:
        """The object key."""
        folder = f"data/{MARKETS[self.market].archive_folder}/{self.period}/klines"
        return f"{folder}/{self.symbol}/{_FOLDER_OF[self.interval]}/{self.file_name}"

    def span_ms(self) -> tuple[int, int]:
        """The first and the last millisecond of the day or month."""
        if self.period == "daily":
            start = datetime_to_ms(self.date)
            return start, start + 86_400_000 - 1
        first = datetime.fromisoformat(f"{self.date}-01").replace(tzinfo=UTC)
        return datetime_to_ms(first), datetime_to_ms(_next_month(first)) - 1


def _next_month(first: datetime) -> datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def published_ms(key: ArchiveKey, delay: timedelta) -> int:
    """
    When an archive appears: `delay` after its day, or after the start of the first Monday of the next month.

    Source:
        https://github.com/binance/binance-public-data (README)
    """
    end_ms = key.span_ms()[1] + 1
    if key.period == "monthly":
        first = datetime.fromtimestamp(end_ms / 1000, tz=UTC)
        end_ms = datetime_to_ms(first + timedelta(days=(_MONDAY - first.weekday()) % 7))
    return end_ms + delay // timedelta(milliseconds=1)


def csv_bytes(row: MarketRow, bars: Iterable[Bar]) -> bytes:
    """The CSV member of an archive, with header line and in microseconds where the market has it so."""
    lines = [_HEADER] if row.archive_header else []
    start = row.microseconds_from_ms
    for bar in bars:
        fine = start is not None and bar[0] >= start
        cells = (bar[0] * 1000, *bar[1:6], bar[6] * 1000 + 999, *bar[7:]) if fine else bar
        lines.append(",".join(map(str, cells)))
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def parse_csv(text: bytes) -> list[Bar]:
    """
    The bars of an archive's CSV member, with or without header, in milliseconds or microseconds.

    Returns:
        Bars in the order of the file, times in milliseconds.
    """
    bars: list[Bar] = []
    for line in text.decode("ascii").splitlines():
        if not line or not line[0].isdigit():
            continue
        o_time, o, h, lo, c, volume, c_time, quote, count, taker, taker_quote, ignore = line.split(",")
        scale = 1000 if int(o_time) >= _MICROSECONDS_FROM else 1
        times = int(o_time) // scale, int(c_time) // scale
        bars.append((times[0], o, h, lo, c, volume, times[1], quote, int(count), taker, taker_quote, ignore))
    return bars


def zip_bytes(member: str, content: bytes) -> bytes:
    """A zip file with one member; the same content gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        info = zipfile.ZipInfo(member, date_time=_ZIP_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, content)
    return buffer.getvalue()


def archive_zip(key: ArchiveKey, bars: Sequence[Bar]) -> bytes:
    """The zip file of an archive that holds `bars`."""
    return zip_bytes(key.file_name.replace(".zip", ".csv"), csv_bytes(MARKETS[key.market], bars))


def checksum_text(file_name: str, content: bytes) -> bytes:
    """The text of a checksum file: digest, two spaces, file name, no line break, as the recorded ones are."""
    return f"{hashlib.sha256(content).hexdigest()}  {file_name}".encode("ascii")
