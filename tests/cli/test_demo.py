"""`dataresult demo`: it shows what it promises, checks itself, and says so when it is wrong."""

import io
import os
import signal
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve
from pandas import DataFrame
from rich.console import Console

from dataresult.cli.demo.checks import checked
from dataresult.cli.demo.course import Course, run
from dataresult.cli.demo.plan import Plan, Series, generated_plan
from dataresult.cli.demo.recorded import recorded_plan
from dataresult.cli.demo.truth import is_true, true_bars
from dataresult.cli.status import INTERRUPTED, OK, USAGE
from dataresult.errors import Internal
from dataresult.flow import Batch
from dataresult.testing.exchange import ArchiveKey, GeneratedMarket, refused_url
from tests.cli._program import PROGRAM, SECONDS_MAX, process
from tests.cli._program import run as run_program

RECORDED: Final = Path(os.environ.get("DATARESULT_RECORDED_DATA", Path(__file__).parents[3] / "shared" / "data"))


def record(folder: Path, symbols: list[str], intervals: list[str], first: date, days: int) -> None:
    """Write archives of a made-up market as recordings."""
    market = GeneratedMarket(seed=5, symbols=symbols, listed_at={symbols[-1]: f"{first}T09:00"})
    for symbol in symbols:
        for interval in intervals:
            for day in (first + timedelta(days=n) for n in range(days)):
                name = f"{symbol}/{interval}/{symbol}-{interval}-{day}.zip"
                key = ArchiveKey.parse(f"data/spot/daily/klines/{name}")
                assert key is not None
                content = market.archive(key, 2**52)
                assert content is not None
                path = folder / "vision" / "spot" / "daily" / "klines" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 7])
def test_runs_on_generated_bars(tmp_path: Path, seed: int) -> None:
    """Everything holds; it fits the screen, shows rows, failures, alerts and next steps, and leaves nothing."""
    ended = process("demo", "--seed", seed, env={"TMPDIR": str(tmp_path)})

    assert (ended.status, ended.err) == (OK, "")
    assert max(map(len, ended.out.splitlines())) <= 100
    assert "FAILED" not in ended.out
    assert str(tmp_path) not in ended.out
    for words in (
        "vision", "rest", "DATA_INTEGRITY", "API_RATE_LIMIT", "API_REQUEST", "NETWORK_TIMEOUT", "before_listing",
        "THRESHOLD EXCEEDED: NETWORK_TIMEOUT", "THRESHOLD CLEARED: NETWORK_TIMEOUT", "80 bars", "batch.again()",
        "sickest symbols", "dataresult fetch BTCUSDT",
    ):  # fmt: skip
        assert words in ended.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("days", [2, 3])
def test_runs_on_hardly_anything(tmp_path: Path, days: int) -> None:
    """Where there are too few days for all troubles, some stay away, and the rest holds."""
    record(tmp_path, ["AAAUSDT"], ["1h"], date(2024, 3, 1), days)

    ended = process("demo", "--data", tmp_path)

    assert (ended.status, ended.err) == (OK, "")


@pytest.mark.slow
def test_runs_on_any_recording(tmp_path: Path) -> None:
    """A small folder of one's own will do: two symbols, one of them listed within it."""
    record(tmp_path, ["AAAUSDT", "BBBUSDT"], ["15m", "1h"], date(2024, 3, 1), 3)

    ended = process("demo", "--data", tmp_path)

    assert (ended.status, ended.err) == (OK, "")
    assert "AAAUSDT" in ended.out
    assert "BBBUSDT 15m: 36 bars, from 2024-03-01 00:00 to 09:00" in ended.out


@pytest.mark.slow
@pytest.mark.skipif(not (RECORDED / "MANIFEST.sha256").is_file(), reason="no recorded data at hand")
def test_runs_on_real_bars() -> None:
    """The real outage is shown as bars that never existed, a listing day as one, and all checks hold."""
    ended = process("demo", "--data", RECORDED)

    assert (ended.status, ended.err) == (OK, "")
    assert "BTCUSDT 1m: 80 bars, from 2023-03-24 12:40 to 14:00" in ended.out
    assert "ARBUSDT 1m: 980 bars, from 2023-03-23 00:00 to 15:00" in ended.out
    assert "1h         2024-01-01..07     168" in ended.out


@pytest.mark.slow
def test_a_proxy_does_not_matter(tmp_path: Path) -> None:
    """Behind a company's proxy, which knows nothing of this machine, the demo runs too."""
    record(tmp_path, ["AAAUSDT"], ["15m", "1h"], date(2024, 3, 1), 3)
    proxy = refused_url()

    ended = process(
        "demo", "--data", tmp_path, env={"http_proxy": proxy, "all_proxy": proxy, "no_proxy": "example.com"}
    )

    assert (ended.status, ended.err) == (OK, "")


