"""What the operating system and the archives of the standard library raise for files, provoked for real."""

import bz2
import errno
import fcntl
import gzip
import io
import lzma
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataresult as dr
from dataresult._classify import classify_exception
from dataresult.errors import FetchError
from tests.rules.verdicts import Faults, judged

GZIP, BZ2, XZ, ZLIB = (pack(os.urandom(500)) for pack in (gzip.compress, bz2.compress, lzma.compress, zlib.compress))
UNPACK: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "gzip": (gzip.decompress, GZIP),
    "bz2": (bz2.decompress, BZ2),
    "xz": (lzma.decompress, XZ),
    "zlib": (zlib.decompress, ZLIB),
}


@pytest.mark.parametrize("operation", [None, "fetch", "read"])
@pytest.mark.parametrize("codec", UNPACK)
@given(share=st.floats(0.1, 0.95))
def test_a_cut_stream_is_damaged(codec: str, operation: str | None, share: float) -> None:
    """Four codecs, three classes, one fault."""
    unpack, packed = UNPACK[codec]
    assert isinstance(judged(lambda: unpack(packed[: int(len(packed) * share)]), operation), dr.DataIntegrity)


@pytest.mark.parametrize("content", [b"<!DOCTYPE html>", b"<?xml version='1.0'?>", b'{"error": 1}', b"[1, 2]"])
def test_a_page_where_a_gzip_file_should_be_is_an_answer_of_another_kind(content: bytes) -> None:
    """The exception shows the first two bytes."""
    assert isinstance(judged(lambda: gzip.decompress(content)), dr.ApiFormat)


@pytest.mark.parametrize("content", [b"PK\x03\x04....", b"a,b\n1,2", b"\x89PNG...."])
def test_anything_else_where_a_gzip_file_should_be_is_damage(content: bytes) -> None:
    """What it shows decides."""
    assert isinstance(judged(lambda: gzip.decompress(content)), dr.DataIntegrity)


def _zip(**flags: int) -> bytes:
    """Give an archive, with fields of its headers set: flags and method."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(range(256)) * 100)
    content = bytearray(packed.getvalue())
    # Offsets of APPNOTE.TXT, sections 4.3.7 and 4.3.12.
    for signature, offsets in ((b"PK\3\4", {"flags": 6, "method": 8}), (b"PK\1\2", {"flags": 8, "method": 10})):
        at = content.find(signature)
        for name, value in flags.items():
            content[at + offsets[name]] = value
    return bytes(content)


def _member(content: bytes, name: str = "a.csv", **options: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name, **options)


def _tar(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> io.BytesIO:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, link
        archive.addfile(member, io.BytesIO(b""))
    packed.seek(0)
    return packed


def _tar_member(archive: io.BytesIO, name: str) -> object:
    with tarfile.open(fileobj=archive) as opened:
        return opened.getmember(name)


def _extract(archive: io.BytesIO) -> None:
    with tarfile.open(fileobj=archive) as opened:
        opened.extractall("/nowhere", filter="data")


ARCHIVES: Faults = {
    "no member": (lambda: _member(_zip(), "nowhere"), dr.DataIntegrity),
    "no member of a tar": (lambda: _tar_member(_tar("a"), "nowhere"), dr.DataIntegrity),
    "a password": (lambda: _member(_zip(flags=1)), dr.ApiAuth),
    "a wrong password": (lambda: _member(_zip(flags=1), pwd=b"x"), dr.ApiAuth),
    "a method that nobody knows": (lambda: _member(_zip(method=99)), dr.Internal),
    "a page": (lambda: _member(b"<html>"), dr.DataIntegrity),
    "a member that leaves the folder": (lambda: _extract(_tar("../../x")), dr.DataValidation),
    "a link out of the folder": (lambda: _extract(_tar("l", tarfile.SYMTYPE, "/etc")), dr.DataValidation),
    "a device": (lambda: _extract(_tar("d", tarfile.CHRTYPE)), dr.DataValidation),
    "a page for a tar": (lambda: _tar_member(io.BytesIO(b"<html>" * 200), "a"), dr.DataIntegrity),
    "a pickle that is none": (lambda: pickle.loads(b"<html>"), dr.DataIntegrity),
    "an empty pickle": (lambda: pickle.loads(b""), dr.DataIntegrity),
    "a cut pickle": (lambda: pickle.loads(pickle.dumps(list(range(99)))[:50]), dr.DataIntegrity),
    "too little memory": (lambda: lzma.LZMADecompressor(memlimit=10).decompress(XZ), dr.Internal),
    "no such level": (lambda: zlib.compress(b"", 99), dr.Internal),
}


@pytest.mark.parametrize("fault", ARCHIVES)
def test_what_archives_raise_is_what_went_wrong(fault: str) -> None:
    """Damage, passwords, members that must not be, methods that this Python lacks."""
    provoke, expected = ARCHIVES[fault]
    assert type(judged(provoke)) is expected


@contextmanager
def _limit(kind: int, soft: int) -> Generator[None]:
    before = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(kind, before)


def _grow(path: Path) -> None:
    with _limit(resource.RLIMIT_FSIZE, 1000), path.open("wb", buffering=0) as file:
        for _ in range(3):
            file.write(b"x" * 1000)


def _open_many() -> None:
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    with _limit(resource.RLIMIT_NOFILE, free):
        os.open(os.devnull, os.O_RDONLY)


def _locked(path: Path) -> None:
    with path.open("w", encoding="utf-8") as mine, path.open("w", encoding="utf-8") as other:
        fcntl.flock(mine, fcntl.LOCK_EX)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _circle(path: Path) -> None:
    path.symlink_to(path)
    path.read_bytes()


def _running(path: Path) -> None:
    shutil.copy(shutil.which("sleep") or "", path)
    with subprocess.Popen([path, "5"]) as process:
        try:
            path.write_bytes(b"")
        finally:
            process.kill()


# Fault -> what provokes it in a folder, what it is while reading, writing, and when nobody knows, and the next step.
SYSTEM: dict[str, tuple[Callable[[Path], object], tuple[type[FetchError], ...], dr.Advice | None]] = {
    "missing": (lambda at: (at / "no").open("rb"), (dr.StorageRead, dr.StorageWrite, dr.StorageRead), None),
    "a folder": (lambda at: at.open("rb"), (dr.StorageRead, dr.StorageWrite, dr.StorageRead), None),
    "no folder": (lambda at: (at / "file" / "x").open("rb"), (dr.StorageRead, dr.StorageWrite, dr.StorageRead), None),
    "a long name": (lambda at: (at / ("n" * 300)).open("rb"), (dr.StorageRead, dr.StorageWrite, dr.StorageRead), None),
    "a circle": (lambda at: _circle(at / "c"), (dr.StorageRead, dr.StorageWrite, dr.StorageRead), None),
    "exists": (lambda at: (at / "file").open("x"), (dr.StorageWrite,) * 3, None),
    "not empty": (lambda at: at.rmdir(), (dr.StorageWrite,) * 3, None),
    "too large": (lambda at: _grow(at / "new"), (dr.StorageSpace,) * 3, dr.Advice.FREE_SPACE),
    "too many": (lambda _: _open_many(), (dr.StorageRead, dr.StorageWrite, dr.StorageRead), dr.Advice.RETRY),
    "locked": (lambda at: _locked(at / "l"), (dr.StorageRead, dr.StorageWrite, dr.StorageWrite), dr.Advice.RETRY),
    "running": (lambda at: _running(at / "p"), (dr.StorageRead, dr.StorageWrite, dr.StorageWrite), dr.Advice.RETRY),
    "same": (lambda at: shutil.copy(at / "file", at / "file"), (dr.StorageWrite,) * 3, None),
    "unmountable": (lambda _: Path("/sys/new").write_bytes(b""), (dr.StoragePermission,) * 3, dr.Advice.ASK_OPERATOR),
}


@pytest.mark.parametrize("fault", SYSTEM)
def test_what_the_system_refuses_is_what_it_says(fault: str, tmp_path: Path) -> None:
    """Locks and limits pass by themselves; who reads and who writes learn it in their own terms."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    provoke, expected, step = SYSTEM[fault]
    with pytest.raises(OSError) as raised:
        provoke(tmp_path)
    errors = [
        classify_exception(raised.value, {"operation": each} if each else None) for each in ("read", "write", None)
    ]
    assert tuple(type(error) for error in errors) == expected
    assert step is None or {error.next_step for error in errors} == {step}


