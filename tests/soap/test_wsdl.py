"""The WSDL states the whole contract, and SOAP clients load it without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
import zeep
from lxml import etree
from suds.client import Client as SudsClient

from ngnpanel.soap import wire, wsdl
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.wsdl import Operation, Type

HERE = Path(__file__).parent
ADDRESS = "https://sip.example.com/ngnpro/"
CONTRACT = wsdl.load()
PORTS = list(CONTRACT.ports)


def signature(port: str, operation: Operation) -> str:
    arguments = ", ".join(f"{name}: {ref.label}" for name, ref in operation.parameters)
    result = operation.result.label if operation.result else "void"
    return f"{port}.{operation.name}({arguments}) -> {result}"


def shape(described: Type) -> str:
    if described.item is not None:
        return f"{described.ref.name} = {described.item.label}[]"
    members = (f"{name}: {ref.label}" for name, ref in described.members.items())
    return f"{described.ref.name} = {', '.join(members)}"


def structs_and_arrays() -> dict[str, Type]:
    return {name: found for name, found in CONTRACT.types.items() if found.base is None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All served documents as files beside each other."""
    (tmp_path / "soapenc.xsd").write_bytes(wsdl.soapenc())
    for port in (None, *PORTS):
        (tmp_path / f"{port or 'all'}.wsdl").write_bytes(wsdl.document(port, ADDRESS))
    return tmp_path


def test_every_operation_has_the_signature_of_the_contract() -> None:
    stated = (HERE / "operations.txt").read_text().splitlines()
    found = [
        signature(port.name, operation)
        for port in CONTRACT.ports.values()
        for operation in port.operations.values()
    ]
    assert sorted(found) == sorted(stated)
    assert (len(CONTRACT.ports), len(found)) == (8, 109)


def test_every_operation_says_what_it_does() -> None:
    for port in CONTRACT.ports.values():
        for operation in port.operations.values():
            assert operation.documentation.endswith("."), operation.name


def test_notes_of_members_can_be_read() -> None:
    assert CONTRACT.types["SipAccount"].notes["timeout"].startswith("Seconds")
    assert "Others are allowed" in CONTRACT.types["SipGroup"].documentation


def test_every_type_has_the_members_of_the_contract() -> None:
    stated = (HERE / "types.txt").read_text().splitlines()
    found = [
        shape(described) for name, described in structs_and_arrays().items() if name[:6] != "proxy:"
    ]
    assert sorted(found) == sorted(stated)
    assert len(found) == 123


def test_presence_has_a_sip_id_of_its_own_with_the_same_members() -> None:
    twin = CONTRACT.types["proxy:SipId"]
    assert twin.ref.namespace == "urn:AGProjects:SoapSIMPLEProxy"
    assert twin.members == CONTRACT.types["SipId"].members
    assert CONTRACT.ports["Presence"].operations["getPolicy"].parameters[0] == ("sipId", twin.ref)


def test_closed_enumerations_have_values_and_open_ones_have_none() -> None:
    enumerations = {name: found for name, found in CONTRACT.types.items() if found.base}
    assert len(enumerations) == 18
    assert enumerations["OrderDirection"].values == ("ASC", "DESC")
    assert enumerations["PhonebookGroup"].values == ()


def test_types_refer_only_to_types_that_exist_and_none_contains_itself() -> None:
    def depth(described: Type, above: tuple[str, ...] = ()) -> int:
        assert described.ref.name not in above
        inner = [*described.members.values(), *filter(None, (described.item, described.base))]
        named = [CONTRACT.type(ref) for ref in inner if not ref.is_builtin]
        return 1 + max((depth(each, (*above, described.ref.name)) for each in named), default=0)

    assert max(depth(described) for described in CONTRACT.types.values()) < 8


def test_an_unknown_port_has_no_document() -> None:
    with pytest.raises(KeyError):
        wsdl.document("Billing", ADDRESS)


@pytest.mark.parametrize("port", PORTS)
def test_zeep_loads_the_document_of_each_port(folder: Path, port: str) -> None:
    client = zeep.Client(str(folder / f"{port}.wsdl"))
    described = CONTRACT.ports[port]
    [(service_name, service)] = client.wsdl.services.items()
    [(port_name, loaded)] = service.ports.items()
    assert (service_name, port_name) == (described.service, f"{port}Port")
    assert set(loaded.binding._operations) == set(described.operations)
    assert loaded.binding_options["address"] == ADDRESS


def test_zeep_loads_the_combined_document(folder: Path) -> None:
    client = zeep.Client(str(folder / "all.wsdl"))
    services = client.wsdl.services
    assert {name: len(service.ports) for name, service in services.items()} == {
        "NGNPro": 7,
        "SoapSIMPLEProxy": 1,
    }


def test_zeep_sends_plain_lists_and_structs_as_they_are(folder: Path) -> None:
    account = {
        "id": {"username": "alice", "domain": "example.com"},
        "groups": ["free-pstn", "missed-calls"],
        "acl": [{"ip": "192.0.2.0", "mask": 24, "tag": "office"}],
        "properties": [],
    }
    client = zeep.Client(str(folder / "Sip.wsdl"))
    message = etree.tostring(client.create_message(client.service, "addAccount", account=account))
    envelope = wire.parse(message)
    codec = CODEC.find(envelope.namespace, envelope.operation)
    assert codec is not None
    [read] = codec.decode_arguments(envelope.call)
    assert {name: read[name] for name in account} == account
    assert b"item" in message


@pytest.mark.parametrize("port", ["all", *PORTS])
def test_suds_loads_every_document(folder: Path, port: str) -> None:
    client = SudsClient((folder / f"{port}.wsdl").as_uri(), cache=None)
    found = {each[0].name for definition in client.sd for each in definition.ports}
    assert found == ({f"{port}Port"} if port != "all" else {f"{name}Port" for name in PORTS})


def test_the_document_of_a_port_has_the_namespace_of_its_calls() -> None:
    document = wsdl.document("Sip", ADDRESS).decode()
    assert 'targetNamespace="urn:AGProjects:NGNPro:Sip"' in document
    assert "CustomerPortType" not in document


def test_the_address_is_escaped() -> None:
    assert b"a&amp;b&quot;" in wsdl.document("Network", 'https://x.example/?a&b"')
