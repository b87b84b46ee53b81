"""The standard library's rules: every exception class is decided, and provoked failures are what they should be."""

import ast
import asyncio
import bz2
import concurrent.futures
import csv
import decimal
import errno
import fcntl
import gzip
import http.client
import importlib
import io
import json
import lzma
import multiprocessing
import os
import pickle
import queue
import resource
import socket
import sqlite3
import ssl
import struct
import subprocess
import sys
import tarfile
import threading
import tomllib
import urllib.error
import urllib.request
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TypedDict, cast
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult import rules
from dataresult.rules import PROVIDER_FILES, STDLIB_FILES, Library, Rule

HERE = Path(__file__).parent
FOLDER = Path(rules.__file__).parent
LIBRARIES = {
    file: cast("Library", importlib.import_module(f"dataresult.rules.{file}").LIBRARY) for file in STDLIB_FILES
}
RULES = tuple(rule for library in LIBRARIES.values() for rule in library.rules)
NAMED = {identity for rule in RULES for identity in (rule.exception, *rule.former)}
INHERITING = {identity for library in LIBRARIES.values() for identity in library.inherits}

# Names that no class of this interpreter has, and why a row names them all the same: prefixes to the reason.
ELSEWHERE = {
    "_dbm.": "built with another database library",
    "_gdbm.": "built with another database library",
    "_interpchannels.": "3.13",
    "_pyrepl.": "3.13",
    "_tkinter.": "built without Tk",
    "_curses": "built without curses",
    "aifc.": "until 3.12",
    "asyncio.queues.QueueShutDown": "3.13",
    "asyncore.": "until 3.11",
    "audioop.": "until 3.12",
    "builtins.PythonFinalizationError": "3.13",
    "builtins._IncompleteInputError": "3.13",
    "compression.zstd.": "3.14",
    "concurrent.futures.interpreter.": "3.14",
    "configparser.MultilineContinuationError": "3.13",
    "dbm.sqlite3.": "3.13",
    "distutils.": "until 3.11",
    "email.errors.HeaderWriteError": "3.13, and security releases of earlier versions",
    "importlib.resources.abc.TraversalError": "3.12",
    "interpreters.": "3.13",
    "mailcap.": "until 3.12",
    "nis.": "until 3.12",
    "nntplib.": "until 3.12",
    "ossaudiodev.": "until 3.12",
    "pathlib.": "3.13",
    "queue.ShutDown": "3.13",
    "sunau.": "until 3.12",
    "tarfile.LinkFallbackError": "security releases of 2025",
    "termios.": "only on Unix",
    "tokenize.StopTokenizing": "until 3.12",
    "uu.": "until 3.12",
    "xdrlib.": "until 3.12",
}


class Seen(TypedDict):
    """What the program tells of a class."""

    ancestry: list[str]
    code: str
    rule: str | None


@pytest.fixture(scope="module")
def classes() -> dict[str, Seen]:
    """Every exception class of this interpreter's standard library."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(HERE / "stdlib_classes.py"), *sys.path],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    return cast("dict[str, Seen]", json.loads(done.stdout.splitlines()[-1]))


def test_every_class_is_decided(classes: dict[str, Seen]) -> None:
    """No class falls to its parent's row without a row or a reason of its own."""
    undecided = sorted(set(classes) - NAMED - INHERITING)
    assert len(classes) > 300
    assert not undecided, f"add rows for these in src/dataresult/rules/: {undecided}"


def test_every_name_is_a_class(classes: dict[str, Seen]) -> None:
    """What a row names is a class of this Python, or declared to be one of another version or platform."""
    unknown = [
        rule.exception
        for rule in RULES
        if not {rule.exception, *rule.former} & set(classes) and not rule.exception.startswith(tuple(ELSEWHERE))
    ]
    assert not unknown


