"""The endpoint: envelopes, unknown operations, incomplete arguments, errors and the log."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from ngnpanel.provisioning import endpoint
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap.codec import CODEC
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, SoapFault, envelope, fault_of, request, sip_id, soap

SIP = "urn:AGProjects:NGNPro:Sip"


def call(operation: str, inner: str = "") -> str:
    return f'<x:{operation} xmlns:x="{SIP}">{inner}</x:{operation}>'


def test_every_operation_of_the_table_is_one_of_the_contract() -> None:
    for port, operation in OPERATIONS:
        assert CODEC.operation(port, operation).name == operation


def test_an_operation_of_the_contract_that_is_not_served_says_its_name(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(OPERATIONS, ("Dns", "getZone"))
    fault = fault_of(request("Dns", "getZone", "example.com"))
    assert (fault.code, fault.faultcode) == (9005, "Client")
    assert "getZone" in fault.text


def test_an_operation_that_nobody_knows_says_its_name() -> None:
    fault = fault_of(envelope(call("makeCoffee")))
    assert fault.code == 9005
    assert "makeCoffee" in fault.text


def test_an_operation_in_the_namespace_of_another_port_says_where_it_is() -> None:
    # PHP and Node call so when they are given the WSDL of all ports.
    for operation, ports in (("getCustomers", ["Customer"]), ("getNumber", ["Enum"])):
        fault = fault_of(envelope(call(operation)))
        assert fault.code == 9005
        assert [port for port in CODEC.contract.ports if f":{port}" in fault.text] == ports
    fault = fault_of(envelope('<addAccount xmlns="urn:nobody"/>'))
    assert "urn:AGProjects:NGNPro:Customer and urn:AGProjects:NGNPro:Sip" in fault.text
    assert "nobody" not in fault.text


@pytest.mark.parametrize(
    "body", [b"", b"<", b"not xml", b"<a/>", b"\xff\xfe\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>']
)
def test_a_message_that_is_no_envelope_is_a_client_fault(body: bytes) -> None:
    fault = fault_of(body)
    assert (fault.code, fault.faultcode) == (9004, "Client")


def test_a_soap_12_envelope_is_a_version_mismatch() -> None:
    body = b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>'
    assert fault_of(body).faultcode == "VersionMismatch"


@pytest.mark.parametrize(
    ("inner", "field"),
    [
        ("", "sipId"),
        ("<sipId/>", "sipId"),
        ("<sipId><username>alice</username></sipId>", "domain"),
        ("<sipId><username/><domain>customer.example</domain></sipId>", "username"),
        ("<sipId>alice</sipId>", "sipId"),
        ("<sipId><username><x/></username></sipId>", "username"),
    ],
)
def test_a_missing_or_misshapen_argument_names_its_field(
    world: World, inner: str, field: str
) -> None:
    fault = fault_of(envelope(call("getAccount", inner)))
    assert (fault.code, fault.field) == (9004, field)


def test_a_missing_member_deep_inside_names_its_field(world: World) -> None:
    account = {
        "id": sip_id("new@customer.example"),
        "password": "x",
        "properties": [{"value": "1"}],
    }
    with pytest.raises(SoapFault) as caught:
        soap("Sip", "addAccount", account)
    assert (caught.value.code, caught.value.field) == (9004, "name")


def test_a_number_that_is_none_names_its_field(world: World) -> None:
    query = "<query><range><count>many</count></range></query>"
    fault = fault_of(envelope(call("getAccounts", query)))
    assert (fault.code, fault.field) == (9004, "count")


def test_a_missing_customer_id_names_its_field(world: World) -> None:
    with pytest.raises(SoapFault) as caught:
        soap("Customer", "getAccount", None)
    assert (caught.value.code, caught.value.field) == (9004, "id")


def test_the_port_of_the_address_helps_a_client_without_namespace(world: World) -> None:
    body = envelope("<getDomains/>")
    assert endpoint.handle(body, port="Sip").status == 200
    assert endpoint.handle(body).status == 500


def test_a_defect_of_the_server_is_a_fault_with_an_id_that_the_log_knows(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(OPERATIONS, ("Sip", "getDomains"), broken)
    fault = fault_of(request("Sip", "getDomains", {}))
    assert fault.code == 9000
    logged = next(record for record in caplog.records if record.levelname == "ERROR")
    assert str(logged.args[0]) in fault.text  # type: ignore[index]
    assert "ZeroDivision" not in fault.text


def test_a_call_that_fails_leaves_nothing_behind(world: World) -> None:
    account = {
        "id": sip_id("new@customer.example"),
        "password": "x",
        "properties": [{"name": " ", "value": "1"}],
    }
    with pytest.raises(SoapFault):
        soap("Sip", "addAccount", account)
    with pytest.raises(SoapFault) as caught:
        soap("Sip", "getAccount", sip_id("new@customer.example"))
    assert caught.value.code == 1010


def test_each_call_writes_one_line_without_secrets(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ngnpanel.provisioning")
    account = {"id": sip_id("new@customer.example"), "password": "tell nobody"}
    soap("Sip", "addAccount", account, as_=PEOPLE["reseller"])
    (record,) = caplog.records
    line = record.getMessage()
    assert line.startswith("Sip.addAccount by reseller for 1 from 192.0.2.1: code 0 in ")
    assert "tell nobody" not in caplog.text
    assert PEOPLE["reseller"].password not in caplog.text


def test_a_refused_call_logs_its_code(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ngnpanel.provisioning")
    fault_of(request("Sip", "getAccount", sip_id("no@customer.example"), as_=ADMIN))
    assert "code 1010" in caplog.text
