"""`dataresult fetch` against an exchange on this machine: what is written, and how failures end."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pandas import DataFrame, DatetimeIndex, read_csv, read_feather, read_parquet

from dataresult.cli.status import FAMILY_STATUS, OK, STEP_WORDS, USAGE
from dataresult.errors import ERROR_TYPES
from dataresult.testing.exchange import (
    FAULTS,
    BarQuery,
    Delivery,
    Endpoint,
    ExchangeServer,
    Fault,
    faults,
    refused_url,
)
from tests.cli._program import fetching, leftovers, run
from tests.cli.conftest import MARKET

# A matrix of real servers, sockets and processes: seconds in all.
pytestmark = pytest.mark.slow

DAY_MS = 86_400_000
START_MS = 1_704_067_200_000
FILES = {Endpoint.ARCHIVE, Endpoint.CHECKSUM}
SLOW = {Delivery.STALL_BEFORE_HEADERS, Delivery.STALL_IN_BODY, Delivery.DRIP}


def read_table(path: Path) -> DataFrame:
    """Read a CSV file as a reader would."""
    return read_csv(path, index_col="open_time", parse_dates=["open_time", "close_time"])


def closes(symbol: str, days: int) -> list[float]:
    """Give the closing prices of the first hours of 2024."""
    query = BarQuery(
        market="spot", symbol=symbol, interval="1h", start_ms=START_MS, end_ms=START_MS + days * DAY_MS - 1,
        now_ms=START_MS + 400 * DAY_MS,
    )  # fmt: skip
    return [float(bar[4]) for bar in MARKET.bars(query)]


@pytest.mark.parametrize(
    ("name", "read"),
    [("klines.parquet", read_parquet), ("klines.feather", read_feather), ("KLINES.CSV", read_table)],
)
def test_writes_what_the_exchange_has(
    capsys: pytest.CaptureFixture[str],
    exchange: ExchangeServer,
    tmp_path: Path,
    name: str,
    read: Callable[[Path], DataFrame],
) -> None:
    """The file holds every bar, and the screen says how many, from where, and that one hour never existed."""
    ended = run(capsys, *fetching(exchange, days=7), "--out", tmp_path / name)

    frame = read(tmp_path / name)
    assert (ended.status, ended.err) == (OK, "")
    assert frame["close"].tolist() == closes("BTCUSDT", 7)
    assert isinstance(frame.index, DatetimeIndex)
    assert str(frame.index[0]) == "2024-01-01 00:00:00+00:00"
    assert "vision 167" in ended.out
    assert "no bars from 2024-01-03 13:00 to 14:00" in ended.out
    assert leftovers(tmp_path) == []


def test_writes_several_symbols_into_one_file(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
) -> None:
    """A column names the symbol of each row; a symbol that is named twice is fetched once."""
    out = tmp_path / "klines.parquet"
    ended = run(capsys, *fetching(exchange, "ETHUSDT", "BTCUSDT", "ETHUSDT"), "--out", out)

    frame = read_parquet(out)
    assert ended.status == OK
    assert frame["symbol"].tolist() == ["ETHUSDT"] * 24 + ["BTCUSDT"] * 24
    assert frame["close"].tolist() == closes("ETHUSDT", 1) + closes("BTCUSDT", 1)


@pytest.mark.parametrize(("market", "symbol"), [("futures-usdt", "BTCUSDT"), ("futures-coin", "BTCUSD_PERP")])
def test_fetches_from_other_markets(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, market: str, symbol: str
) -> None:
    """The market is an option."""
    ended = run(capsys, *fetching(exchange, symbol), "--market", market)

    assert ended.status == OK
    assert "vision 24" in ended.out


def test_a_second_time_it_comes_from_the_cache(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
) -> None:
    """With a cache the exchange is asked once; without one, again."""
    order = fetching(exchange)
    first, second = (run(capsys, *order, "--cache-dir", tmp_path) for _ in range(2))
    asked = len(exchange.requests)
    without = run(capsys, *order, "--no-cache")

    assert "vision 24" in first.out
    assert "cache 24" in second.out
    assert "vision 24" in without.out
    assert len(exchange.requests) > asked


def test_a_cache_of_no_use_is_told(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
) -> None:
    """Where the cache cannot be, the rows come all the same, and a note says why it takes so long."""
    (tmp_path / "file").touch()
    ended = run(capsys, *fetching(exchange), "--cache-dir", tmp_path / "file")

    assert ended.status == OK
    assert "vision 24" in ended.out
    (note,) = ended.errors
    assert note.startswith("dataresult: note: the cache is of no use (STORAGE_")


class TestAPart:
    """One day of two cannot be had."""

    @pytest.fixture(autouse=True)
    def _lost(self, exchange: ExchangeServer) -> None:
        exchange.inject(faults.NO_SUCH_KEY, path="*BTCUSDT-1h-2024-01-02.zip", times=None)
        exchange.inject(faults.SERVER_ERROR, path="*/klines?*symbol=BTCUSDT&*", times=None)

    def test_is_not_written(self, capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path) -> None:
        """A part is told, with what is missing, and not written."""
        ended = run(capsys, *fetching(exchange, days=2), "--no-retry", "--out", tmp_path / "klines.csv")

        assert ended.status == 30
        assert ended.errors == [
            "dataresult: DATA_PARTIAL: BTCUSDT 1h: missing: 2024-01-02 00:00 to 2024-01-03 00:00; ask again"
        ]
        assert list(tmp_path.iterdir()) == []

    def test_is_written_where_it_is_accepted(
        self, capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
    ) -> None:
        """The file says itself what it lacks."""
        out = tmp_path / "klines.parquet"
        ended = run(capsys, *fetching(exchange, days=2), "--no-retry", "--accept-partial", "--out", out)

        frame = read_parquet(out)
        assert ended.status == OK
        assert ended.err.startswith("dataresult: accepted: DATA_PARTIAL: BTCUSDT 1h: missing: 2024-01-02 00:00")
        assert frame["close"].tolist() == closes("BTCUSDT", 1)
        assert frame.attrs["dataresult.missing"] == "2024-01-02T00:00:00+00:00/2024-01-03T00:00:00+00:00"

    def test_among_others_keeps_them_from_the_file(
        self, capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
    ) -> None:
        """Of several symbols all are written or none, unless parts are accepted; all are shown."""
        order = (*fetching(exchange, "BTCUSDT", "ETHUSDT", days=2), "--no-retry", "--out", tmp_path / "klines.parquet")
        refused = run(capsys, *order)

        assert refused.status == 30
        assert "ETHUSDT" in refused.out
        assert refused.errors[-1] == (
            "dataresult: nothing was written to klines.parquet: --accept-partial writes what came"
        )
        assert list(tmp_path.iterdir()) == []
        assert run(capsys, *order, "--accept-partial").status == OK
        assert len(read_parquet(tmp_path / "klines.parquet")) == 24 + 48

    def test_does_not_hide_a_failure(
        self, capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
    ) -> None:
        """A symbol that failed outright decides the status, also where parts are accepted."""
        order = fetching(exchange, "BTCUSDT", "LUNAUSDT", days=2)
        ended = run(capsys, *order, "--no-retry", "--accept-partial", "--out", tmp_path / "klines.parquet")

        assert ended.status == 20
        assert len(read_parquet(tmp_path / "klines.parquet")) == 24


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fault, id=name, marks=[pytest.mark.slow] if fault.delivery in SLOW else [])
        for name, fault in FAULTS.items()
    ],
)
def test_every_fault_ends_in_one_line(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path, fault: Fault
) -> None:
    """Whatever the exchange does: a file, or a line with a code that fits and the status of its family."""
    only_rest = Endpoint.REST in fault.endpoints
    if only_rest:
        # No archive helps; and one that hangs takes a minute, which the API does not.
        exchange.inject(faults.NO_SUCH_KEY, path="*.zip*", times=None)
    exchange.inject(fault, times=None)

    ended = run(capsys, *fetching(exchange), "--no-retry", "--out", tmp_path / "klines.parquet")

    codes = {code.value: FAMILY_STATUS[ERROR_TYPES[code].family] for code in fault.expected}
    assert "Traceback" not in ended.out + ended.err
    assert leftovers(tmp_path) == []
    if ended.status == OK:
        assert fault.may_succeed or not only_rest
        assert len(read_parquet(tmp_path / "klines.parquet")) == 24
        return
    (line,) = ended.errors
    name, code, subject, told = line.split(": ", 3)
    assert (name, subject) == ("dataresult", "BTCUSDT 1h")
    assert codes[code] == ended.status
    assert told.rpartition("; ")[2].split(" after ")[0] in STEP_WORDS.values()
    assert list(tmp_path.iterdir()) == []


def test_a_wait_that_is_asked_for_is_kept(capsys: pytest.CaptureFixture[str], exchange: ExchangeServer) -> None:
    """By default a refusal for a second is waited out."""
    exchange.inject(faults.NO_SUCH_KEY, path="*.zip", times=None)
    exchange.inject(faults.rate_limited(1.0))

    ended = run(capsys, *fetching(exchange))

    assert ended.status == OK
    assert "rest 24" in ended.out
    refused, again = [request.at_s for request in exchange.requests if request.endpoint is Endpoint.REST]
    assert again - refused >= 0.99


def test_a_host_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody listens, and a name does not resolve: the network's status, and no password on the screen."""
    here = refused_url()
    order = ("fetch", "BTCUSDT", "--interval", "1h", "--start", "2024-01-01", "--end", "2024-01-02", "--no-retry")

    refused = run(capsys, *order, "--base-url", here, "--archive-url", here)
    unknown = run(
        capsys, *order, "--base-url", "http://me:hunter2@no-such.invalid", "--archive-url", "http://no-such.invalid"
    )

    assert (refused.status, unknown.status) == (10, 10)
    assert refused.err.startswith("dataresult: NETWORK_CONNECTION: BTCUSDT 1h: ")
    assert unknown.err == "dataresult: NETWORK_DNS: BTCUSDT 1h: no-such.invalid does not resolve; ask again\n"