def test_a_bare_exception_is_what_its_row_says(classes: dict[str, Seen]) -> None:
    """Without operation, cause and text, the row of the class decides; Unexpected comes only from rows that say so."""
    said = {
        identity: rule.error.code.value
        for rule in RULES
        if not rule.conditions
        for identity in (rule.exception, *rule.former)
    }
    wrong = {
        identity: (seen["code"], said.get(identity))
        for identity, seen in classes.items()
        if identity not in INHERITING and (seen["code"] != said.get(identity) or seen["rule"] != identity)
    }
    assert not wrong


def test_no_two_rows_compete() -> None:
    """For one class, operation and condition there is one row, so that the order of rows means nothing."""
    rows = Counter(
        (identity, rule.operation, rule.when is None, rule.raised_in)
        for rule in RULES
        for identity in (rule.exception, *rule.former)
    )
    assert [row for row, count in rows.items() if count > 1] == []


@pytest.mark.parametrize("file", [*STDLIB_FILES, *PROVIDER_FILES, "os_errno"])
def test_a_rule_file_is_data(file: str) -> None:
    """It says its law, and imports nothing that it describes."""
    tree = ast.parse((FOLDER / f"{file}.py").read_text())
    imported = {
        (node.module or "").partition(".")[0] if not node.level else ""
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    } | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= {"", "collections", "dataresult", "enum", "errno", "types", "typing"}
    assert "Floor 1. Data only" in (ast.get_docstring(tree) or "")


def raised(provoke: Callable[[], object]) -> BaseException:
    """Run what fails and give what it raised."""
    try:
        provoke()
    except (Exception, asyncio.CancelledError) as exception:
        return exception
    pytest.fail("nothing was raised")


def judged(provoke: Callable[[], object], operation: str | None = None) -> dr.ClassifiedError:
    """Classify what a failing call raises."""
    return dr.classify_exception(raised(provoke), {"operation": operation} if operation else None)


def code_of(exception: BaseException, operation: str | None = None) -> dr.ErrorCode:
    """Classify an exception."""
    return dr.classify_exception(exception, {"operation": operation} if operation else None).code


