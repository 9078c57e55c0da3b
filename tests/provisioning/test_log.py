"""The log line of a call: who asked for what, and never a value of the request."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel import logs
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap import wsdl
from ngnpanel.soap.wsdl import TypeRef
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, envelope, request, sip_id

LINE: Final = re.compile(
    r"(?P<port>\w+|-)\.(?P<operation>\w+) by (?P<caller>\S+) for (?P<customer>\d+|-)"
    r"(?P<impersonated> impersonated)? from (?P<client>\S+): code (?P<code>\d+)"
    r" in (?P<ms>\d+\.\d) ms \(request (?P<request>[0-9a-f]{12})\)"
)
ALICE: Final = sip_id("alice@customer.example")
# Ten digits that no id, port or time of the tests has.
NUMBER: Final = 1735190462


@pytest.fixture(autouse=True)
def everything(caplog: pytest.LogCaptureFixture) -> None:
    """Keep what any logger says."""
    for name in (None, "ngnpanel", "django"):
        caplog.set_level(logging.DEBUG, logger=name)


def line(caplog: pytest.LogCaptureFixture) -> re.Match[str]:
    """The only line of the log."""
    (text,) = [each.getMessage() for each in caplog.records if each.name.startswith("ngnpanel")]
    found = LINE.fullmatch(text)
    assert found is not None, text
    return found


def said(caplog: pytest.LogCaptureFixture) -> str:
    """All records as they are written, with tracebacks and arguments."""
    formatter = logs.OneLine("%(message)s")
    return "\n".join(f"{formatter.format(each)} {each.args!r}" for each in caplog.records)


def test_a_line_names_operation_caller_and_outcome(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    handle(request("Sip", "getAccount", ALICE, as_=PEOPLE["reseller"]), client="192.0.2.1")
    found = line(caplog)
    assert (found["port"], found["operation"]) == ("Sip", "getAccount")
    assert (found["caller"], found["customer"]) == ("reseller", str(world["reseller"]))
    assert (found["impersonated"], found["client"], found["code"]) == (None, "192.0.2.1", "0")


def test_a_line_tells_whom_the_administrator_impersonates(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world["customer"])
    handle(request("Sip", "getAccount", sip_id("x@y.example"), as_=person))
    found = line(caplog)
    assert (found["customer"], found["impersonated"]) == (str(world["customer"]), " impersonated")
    assert (found["code"], found["client"]) == ("1010", "-")


def test_a_name_is_cut_and_stays_in_its_line(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    row_name = "evil\nsip.getaccount\u2028" + "x" * 44
    with connection.cursor() as cursor:
        cursor.execute("UPDATE provisioning_customer SET username = %s WHERE id = 1", [row_name])
    person = Person(row_name, PEOPLE["reseller"].password, admin=False)
    handle(request("Sip", "getAccount", ALICE, as_=person))
    (record,) = caplog.records
    assert "evil?sip.getaccount?xxx" in record.getMessage()
    assert len(record.getMessage()) < 250


def test_an_unknown_operation_is_cut(db: None, caplog: pytest.LogCaptureFixture) -> None:
    handle(envelope(f"<{'a' * 9000}/>"))
    assert len(line(caplog)["operation"]) == 64


def test_who_fails_to_sign_in_is_not_named(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """People type their password where the name belongs."""
    for person in (Person("my-secret-word"), Person("reseller", "my-secret-word", admin=False)):
        handle(request("Sip", "getAccount", ALICE, as_=person), client="192.0.2.1")
    assert "code 9001" in said(caplog)
    assert "my-secret-word" not in said(caplog)


def test_a_trace_shows_the_way_and_no_message() -> None:
    def inner() -> None:
        raise ValueError("my-secret-word")

    def outer() -> None:
        try:
            inner()
        except ValueError as error:
            raise KeyError("my-secret-word") from error

    with pytest.raises(KeyError) as caught:
        outer()
    text = logs.trace(caught.value)
    assert "in inner" in text
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert 'KeyError("my' in text  # a line of the program
    assert "KeyError: " not in text


def filled(ref: TypeRef, text: str, *, valid: bool) -> Any:
    """A value of a type whose texts are all ``text``; ``valid`` keeps to the words of the WSDL."""
    if ref.is_builtin:
        return {"string": text, "boolean": True, "base64Binary": text.encode()}.get(
            ref.name, NUMBER
        )
    described = wsdl.load().type(ref)
    if described.base is not None:
        return described.values[0] if valid and described.values else text
    if described.item is not None:
        return [filled(described.item, text, valid=valid)]
    return {
        name: filled(member, text, valid=valid)
        for name, member in described.members.items()
        if not (valid and name in ("range", "orderBy", "changeDate", "createDate"))
    }


def requests(key: tuple[str, str], text: str, person: Person) -> Iterator[bytes]:
    """Calls of an operation full of ``text``: nonsense, and as near to a right one as it gets."""
    operation = wsdl.load().ports[key[0]].operations[key[1]]
    for valid in (False, True):
        arguments = [filled(ref, text, valid=valid) for _name, ref in operation.parameters]
        yield request(*key, *arguments, as_=person)


TEXTS: Final = st.from_regex(r"[0-9]{11,16}|zq[a-z0-9]{8,20}", fullmatch=True)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    key=st.sampled_from(sorted(OPERATIONS)),
    texts=st.tuples(TEXTS, TEXTS, TEXTS),
    broken=st.booleans(),
)
def test_no_value_of_a_request_is_logged(
    world: World,
    caplog: pytest.LogCaptureFixture,
    key: tuple[str, str],
    texts: tuple[str, str, str],
    broken: bool,
) -> None:
    text, name, password = texts
    require_silence(caplog, key, text, Person(name, password), broken=broken)


@pytest.mark.parametrize("broken", [False, True], ids=["served", "broken"])
@pytest.mark.parametrize("key", sorted(OPERATIONS), ids=".".join)
def test_no_operation_logs_a_value(
    db: None, caplog: pytest.LogCaptureFixture, key: tuple[str, str], broken: bool
) -> None:
    require_silence(caplog, key, "zq0123456789", Person("zq-name", "zq-password"), broken=broken)


def require_silence(
    caplog: pytest.LogCaptureFixture,
    key: tuple[str, str],
    text: str,
    stranger: Person,
    *,
    broken: bool,
) -> None:
    """Ask as the administrator and as a stranger, and look for the values in the log.

    ``broken`` lets the operation fail with an error that quotes them all.
    """

    def break_off(_call: Any, *arguments: Any) -> None:
        try:
            raise LookupError(repr(arguments))
        except LookupError as error:
            raise RuntimeError(repr(arguments)) from error

    caplog.clear()
    with pytest.MonkeyPatch.context() as patch:
        if broken:
            patch.setitem(OPERATIONS, key, break_off)
        for person in (ADMIN, stranger):
            for body in requests(key, text, person):
                handle(body, client="192.0.2.1")
                GUESSES.forget()
    log = said(caplog)
    assert f"{key[0]}.{key[1]} by" in log
    for secret in (text, str(NUMBER), stranger.username, stranger.password, ADMIN.password):
        assert secret not in log