@pytest.mark.parametrize(
    ("order", "status", "line"),
    [
        (("LUNAUSDT",), 20, "API_REQUEST: LUNAUSDT 1h: 400 -1121 Invalid symbol; mend the request"),
        (("btcusdt",), 20, "API_REQUEST: btcusdt 1h: symbols are upper case"),
        (("../../x",), 20, "API_REQUEST: ../../x 1h: '../../x' is no symbol"),
        (("",), 20, "API_REQUEST: "),
        (("NEWUSDT",), 30, "DATA_EMPTY: NEWUSDT 1h: the range lies before the first bar of the symbol; accept it"),
        (("BTCUSDT", "--end", "2999-01-01", "--start", "2998-01-01"), 30, "DATA_EMPTY: BTCUSDT 1h: no bar"),
        (("BTCUSDT", "--market", "futures-usdt", "--interval", "1s"), 20, "API_REQUEST: BTCUSDT 1s: '1s' is no"),
    ],
)
def test_requests_that_cannot_be_met(
    capsys: pytest.CaptureFixture[str],
    exchange: ExchangeServer,
    order: tuple[str, ...],
    status: int,
    line: str,
) -> None:
    """What the library or the exchange refuses ends in one line that says what to mend."""
    ended = run(capsys, *fetching(exchange, order[0]), *order[1:])

    assert ended.status == status
    assert len(ended.errors) == 1
    assert ended.err.startswith(f"dataresult: {line}")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--interval", "7h"), "--interval"),
        (("--interval", "1H"), "--interval"),
        (("--start", "yesterday"), "'yesterday' is no date"),
        (("--start", "2024-13-01"), "is no date"),
        (("--start", "0001-01-01T00:00+23:00"), "is no date"),
        (("--start", "2024-01-09"), "the range is empty"),
        (("--market", "options"), "--market"),
        (("--out", "klines.xlsx"), "ends in none of .parquet, .feather, .csv"),
        (("--out", "."), "ends in none of"),
        (("--base-url", "exchange"), "a URL begins with"),
        (("--base-url", "ftp://me:hunter2@exchange"), "a URL begins with"),
        (("--archive-url", "http://[::1"), "a URL begins with"),
        (("--no-cache", "--cache-dir", "x"), "exclude each other"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_a_wrong_command_line_asks_nobody(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, options: tuple[str, ...], words: str
) -> None:
    """A mistake in the options is one line that names it and the help, before anything is sent."""
    ended = run(capsys, *fetching(exchange), *options)

    assert ended.status == USAGE
    (line,) = ended.errors
    assert words in line
    assert line.endswith("(see dataresult fetch --help)")
    assert "hunter2" not in line
    assert exchange.requests == ()


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("nowhere/klines.csv", "the folder {0}/nowhere does not exist; mend the request"),
        ("file/klines.csv", "the folder {0}/file is no folder; mend the request"),
        ("folder.csv", "{0}/folder.csv is a folder, not a file; mend the request"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_at_once(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path, out: str, words: str
) -> None:
    """Nothing is fetched for a file that cannot be."""
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()

    ended = run(capsys, *fetching(exchange), "--out", tmp_path / out)

    assert ended.status == 40
    assert ended.err == f"dataresult: STORAGE_WRITE: {words.format(tmp_path)}\n"
    assert exchange.requests == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission(
    capsys: pytest.CaptureFixture[str], exchange: ExchangeServer, tmp_path: Path
) -> None:
    """A folder that may not be written to is another code than one that is not there."""
    tmp_path.chmod(0o500)
    ended = run(capsys, *fetching(exchange), "--out", tmp_path / "klines.csv")
    tmp_path.chmod(0o700)

    assert ended.status == 40
    assert ended.err.startswith("dataresult: STORAGE_PERMISSION: ")


def test_verbose_shows_the_log(capsys: pytest.CaptureFixture[str], exchange: ExchangeServer) -> None:
    """The log of the library appears with its context; by default it does not."""
    exchange.inject(faults.WRONG_CHECKSUM)
    quiet = run(capsys, *fetching(exchange))
    exchange.reset()
    exchange.inject(faults.WRONG_CHECKSUM)
    loud = run(capsys, *fetching(exchange), "--verbose")

    assert (quiet.status, quiet.err) == (OK, "")
    assert loud.status == OK
    assert "DATA_INTEGRITY vision" in loud.err
    assert "Error Context" in loud.err
