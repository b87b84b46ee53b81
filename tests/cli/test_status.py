"""The exit status and the line of every error."""

import pytest
from hypothesis import given

from dataresult.cli import commands
from dataresult.cli.status import FAMILY_STATUS, OK, STEP_WORDS, failure_line, status_of
from dataresult.errors import ERROR_TYPES, Advice, ApiRequest, ClassifiedError, DataEmpty, Internal, StorageSpace
from dataresult.klines import Interval, MarketType
from dataresult.testing import errors
from tests.cli._program import run


@given(error=errors())
def test_every_error_has_a_line_and_a_status(error: ClassifiedError) -> None:
    """Whatever is in an error, it is told in one readable line that begins with its code, and ends a program."""
    line = failure_line(error)

    assert line.isprintable()
    assert line.startswith(f"{error.code.value}: ")
    assert len(line) < 600
    assert status_of([error]) == FAMILY_STATUS[ERROR_TYPES[error.code].family]


def test_statuses_are_distinct_and_small() -> None:
    """Each family has a status of its own, none that a shell uses itself."""
    statuses = list(FAMILY_STATUS.values())

    assert len(set(statuses)) == len(statuses) == len({kind.family for kind in ERROR_TYPES.values()})
    assert all(2 < status < 64 for status in statuses)


@pytest.mark.parametrize(
    ("failed", "status"),
    [
        ([], OK),
        ([DataEmpty(), ApiRequest()], 20),
        ([ApiRequest(), StorageSpace(), DataEmpty()], 40),
        ([StorageSpace(), Internal()], 50),
    ],
)
def test_of_many_failures_the_gravest_decides(failed: list[ClassifiedError], status: int) -> None:
    """What no repetition mends stands before what may pass by itself."""
    assert status_of(failed) == status


def test_every_advice_has_words() -> None:
    """The table of words has every advice."""
    assert set(STEP_WORDS) == set(Advice)


def test_the_choices_are_those_of_the_library() -> None:
    """Intervals and markets of the command line are written down twice, and are the same."""
    assert tuple(Interval) == commands._INTERVALS
    assert tuple(market.replace("_", "-") for market in MarketType) == commands._MARKETS


def test_help_documents_every_status(capsys: pytest.CaptureFixture[str]) -> None:
    """What a script has to know about statuses is in the help."""
    ended = run(capsys, "fetch", "--help")

    assert ended.status == OK
    assert all(f" {status} " in ended.out for status in FAMILY_STATUS.values())
    assert max(map(len, ended.out.splitlines())) <= 100
