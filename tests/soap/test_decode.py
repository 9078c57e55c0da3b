"""Requests of all known clients decode to the same plain values; what does not fit is refused."""

from __future__ import annotations

import pytest

from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC, DecodeError, for_request
from tests.soap.envelopes import decoded, element, request

SIP_ID = "<sipId><username>alice</username><domain>example.com</domain></sipId>"
ALICE = {"username": "alice", "domain": "example.com"}


def test_the_old_php_client_is_understood() -> None:
    [account] = decoded(
        "addAccount",
        """<account xsi:type="ns4:SipAccount"><id><username xsi:type="xsd:string">alice</username>
        <domain xsi:type="xsd:string">example.com</domain></id>
        <owner xsi:type="xsd:string">12</owner><quota xsi:type="xsd:string"></quota>
        <timeout xsi:type="xsd:int">35</timeout><prepaid xsi:type="xsd:int">1</prepaid>
        <email/><region xsi:type="xsd:string"></region>
        <groups xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:string[2]" SOAP-ENC:offset="[0]">
          <item xsi:type="xsd:string">free-pstn</item><item xsi:type="xsd:string"></item></groups>
        <properties xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="Struct[1]" SOAP-ENC:offset="[0]">
          <item><name xsi:type="xsd:string">language</name><value>en</value></item></properties>
        <acl xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:anyType[0]"/>
        <nonsense><deep>1</deep></nonsense></account>""",
    )
    assert account["id"] == ALICE
    assert (account["owner"], account["quota"], account["timeout"]) == (12, None, 35)
    assert account["prepaid"] is True
    assert (account["email"], account["region"], account["password"]) == (None, "", None)
    assert account["groups"] == ["free-pstn", ""]
    assert account["properties"] == [{"name": "language", "value": "en"}]
    assert account["acl"] == []
    assert "nonsense" not in account


def test_zeep_and_suds_are_understood() -> None:
    [first, _query] = decoded(
        "getCalls", f"<query><placed><limit> 5 </limit></placed></query>{SIP_ID}"
    )
    assert first == ALICE
    [peers] = decoded(
        "getPrepaidStatus",
        '<sipIds xsi:type="ns4:SipIdArray"><ns4:SipId><username>alice</username>'
        "<domain>example.com</domain></ns4:SipId><item xsi:nil='true'/></sipIds>",
    )
    assert peers == [ALICE]


def test_members_in_any_namespace_and_order_are_found() -> None:
    assert decoded(
        "addToGroup", f"<ns4:group>sms</ns4:group>{SIP_ID.replace('<domain>', '<domain >')}"
    ) == [ALICE, "sms"]


def test_references_are_followed() -> None:
    assert decoded(
        "deleteAccount",
        '<sipId href="#id0"/>',
        more='<multiRef id="id0"><username href="#id1"/><domain>example.com</domain></multiRef>'
        '<multiRef id="id1" xsi:type="xsd:string">alice</multiRef>',
    ) == [ALICE]


def test_missing_arguments_are_none() -> None:
    assert decoded("addToGroup", "") == [None, None]
    assert decoded("getMediaSummary", "") == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<group/>", None),
        ('<group xsi:nil="true"/>', None),
        ('<group xsi:nil="true" xsi:type="xsd:string"/>', None),
        ('<group xsi:type="xsd:string"></group>', ""),
        ('<group xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:anyType[0]"/>', None),
        ("<group> a b </group>", " a b "),
        ("<group>a<!-- not read -->b</group>", "ab"),
        ("<group><![CDATA[<voice-mailbox>]]></group>", "<voice-mailbox>"),
    ],
)
def test_empty_texts_and_nulls_are_told_apart(written: str, read: str | None) -> None:
    assert decoded("addToGroup", SIP_ID + written) == [ALICE, read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<members/>", []),
        ('<members xsi:nil="1"/>', None),
        ('<members xsi:type="xsd:string"></members>', []),
        ("<members>  </members>", []),
        ('<members><a>x</a><b/><b xsi:type="xsd:string"></b></members>', ["x", ""]),
        ("", None),
    ],
)
def test_lists_may_be_missing_empty_or_nil(written: str, read: list[str] | None) -> None:
    assert decoded("setRejectMembers", SIP_ID + written) == [ALICE, read]


@pytest.mark.parametrize(
    "written",
    [
        "<diversions/>",
        '<diversions xsi:nil="true"/>',
        '<diversions xsi:type="xsd:string"></diversions>',
        '<diversions xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:anyType[0]"/>',
    ],
)
def test_an_empty_struct_is_none(written: str) -> None:
    assert decoded("setCallDiversions", SIP_ID + written) == [ALICE, None]


def test_a_struct_with_only_unknown_members_has_all_members_empty() -> None:
    [_id, diversions] = decoded(
        "setCallDiversions", f"{SIP_ID}<diversions><nocondition>empty</nocondition></diversions>"
    )
    assert set(diversions.values()) == {None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("+5", 5),
        (" 5\n", 5),
        ("5.0", 5),
        ("", None),
        ("true", 1),
        ("false", 0),
    ],
)
def test_whole_numbers(text: str, value: int | None) -> None:
    assert decoded("deleteCarrier", f"<id>{text}</id>") == [value]


