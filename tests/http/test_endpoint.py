"""The SOAP server over HTTP as old and foreign clients use it, byte by byte."""

from __future__ import annotations

import http.client
import re
import socket

import pytest

from tests.http.server import ADMIN, ADMIN_PASSWORD, HOST, Server

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]

ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"
  xmlns:ns4="urn:AGProjects:NGNPro" xmlns:ns5="urn:AGProjects:NGNPro:Sip"
  SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
<SOAP-ENV:Header><auth><username xsi:type="xsd:string">{username}</username>
<password xsi:type="xsd:string">{password}</password>
<admin xsi:type="xsd:boolean">true</admin>
<impersonate xsi:type="xsd:int">0</impersonate></auth></SOAP-ENV:Header>
<SOAP-ENV:Body>{body}</SOAP-ENV:Body></SOAP-ENV:Envelope>"""
GET_DOMAINS = """<ns5:getDomains><query xsi:type="ns4:SipDomainQuery">
<filter><domain/><customer xsi:type="xsd:int">0</customer><reseller/></filter>
<orderBy><attribute xsi:type="xsd:string">changeDate</attribute>
<direction xsi:type="xsd:string">DESC</direction></orderBy>
<range><start xsi:type="xsd:int">0</start><count xsi:type="xsd:int">20</count></range>
</query></ns5:getDomains>"""
PORTS = ["Sip", "Voicemail", "Customer", "Enum", "Dns", "Rating", "Network", "Presence"]


def envelope(body: str = GET_DOMAINS, password: str = ADMIN_PASSWORD) -> bytes:
    return ENVELOPE.format(username=ADMIN, password=password, body=body).encode()


def old_client(server: Server, body: bytes, path: str = "/ngnpro/") -> tuple[int, str, bytes]:
    """Status, head and body of an answer to the request that PHP's old SOAP library writes."""
    head = (
        f"POST {path} HTTP/1.0\r\nUser-Agent: PEAR-SOAP 0.11.0-beta\r\nHost: {HOST}\r\n"
        f"Content-Type: text/xml; charset=UTF-8\r\nContent-Length: {len(body)}\r\n"
        'SOAPAction: ""\r\nConnection: close\r\n\r\n'
    )
    with socket.create_connection((HOST, server.port), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        received = b""
        while part := connection.recv(65536):
            received += part
    answer_head, _, answer = received.partition(b"\r\n\r\n")
    return int(answer_head.split()[1]), answer_head.decode("latin-1").lower(), answer


def fetch(server: Server, path: str, method: str = "GET") -> tuple[http.client.HTTPMessage, bytes]:
    """Headers and body of an answer; ``Status`` is among the headers."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        response.headers["Status"] = str(response.status)
        return response.headers, response.read()
    finally:
        connection.close()


def test_an_old_client_gets_a_plain_answer_that_it_can_read(server: Server) -> None:
    status, head, body = old_client(server, envelope())
    assert status == 200
    assert re.search(r"content-type: text/xml(; charset=utf-8)?\r\n", head + "\r\n")
    assert f"content-length: {len(body)}" in head
    assert "transfer-encoding" not in head
    assert b"getDomainsResponse" in body
    assert b'SOAP-ENC:arrayType="ngnpro:SipDomain[' in body


def test_the_path_works_without_its_slash(server: Server) -> None:
    status, _head, body = old_client(server, envelope(), path="/ngnpro")
    assert status == 200
    assert b"getDomainsResponse" in body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(envelope(password="wrong"), 9001, id="wrong password"),
        pytest.param(envelope("<ns5:noSuchThing/>"), 9005, id="unknown operation"),
        pytest.param(envelope('<x xmlns="urn:of-somebody-else"/>'), 9005, id="unknown namespace"),
        pytest.param(b"<SOAP-ENV:Envelope", 9004, id="broken document"),
        pytest.param(b"", 9004, id="empty body"),
        pytest.param(b"<!DOCTYPE a><a/>", 9004, id="document type"),
        pytest.param(b"<a>" * 100_000, 9004, id="too deep"),
        pytest.param(b" " * 2_100_000, 9004, id="too long"),
    ],
)
def test_every_refusal_is_a_fault_with_status_500(server: Server, body: bytes, code: int) -> None:
    status, head, answer = old_client(server, body)
    assert status == 500
    assert "content-type: text/xml" in head
    assert f'<errorcode xsi:type="xsd:int">{code}</errorcode>'.encode() in answer
    assert b"<errorstring" in answer


def test_an_unserved_operation_is_named(server: Server) -> None:
    _status, _head, answer = old_client(server, envelope("<ns5:getTrustedPeers/>"))
    assert b"getTrustedPeers" in answer


def test_getting_without_wsdl_is_refused_politely(server: Server) -> None:
    headers, _body = fetch(server, "/ngnpro/")
    assert headers["Status"] == "405"
    assert "POST" in headers["Allow"]


@pytest.mark.parametrize("path", ["/ngnpro/wsdl", "/ngnpro/?wsdl"])
def test_the_combined_wsdl_describes_all_ports(server: Server, path: str) -> None:
    headers, body = fetch(server, path)
    assert headers["Status"] == "200"
    assert headers.get_content_type() == "text/xml"
    for port in PORTS:
        assert f'name="{port}Port"'.encode() in body
    assert f'location="{server.endpoint}"'.encode() in body


@pytest.mark.parametrize("port", PORTS)
def test_each_port_has_a_wsdl_of_its_own(server: Server, port: str) -> None:
    _headers, body = fetch(server, f"/ngnpro/?wsdl&port={port}")
    assert re.search(rb'targetNamespace="urn:AGProjects:\w+:' + port.encode() + rb'"', body)
    assert [other for other in PORTS if f'name="{other}Port"'.encode() in body] == [port]


def test_nothing_of_the_wsdl_is_fetched_from_elsewhere(server: Server) -> None:
    _headers, body = fetch(server, "/ngnpro/wsdl")
    places = set(re.findall(rb'schemaLocation="([^"]*)"', body))
    assert places == {b"soapenc.xsd"}
    headers, schema = fetch(server, "/ngnpro/soapenc.xsd")
    assert headers["Status"] == "200"
    assert b"schemaLocation" not in schema
