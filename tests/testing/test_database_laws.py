"""The law of database clients, on a server that is not there and a client that fails as it is told."""

from collections.abc import Sequence

import pytest

import dataresult as dr
from dataresult.rules import Rule
from dataresult.testing import DatabaseFault, Login, check_database_client
from dataresult.testing.faults._expected import Expected

_EVERYWHERE = {
    "refused",
    "unknown host",
    "unanswered connect",
    "hung up while connecting",
    "cut in mid-query",
    "shutdown in mid-query",
    "shutdown between queries",
    "connecting to a server that is down",
    "too many connections",
}


class _Server:
    """A server that knows one fault: a statement that times out."""

    login = Login(host="127.0.0.1", port=1, user="keeper", password="hunter2", database="shop")
    sleep = "SLEEP"

    def __init__(self, *faults: DatabaseFault) -> None:
        self.faults: Sequence[DatabaseFault] = faults
        self.stopped = 0

    def start(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Count."""
        self.stopped += 1


class _Session:
    def __init__(self, login: Login) -> None:
        if login.password != _Server.login.password:
            raise PermissionError(13, "wrong password")
        self.said: list[str] = []
        self.closed = False

    def execute(self, statement: str) -> list[str]:
        self.said.append(statement)
        if statement == "TIME OUT":
            raise TimeoutError(f"after {self.said[:-1]}")
        return self.said

    def close(self) -> None:
        self.closed = True


_TIMEOUT = DatabaseFault(
    name="timeout",
    expected=Expected(errors=(dr.NetworkTimeout,)),
    before=((0, "BEGIN"), (1, "LOCK")),
    statement="TIME OUT",
)


def test_faults_that_are_understood() -> None:
    """The names of what was provoked come back, and every session is closed, whatever became of it."""
    opened: list[_Session] = []

    def connect(login: Login) -> _Session:
        opened.append(_Session(login))
        return opened[-1]

    assert check_database_client(_Server(_TIMEOUT), connect, _Session.execute, without=_EVERYWHERE) == ("timeout",)
    assert [session.said for session in opened] == [["BEGIN", "TIME OUT"], ["LOCK"]]
    assert all(session.closed for session in opened)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (DatabaseFault(name="syntax", expected=Expected(errors=(dr.ApiRequest,))), "syntax: nothing was raised"),
        (
            DatabaseFault(name="login", expected=Expected(errors=(dr.ApiAuth,)), login={"password": "wrong"}),
            "login: StoragePermission instead of ApiAuth",
        ),
        (
            DatabaseFault(name="deadlock", expected=Expected(errors=(dr.ApiUnavailable,)), meanwhile=(1, "TIME OUT")),
            "deadlock: NetworkTimeout instead of ApiUnavailable",
        ),
    ],
    ids=["nothing raised", "wrong class", "raised by the other session"],
)
def test_faults_that_are_not(fault: DatabaseFault, complaint: str) -> None:
    """Whatever is wrong is listed, also where the other of two sessions fails."""
    with pytest.raises(AssertionError, match=complaint):
        check_database_client(_Server(fault), _Session, _Session.execute, without=_EVERYWHERE)


def test_fault_that_does_not_exist_cannot_be_left_out() -> None:
    """A slip of the pen in `without` would hide that a fault is provoked after all."""
    with pytest.raises(AssertionError, match="refusd: there is no such fault"):
        check_database_client(_Server(), _Session, _Session.execute, without=_EVERYWHERE | {"refusd"})


def test_rules_of_ones_own_are_held_to_it() -> None:
    """A wrong rule is noticed."""
    wrong = dr.Classifier().with_rules(Rule("builtins.TimeoutError", dr.ApiAuth))

    with pytest.raises(AssertionError, match="timeout: ApiAuth instead of NetworkTimeout"):
        check_database_client(_Server(_TIMEOUT), _Session, _Session.execute, without=_EVERYWHERE, classifier=wrong)


def test_server_is_stopped_while_clients_look_for_it() -> None:
    """What happens at every server is provoked at this one too."""
    server = _Server()
    others = _EVERYWHERE - {"connecting to a server that is down"}

    with pytest.raises(AssertionError, match="nothing was raised"):
        check_database_client(server, _Session, _Session.execute, without=others)
    assert server.stopped == 1


def test_login_as_a_url_hides_nothing_and_its_text_the_password() -> None:
    """The URL is for connecting; the representation is for people."""
    assert _Server.login.url("postgresql") == "postgresql://keeper:hunter2@127.0.0.1:1/shop"
    assert "hunter2" not in repr(_Server.login)