def test_a_folder_without_bars_is_a_wrong_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The line says what should be there."""
    ended = run_program(capsys, "demo", "--data", tmp_path)

    assert ended.status == USAGE
    assert ended.err.startswith(
        "dataresult: Invalid value for '--data': no two days of bars in vision/spot/daily/klines"
    )


@pytest.mark.slow
def test_a_recording_that_is_damaged_is_no_traceback(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Files that are no archives end the demo with a line and a status."""
    record(tmp_path, ["AAAUSDT"], ["1h"], date(2024, 3, 1), 2)
    next(tmp_path.rglob("*.zip")).write_bytes(b"no archive")

    ended = run_program(capsys, "demo", "--data", tmp_path)

    assert ended.status != OK
    assert len(ended.errors) == 1
    assert "Traceback" not in ended.out


@pytest.mark.slow
def test_an_interrupt_cleans_up(tmp_path: Path) -> None:
    """Ctrl-C in the middle leaves no folder behind."""
    env = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*PROGRAM, "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith("fetching"):
                break
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=SECONDS_MAX)

    assert (running.returncode, err) == (INTERRUPTED, "dataresult: interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_keeps_its_troubles_apart() -> None:
    """No two troubles meet the same archive, and each meets days that the series has."""
    plan = generated_plan(0)
    met = [(trouble.series, trouble.day) for trouble in (*plan.troubles, plan.lost)]

    assert len(set(met)) == len(met)
    assert all(day in series.days for series, day in met)
    assert len(met) == 7
    assert set(plan.requests) == {*plan.series, plan.unknown, plan.unlisted}


def test_a_plan_of_recordings_takes_the_days_that_most_share(tmp_path: Path) -> None:
    """Days in a row that most series have; what is recorded elsewhere does not matter."""
    record(tmp_path, ["BBBUSDT", "AAAUSDT"], ["1h"], date(2024, 3, 1), 3)
    record(tmp_path, ["CCCUSDT"], ["1h"], date(2024, 5, 1), 2)

    plan = recorded_plan(tmp_path)

    assert plan is not None
    assert [(each.symbol, each.first_day, each.last_day) for each in plan.series] == [
        ("AAAUSDT", date(2024, 3, 1), date(2024, 3, 3)),
        ("BBBUSDT", date(2024, 3, 1), date(2024, 3, 3)),
    ]
    assert plan.unlisted is not None
    assert plan.unlisted.symbol == "AAAUSDT"


def _with_first(course: Course, change: Callable[[DataFrame], DataFrame]) -> Course:
    """Tamper with one frame of the first fetch."""
    key, frame = next(iter(course.first.successes.items()))
    first = evolve(course.first, successes={**course.first.successes, key: change(frame)})
    return evolve(course, first=first)


def _off_by_one(frame: DataFrame) -> DataFrame:
    return frame.assign(high=frame["high"].where(frame.index != frame.index[3], 0.0))


@pytest.mark.slow
def test_every_check_can_fail() -> None:
    """A true course passes all checks; each lie about it is noticed by the check that is about it."""
    plan: Plan = generated_plan(1)
    course = run(Console(file=io.StringIO()), plan)
    series = next(iter(course.first.successes))
    empty: Batch[Series, DataFrame] = Batch(successes={}, failures={})

    def failing(told: Course) -> set[int]:
        return {place for place, check in enumerate(checked(plan, told)) if not check.held}

    assert failing(course) == set()
    assert failing(evolve(course, struck={**course.struck, plan.lost: 0})) == {0}
    assert failing(_with_first(course, _off_by_one)) == {1}
    assert failing(_with_first(course, lambda frame: frame.iloc[1:])) == {1}
    assert failing(evolve(course, first=evolve(course.first, failures={}))) == {2, 3}
    lied = evolve(course.first, failures={**course.first.failures, plan.unknown: Internal()})
    assert failing(evolve(course, first=lied)) == {3}
    hasty = [
        evolve(request, at_s=0.0) if request.status != 429 else evolve(request, at_s=-0.5) for request in course.served
    ]
    assert failing(evolve(course, served=hasty)) == {4}
    assert failing(evolve(course, figures=evolve(course.figures, by_code={}))) == {5}
    assert failing(evolve(course, notices=[])) == {6, 7}
    assert failing(evolve(course, served_again=course.served)) == {8}
    assert failing(evolve(course, second=empty)) == {8, 9}
    assert is_true(course.second.successes[series], true_bars(plan.content, series))
