"""What numpy raises for arrays and its files, provoked for real."""

import io
import warnings
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import dataresult as dr
from tests.rules.verdicts import Faults, judged


def _saved(array: np.ndarray) -> bytes:
    sink = io.BytesIO()
    np.save(sink, array)
    return sink.getvalue()


def _packed() -> io.BytesIO:
    sink = io.BytesIO()
    np.savez(sink, a=np.zeros(1))
    sink.seek(0)
    return sink


def _warned() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return np.array([1j]).astype(float)


FAULTS: Faults = {
    "shapes": (lambda: np.zeros(5) + np.zeros(3), dr.DataTransformation),
    "a shape": (lambda: np.zeros(5).reshape(2, 2), dr.DataTransformation),
    "rows": (lambda: np.array([[1], [1, 2]]), dr.DataTransformation),
    "sides": (lambda: np.concatenate([np.zeros((2, 2)), np.zeros((3, 3))]), dr.DataTransformation),
    "a product": (lambda: np.zeros((2, 3)) @ np.zeros((2, 3)), dr.DataTransformation),
    "an axis": (lambda: np.zeros(3).sum(axis=5), dr.DataTransformation),
    "out of bounds": (lambda: np.zeros(3)[5], dr.DataTransformation),
    "dimensions": (lambda: np.zeros(3)[1, 2], dr.DataTransformation),
    "a mask": (lambda: np.zeros(3)[np.array([True])], dr.DataTransformation),
    "a word": (lambda: np.array(["x"]).astype(int), dr.DataTransformation),
    "text and numbers": (lambda: np.array(["a"]) + 1, dr.DataTransformation),
    "two dates": (lambda: np.add(np.array(["2020"], "M8[Y]"), np.array(["2020"], "M8[Y]")), dr.DataTransformation),
    "dates and numbers": (lambda: np.concatenate([np.array(["2020"], "M8[Y]"), np.zeros(1)]), dr.DataTransformation),
    "no number": (lambda: np.isnan(np.array(["x"])), dr.DataTransformation),
    "no date": (lambda: np.datetime64("x"), dr.DataTransformation),
    "overflow": (lambda: np.array([2**70], dtype="i8"), dr.DataTransformation),
    "nothing to reduce": (lambda: np.array([]).min(), dr.DataTransformation),
    "singular": (lambda: np.linalg.inv(np.zeros((2, 2))), dr.DataTransformation),
    "complex to real": (_warned, dr.DataTransformation),
    "bytes": (lambda: np.frombuffer(b"xxx", dtype="i8"), dr.DataTransformation),
    "text that is ragged": (lambda: np.loadtxt(io.StringIO("1 2\n1")), dr.DataTransformation),
    "nothing to concatenate": (lambda: np.concatenate([]), dr.DataEmpty),
    "no file of its own": (lambda: np.load(io.BytesIO(b"<html>" * 9)), dr.DataIntegrity),
    "an empty file": (lambda: np.load(io.BytesIO(b"")), dr.DataIntegrity),
    "a cut file": (lambda: np.load(io.BytesIO(_saved(np.arange(100))[:150])), dr.DataIntegrity),
    "a cut archive": (lambda: np.load(io.BytesIO(b"PK\3\4zzz")), dr.DataIntegrity),
    "no such array": (lambda: np.load(_packed())["zz"], dr.DataValidation),
    "a pickle inside": (lambda: np.load(io.BytesIO(_saved(np.array([{}], dtype=object)))), dr.Internal),
    "no type": (lambda: np.dtype("zz"), dr.Internal),
    "truth": (lambda: bool(np.zeros(3) == 0), dr.Internal),
    "an index that is none": (lambda: cast("Any", np.zeros(3))[1.5], dr.Internal),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_numpy_raises_is_what_went_wrong(fault: str) -> None:
    """Its C code leaves no frame: words and classes tell."""
    provoke, expected = FAULTS[fault]
    assert type(judged(provoke)) is expected


def test_an_array_that_is_too_large_is_to_be_shrunk() -> None:
    """The memory of the machine is no trouble of the program."""
    error = judged(lambda: np.zeros(10**15))
    assert isinstance(error, dr.Internal)
    assert error.next_step is dr.Advice.SHRINK_REQUEST


def test_a_file_that_is_too_short_to_map_is_damaged(tmp_path: Path) -> None:
    """Memory maps say so with ValueError."""
    short = tmp_path / "short"
    short.write_bytes(b"x")
    assert isinstance(judged(lambda: np.memmap(short, mode="r", shape=(500,))), dr.DataIntegrity)