class TestFiles:
    """Local files, archives and locks."""

    @pytest.mark.parametrize(
        ("operation", "expected"), [(None, dr.StorageRead), ("fetch", dr.StorageRead), ("write", dr.StorageWrite)]
    )
    def test_a_missing_file(self, operation: str | None, expected: type[dr.ClassifiedError], tmp_path: Path) -> None:
        """It cannot be read, or not be written to, and its path is told."""
        error = judged(lambda: (tmp_path / "no" / "such").open("rb"), operation)
        assert type(error) is expected
        assert isinstance(error, dr.StorageRead | dr.StorageWrite)
        assert error.path == str(tmp_path / "no" / "such")

    def test_a_folder_for_a_file(self, tmp_path: Path) -> None:
        """It cannot be read."""
        assert judged(tmp_path.read_bytes).code is dr.ErrorCode.STORAGE_READ

    def test_a_file_that_is_there_already(self, tmp_path: Path) -> None:
        """It cannot be made again."""
        assert judged(tmp_path.mkdir).code is dr.ErrorCode.STORAGE_WRITE

    @pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
    def test_no_space(self) -> None:
        """A full device is StorageSpace, whoever asks."""

        def provoke() -> None:
            with Path("/dev/full").open("wb", buffering=0) as file:
                file.write(b"x")

        assert {judged(provoke, each).code for each in (None, "write", "fetch")} == {dr.ErrorCode.STORAGE_SPACE}

    def test_too_many_open_files(self, tmp_path: Path) -> None:
        """It passes: the operation says whether it kept from reading or writing."""
        (tmp_path / "file").touch()
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        opened: list[int] = []

        def provoke() -> None:
            while True:
                opened.append(os.open(tmp_path / "file", os.O_RDONLY))

        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, limits[0]), limits[1]))
        try:
            exception = raised(provoke)
        finally:
            for each in opened:
                os.close(each)
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert isinstance(exception, OSError)
        assert exception.errno == errno.EMFILE
        assert code_of(exception) is dr.ErrorCode.STORAGE_READ
        error = dr.classify_exception(exception, {"storage_operation": "write"})
        assert (error.code, error.next_step) == (dr.ErrorCode.STORAGE_WRITE, dr.Advice.RETRY)

    def test_a_locked_file(self, tmp_path: Path) -> None:
        """Somebody else holds it; that passes."""
        with (tmp_path / "lock").open("w") as first, (tmp_path / "lock").open("w") as second:
            fcntl.flock(first, fcntl.LOCK_EX)
            exception = raised(lambda: fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB))
        error = dr.classify_exception(exception)
        assert (error.code, error.next_step) == (dr.ErrorCode.STORAGE_WRITE, dr.Advice.RETRY)
        assert code_of(exception, "read") is dr.ErrorCode.STORAGE_READ

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (errno.EACCES, dr.StoragePermission),
            (errno.EPERM, dr.StoragePermission),
            (errno.EROFS, dr.StoragePermission),
            (errno.EDQUOT, dr.StorageSpace),
            (errno.EFBIG, dr.StorageSpace),
            (errno.EIO, dr.StorageRead),
            (errno.ESTALE, dr.StorageRead),
            (errno.EBUSY, dr.StorageWrite),
            (errno.ETIMEDOUT, dr.NetworkTimeout),
            (errno.ECONNREFUSED, dr.NetworkConnection),
            (errno.EHOSTUNREACH, dr.NetworkConnection),
            (errno.ENETUNREACH, dr.NetworkConnection),
            (errno.EPIPE, dr.NetworkConnection),
        ],
    )
    def test_by_number(self, number: int, expected: type[dr.ClassifiedError]) -> None:
        """The operating system's number decides."""
        assert type(dr.classify_exception(OSError(number, os.strerror(number), "/data/file"))) is expected

    def test_a_permission_without_a_number_yields(self) -> None:
        """File systems over object stores raise local classes; the service's answer behind them decides."""

        class Denied(Exception):  # as clients of object stores raise them
            status_code = 403

        exception = PermissionError("Access Denied")
        exception.__cause__ = Denied()
        assert code_of(exception) is dr.ErrorCode.API_PERMISSION
        assert code_of(PermissionError("Access Denied")) is dr.ErrorCode.STORAGE_PERMISSION

    def test_damaged_archives(self, tmp_path: Path) -> None:
        """What is cut or damaged is DataIntegrity, by whichever module it is read."""
        (tmp_path / "bad").write_bytes(b"no archive at all" * 100)
        provoked: list[Callable[[], object]] = [
            lambda: zipfile.ZipFile(tmp_path / "bad"),
            lambda: tarfile.open(tmp_path / "bad"),  # noqa: SIM115  # it fails
            lambda: gzip.decompress(b"no gzip"),
            lambda: gzip.decompress(gzip.compress(b"x" * 1000)[:-9]),
            lambda: bz2.decompress(b"no bzip2 at all"),
            lambda: bz2.BZ2File(io.BytesIO(bz2.compress(os.urandom(500))[:-9])).read(),
            lambda: lzma.decompress(b"no xz at all"),
            lambda: zlib.decompress(b"no zlib"),
            lambda: pickle.loads(pickle.dumps([1] * 100)[:-5]),
            lambda: pickle.loads(b"\x00\x01"),
        ]
        assert [judged(each, "fetch").code for each in provoked] == [dr.ErrorCode.DATA_INTEGRITY] * len(provoked)


