"""The endpoint over HTTP: methods, documents, limits and media types."""

from __future__ import annotations

import gzip
from urllib.parse import urljoin

import pytest
from django.test import Client
from lxml import etree
from pytest_django.fixtures import Settings

from ngnpanel.soap import wire
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import request, sip_id

# The addresses of the server alone, whatever the panel looks like.
pytestmark = pytest.mark.urls("ngnpanel.launch.platform_urls")
XML = "text/xml; charset=UTF-8"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture
def http() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("path", ["/ngnpro/", "/ngnpro", "/ngnpro/?port=Sip"])
def test_a_call_by_post_is_answered(world: World, http: Client, path: str) -> None:
    body = request("Sip", "getDomains", {}, as_=PEOPLE["customer"])
    reply = http.post(path, body, content_type=XML)
    assert reply.status_code == 200
    assert reply["Content-Type"].lower() == XML.lower()
    assert reply["Content-Length"] == str(len(reply.content))
    assert b"customer.example" in reply.content
    assert "Set-Cookie" not in reply


def test_a_fault_has_status_500_and_is_xml(world: World, http: Client) -> None:
    body = request("Sip", "getAccount", sip_id("no@customer.example"))
    reply = http.post("/ngnpro/", body, content_type=XML)
    assert reply.status_code == 500
    assert reply["Content-Type"].lower() == XML.lower()
    assert reply["Content-Length"] == str(len(reply.content))
    answer = wire.parse_reply(reply.content)
    assert isinstance(answer, wire.FaultReply)
    assert answer.code == 1010


@pytest.mark.parametrize(
    "media_type", ["multipart/related; boundary=x", "multipart/form-data; boundary=x"]
)
def test_attachments_are_refused(db: None, http: Client, media_type: str) -> None:
    reply = http.generic("POST", "/ngnpro/", b"--x\r\n\r\n--x--", content_type=media_type)
    assert reply.status_code == 500
    assert b"Attachments" in reply.content
    dime = http.generic("POST", "/ngnpro/", b"\x0c", content_type="application/dime")
    assert b"Attachments" in dime.content


def test_a_compressed_request_is_refused_with_the_reason(world: World, http: Client) -> None:
    body = gzip.compress(request("Sip", "getDomains", {}))
    reply = http.generic("POST", "/ngnpro/", body, "text/xml", HTTP_CONTENT_ENCODING="gzip")
    assert reply.status_code == 500
    assert b"Compressed requests" in reply.content


def test_a_message_that_is_too_long_is_a_fault_and_no_page(db: None, http: Client) -> None:
    body = b"<" + b"x" * (wire.MAX_BYTES + 1)
    reply = http.post("/ngnpro/", body, content_type=XML)
    assert reply.status_code == 500
    answer = wire.parse_reply(reply.content)
    assert isinstance(answer, wire.FaultReply)
    assert (answer.faultcode, answer.code) == ("Client", 9004)


def test_a_message_between_the_limits_of_django_and_ours_is_read(
    world: World,
    http: Client,
    settings: Settings,
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    body = request("Sip", "getDomains", {})
    assert http.post("/ngnpro/", body, content_type=XML).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_say_what_is_allowed(http: Client, method: str) -> None:
    reply = http.generic(method, "/ngnpro/")
    assert reply.status_code == 405
    assert reply["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("path", "ports"),
    [
        ("/ngnpro/?wsdl", 8),
        ("/ngnpro/?WSDL", 8),
        ("/ngnpro?wsdl", 8),
        ("/ngnpro/wsdl", 8),
        ("/ngnpro/?wsdl&port=Sip", 1),
        ("/ngnpro/wsdl?port=Customer", 1),
    ],
)
def test_the_wsdl_is_served(http: Client, path: str, ports: int) -> None:
    reply = http.get(path)
    assert reply.status_code == 200
    assert reply["Content-Type"].lower() == XML.lower()
    root = etree.fromstring(reply.content)
    assert len(root.findall(f".//{WSDL}port")) == ports
    addresses = {node.get("location") for node in root.iter() if node.get("location")}
    assert "http://testserver/ngnpro/" in addresses


def test_the_schema_that_the_wsdl_imports_is_served_beside_it(http: Client) -> None:
    assert b"soapenc.xsd" in http.get("/ngnpro/wsdl").content
    reply = http.get("/ngnpro/soapenc.xsd")
    assert reply.status_code == 200
    assert etree.fromstring(reply.content).tag.endswith("schema")


@pytest.mark.parametrize(
    "path", ["/ngnpro/?wsdl", "/ngnpro?wsdl", "/ngnpro/wsdl", "/ngnpro?wsdl&port=Presence"]
)
def test_the_schema_is_found_from_every_address_of_the_wsdl(http: Client, path: str) -> None:
    root = etree.fromstring(http.get(path).content)
    imports = {node.get("schemaLocation") for node in root.iter(f"{XSD}import")} - {None}
    assert {urljoin(path, address) for address in imports} == {"/ngnpro/soapenc.xsd"}


def test_a_port_that_does_not_exist_has_no_wsdl(http: Client) -> None:
    assert http.get("/ngnpro/?wsdl&port=Coffee").status_code == 404


def test_an_address_below_the_endpoint_takes_calls_as_well(world: World, http: Client) -> None:
    body = request("Sip", "getDomains", {})
    assert http.post("/ngnpro/wsdl", body, content_type=XML).status_code == 200
    assert http.post("/ngnpro/soapenc.xsd", body, content_type=XML).status_code == 200


@pytest.mark.parametrize("name", ["stranger.example", "bad name", "a<script>.example", ""])
def test_the_wsdl_under_an_unknown_name_says_what_to_configure(http: Client, name: str) -> None:
    for path in ("/ngnpro/?wsdl", "/ngnpro/wsdl", "/ngnpro?wsdl&port=Sip"):
        reply = http.get(path, HTTP_HOST=name)
        assert reply.status_code == 400
        assert reply["Content-Type"] == "text/plain"
        assert reply["Content-Length"] == str(len(reply.content))
        assert b"ALLOWED_HOSTS" in reply.content
        assert not name or name.encode() not in reply.content


def test_calls_are_taken_under_any_name(world: World, http: Client) -> None:
    body = request("Sip", "getDomains", {})
    reply = http.post("/ngnpro/", body, content_type=XML, HTTP_HOST="stranger.example")
    assert reply.status_code == 200


def test_an_address_with_a_thousand_parameters_is_no_page(world: World, http: Client) -> None:
    path = "/ngnpro/?" + "a&" * 1001 + "wsdl"
    assert http.get(path)["Content-Type"] == "text/plain"
    reply = http.post(path, request("Sip", "getDomains", {}), content_type="text/xml")
    assert reply.status_code == 200
