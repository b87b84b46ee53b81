"""One fetcher of several: who is asked, and what is told where nobody has it."""

import asyncio
from collections.abc import Callable, Coroutine

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

import dataresult as dr

Answer = Result[str, dr.ClassifiedError]

ANSWERS: list[Answer] = [
    Success("rows"),
    Failure(dr.ApiUnavailable()),
    Failure(dr.NetworkTimeout()),
    Failure(dr.ApiNotFound()),
    Failure(dr.ApiRequest()),
    Failure(dr.DataEmpty()),
    Failure(dr.DataEmpty(expected=True)),
    Failure(dr.DataEmpty(reason=dr.EmptyReason.BEFORE_LISTING)),
    Failure(dr.DataEmpty(reason=dr.EmptyReason.NOT_YET_PUBLISHED)),
]


def ends_it(answer: Answer) -> bool:
    """Say, in the words of the contract, after which answer nobody else is asked."""
    match dr.sealed(answer):
        case Success(_):
            return True
        case Failure(dr.DataEmpty(expected=True) | dr.DataEmpty(reason=dr.EmptyReason.BEFORE_LISTING)):
            return True
        case Failure(error):
            return error.next_step is dr.Advice.FIX_REQUEST


class Sources:
    """Sources that answer as told, and remember in which order they were asked."""

    def __init__(self, answers: list[Answer]) -> None:
        self.answers = answers
        self.asked: list[int] = []

    def function(self, place: int) -> Callable[[], Answer]:
        """Give the source at a place as a function."""

        def ask() -> Answer:
            self.asked.append(place)
            return self.answers[place]

        return ask

    def coroutine(self, place: int) -> Callable[[], Coroutine[object, object, Answer]]:
        """Give the source at a place as a coroutine function."""

        async def ask() -> Answer:
            await asyncio.sleep(0)
            return self.function(place)()

        return ask


@given(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=6), st.booleans())
def test_asks_until_it_is_settled(answers: list[Answer], in_coroutines: bool) -> None:
    """Sources are asked in order until one has it or none can help; the other errors become attempts."""
    sources, places = Sources(answers), range(len(answers))
    if in_coroutines:
        result = asyncio.run(dr.failover(*[sources.coroutine(place) for place in places])())
    else:
        result = dr.failover(*[sources.function(place) for place in places])()
    last = next((place for place in places if ends_it(answers[place])), len(answers) - 1)

    assert sources.asked == list(range(last + 1))
    match dr.sealed(result):
        case Success(_):
            assert result is answers[last]
        case Failure(error):
            assert type(error) is type(answers[last].failure())
            assert error.attempts == tuple(answer.failure() for answer in answers[:last])


def test_rows_come_before_the_last_word() -> None:
    """Where one source had a part and the next had nothing, the part is told, and the other is an attempt."""
    part = dr.DataPartial(frame=pd.DataFrame({"close": [1.0]}))
    fetch = dr.failover(lambda: part_of(part), down)

    error = fetch().failure()

    assert isinstance(error, dr.DataPartial)
    assert error.attempts == (dr.ApiUnavailable(),)


def part_of(part: dr.DataPartial) -> dr.DataResult:
    """Answer with a part."""
    return Failure(part)


def down() -> dr.DataResult:
    """Answer that the service is down."""
    return Failure(dr.ApiUnavailable())


def test_an_error_that_was_counted_stays_counted() -> None:
    """The final error is the same occurrence as the source's: a tracker that saw it does not count it again."""
    tracker = dr.ErrorTracker()
    fetch = dr.failover(lambda: tracker.observe(down(), boundary="a"), lambda: tracker.observe(down(), boundary="b"))

    tracker.observe(fetch(), boundary="all")

    assert tracker.get_stats()["API_UNAVAILABLE"].count == 2
