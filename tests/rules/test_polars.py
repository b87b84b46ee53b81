"""What polars raises for files, values, plans and object stores, provoked for real."""

import gzip
import io
import os
import sqlite3
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult.errors import FetchError
from tests.rules.verdicts import Faults, judged

pl = pytest.importorskip("polars", reason="polars is not installed: `make libraries` runs this")
pytestmark = pytest.mark.slow

FRAME = pl.DataFrame({"a": list(range(2000)), "s": ["x"] * 2000})
PAGE = b"<!DOCTYPE html><html>Sign in</html>" * 30
TWICE = pl.DataFrame({"i": [1, 1], "c": ["a", "a"], "v": [1, 2]})


def _written(kind: str) -> bytes:
    sink = io.BytesIO()
    getattr(FRAME, f"write_{kind}")(sink)
    return sink.getvalue()


PARQUET, IPC, AVRO = _written("parquet"), _written("ipc"), _written("avro")


@given(kept=st.integers(0, len(PARQUET) - 1))
def test_a_cut_parquet_file_is_damaged(kept: int) -> None:
    """Wherever a download broke off, the file is to be fetched again."""
    assert isinstance(judged(lambda: pl.read_parquet(PARQUET[:kept]), "read"), dr.DataIntegrity)


@given(kept=st.integers(1, len(IPC) - 1))
def test_a_cut_arrow_file_is_damaged(kept: int) -> None:
    """Likewise for the other format."""
    assert isinstance(judged(lambda: pl.read_ipc(io.BytesIO(IPC[:kept])), "read"), dr.DataIntegrity)


def _read_database() -> object:
    with closing(sqlite3.connect(":memory:")) as connection:
        return pl.read_database("select * from nowhere", connection)


