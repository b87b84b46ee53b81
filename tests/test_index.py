"""Which rows speak of which class: looked up once, loaded when needed, shipped by anybody, safe under threads."""

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from dataresult._classify import classify_exception
from dataresult._index import BUILT_IN, RuleIndex
from dataresult.errors import ApiAuth, ApiNotFound, ApiRateLimit
from dataresult.rules import Rule

# Processes of their own: seconds in all.
pytestmark = pytest.mark.slow


def run(program: str, *flags: str, path: Path | None = None) -> str:
    """What a program prints in a fresh interpreter, with a folder in front of what it imports."""
    prelude = f"import sys; sys.path.insert(0, {str(path)!r})\n" if path is not None else ""
    done = subprocess.run(
        [sys.executable, *flags, "-c", prelude + program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Base(Exception):
    """A parent."""


class Child(Base):
    """And its child."""


def named(cls: type) -> str:
    """The run-time identity of a class."""
    return f"{cls.__module__}.{cls.__qualname__}"


def test_rows_along_the_ancestry() -> None:
    """Nearest first; of several rows for one class the one with the most conditions."""
    rows = [
        Rule(named(Base), ApiAuth),
        Rule(named(Child), ApiNotFound, link=("first", "second")),
        Rule(named(Child), ApiRateLimit, operation="read", link=("second", "third")),
    ]
    nearest, further = RuleIndex(rows).lookup(Child)
    assert (nearest.identity, further.identity) == (named(Child), named(Base))
    assert [rule.error for rule in nearest.rules] == [ApiRateLimit, ApiNotFound]
    assert nearest.links == ("second", "third", "first")


def test_a_former_identity_is_the_class_too() -> None:
    """Where a library moved it."""
    (found,) = RuleIndex([Rule("old.place.Child", ApiAuth, former=(named(Child),))]).lookup(Child)
    assert found.identity == named(Child)


def test_what_is_added_later_is_found() -> None:
    """A cached answer is not kept beyond what it was true for."""
    index = RuleIndex([Rule(named(Base), ApiAuth)])
    assert len(index.lookup(Child)) == 1
    index.add([Rule(named(Child), ApiNotFound)])
    assert len(index.lookup(Child)) == 2


def test_a_class_that_was_looked_up_can_go() -> None:
    """Some libraries make exception classes per client: the cache holds none of them."""
    made = type("PerClient", (Child,), {})
    reference = weakref.ref(made)
    assert classify_exception(made("bad")).message == "PerClient: bad"
    assert BUILT_IN.lookup(made) is BUILT_IN.lookup(made)
    del made
    gc.collect()
    assert reference() is None


FIRST = """
import sys
from dataresult import classify_exception
before = set(sys.modules)
class Client(Exception):
    pass
Client.__module__ = "{module}"
classify_exception(Client("bad"))
try:
    raise RuntimeError("outer") from {raised}
except RuntimeError as raised:
    classify_exception(raised)
added = sorted(name for name in set(sys.modules) - before if not name.startswith("dataresult."))
print([name for name in added if name.partition(".")[0] in {libraries}])
"""


@pytest.mark.parametrize("module", ["requests.exceptions", "httpx", "pandera.errors", "nobody.knows"])
def test_classification_imports_no_library(module: str) -> None:
    """A class that says it is of a library makes its rules load, and never the library."""
    libraries = ("requests", "urllib3", "httpx", "httpcore", "pandas", "numpy", "pandera", "pyarrow", "curl_cffi")
    program = FIRST.format(module=module, raised='OSError(28, "full")', libraries=libraries)
    assert run(program) == "[]"


def test_only_the_files_of_what_occurs_are_loaded() -> None:
    """An exception of the language does not load what is known of clients."""
    program = (
        "import sys\nfrom dataresult import classify_exception\nclassify_exception(ValueError('bad'))\n"
        "print([n for n in ('requests', 'urllib3', 'pandas', 'httpx') if f'dataresult.rules.{n}' in sys.modules])"
    )
    assert run(program) == "[]"


def test_many_threads_may_be_the_first() -> None:
    """Loading is lazy; whoever comes meanwhile gets the same answer as everybody."""
    program = (
        "import threading, urllib.error, zipfile, json, subprocess\n"
        "from dataresult import classify_exception\n"
        "from collections import Counter\n"
        "sys.setswitchinterval(1e-6)\n"
        "made = [TimeoutError(), urllib.error.URLError(ConnectionRefusedError(111, 'refused')), zipfile.BadZipFile(),\n"
        "        OSError(28, 'full'), subprocess.TimeoutExpired('x', 1), type('C', (ValueError,), {})()]\n"
        "seen, start = Counter(), threading.Barrier(32)\n"
        "def work(place):\n"
        "    start.wait()\n"
        "    for turn in range(len(made)):\n"
        "        each = (place + turn) % len(made)\n"
        "        seen[each, classify_exception(made[each]).code.value] += 1\n"
        "threads = [threading.Thread(target=work, args=(place,)) for place in range(32)]\n"
        "[each.start() for each in threads]; [each.join() for each in threads]\n"
        "print(len(seen), set(seen.values()))"
    )
    assert run("import sys\n" + program) == "6 {32}"


def test_rules_may_be_added_while_others_look() -> None:
    """No answer is torn: a lookup sees the rows before or after."""
    index = RuleIndex([Rule(named(Base), ApiAuth)])
    wrong: list[object] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            found = [each.identity for each in index.lookup(Child)]
            if found not in ([named(Base)], [named(Child), named(Base)]):
                wrong.append(found)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for place in range(300):
        index.add([Rule(f"somewhere.Else{place}", ApiAuth)])
    index.add([Rule(named(Child), ApiNotFound)])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(index.lookup(Child)) == 2


# Rules that other packages ship.

SHOP = """
from dataresult import ApiNotFound, ApiRateLimit
from dataresult.rules import BodyCodes, Library, Rule

LIBRARY = Library(
    packages=("shop",), public=("shop",), checked_with="1.0",
    rules=(
        Rule("shop.Throttled", ApiRateLimit, fields={"retry_after": "wait_s"}),
        Rule("builtins.TimeoutError", ApiNotFound),
    ),
    providers=(BodyCodes("shop", {"E42": ApiNotFound}, code="shop_code", message="shop_text"),),
)
NO_LIBRARY = 7

class Throttled(Exception):
    wait_s = 7.0

Throttled.__module__ = "shop"
"""
ASK = """
import warnings
from dataresult import classify_exception, default_classifier
from shop_rules import Throttled
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter({filter!r})
    error = classify_exception(Throttled("slow down"))
    again = classify_exception(Throttled("slow down"))
print(error.code, getattr(error, "retry_after", None), error == again, sorted(str(each.message) for each in caught))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an installed distribution that ships rules."""
    (tmp_path / "shop_rules.py").write_text(SHOP)
    (tmp_path / "broken_rules.py").write_text("raise RuntimeError('cannot be imported')")
    return tmp_path


def install(site: Path, **entry_points: str) -> None:
    """Write the metadata of the distribution, as an installer does."""
    info = site / "shop_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-rules\nVersion: 1.0\n")
    lines = "\n".join(f"{name} = {target}" for name, target in entry_points.items())
    (info / "entry_points.txt").write_text(f"[dataresult.rules]\n{lines}\n")


def test_an_installed_package_ships_its_rules(site: Path) -> None:
    """Found without a line of code, with the fields that they set."""
    install(site, shop="shop_rules:LIBRARY")
    assert run(ASK.format(filter="always"), path=site) == "API_RATE_LIMIT 0:00:07 True []"


def test_our_own_row_is_asked_before_a_shipped_one(site: Path) -> None:
    """What a package ships is for its own classes: it does not change what others mean, whenever it is loaded."""
    install(site, shop="shop_rules:LIBRARY")
    program = (
        "from dataresult import classify_exception\nfrom shop_rules import Throttled\n"
        "order = [TimeoutError(), Throttled(), TimeoutError()] if {first} else [Throttled(), TimeoutError()]\n"
        "print(*[classify_exception(each).code for each in order])"
    )
    limited, timeout = "API_RATE_LIMIT", "NETWORK_TIMEOUT"
    assert run(program.format(first=True), path=site) == f"{timeout} {limited} {timeout}"
    assert run(program.format(first=False), path=site) == f"{limited} {timeout}"


def test_shipped_body_codes_are_known_to_any_client(site: Path) -> None:
    """The first answer that is judged loads them."""
    install(site, shop="shop_rules:LIBRARY")
    program = (
        "from dataresult import default_classifier\n"
        """print(default_classifier.classify_answer(500, None, '{"shop_code": "E42", "shop_text": "none"}').code)"""
    )
    assert run(program, path=site) == "API_NOT_FOUND"


@pytest.mark.parametrize("broken", ["broken_rules:LIBRARY", "shop_rules:NOTHING", "shop_rules:NO_LIBRARY", "no.such:X"])
def test_a_broken_package_is_warned_of(site: Path, broken: str) -> None:
    """Once, by its name; the others work, and so does classification, also where warnings are errors."""
    install(site, broken=broken, shop="shop_rules:LIBRARY")
    warning = "entry point 'broken' of 'dataresult.rules' gives no Library of rules"
    assert run(ASK.format(filter="always"), path=site) == f'API_RATE_LIMIT 0:00:07 True ["{warning}"]'
    assert run(ASK.format(filter="error"), path=site) == "API_RATE_LIMIT 0:00:07 True []"
