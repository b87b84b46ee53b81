"""
Asking an embedded exchange plain questions, and reading its archives without its own reader.

For tests only: an independent, minimal client.
"""

import http.client
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from attrs import frozen

from dataresult.testing.exchange import ExchangeServer, MarketName

__all__ = [
    "NOW",
    "PATHS",
    "UNLIMITED",
    "Reply",
    "Row",
    "archive_rows",
    "archive_target",
    "ask",
    "klines",
    "ms",
]

NOW: Final = datetime(2025, 6, 15, 12, 34, 56, tzinfo=UTC)
PATHS: Final[dict[MarketName, str]] = {"spot": "/api/v3", "um": "/fapi/v1", "cm": "/dapi/v1"}
FOLDERS: Final[dict[MarketName, str]] = {"spot": "spot", "um": "futures/um", "cm": "futures/cm"}
UNLIMITED: Final[dict[MarketName, int]] = {"spot": 10**9, "um": 10**9, "cm": 10**9}

Row: TypeAlias = list[int | str]


def ms(moment: datetime | str) -> int:
    """Milliseconds since the epoch; text is read as UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


@frozen
class Reply:
    """One answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def error(self) -> tuple[int, object, object]:
        """The status, and code and message of an error body."""
        parsed = json.loads(self.body)
        return self.status, parsed["code"], parsed["msg"]

    def rows(self) -> list[Row]:
        """The rows of a page."""
        assert self.status == 200, self.body
        rows: list[Row] = json.loads(self.body)
        return rows


def ask(server: ExchangeServer, target: str, method: str = "GET") -> Reply:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    try:
        connection.request(method, target)
        reply = connection.getresponse()
        return Reply(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def klines(server: ExchangeServer, market: MarketName = "spot", **parameters: object) -> Reply:
    """A page of klines; parameters that are None are left out."""
    query = "&".join(f"{name}={value}" for name, value in parameters.items() if value is not None)
    return ask(server, f"{PATHS[market]}/klines?{query}")


def archive_target(market: MarketName, interval: str, date: str, symbol: str = "BTCUSDT") -> str:
    """The path of an archive."""
    period = "daily" if len(date) == len("2025-01-01") else "monthly"
    folder = f"/archive/data/{FOLDERS[market]}/{period}/klines/{symbol}/{interval}"
    return f"{folder}/{symbol}-{interval}-{date}.zip"


def archive_rows(body: bytes) -> list[Row]:
    """An archive's rows as REST has them, read without the exchange's own reader."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (member,) = archive.namelist()
        lines = archive.read(member).decode().splitlines()
    rows: list[Row] = []
    for line in lines:
        cells = line.split(",")
        if cells[0] != "open_time":
            digits = len("1735689600000")
            times = int(cells[0][:digits]), int(cells[6][:digits])
            rows.append([times[0], *cells[1:6], times[1], cells[7], int(cells[8]), *cells[9:]])
    return rows
