"""What may be typed, what is stored, and the sentence when it cannot be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import accept, customers, diversions, passwords, rules, voicemail
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId

Rule = Callable[[str], str]


@pytest.mark.parametrize(
    ("rule", "typed", "stored"),
    [
        (rules.username, " Alice ", "alice"),
        (rules.username, "31208005161", "31208005161"),
        (rules.username, "*70#", "*70#"),
        (rules.username, "a" * 64, "a" * 64),
        (rules.domain_name, "Example.COM.", "example.com"),
        (rules.domain_name, "sip.xn--bcher-kva.example", "sip.xn--bcher-kva.example"),
        (rules.email, "", ""),
        (rules.email, " Al.Ice+x@Example.COM ", "Al.Ice+x@example.com"),
        (rules.phone_number, "+31 (20) 800-5161", "+31208005161"),
        (rules.phone_number, "", ""),
        (rules.timezone, "Europe/Amsterdam", "Europe/Amsterdam"),
        (rules.timezone, "UTC", "UTC"),
        (rules.mobile_number, "+31 6 1234 5678", "+31612345678"),
        (rules.mobile_number, "0031612345678", "+31612345678"),
        (rules.mobile_number, "", ""),
        (rules.quick_dial, "3120 800", "3120800"),
        (rules.quick_dial, "", ""),
        (rules.country, "nl", "NL"),
        (rules.country, "", "N/A"),
        (rules.state, "n/a", "N/A"),
        (rules.state, "07", "N/A"),
        (rules.country, "A1", "N/A"),
        (rules.with_plus, "0031208005161", "+31208005161"),
        (rules.with_plus, "+31208005161", "+31208005161"),
        (rules.with_plus, "0208005161", "0208005161"),
        (rules.with_plus, "00", "00"),
        (accept.clock, "9:05", "09:05"),
        (accept.clock, "23:59", "23:59"),
        (voicemail.pin, "0123", "0123"),
        (customers.login_name, "Jan de Vries", "jan.de.vries"),
        # Clients make logins of names.
        (customers.login_name, "José.O'Hara12345", "josé.o'hara12345"),
    ],
)
def test_a_good_value_is_stored_in_one_form(rule: Rule, typed: str, stored: str) -> None:
    assert rule(typed) == stored


@pytest.mark.parametrize(
    ("rule", "typed"),
    [
        (rules.username, ""),
        (rules.username, "a b"),
        (rules.username, "a" * 65),
        (rules.username, "ålice"),
        (rules.username, "a@b"),
        (rules.domain_name, "localhost"),
        (rules.domain_name, "-a.example"),
        (rules.domain_name, "a..example"),
        (rules.domain_name, "192.0.2.1"),
        (rules.domain_name, "a" * 64 + ".example"),
        (rules.domain_name, ".".join(["a" * 60] * 5)),
        (rules.email, "alice"),
        (rules.email, "alice@"),
        (rules.email, "a..b@example.com"),
        (rules.email, "alice@example.com\nBcc: x@example.com"),
        (rules.phone_number, "call me"),
        (rules.phone_number, "+1"),
        (rules.timezone, "Mars/Olympus"),
        (rules.mobile_number, "0612345678"),
        (rules.mobile_number, "my mobile"),
        (rules.quick_dial, "+3120"),
        (rules.quick_dial, "1" * 16),
        (rules.timezone, "../../etc/passwd"),
        (rules.country, "Netherlands"),
        (accept.clock, "24:00"),
        (accept.clock, "9"),
        (voicemail.pin, "123"),
        (voicemail.pin, "12a4"),
        (customers.login_name, "x"),
        (customers.login_name, "jan/vries"),
        (customers.login_name, "jose\u0301"),
    ],
)
def test_a_bad_value_gets_a_sentence(rule: Rule, typed: str) -> None:
    with pytest.raises(RuleError) as refused:
        rule(typed)
    assert refused.value.text.endswith(".")
    assert refused.value.field


@pytest.mark.parametrize(
    "rule",
    [
        rules.username,
        rules.domain_name,
        rules.email,
        rules.phone_number,
        rules.timezone,
        rules.country,
        accept.clock,
        voicemail.pin,
        customers.login_name,
        diversions.stored_target,
    ],
)
@given(typed=st.text(max_size=80))
def test_what_is_stored_passes_its_own_rule_unchanged(rule: Rule, typed: str) -> None:
    try:
        stored = rule(typed)
    except RuleError:
        return
    assert rule(stored) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("192.0.2.7", ("192.0.2.7", 32)),
        ("192.0.2.7/24", ("192.0.2.0", 24)),
        ("0.0.0.0/0", ("0.0.0.0", 0)),
    ],
)
def test_a_network_is_stored_as_its_first_address(typed: str, stored: tuple[str, int]) -> None:
    assert rules.network(typed) == stored


@pytest.mark.parametrize("typed", ["", "example.com", "192.0.2.0/33", "2001:db8::/32"])
def test_what_is_no_network_is_named(typed: str) -> None:
    with pytest.raises(RuleError, match="no IPv4 network"):
        rules.network(typed)


@pytest.mark.parametrize("seconds", [-1, 901])
def test_a_phone_rings_at_most_fifteen_minutes(seconds: int) -> None:
    with pytest.raises(RuleError):
        rules.timeout(seconds)


def test_text_has_a_length_and_no_control_characters() -> None:
    assert rules.plain_text("Ünïcode 📞", 20) == "Ünïcode 📞"
    for text in ("x" * 21, "a\tb", "a\x00b", "a\x7f"):
        with pytest.raises(RuleError):
            rules.plain_text(text, 20)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Alice@Example.com", "alice@example.com"),
        ("sip:alice@example.com", "alice@example.com"),
        ("SIPS:alice@example.com", "alice@example.com"),
    ],
)
def test_an_address_is_read_with_or_without_scheme(typed: str, address: str) -> None:
    assert str(SipId.parse(typed)) == address


@pytest.mark.parametrize("typed", ["", "alice", "@example.com", "alice@", "a@b@example.com"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(RuleError):
        SipId.parse(typed)


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("", ""),
        ("+31 20 800 5161", "sip:0031208005161@example.com"),
        ("0031208005161", "sip:0031208005161@example.com"),
        ("0031208005161@elsewhere.example", "sip:0031208005161@example.com"),
        ("bob", "sip:bob@example.com"),
        ("bob@elsewhere.example", "sip:bob@elsewhere.example"),
        ("sips:bob@elsewhere.example", "sip:bob@elsewhere.example"),
    ],
)
def test_a_typed_destination_becomes_a_uri(typed: str, target: str) -> None:
    assert diversions.typed_target(typed, "example.com") == target


@pytest.mark.parametrize("typed", ["bob@", "@x.example", "bob@x.example:5060", "a;b", "two words"])
def test_a_destination_has_no_port_and_no_parameters(typed: str) -> None:
    with pytest.raises(RuleError):
        diversions.typed_target(typed, "example.com")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("voice-mailbox", "<voice-mailbox>"),
        ("<voice-mailbox>", "<voice-mailbox>"),
        ("bob@example.com", "sip:bob@example.com"),
        ("sips:bob@example.com", "sips:bob@example.com"),
    ],
)
def test_a_target_is_stored_with_its_scheme(sent: str, stored: str) -> None:
    assert diversions.stored_target(sent) == stored


def test_everybody_and_nobody_stand_alone() -> None:
    assert accept.who(("vip", "", "family", "vip")) == ("vip", "family")
    assert accept.who(("nobody",)) == ("nobody",)
    with pytest.raises(RuleError, match="not both"):
        accept.who(("everybody", "vip"))


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_password_matches_each_of_its_forms_and_no_other_does(one: str, other: str) -> None:
    pair = passwords.digest_pair("alice", "example.com", one)
    assert passwords.verify("alice", "example.com", one, pair)
    assert passwords.verify_ha1("alice", "example.com", one, pair.split(":")[0])
    if not passwords.is_digest_pair(one):
        assert passwords.verify("alice", "example.com", one, one)
    if one != other:
        assert not passwords.verify("alice", "example.com", other, pair)
        assert not passwords.verify_ha1("alice", "example.com", other, pair.split(":")[0])


def test_the_digests_are_those_of_http_digest() -> None:
    # What md5sum prints for alice:example.com:secret and alice@example.com:example.com:secret.
    assert passwords.digest_pair("Alice", "Example.com", "secret") == (
        "b1726872c344b6dc8365b774f8fd6412:c79656e4f06dbae9fdf6727654273c65"
    )


@pytest.mark.parametrize("verifier", ["", "secret"])
def test_an_empty_password_or_verifier_refuses(verifier: str) -> None:
    assert not passwords.verify("alice", "example.com", "", verifier)
    assert not passwords.verify("alice", "example.com", "secret" if not verifier else "x", "")
    assert not passwords.verify_ha1("alice", "example.com", "secret", "")
