"""The properties of a customer: a field for each that is known, by level, and the rest as lines."""

from __future__ import annotations

import pytest
from django.test import Client

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.forms.customer_properties import OWN_FIELDS
from tests.filling import errors, fill
from tests.people import People, api

# Section 6 of the functional reference, by level.
ADMIN = {
    "sip_credit",
    "sip_alias_credit",
    "enum_range_credit",
    "enum_number_credit",
    "dns_zone_credit",
    "email_credit",
    "pstn_access",
    "prepaid_changes",
    "pstn_changes",
    "sms_access",
}
CUSTOMER = {
    "auth_token",
    "dns_admin_email",
    "voicemail_server",
    "voicemail_access_number",
    "absolute_voicemail_uri",
    "FUNC_access_number",
    "FNOL_access_number",
    "FNOA_access_number",
    "FBUS_access_number",
    "change_privacy_access_number",
    "check_privacy_access_number",
    "reject_anonymous_access_number",
    "sip_proxy",
    "sip_outbound_proxy",
    "store_clear_text_passwords",
    "xcap_root",
    "support_web",
    "support_email",
    "billing_email",
    "support_company",
    "cdrtool_address",
    "sip_settings_page",
    "records_per_page",
    "push_notifications_server",
    "push_notifications_server_private",
    "msrp_relay",
    "currency",
    # The page "Set up a phone": where the reseller is registered with the makers of programs.
    "acrobits_cloud_id",
    "zoiper_provider_id",
}
EVERY = ADMIN | CUSTOMER | {"payment_processor_class", "digest_settings_page"}


def url(people: People) -> str:
    return f"/customers/{people.customer}/edit/"


def give(customer: int, name: str, value: str) -> None:
    item = CustomerProperty(name=name, value=value, category="sip", permission="customer")
    api().customers.set_properties(customer, [item])


def test_every_known_property_has_a_field_of_its_own() -> None:
    assert EVERY == OWN_FIELDS


@pytest.mark.parametrize(
    ("person", "locked"),
    [
        ("administrator", set()),
        ("reseller", {"payment_processor_class"}),
        ("customer", {*ADMIN, "payment_processor_class", "digest_settings_page"}),
    ],
)
def test_each_level_changes_its_own_properties(
    people: People, person: str, locked: set[str]
) -> None:
    form = people.browser(person).get(url(people)).context["form"]
    text = {name for name in EVERY if form.fields[f"property_{name}"].disabled}
    assert text == locked


def test_a_reseller_reads_its_own_credits(reseller: Client, people: People) -> None:
    form = reseller.get(f"/customers/{people.reseller}/edit/").context["form"]
    assert all(form.fields[f"property_{name}"].disabled for name in ADMIN)
    assert not form.fields["property_digest_settings_page"].disabled


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("voicemail_access_number", "* 70", "*70"),
        ("FUNC_access_number", "*21*", "*21*"),
        ("dns_admin_email", "dns@acme.example", "dns@acme.example"),
        ("store_clear_text_passwords", "0", "0"),
        ("absolute_voicemail_uri", "on", "1"),
        ("records_per_page", "50", "50"),
        ("currency", '€ <b>"quoted"</b> \u202e 😀', '€ <b>"quoted"</b> \u202e 😀'),
    ],
)
def test_a_property_is_kept_as_the_platform_wants_it(
    customer: Client, people: People, name: str, typed: str, stored: str
) -> None:
    answer = fill(customer, url(people), **{f"property_{name}": typed})
    assert answer.status_code == 302, errors(answer)
    assert api().customers.customer(people.customer).property_value(name) == stored


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("FUNC_access_number", "star 21", "for example *70"),
        ("support_email", "nonsense", "mail address"),
        ("records_per_page", "many", "whole number"),
        ("records_per_page", "-1", "whole number"),
    ],
)
def test_a_property_that_breaks_its_rule_says_so_on_its_field(
    customer: Client, people: People, name: str, typed: str, words: str
) -> None:
    answer = fill(customer, url(people), **{f"property_{name}": typed})
    assert answer.status_code == 422
    assert words in errors(answer)[f"property_{name}"][0]


def test_the_token_goes_in_and_never_comes_out(customer: Client, people: People) -> None:
    def token() -> str:
        return api().customers.customer(people.customer).property_value("auth_token")

    fill(customer, url(people), property_auth_token="t0p-secret")
    assert token() == "t0p-secret"
    page = customer.get(url(people))
    assert "t0p-secret" not in page.content.decode()
    assert "t0p-secret" not in customer.get(f"/customers/{people.customer}/").content.decode()
    # Left empty it stays, and a box takes it away.
    fill(customer, url(people), first_name="Adam")
    assert token() == "t0p-secret"
    fill(customer, url(people), remove_auth_token="on")
    assert token() == ""
    assert "remove_auth_token" not in customer.get(url(people)).context["form"].fields


def test_what_has_a_field_is_not_typed_as_a_line(customer: Client, people: People) -> None:
    answer = fill(customer, url(people), other_properties="auth_token = stolen")
    assert "own field" in errors(answer)["other_properties"][0]


@pytest.mark.parametrize("name", ["yubikey", "gateway_password", "api_token"])
def test_a_secret_among_the_others_goes_in_and_never_comes_out(
    administrator: Client, people: People, name: str
) -> None:
    give(people.customer, name, "hush hush")
    give(people.customer, "colour", "green")
    page = administrator.get(url(people)).content.decode()
    assert "colour = green" in page
    assert "hush" not in page
    assert "hush" not in administrator.get(f"/customers/{people.customer}/").content.decode()
    assert fill(administrator, url(people), other_properties="colour = blue").status_code == 302
    assert api().customers.customer(people.customer).property_value(name) == "hush hush"
    assert fill(administrator, url(people), other_properties=f"{name} =").status_code == 302
    stored = api().customers.customer(people.customer)
    assert (stored.property_value(name), stored.property_value("colour")) == ("", "")


def test_an_old_value_that_breaks_a_rule_stops_no_other_change(
    customer: Client, people: People
) -> None:
    give(people.customer, "records_per_page", "many")
    assert fill(customer, url(people), property_sip_proxy="p.example").status_code == 302
    stored = api().customers.customer(people.customer)
    assert stored.property_value("records_per_page") == "many"
    assert stored.property_value("sip_proxy") == "p.example"