@pytest.mark.parametrize(
    "text", ["abc", "5.5", "1e3", "2147483648", "-2147483649", "٣", "1_0", "9" * 30]
)
def test_numbers_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decoded("deleteCarrier", f"<id>{text}</id>")
    assert caught.value.field == "id"


@pytest.mark.parametrize("text", ["maybe", "2", "0.0"])
def test_booleans_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decoded("addAccount", f"<account><prepaid>{text}</prepaid></account>")
    assert caught.value.field == "prepaid"


@pytest.mark.parametrize("text", ["x", "nan", "INF", "1_0"])
def test_decimals_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        decoded("addBalance", f"{SIP_ID}<value>{text}</value>")
    assert decoded("addBalance", f"{SIP_ID}<value>-1.5</value>") == [ALICE, -1.5, None]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("<message>YWJj\n ZGVm</message>", b"abcdef"),
        ("<message/>", None),
        ('<message xsi:type="xsd:base64Binary"></message>', b""),
        ('<message xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:anyType[0]"/>', None),
    ],
)
def test_base64(written: str, message: bytes | None) -> None:
    assert decoded("setAnnouncement", SIP_ID + written, port="Voicemail") == [ALICE, message]


@pytest.mark.parametrize(
    "arguments",
    [
        "<account>text</account>",
        "<account><id>alice@example.com</id></account>",
        "<account><groups>sms</groups></account>",
        "<account><email><a/></email></account>",
        "<account><quota><a/></quota></account>",
    ],
)
def test_a_scalar_in_place_of_a_struct_and_the_reverse_are_refused(arguments: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decoded("addAccount", arguments)
    assert caught.value.field in ("account", "id", "groups", "email", "quota")


def test_base64_that_is_none_is_refused() -> None:
    with pytest.raises(DecodeError):
        decoded("setAnnouncement", "<message>a</message>", port="Voicemail")


def test_the_namespace_decides_and_the_address_only_helps() -> None:
    sip, customer = "urn:AGProjects:NGNPro:Sip", "urn:AGProjects:NGNPro:Customer"
    found = [CODEC.find(sip, "getAccount", "Customer"), CODEC.find(customer, "getAccount")]
    assert [each and each.port for each in found] == ["Sip", "Customer"]
    helped = CODEC.find("urn:wrong", "getAccount", "Voicemail")
    assert helped is not None
    assert helped.port == "Voicemail"
    assert CODEC.find("urn:wrong", "getAccount") is None
    assert CODEC.find(sip, "getBilling") is None
    assert CODEC.find("urn:wrong", "getAccount", "Billing") is None


def test_an_operation_tells_its_types() -> None:
    operation = CODEC.operation("Sip", "getPhonebookEntries")
    assert operation.parameters == (
        ("sipId", "SipId"),
        ("match", "PhonebookEntry"),
        ("range", "Range"),
    )
    assert operation.result_type == "PhonebookResult"
    assert CODEC.operation("Dns", "deleteRecord").result_type is None


def test_one_value_can_be_read_by_the_name_of_its_type() -> None:
    written = element("<id><domain>example.com</domain><username>alice</username></id>")
    assert CODEC.decode("SipId", written) == ALICE


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('xsi:type="xsd:base64Binary">WsWCb3R5</', "Złoty"),
        ('xsi:type="SOAP-ENC:base64">WsWC\n b3R5</', "Złoty"),
        ('xsi:type="xsd:string">WsWCb3R5</', "WsWCb3R5"),
        (">WsWCb3R5</", "WsWCb3R5"),
        ('xsi:type="xsd:base64Binary"></', ""),
        ('xsi:type="xsd:base64Binary" xsi:nil="true"></', None),
    ],
)
def test_texts_that_say_that_they_are_base64_are_decoded(written: str, text: str | None) -> None:
    # Another value with the label makes the server look at all of them.
    other = '<email xsi:type="xsd:base64Binary">w6k=</email>'
    body = request("addAccount", f"<account><region {written}region>{other}</account>")
    codec = for_request(body).operation("Sip", "addAccount")
    [account] = codec.decode_arguments(wire.parse(body).call)
    assert (account["region"], account["email"]) == (text, "é")


@pytest.mark.parametrize("content", ["WsWC*3R5", "/w==", "Złoty", "YWxpY2UA", "AWE=", "77++"])
def test_a_text_that_only_says_that_it_is_base64_is_refused(content: str) -> None:
    written = f'<account><region xsi:type="xsd:base64Binary">{content}</region></account>'
    body = request("addAccount", written)
    with pytest.raises(DecodeError, match=r"base64|XML") as caught:
        for_request(body).operation("Sip", "addAccount").decode_arguments(wire.parse(body).call)
    assert caught.value.field == "region"


def test_requests_without_base64_are_read_by_the_common_codec() -> None:
    assert for_request(request("getMediaSummary", "")) is CODEC
