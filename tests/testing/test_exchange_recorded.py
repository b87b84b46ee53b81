"""Recorded files are served as they are, and REST answers what they hold."""

import hashlib
import io
import json
import os
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from dataresult.testing.exchange import (
    ExchangeServer,
    GeneratedMarket,
    RecordedMarket,
)
from tests.testing._exchange_client import (
    NOW,
    archive_rows,
    archive_target,
    ask,
    klines,
    ms,
)

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A directory of recorded files, made from a generated market."""
    market = GeneratedMarket(seed=9, symbols=["BTCUSDT"])
    with ExchangeServer(market, clock=NOW.timestamp) as server:
        files = {
            "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-01.zip": ask(
                server, archive_target("spot", "1h", "2024-01-01")
            ).body,
            "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-02.zip": b"damaged on purpose",
            "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-02.zip.CHECKSUM": b"as recorded",
            "rest/spot/klines_BTCUSDT_4h_limit1000.json": klines(
                server, symbol="BTCUSDT", interval="4h", startTime=ms("2024-02-01"), limit=5
            ).body,
            "rest/spot/exchangeInfo_capture.txt": b"https://api/exchangeInfo -> 1.5: "
            b'{"recorded":true,"symbols":[{"symbol":"BTCUSDT","mine":1}]}\nconfiguration: {}\n',
        }
        with zipfile.ZipFile(io.BytesIO(ask(server, archive_target("um", "1h", "2025-02")).body)) as archive:
            files["vision/um/monthly_csv_header/BTCUSDT-1h-2025-02.csv"] = archive.read("BTCUSDT-1h-2025-02.csv")
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_recorded_files_are_served_as_they_are(recording: Path) -> None:
    """Archives come untouched with their own checksum or a computed one, CSV members come wrapped."""
    with ExchangeServer.from_recorded(recording, clock=NOW.timestamp) as server:
        first, second = (archive_target("spot", "1h", f"2024-01-0{day}") for day in (1, 2))
        recorded = (recording / first.replace("/archive/data", "vision")).read_bytes()
        assert ask(server, first).body == recorded
        assert ask(server, f"{first}.CHECKSUM").body.startswith(hashlib.sha256(recorded).hexdigest().encode())
        assert ask(server, second).body == b"damaged on purpose"
        assert ask(server, f"{second}.CHECKSUM").body == b"as recorded"
        assert len(archive_rows(ask(server, archive_target("um", "1h", "2025-02")).body)) == 28 * 24


def test_recorded_bars_are_served_by_rest(recording: Path) -> None:
    """REST has the bars of archives and recorded pages, none that were not recorded, and no other symbol."""
    (recording / "vision/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01-02.zip").unlink()
    generated = GeneratedMarket(symbols=["ETHUSDT"])
    with ExchangeServer.from_recorded(recording, generated, clock=NOW.timestamp) as server:
        hours = klines(server, symbol="BTCUSDT", interval="1h", startTime=0).rows()
        assert hours == archive_rows(ask(server, archive_target("spot", "1h", "2024-01-01")).body)
        assert len(klines(server, symbol="BTCUSDT", interval="4h", startTime=0).rows()) == 5
        assert klines(server, symbol="BTCUSDT", interval="4h", startTime=ms("2024-03-01")).rows() == []
        assert len(klines(server, "um", symbol="BTCUSDT", interval="1h", startTime=0, limit=1500).rows()) == 28 * 24
        assert len(klines(server, symbol="ETHUSDT", interval="1h").rows()) == 500
        assert klines(server, symbol="BNBUSDT", interval="1h").error()[1] == -1121
        info = json.loads(ask(server, "/api/v3/exchangeInfo").body)
        assert info["recorded"]
        assert [symbol["symbol"] for symbol in info["symbols"]] == ["BTCUSDT", "ETHUSDT"]


def test_a_recording_must_be_there(tmp_path: Path) -> None:
    """A directory that does not exist is told at once."""
    with pytest.raises(FileNotFoundError, match="no directory with recorded data"):
        RecordedMarket(tmp_path / "nothing")


_RECORDED: Final = Path(os.environ.get("DATARESULT_RECORDED_DATA", Path(__file__).parents[3] / "shared" / "data"))


@pytest.mark.slow
@pytest.mark.skipif(not (_RECORDED / "MANIFEST.sha256").is_file(), reason="no recorded data at hand")
def test_the_real_recording_is_served_whole() -> None:
    """Every recorded archive is served bit for bit, and REST shows the real outage and the real listing."""
    lines = (_RECORDED / "MANIFEST.sha256").read_text().splitlines()
    digests = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    with ExchangeServer.from_recorded(_RECORDED) as server:
        archives = [name for name in digests if "/klines/" in name and name.endswith(".zip")]
        for name in archives:
            reply = ask(server, f"/archive/data/{name.partition('vision/')[2]}")
            assert hashlib.sha256(reply.body).hexdigest() == digests[name]
        assert len(archives) > 80
        outage = klines(
            server,
            symbol="BTCUSDT",
            interval="1m",
            startTime=ms("2023-03-24T12:30"),
            endTime=ms("2023-03-24T14:05"),
        ).rows()
        opens = [int(str(row[0])) for row in outage]
        assert (ms("2023-03-24T14:00") - ms("2023-03-24T12:39")) in {b - a for a, b in pairwise(opens)}
        listing = klines(server, symbol="ARBUSDT", interval="1m", startTime=0, limit=1000).rows()
        assert listing[0][0] == ms("2023-03-23T15:00")
        long = klines(server, "um", symbol="FILUSDT", interval="1m", startTime=0, limit=1500).rows()
        assert len(long) == 1500
        assert (
            len(klines(server, symbol="BTCUSDT", interval="1h", startTime=ms("2025-03-01"), limit=1000).rows()) == 744
        )