class TestSqlite:
    """An embedded database: its own file trouble is Storage*, what it says of a statement is as of any database."""

    @pytest.fixture
    def database(self, tmp_path: Path) -> Iterator[Path]:
        """A database with one table."""
        with closing(sqlite3.connect(tmp_path / "db")) as connection:
            connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
            connection.execute("INSERT INTO t VALUES (1)")
            connection.commit()
            yield tmp_path / "db"

    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            ("SELEC 1", dr.ApiRequest),
            ("SELECT * FROM missing", dr.ApiNotFound),
            ("SELECT missing FROM t", dr.ApiNotFound),
            ("INSERT INTO t VALUES (1)", dr.DataValidation),
            ("INSERT INTO t VALUES ('text')", dr.DataTransformation),
            ("SELECT ?", dr.ApiRequest),
            ("SELECT abs(-9223372036854775808)", dr.DataTransformation),
        ],
    )
    def test_a_statement(self, statement: str, expected: type[dr.ClassifiedError], database: Path) -> None:
        """What is wrong with a statement or its values."""
        with closing(sqlite3.connect(database)) as connection:
            assert type(judged(lambda: connection.execute(statement))) is expected

    def test_a_lock(self, database: Path) -> None:
        """A locked database passes by itself."""
        with closing(sqlite3.connect(database)) as first, closing(sqlite3.connect(database, timeout=0)) as second:
            first.execute("BEGIN EXCLUSIVE")
            exception = raised(lambda: second.execute("SELECT * FROM t"))
        error = dr.classify_exception(exception)
        assert (error.code, error.next_step) == (dr.ErrorCode.STORAGE_WRITE, dr.Advice.RETRY)
        assert code_of(exception, "read") is dr.ErrorCode.STORAGE_READ
        assert dr.retry_hint(exception) is True

    def test_read_only(self, database: Path) -> None:
        """It may not be written."""
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            error = judged(lambda: connection.execute("INSERT INTO t VALUES (2)"), "write")
        assert error.code is dr.ErrorCode.STORAGE_PERMISSION

    def test_full(self, database: Path) -> None:
        """It may not grow."""
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("CREATE TABLE blobs (b)")
            connection.execute("PRAGMA max_page_count = 4")
            error = judged(lambda: connection.execute("INSERT INTO blobs VALUES (zeroblob(1000000))"))
        assert error.code is dr.ErrorCode.STORAGE_SPACE

    def test_no_database(self, tmp_path: Path) -> None:
        """A file that is something else is damaged; a folder that is not there cannot be read."""
        (tmp_path / "text").write_text("no database " * 100)
        with closing(sqlite3.connect(tmp_path / "text")) as connection:
            assert judged(lambda: connection.execute("SELECT 1 FROM t")).code is dr.ErrorCode.DATA_INTEGRITY
        missing = tmp_path / "no" / "db"
        assert judged(lambda: sqlite3.connect(missing)).code is dr.ErrorCode.STORAGE_READ
        assert judged(lambda: sqlite3.connect(missing), "write").code is dr.ErrorCode.STORAGE_WRITE

    def test_closed(self, database: Path) -> None:
        """Using a closed connection is a slip of the program."""
        connection = sqlite3.connect(database)
        connection.close()
        assert judged(lambda: connection.execute("SELECT 1")).code is dr.ErrorCode.INTERNAL


@contextmanager
def peer(answer: bytes | None, *, reset: bool = False, hold: bool = False) -> Generator[int]:
    """Listen on a port; answer each connection with these bytes and close, reset it, or hold it silently."""
    ready, stop = socket.create_server(("127.0.0.1", 0)), threading.Event()
    ready.settimeout(0.1)
    held: list[socket.socket] = []

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = ready.accept()
            except TimeoutError:
                continue
            if hold:
                held.append(connection)
                continue
            connection.recv(65536)
            if answer:
                connection.sendall(answer)
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield ready.getsockname()[1]
    finally:
        stop.set()
        thread.join()
        for each in (ready, *held):
            each.close()


def closed_port() -> int:
    """Give a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return cast("int", server.getsockname()[1])


def get(port: int, timeout_s: float = 5.0) -> bytes:
    """Ask for a page with the plain client."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)) as connection:
        connection.request("GET", "/")
        return connection.getresponse().read()


