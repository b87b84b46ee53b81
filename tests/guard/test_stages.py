"""Steps on frames: which operation failed, what a write passes on, and schemas as steps."""

import pandas as pd
from returns.result import Success

import dataresult as dr
from tests.guard._shapes import finish, frame_of, untyped


class Pipeline:
    """Steps as methods."""

    @dr.stage(log=False)
    def ratios(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """A step that fails."""
        raise ValueError(f"cannot divide {column}")

    @dr.stage(operation="validate", log=False)
    async def checked(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A check that fails."""
        raise ValueError("negative price")

    @dr.stage(operation="write", log=False)
    def written(self, frame: pd.DataFrame, *, works: bool) -> None:
        """A write, which returns nothing."""
        if not works:
            raise OSError(28, "No space left on device", "bars.parquet")


def test_a_step_names_what_failed_by_its_operation() -> None:
    """The same ValueError is a transformation or a validation; the step has the name of its function."""
    transformed = Pipeline().ratios(frame_of(2), "close").failure()
    validated = finish(Pipeline().checked(frame_of(2))).failure()

    assert isinstance(transformed, dr.DataTransformation)
    assert transformed.step == "Pipeline.ratios"
    assert type(validated) is dr.DataValidation


def test_a_write_passes_its_frame_on() -> None:
    """A write that returns nothing gives the frame it was given; other steps must return one."""
    frame = frame_of(2)

    assert Pipeline().written(frame, works=True).unwrap() is frame
    assert Pipeline().written(frame=frame, works=True).unwrap() is frame
    assert type(Pipeline().written(frame, works=False).failure()) is dr.StorageSpace
    assert type(finish(untyped(dr.stage(log=False))(print)()).failure()) is dr.Internal


def test_a_step_may_leave_nothing() -> None:
    """An empty frame is a success of a step, unless it is asked to be a failure."""

    def nothing(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[:0]

    assert dr.stage(nothing)(frame_of(2)).map(len) == Success(0)
    strict = dr.stage(empty=dr.EmptyPolicy.FAIL, log=False)(nothing)
    assert isinstance(strict(frame_of(2)).failure(), dr.DataEmpty)


def test_validating_with_a_schema() -> None:
    """Every check that failed is told, for a schema as for a model; a valid frame comes back coerced."""
    import pandera.pandas as pa  # takes a second, and only one test needs it
    from pandera.typing import Series

    positive = pa.Check.gt(0)  # pyright: ignore[reportUnknownMemberType]  # its keywords have no hints
    schema = pa.DataFrameSchema(
        {"close": pa.Column(float, positive, coerce=True), "symbol": pa.Column(str, nullable=False)}
    )

    class Bars(pa.DataFrameModel):
        close: Series[float] = pa.Field(gt=0, coerce=True)
        symbol: Series[str]

    good = pd.DataFrame({"close": [1, 2], "symbol": ["a", "b"]})
    bad = pd.DataFrame({"close": [-1.0, 2.0, -3.0], "symbol": ["a", None, "c"]})
    for check in (dr.validating(schema), dr.validating(Bars)):
        assert check(good).map(lambda frame: str(frame["close"].dtype)) == Success("float64")
        error = check(bad).failure()
        assert isinstance(error, dr.DataValidation)
        assert {failure.column: failure.count for failure in error.failures} == {"close": 2, "symbol": 1}