FILES: Faults = {
    "a page for parquet": (lambda: pl.read_parquet(PAGE), dr.DataIntegrity),
    "a page for arrow": (lambda: pl.read_ipc(io.BytesIO(PAGE)), dr.DataIntegrity),
    "a page for a stream": (lambda: pl.read_ipc_stream(io.BytesIO(PAGE)), dr.DataIntegrity),
    "a page for avro": (lambda: pl.read_avro(io.BytesIO(PAGE)), dr.DataIntegrity),
    "a cut avro file": (lambda: pl.read_avro(io.BytesIO(AVRO[: len(AVRO) // 2])), dr.DataIntegrity),
    "an empty stream": (lambda: pl.read_ipc_stream(io.BytesIO(b"")), dr.DataEmpty),
    "a cut gzip": (lambda: pl.read_csv(gzip.compress(os.urandom(5000))[:2000]), dr.DataIntegrity),
    "a damaged zstd": (lambda: pl.read_csv(b"\x28\xb5\x2f\xfdgarbage"), dr.DataIntegrity),
    "an empty csv": (lambda: pl.read_csv(b""), dr.DataEmpty),
    "an empty ndjson": (lambda: pl.read_ndjson(b""), dr.DataEmpty),
    "a ragged csv": (lambda: pl.read_csv(b"a,b\n1,2\n1,2,3,4"), dr.DataTransformation),
    "a word for a number": (lambda: pl.read_csv(b"a\nx", schema_overrides={"a": pl.Int64}), dr.DataTransformation),
    "the word corrupt": (lambda: pl.read_csv(b"a\ncorrupt", schema_overrides={"a": pl.Int64}), dr.DataTransformation),
    "no utf-8": (lambda: pl.read_csv("a,b\né,2".encode("latin-1")), dr.DataTransformation),
    "cut json": (lambda: pl.read_json(b'[{"a":1},{"a"'), dr.DataTransformation),
    "cut ndjson": (lambda: pl.read_ndjson(b'{"a":1}\n{"a"'), dr.DataTransformation),
    "a column that is not in the csv": (lambda: pl.read_csv(b"a,b\n1,2", columns=["zz"]), dr.DataValidation),
    "a column that is in no schema": (lambda: pl.read_csv(b"a,b\n1,2", schema={"a": pl.Int64}), dr.DataValidation),
    "no file": (lambda: pl.read_parquet("/nowhere/x.parquet"), dr.StorageRead),
    "no file for a scan": (lambda: pl.scan_csv("/nowhere/x.csv").collect(), dr.StorageRead),
    "no file for a glob": (lambda: pl.read_parquet("/nowhere*.parquet"), dr.StorageRead),
    "no workbook": (lambda: pl.read_excel("/nowhere.xlsx", engine="openpyxl"), dr.StorageRead),
    "nested values for csv": (lambda: pl.DataFrame({"a": [[1]]}).write_csv(), dr.DataTransformation),
    "no encoding of that name": (lambda: pl.read_csv(b"a", encoding="zz"), dr.DataTransformation),
    "a wrong separator": (lambda: pl.read_csv(b"a", separator="ab"), dr.Internal),
    "a wrong argument": (lambda: pl.read_csv(b"a", foo=1), dr.Internal),
}
STEPS: Faults = {
    "no column": (lambda: FRAME.select("zz"), dr.DataValidation),
    "no column to get": (lambda: FRAME["zz"], dr.DataValidation),
    "no column to drop": (lambda: FRAME.drop("zz"), dr.DataValidation),
    "no column to join on": (lambda: FRAME.join(FRAME, on="zz"), dr.DataValidation),
    "no field": (lambda: pl.DataFrame({"a": [{"x": 1}]}).select(pl.col("a").struct.field("zz")), dr.DataValidation),
    "another schema": (lambda: FRAME.match_to_schema({"a": pl.String, "s": pl.String}), dr.DataValidation),
    "column twice": (lambda: FRAME.hstack([FRAME["a"]]), dr.DataValidation),
    "keys of two types": (
        lambda: FRAME.join(FRAME.with_columns(a=pl.col("s")), on="a"),
        dr.DataTransformation,
    ),
    "keys that repeat": (lambda: pl.concat([FRAME, FRAME]).join(FRAME, on="a", validate="1:1"), dr.DataTransformation),
    "not sorted": (lambda: FRAME.sort("a", descending=True).join_asof(FRAME, on="a"), dr.DataTransformation),
    "widths": (lambda: pl.concat([FRAME, FRAME.select("a")]), dr.DataTransformation),
    "lengths": (lambda: pl.DataFrame({"a": [1, 2], "b": [1, 2, 3]}), dr.DataTransformation),
    "a cast": (lambda: FRAME["s"].cast(pl.Int64), dr.DataTransformation),
    "a cast that overflows": (lambda: FRAME["a"].cast(pl.Int8), dr.DataTransformation),
    "no date": (lambda: FRAME["s"].str.to_date("%Y-%m-%d"), dr.DataTransformation),
    "two types": (lambda: pl.DataFrame({"a": [1, "x"]}), dr.DataTransformation),
    "two types in rows": (lambda: pl.DataFrame([{"a": 1}] * 200 + [{"a": "x"}]), dr.DataTransformation),
    "text and numbers": (lambda: FRAME.select(pl.col("s") - pl.col("a")), dr.DataTransformation),
    "an hour that is there twice": (
        lambda: pl.select(pl.datetime(2020, 10, 25, 2, 30).dt.replace_time_zone("Europe/Berlin")),
        dr.DataTransformation,
    ),
    "out of bounds": (lambda: FRAME.row(99999), dr.DataTransformation),
    "too many values for a cell": (
        lambda: TWICE.pivot(on="c", index="i", values="v", aggregate_function="item"),
        dr.DataTransformation,
    ),
    "too many rows": (lambda: FRAME.row(by_predicate=pl.col("a") > 1), dr.DataValidation),
    "no rows": (lambda: FRAME.row(by_predicate=pl.col("a") > 99999), dr.DataEmpty),
    "nothing to concatenate": (lambda: pl.concat([]), dr.DataEmpty),
    "no records": (lambda: pl.from_dicts([]), dr.DataEmpty),
    "no SQL": (lambda: pl.SQLContext(t=FRAME).execute("selec a from t"), dr.ApiRequest),
    "no table": (lambda: pl.SQLContext().execute("select * from nowhere").collect(), dr.ApiNotFound),
    "no table in a database": (_read_database, dr.ApiNotFound),
    "no time zone": (lambda: pl.select(pl.lit("2020").str.to_datetime("%Y", time_zone="No/Where")), dr.Internal),
    "no pattern": (lambda: FRAME["s"].str.contains("("), dr.Internal),
    "truth": (lambda: bool(FRAME["a"] > 1), dr.Internal),
    "a removed method": (lambda: FRAME.groupby("a"), dr.Internal),
    "a wrong option": (lambda: FRAME.join(FRAME, on="a", how="zz"), dr.Internal),
    "frames that differ": (
        lambda: pytest.importorskip("polars.testing").assert_frame_equal(FRAME, FRAME.select("a")),
        dr.DataValidation,
    ),
}


@pytest.mark.parametrize("fault", [*FILES, *STEPS])
def test_what_polars_raises_is_what_went_wrong(fault: str) -> None:
    """A few classes stand for many faults: each is told apart."""
    provoke, expected = {**FILES, **STEPS}[fault]
    assert type(judged(provoke)) is expected


@pytest.mark.parametrize("fault", ["no utf-8", "cut json", "cut ndjson"])
def test_what_was_fetched_and_is_no_json_was_not_promised(fault: str) -> None:
    """Whoever fetches learns that the server sent something else."""
    assert isinstance(judged(FILES[fault][0], "fetch"), dr.ApiFormat)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no /dev/full")
@pytest.mark.parametrize("kind", ["csv", "parquet", "ipc", "ndjson"])
def test_a_full_disk_is_full_through_every_writer(kind: str) -> None:
    """Rust's own number of the operating system stands in the text only."""
    error = judged(lambda: getattr(FRAME, f"write_{kind}")("/dev/full"), "write")
    assert isinstance(error, dr.StorageSpace)
    assert error.next_step is dr.Advice.FREE_SPACE


def test_the_path_and_the_column_are_told() -> None:
    """What stands in a text only is found there."""
    missing = cast("dr.StorageRead", judged(lambda: pl.read_parquet("/nowhere/x.parquet")))
    assert missing.path == "/nowhere/x.parquet"
    cast_error = cast("dr.DataTransformation", judged(lambda: FRAME["s"].cast(pl.Int64)))
    assert cast_error.column == "s"
    absent = cast("dr.DataValidation", judged(lambda: FRAME.select("zz")))
    assert [failure.column for failure in absent.failures] == ["zz"]


CODES = {
    400: "ExpiredToken",
    401: "InvalidAccessKeyId",
    403: "AccessDenied",
    404: "NoSuchKey",
    429: "SlowDown",
    503: "SlowDown",
}
REFUSALS: dict[int, type[FetchError]] = {
    400: dr.ApiAuth,
    401: dr.ApiAuth,
    403: dr.ApiPermission,
    404: dr.ApiNotFound,
    429: dr.ApiRateLimit,
    500: dr.ApiUnavailable,
    503: dr.ApiRateLimit,
}


class _Store(BaseHTTPRequestHandler):
    """Answers with the status that the bucket is named after."""

    def do_GET(self) -> None:
        """Refuse."""
        status = int(self.path.split("/")[1])
        body = f"<Error><Code>{CODES.get(status, 'InternalError')}</Code></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Likewise."""
        self.do_GET()

    def do_PUT(self) -> None:
        """Likewise."""
        self.do_GET()

    def do_POST(self) -> None:
        """Likewise."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the base class
        """Stay silent."""


@pytest.mark.parametrize("operation", ["read", "write"])
@pytest.mark.parametrize("status", REFUSALS)
def test_an_object_store_is_an_api(status: int, operation: str) -> None:
    """Also where the refusal comes as PermissionError, FileNotFoundError or OSError with nothing but a text."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Store) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        options = {
            "aws_endpoint_url": f"http://127.0.0.1:{server.server_address[1]}",
            "aws_access_key_id": "x",
            "aws_secret_access_key": "y",
            "aws_region": "us-east-1",
            "aws_allow_http": "true",
            "max_retries": 0,
        }
        url = f"s3://{status}/x.parquet"
        calls = {
            "read": lambda: pl.scan_parquet(url, storage_options=options).collect(),
            "write": lambda: FRAME.write_parquet(url, storage_options=options),
        }
        error = judged(calls[operation], operation)
        server.shutdown()
    assert type(error) is REFUSALS[status]
