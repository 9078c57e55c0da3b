"""manage.py soap calls any operation and prints JSON."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ngnpanel.soap import wsdl
from ngnpanel.soap.arguments import ArgumentError, example, parse
from tests.provisioning.conftest import PASSWORD, World, world

__all__ = ["world"]
OPERATIONS = wsdl.load().ports["Sip"].operations


@pytest.fixture(autouse=True)
def loud() -> Iterator[None]:
    """The command quiets the log of its process, which here is that of all tests."""
    logger = logging.getLogger("ngnpanel")
    level = logger.level
    yield
    logger.setLevel(level)


def run(*words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("soap", *words, stdout=out, **options)
    return out.getvalue()


def answer(*words: str, **options: Any) -> Any:
    return json.loads(run(*words, **options))


def test_a_list_is_printed_as_json(world: World) -> None:
    query = {"filter": {"domain": "customer.example"}, "range": {"count": 1}}
    found = answer("Sip", "getAccounts", json.dumps(query))
    assert found["total"] == 1
    assert found["accounts"][0]["id"] == {"username": "alice", "domain": "customer.example"}


def test_an_address_and_a_word_need_no_json(world: World) -> None:
    assert run("Sip", "addToGroup", "alice@customer.example", "sms").strip() == "null"
    assert answer("Sip", "getGroups", "alice@customer.example") == ["sms"]


def test_an_argument_may_come_from_stdin_or_a_file(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    account = {
        "id": {"username": "bob", "domain": "customer.example"},
        "password": "not on the command line",
    }
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(account)))
    assert answer("Sip", "addAccount", "-")["id"] == account["id"]
    file = tmp_path / "id.json"
    file.write_text(json.dumps(account["id"]))
    assert answer("Sip", "getAccount", f"@{file}")["password"] == account["password"]
    with pytest.raises(CommandError, match=r"missing\.json cannot be read"):
        run("Sip", "getAccount", f"@{tmp_path}/missing.json")


def test_a_fault_goes_to_stderr_and_the_exit_code_tells(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("soap", "Sip", "getAccount", "nobody@customer.example")
    assert ended.value.code == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert json.loads(captured.err)["fault"]["code"] == 1010


def test_no_line_of_the_log_stands_among_the_json(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    run("Sip", "getDomains", "{}")
    assert not caplog.records
    run("Sip", "getDomains", "{}", verbosity=2)


def test_it_acts_for_a_customer(world: World) -> None:
    names = answer("Sip", "getDomains", "{}", impersonate=world["customer"])
    assert [item["domain"] for item in names["domains"]] == ["customer.example"]


def test_it_signs_in_as_a_customer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="NGNPRO_LOGIN_PASSWORD"):
        run("Sip", "getDomains", "{}", login="stranger")
    monkeypatch.setenv("NGNPRO_LOGIN_PASSWORD", PASSWORD)
    names = answer("Sip", "getDomains", "{}", login="stranger")
    assert [item["domain"] for item in names["domains"]] == ["stranger.example"]


def test_bytes_are_base64(world: World) -> None:
    mailbox = {
        "sipId": {"username": "alice", "domain": "customer.example"},
        "password": "1234",
    }
    run("Voicemail", "addAccount", json.dumps(mailbox))
    run("Voicemail", "setAnnouncement", "alice@customer.example", "UklGRg==")
    with pytest.raises(CommandError, match="message must be base64 text"):
        run("Voicemail", "setAnnouncement", "alice@customer.example", "%")


def test_it_lists_ports_operations_and_shapes() -> None:
    assert run().split() == list(wsdl.load().ports)
    assert "addToGroup(sipId: SipId, group: xsd:string)" in run("Sip")
    described = run("Sip", "addAlias", describe=True)
    assert '"username": "string"' in described
    with pytest.raises(CommandError, match="no port Sipp"):
        run("Sipp")
    with pytest.raises(CommandError, match="no operation getAll"):
        run("Sip", "getAll")
    with pytest.raises(CommandError, match="no platform other"):
        run("Sip", "getDomains", platform="other")


@pytest.mark.parametrize(
    ("operation", "text", "complaint"),
    [
        ("getAccount", "alice", "sipId is not JSON"),
        ("getAccount", '{"user": "alice"}', "SipId has no member user: username, domain"),
        ("getAccounts", "[]", "query must be an object: SipQuery"),
        ("getAccounts", '{"range": {"count": "5"}}', r"query.range.count must be of type int"),
        ("getAccounts", '{"range": {"count": true}}', "must be of type int, not true"),
        ("getSipDeviceLocations", "{}", "sipIds must be a list of SipId"),
        ("getSipDeviceLocations", "[1]", r"sipIds\[0\] must be an object"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    operation: str, text: str, complaint: str
) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        parse(OPERATIONS[operation], [text])


def test_too_many_arguments_are_refused() -> None:
    with pytest.raises(ArgumentError, match="no room for more than 1"):
        parse(OPERATIONS["deleteDomain"], ["a.example", "b.example"])


def test_missing_arguments_are_null() -> None:
    assert parse(OPERATIONS["addToGroup"], ["null"]) == [None, None]


def test_every_type_has_a_shape() -> None:
    for port in wsdl.load().ports.values():
        for operation in port.operations.values():
            for _name, ref in operation.parameters:
                assert example(ref)