class TestNetwork:
    """Sockets, names, TLS and HTTP, provoked on loopback."""

    def test_refused(self) -> None:
        """Nobody listens."""
        assert judged(lambda: socket.create_connection(("127.0.0.1", closed_port()))).code is (
            dr.ErrorCode.NETWORK_CONNECTION
        )

    def test_a_silent_server(self) -> None:
        """It accepts and never answers."""
        with peer(None, hold=True) as port:
            assert judged(lambda: get(port, 0.2)).code is dr.ErrorCode.NETWORK_TIMEOUT

    @pytest.mark.parametrize(
        ("answer", "reset", "expected"),
        [
            (None, False, dr.NetworkConnection),
            (None, True, dr.NetworkConnection),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", False, dr.NetworkConnection),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", False, dr.NetworkConnection),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", False, dr.ApiFormat),
            (b"no HTTP at all\r\n\r\n", False, dr.ApiFormat),
            # More than `http.client` takes, also where its limit was raised to 10,000, as clickhouse-connect does.
            (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 10_100 + b"\r\n", False, dr.ApiFormat),
            (b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000 + b"\r\n\r\n", False, dr.ApiFormat),
        ],
    )
    def test_answers(self, answer: bytes | None, reset: bool, expected: type[dr.ClassifiedError]) -> None:
        """A cut body is the connection's, bytes that are no HTTP are the answer's."""
        with peer(answer, reset=reset) as port:
            assert type(judged(lambda: get(port))) is expected

    def test_a_name_that_does_not_resolve(self) -> None:
        """It is the same through a socket and through urllib."""
        assert judged(lambda: socket.getaddrinfo("no-such-host.invalid", 80)).code is dr.ErrorCode.NETWORK_DNS
        assert judged(lambda: urllib.request.urlopen("http://no-such-host.invalid/")).code is dr.ErrorCode.NETWORK_DNS
        assert code_of(socket.gaierror(socket.EAI_AGAIN, "try again")) is dr.ErrorCode.NETWORK_DNS

    def test_a_server_without_tls(self) -> None:
        """The handshake fails."""
        with peer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
            error = judged(lambda: urllib.request.urlopen(f"https://127.0.0.1:{port}/", timeout=5))
        assert error.code is dr.ErrorCode.NETWORK_TLS

    def test_tls_reasons(self) -> None:
        """A connection that ends within TLS is a connection; a certificate is TLS, also through urllib."""
        assert code_of(ssl.SSLEOFError(8, "EOF occurred in violation of protocol")) is dr.ErrorCode.NETWORK_CONNECTION
        certificate = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
        assert code_of(urllib.error.URLError(certificate)) is dr.ErrorCode.NETWORK_TLS
        assert code_of(urllib.error.URLError(TimeoutError("timed out"))) is dr.ErrorCode.NETWORK_TIMEOUT

    @pytest.mark.parametrize("url", ["http:///path", "foo://host/", "no url", "http://host name/"])
    def test_a_wrong_url(self, url: str) -> None:
        """It is refused before it is sent."""
        assert judged(lambda: urllib.request.urlopen(url)).code is dr.ErrorCode.API_REQUEST

    def test_statuses(self) -> None:
        """Urllib's error carries the answer: its status decides, its headers say how long to wait."""

        class Refusing(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(int(self.path[1:]))
                self.send_header("Retry-After", "7")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base calls it so
                """Stay silent."""

        server = HTTPServer(("127.0.0.1", 0), Refusing)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            found = {
                status: judged(lambda status=status: urllib.request.urlopen(f"{url}/{status}"))  # type: ignore[misc]  # a default binds the loop's value
                for status in (400, 401, 403, 404, 429, 451, 500, 503)
            }
        finally:
            server.shutdown()
            server.server_close()
        assert {status: type(error) for status, error in found.items()} == {
            400: dr.ApiRequest,
            401: dr.ApiAuth,
            403: dr.ApiPermission,
            404: dr.ApiNotFound,
            429: dr.ApiRateLimit,
            451: dr.ApiPermission,
            500: dr.ApiUnavailable,
            503: dr.ApiUnavailable,
        }
        limit = found[429]
        assert isinstance(limit, dr.ApiRateLimit)
        assert limit.retry_after == timedelta(seconds=7)

    @given(status=st.integers(min_value=100, max_value=999), name=st.sampled_from(["status", "code", "status_code"]))
    def test_an_unknown_client(self, status: int, name: str) -> None:
        """The error of a client that no rule describes is its status, if that can only be an HTTP refusal."""
        exception = type("UnknownError", (RuntimeError,), {name: status})("refused")
        expected = dr.classify_exception(urllib.error.HTTPError("http://x", status, "", Message(), None)).code
        assert code_of(exception) is (expected if 400 <= status <= 599 else dr.ErrorCode.UNEXPECTED)

    @pytest.mark.parametrize("value", [None, True, "open", "gkpj", -1, 7, 4040, 404.0, [404], object()])
    def test_a_status_that_is_none(self, value: object) -> None:
        """Other things have a status too."""
        exception = type("UnknownError", (Exception,), {"status": value, "code": value})("x")
        assert code_of(exception) is dr.ErrorCode.UNEXPECTED


class TestData:
    """Parsing and conversion."""

    @pytest.mark.parametrize(
        ("operation", "expected"),
        [
            (None, dr.ApiFormat),
            ("fetch", dr.ApiFormat),
            ("read", dr.DataTransformation),
            ("transform", dr.DataTransformation),
            ("validate", dr.DataValidation),
        ],
    )
    def test_html_for_json(self, operation: str | None, expected: type[dr.ClassifiedError]) -> None:
        """What was fetched is not what was promised; what lies here cannot be parsed."""
        assert type(judged(lambda: json.loads("<html>"), operation)) is expected

    def test_conversions(self) -> None:
        """A conversion that fails here is DataTransformation, also where Python has no class for it."""
        provoked: list[Callable[[], object]] = [
            lambda: float("close"),
            lambda: int("1.5"),
            lambda: datetime.strptime("2024", "%Y-%m"),  # noqa: DTZ007  # it fails
            lambda: datetime.fromisoformat("yesterday"),
            lambda: datetime(2024, 2, 30),  # noqa: DTZ001  # it fails
            lambda: decimal.Decimal("1,5"),
            lambda: (2**70).to_bytes(4, "big"),
            lambda: 1 / 0,
            lambda: struct.unpack("<q", b"1234"),
            b"\xff\xfe".decode,
            "\ud800".encode,
            lambda: tomllib.loads("a = "),
            lambda: ET.fromstring("<a>"),
            lambda: list(csv.reader(["a\x00\rb"], strict=True)),
        ]
        assert [judged(each).code for each in provoked] == [dr.ErrorCode.DATA_TRANSFORMATION] * len(provoked)
        assert judged(b"\xff\xfe".decode, "fetch").code is dr.ErrorCode.API_FORMAT
        assert judged(lambda: ET.fromstring("<a>"), "fetch").code is dr.ErrorCode.API_FORMAT

    @given(
        cls=st.sampled_from([ValueError, TypeError, KeyError, IndexError, AssertionError, ArithmeticError]),
        text=st.text(max_size=20),
    )
    def test_the_operation_settles(self, cls: type[Exception], text: str) -> None:
        """The same slip is a finding about the data while validating, a failed step while transforming."""
        assert code_of(cls(text), "validate") is dr.ErrorCode.DATA_VALIDATION
        assert code_of(cls(text), "transform") is dr.ErrorCode.DATA_TRANSFORMATION
        assert dr.classify_exception(cls(text), {"during_validation": True}).code is dr.ErrorCode.DATA_VALIDATION

    @pytest.mark.parametrize("operation", [None, "fetch", "validate", "transform"])
    def test_a_real_cause_wins(self, operation: str | None) -> None:
        """A slip that a broken connection led to is the broken connection."""
        exception = KeyError("data")
        exception.__cause__ = ConnectionResetError(errno.ECONNRESET, "reset")
        assert code_of(exception, operation) is dr.ErrorCode.NETWORK_CONNECTION


class TestProgram:
    """Slips, time limits, processes, groups."""

    def test_slips(self) -> None:
        """The program's or the installation's."""

        def forever() -> None:
            forever()

        provoked: list[Callable[[], object]] = [
            lambda: importlib.import_module("no_such_module"),
            lambda: getattr(None, "close"),  # noqa: B009  # it fails
            lambda: len(cast("str", 1)),
            forever,
            lambda: eval("1 +"),
            lambda: pickle.dumps(lambda: 1),
            lambda: io.StringIO().fileno(),
            lambda: queue.Queue[int]().get_nowait(),
            lambda: bytearray(2**62),
        ]
        assert [judged(each).code for each in provoked] == [dr.ErrorCode.INTERNAL] * len(provoked)

    def test_unknown(self) -> None:
        """What says nothing is Unexpected."""
        unknown = (Exception("x"), RuntimeError("x"), ValueError("x"), KeyError("x"), type("Own", (Exception,), {})())
        assert {code_of(each) for each in unknown} == {dr.ErrorCode.UNEXPECTED}

    def test_time_limits(self) -> None:
        """Each is NetworkTimeout, with the limit where it is known."""
        error = judged(lambda: subprocess.run(["sleep", "5"], check=True, timeout=0.05))
        assert isinstance(error, dr.NetworkTimeout)
        assert error.timeout_s is not None
        assert 0 < error.timeout_s <= 0.05

        async def slow() -> None:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(5)

        assert judged(lambda: asyncio.run(slow())).code is dr.ErrorCode.NETWORK_TIMEOUT
        pending: concurrent.futures.Future[int] = concurrent.futures.Future()
        assert judged(lambda: pending.result(timeout=0.01)).code is dr.ErrorCode.NETWORK_TIMEOUT
        assert code_of(multiprocessing.TimeoutError()) is dr.ErrorCode.NETWORK_TIMEOUT

    @pytest.mark.parametrize(
        ("stderr", "expected"),
        [
            (b"curl: (6) Could not resolve host: example.invalid", dr.NetworkDns),
            ("cp: error writing 'x': No space left on device", dr.StorageSpace),
            (None, dr.Unexpected),
        ],
    )
    def test_another_program(self, stderr: bytes | str | None, expected: type[dr.ClassifiedError]) -> None:
        """Its output says why it failed, if anything does."""
        assert type(dr.classify_exception(subprocess.CalledProcessError(1, ["x"], stderr=stderr))) is expected

    def test_a_group(self) -> None:
        """The gravest member decides; the others are attempts."""

        async def both() -> None:
            async def fail(exception: Exception) -> None:
                raise exception

            async with asyncio.TaskGroup() as group:
                group.create_task(fail(TimeoutError("timed out")))
                group.create_task(fail(FileNotFoundError(errno.ENOENT, "missing", "/data/x")))

        error = judged(lambda: asyncio.run(both()))
        assert error.code is dr.ErrorCode.STORAGE_READ
        assert [each.code for each in error.attempts] == [dr.ErrorCode.NETWORK_TIMEOUT]

    def test_signals_say_nothing(self) -> None:
        """Cancellations and exits are no failures; whoever classifies one learns only that."""
        signals = (KeyboardInterrupt(), SystemExit(1), asyncio.CancelledError(), concurrent.futures.CancelledError())
        assert {code_of(each) for each in signals} == {dr.ErrorCode.UNEXPECTED}
        assert not any(dr.retry_hint(each) for each in signals)


def test_a_row_is_a_row() -> None:
    """All rules are of one shape."""
    assert {type(rule) for rule in RULES} == {Rule}