@contextmanager
def _mounted(folder: Path, options: str) -> Generator[Path]:
    """Mount a small file system in memory; skip the test where that is not allowed."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not (sys.platform == "linux" and mount and umount and os.geteuid() == 0):
        pytest.skip("only root mounts file systems")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", options, "none", folder], capture_output=True, check=False
    ).returncode:
        pytest.skip("this root may not mount file systems")
    try:
        yield folder
    finally:
        subprocess.run([umount, folder], check=True)


def test_a_full_file_system_is_full(tmp_path: Path) -> None:
    """The real thing, where the test may mount it."""
    with _mounted(tmp_path, "size=64k") as folder:
        error = judged(lambda: (folder / "big").write_bytes(bytes(1 << 20)), "write")
    assert isinstance(error, dr.StorageSpace)


def test_a_read_only_file_system_refuses(tmp_path: Path) -> None:
    """Likewise."""
    with _mounted(tmp_path, "ro") as folder:
        error = judged(lambda: (folder / "new").write_bytes(b"x"), "write")
    assert isinstance(error, dr.StoragePermission)


def test_what_shutil_collects_keeps_its_number(tmp_path: Path) -> None:
    """A list of what failed, each with the text of the system's error."""
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "link").symlink_to("/nowhere")
    error = judged(lambda: shutil.copytree(tmp_path / "from", tmp_path / "to"))
    assert isinstance(error, dr.StorageRead)
    assert error.path == str(tmp_path / "from" / "link")
    full = shutil.Error([("a", "b", f"[Errno {errno.ENOSPC}] No space left on device: 'b'")])
    assert isinstance(classify_exception(full), dr.StorageSpace)


TEXTS = {
    "of Rust": "No space left on device (os error {number}): /data/x",
    "of Python": "[Errno {number}] something or other: 'x'",
    "of HDF5": "Unable to create file (name = 'x', errno = {number}, error message = '...')",
    "of Arrow": "Error writing bytes to file. Detail: [errno {number}] ...",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Rust gives numbers of Windows there")
@pytest.mark.parametrize("name", ["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EMFILE", "EIO", "ESTALE", "EBUSY"])
@pytest.mark.parametrize("operation", [None, "read", "write"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_number_in_a_text_means_what_it_means_by_itself(text: str, operation: str | None, name: str) -> None:
    """Extensions keep the number in words only."""
    number = cast("int", getattr(errno, name))
    context = {"operation": operation} if operation else None
    told = classify_exception(OSError(TEXTS[text].format(number=number)), context)
    known = classify_exception(OSError(number, "..."), context)
    assert (type(told), told.next_step) == (type(known), known.next_step)
