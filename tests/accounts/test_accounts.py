"""SIP accounts in the panel: add, edit by rights, block, delete."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, Property, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.soap.errors import NotFound
from tests.filling import errors, fill
from tests.people import ALICE, BOB, DOMAIN, FOREIGN, PASSWORD, People, api, calls

ADD = "/sip/accounts/add/"
EDIT = f"/sip/accounts/{ALICE}/edit/"
CAROL = SipId(username="carol", domain=DOMAIN)


def set_property(customer: int, name: str, value: str) -> None:
    properties = [CustomerProperty(name=name, value=value, category="sip", permission="admin")]
    api().customers.set_properties(customer, properties)


def test_a_new_account_gets_defaults_for_all_that_was_left_empty(
    reseller: Client, people: People
) -> None:
    answer = fill(reseller, ADD, username="Carol", domain=DOMAIN)
    assert answer.status_code == 200
    account = api().sip.account(CAROL)
    assert (account.first_name, account.last_name) == ("Account", "carol")
    assert account.email == "carol@acme.example"
    assert account.owner == people.reseller
    assert account.groups == ()
    assert account.prepaid is False
    assert len(account.password) == 10


def test_a_made_up_password_is_shown_once_and_kept_nowhere(reseller: Client) -> None:
    answer = fill(reseller, ADD, username="carol", domain=DOMAIN)
    password = api().sip.account(CAROL).password
    assert answer.content.decode().count(password) >= 1
    assert "no-store" in answer["Cache-Control"]
    assert password not in str(dict(reseller.session))
    assert password not in str(reseller.cookies)
    assert password not in reseller.get(f"/sip/accounts/{CAROL}/").content.decode()


def test_a_typed_password_leads_back_to_the_list(reseller: Client) -> None:
    answer = fill(
        reseller,
        ADD + "?next=/sip/accounts/%3Fq%3Dc",
        username="carol",
        domain=DOMAIN,
        name="Carol van der Meer",
        email="Carol@Acme.example",
        password="typed by hand",
    )
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/sip/accounts/?q=c#row-carol%40acme.example",
    )
    account = api().sip.account(CAROL)
    assert (account.first_name, account.last_name) == ("Carol", "van der Meer")
    assert account.email == "carol@acme.example"
    assert account.password == "typed by hand"


def test_the_platform_may_choose_the_number(reseller: Client) -> None:
    answer = fill(reseller, ADD, choose="on", domain=DOMAIN, name="Carol Smith")
    assert answer.status_code == 200
    saved = answer.context["record"]
    assert saved.id.username.isdigit()
    assert api().sip.account(saved.id).last_name == "Smith"
    assert str(saved.id) in answer.content.decode()


def test_telephone_calls_prepaid_and_quota_are_set_on_adding(reseller: Client) -> None:
    fill(reseller, ADD, username="carol", domain=DOMAIN, free_pstn="on", prepaid="on", quota="30")
    account = api().sip.account(CAROL)
    assert "free-pstn" in account.groups
    assert (account.prepaid, account.quota) == (True, 30)


def test_who_may_not_change_prepaid_adds_prepaid_accounts(reseller: Client, people: People) -> None:
    set_property(people.reseller, "prepaid_changes", "0")
    assert "prepaid" not in reseller.get(ADD).context["form"].fields
    fill(reseller, ADD, username="carol", domain=DOMAIN, free_pstn="on")
    assert api().sip.account(CAROL).prepaid is True


def test_without_pstn_access_the_form_does_not_offer_it(reseller: Client, people: People) -> None:
    set_property(people.reseller, "pstn_access", "0")
    fields = reseller.get(ADD).context["form"].fields
    assert not {"free_pstn", "prepaid", "quota"} & fields.keys()
    fields = reseller.get(EDIT).context["form"].fields
    assert not {"rpid", "quota", "call_limit"} & fields.keys()
    assert {"anonymous", "mobile_number"} <= fields.keys()


def test_a_platform_that_keeps_no_clear_text_gets_digests(reseller: Client, people: People) -> None:
    set_property(people.reseller, "store_clear_text_passwords", "0")
    fill(reseller, ADD, username="carol", domain=DOMAIN, password="typed by hand")
    account = api().sip.account(CAROL)
    assert account.password in ("", passwords.digest_pair("carol", DOMAIN, "typed by hand"))
    assert passwords.verify_ha1("carol", DOMAIN, "typed by hand", account.ha1)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"username": ""}, "username", "Enter the user part"),
        ({"username": "a b"}, "username", "Use at most 64 letters"),
        ({"email": "nonsense"}, "email", "Enter a mail address"),
        ({"quota": "-1"}, "quota", "Enter 0 or more"),
        ({"quota": "ten"}, "quota", "whole number"),
        ({"username": "alice"}, "username", "exists already"),
    ],
)
def test_a_refusal_stands_on_its_field_and_keeps_what_was_typed(
    reseller: Client, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, ADD, **{"username": "carol", "name": "Typed Name", **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])
    assert 'value="Typed Name"' in answer.content.decode()


def test_a_used_up_credit_is_told_before_and_after(reseller: Client, people: People) -> None:
    set_property(people.reseller, "sip_credit", "2")
    page = reseller.get(ADD).content.decode()
    assert "2 of 2 used" in page
    assert "The platform will refuse another one" in page
    answer = fill(reseller, ADD, username="carol", domain=DOMAIN)
    assert answer.status_code == 422
    assert "is used up" in " ".join(errors(answer)["__all__"])


def test_the_password_of_an_account_is_changed_and_the_page_never_shows_it(
    reseller: Client,
) -> None:
    assert PASSWORD not in reseller.get(EDIT).content.decode()
    fill(reseller, EDIT, password="changed by staff")
    assert api().sip.account(ALICE).password == "changed by staff"


def test_what_staff_change_about_getting_in_is_told_and_ends_the_sessions(
    reseller: Client, settings: Any
) -> None:
    before = api().sip.account(ALICE)
    own = Client()
    signed_in = {"name": str(ALICE), "password": PASSWORD}
    own.post("/login/", signed_in)
    settings.SECURITY_MAILS = True
    fill(reseller, EDIT, first_name="Al")
    assert mail.outbox == []
    fill(reseller, EDIT, email="al@acme.example")
    assert {letter.to[0] for letter in mail.outbox} == {before.email, "al@acme.example"}
    assert "the mail address" in mail.outbox[0].body
    assert own.get(f"/subscriber/{ALICE}/").status_code == 200
    mail.outbox.clear()
    fill(reseller, EDIT, web_password="for the web")
    (letter,) = mail.outbox
    assert "signing in to the panel" in letter.body
    assert "for the web" not in letter.message().as_string()
    assert own.get(f"/subscriber/{ALICE}/").status_code == 302


def test_a_web_password_is_stored_as_digests_and_can_be_removed(reseller: Client) -> None:
    fill(reseller, EDIT, web_password="for the web")
    stored = api().sip.account(ALICE).property_value("web_password")
    assert passwords.verify("alice", DOMAIN, "for the web", stored)
    assert passwords.is_digest_pair(stored)
    answer = fill(reseller, EDIT, web_password="another one", remove_web_password="on")
    assert "Either type" in errors(answer)["remove_web_password"][0]
    fill(reseller, EDIT, remove_web_password="on")
    assert api().sip.account(ALICE).property_value("web_password") == ""


def test_blocking_remembers_who_blocked(people: People) -> None:
    fill(people.browser("reseller"), EDIT, blocked="on")
    account = api().sip.account(ALICE)
    assert "blocked" in account.groups
    assert account.property_value("blocked_by") == "reseller"
    # Its customer sees that, and cannot lift it.
    form = people.browser("customer").get(EDIT).context["form"]
    assert form.fields["blocked"].disabled
    fill(people.browser("customer"), EDIT, first_name="Al")
    assert "blocked" in api().sip.account(ALICE).groups
    fill(people.browser("reseller"), EDIT, blocked=None)
    account = api().sip.account(ALICE)
    assert "blocked" not in account.groups
    assert account.property_value("blocked_by") == ""


def test_a_customer_blocks_and_lifts_its_own_block(customer: Client) -> None:
    fill(customer, EDIT, blocked="on")
    assert api().sip.account(ALICE).property_value("blocked_by") == "customer"
    fill(customer, EDIT, blocked=None)
    assert "blocked" not in api().sip.account(ALICE).groups


def test_telephone_calls_off_keep_the_quota_for_later(reseller: Client) -> None:
    fill(reseller, EDIT, quota="25")
    fill(reseller, EDIT, free_pstn=None)
    account = api().sip.account(ALICE)
    assert (account.quota, account.property_value("last_sip_quota")) == (0, "25")
    fill(reseller, EDIT, free_pstn="on")
    account = api().sip.account(ALICE)
    assert (account.quota, account.property_value("last_sip_quota")) == (25, "")


def test_telephone_calls_on_make_prepaid_where_prepaid_is_not_free_to_choose(
    reseller: Client, people: People
) -> None:
    fill(reseller, EDIT, free_pstn=None)
    set_property(people.reseller, "prepaid_changes", "0")
    fill(reseller, EDIT, free_pstn="on")
    assert api().sip.account(ALICE).prepaid is True


@pytest.mark.parametrize(
    ("right", "fields"),
    [
        ("pstn_changes", {"free_pstn", "rpid", "quota", "call_limit"}),
        ("prepaid_changes", {"prepaid"}),
    ],
)
@pytest.mark.parametrize("person", ["reseller", "customer"])
def test_what_a_person_may_not_change_is_text_and_input_for_it_is_ignored(
    people: People, person: str, right: str, fields: set[str]
) -> None:
    set_property(people.reseller, right, "0")
    before = api().sip.account(ALICE)
    browser = people.browser(person)
    form = browser.get(EDIT).context["form"]
    assert all(form.fields[name].disabled for name in fields)
    forged = {"first_name": "Alice", "last_name": "Smith", "rpid": "666", "quota": "999"}
    browser.post(EDIT, {**forged, "call_limit": "99", "prepaid": "on", "timezone": "UTC"})
    after = api().sip.account(ALICE)
    names = {"rpid", "quota", "call_limit", "prepaid"} & fields
    assert all(getattr(after, name) == getattr(before, name) for name in names)


def test_a_customer_reads_the_allowed_networks_and_the_call_limit(customer: Client) -> None:
    form = customer.get(EDIT).context["form"]
    assert form.fields["acl"].disabled
    assert form.fields["call_limit"].disabled


def test_the_quota_block_is_lifted_by_who_may(people: People) -> None:
    act = f"/sip/accounts/{ALICE}/do/lift-quota/"
    api().sip.add_to_group(ALICE, "quota")
    set_property(people.customer, "pstn_changes", "0")
    assert people.browser("customer").post(act).status_code == 403
    assert people.browser("stranger").post(act).status_code == 404
    assert (
        "Lift quota block"
        in people.browser("reseller").get(f"/sip/accounts/{ALICE}/").content.decode()
    )
    assert people.browser("reseller").post(act).status_code == 302
    assert "quota" not in api().sip.account(ALICE).groups
    assert people.browser("reseller").post(act).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"acl": "192.0.2.0/33"}, "acl", "is no IPv4 network"),
        ({"timeout": "901"}, "timeout", "Enter 900 or less"),
        ({"mobile_number": "call me"}, "mobile_number", "telephone number"),
        ({"other_groups": "blocked"}, "other_groups", "Take blocked away"),
        ({"owner": "99999"}, "owner", "Select a valid choice"),
    ],
)
def test_an_edit_that_breaks_a_rule_says_how_to_mend_it(
    reseller: Client, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, EDIT, **typed)
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


def test_an_old_value_that_breaks_a_rule_does_not_stop_other_changes(reseller: Client) -> None:
    account = api().sip.account(ALICE)
    api().sip.update_account(account.with_properties({"mobile_number": "call me"}))
    assert fill(reseller, EDIT, first_name="Al").status_code == 302
    account = api().sip.account(ALICE)
    assert (account.first_name, account.property_value("mobile_number")) == ("Al", "call me")


def test_a_mere_owner_may_look_and_not_change(people: People, administrator: Client) -> None:
    api().sip.add_domain(Domain(domain="other.example", reseller=people.reseller))
    owned = SipId(username="carol", domain="other.example")
    api().sip.add_account(Account(id=owned, password=PASSWORD, owner=people.customer))
    customer = people.browser("customer")
    page = customer.get(f"/sip/accounts/{owned}/")
    assert page.status_code == 200
    assert f"{owned}/edit/" not in page.content.decode().replace("%40", "@")
    for screen in ("edit", "delete"):
        assert customer.get(f"/sip/accounts/{owned}/{screen}/").status_code == 403
        assert customer.post(f"/sip/accounts/{owned}/{screen}/").status_code == 403
    assert administrator.get(f"/sip/accounts/{owned}/edit/").status_code == 200


def test_deleting_names_what_goes_with_the_account(reseller: Client) -> None:
    admin = api()
    admin.voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234"))
    admin.sip.set_diversions(ALICE, Diversions(func="sip:0031@acme.example"))
    admin.sip.add_contact(ALICE, Contact(uri="bob@acme.example", name="Bob"))
    page = reseller.get(f"/sip/accounts/{ALICE}/delete/").content.decode()
    for words in (
        "1 alias: sales@acme.example",
        "The mailbox 1000000",
        "Its forwarding",
        "1 contact",
    ):
        assert words in page
    assert f"Delete {ALICE}" in page
    assert reseller.post(f"/sip/accounts/{ALICE}/delete/").status_code == 302
    with pytest.raises(NotFound):
        api().sip.account(ALICE)


def test_the_record_page_says_what_the_account_may_and_where_calls_go(reseller: Client) -> None:
    account = api().sip.account(ALICE)
    full = replace(account, prepaid=True, groups=("blocked", "their-own"), call_limit=4)
    api().sip.update_account(full.with_properties({"language": "nl"}))
    api().sip.set_diversions(ALICE, Diversions(fnoa="<voice-mailbox>"))
    page = reseller.get(f"/sip/accounts/{ALICE}/").content.decode()
    for words in ("Blocked", "Prepaid", "their-own", "Mailbox", "35 seconds"):
        assert words in page
    assert f"/sip/accounts/{ALICE}/aliases/" in page.replace("%40", "@")
    assert f'href="/subscriber/{ALICE}/"' in page.replace("%40", "@")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=alice", ["alice"]),
        ("q=ALI", ["alice"]),
        ("q=sip:bob@acme.example", ["bob"]),
        ("q=bob@ac", ["bob"]),
        ("q=*o*", ["bob"]),
        ("last_name=smith", ["alice", "bob"]),
        ("group=free-pstn", ["alice", "bob"]),
        ("group=blocked", []),
        ("group=nonsense", ["alice", "bob"]),
        ("domain=acme.example", ["alice", "bob"]),
        ("owner=x", ["alice", "bob"]),
        ("email=bob", ["bob"]),
    ],
)
def test_the_list_finds_what_was_searched(reseller: Client, query: str, found: list[str]) -> None:
    listing = reseller.get(f"/sip/accounts/?order=username&{query}").context["listing"]
    assert sorted(row.record.id.username for row in listing.rows) == found


def test_a_record_keeps_its_own_choice_of_time_zone_and_owner(administrator: Client) -> None:
    before: Any = api().sip.account(ALICE)
    odd = Account(
        **{f: getattr(before, f) for f in before.__slots__},
    )
    api().sip.update_account(replace(odd, properties=(Property(name="language", value="fr"),)))
    assert fill(administrator, EDIT, first_name="Al").status_code == 302
    assert api().sip.account(ALICE).property_value("language") == "fr"


def test_a_link_cannot_choose_the_password_or_the_owner_of_a_new_account(
    reseller: Client, people: People
) -> None:
    page = reseller.get(ADD + "?password=chosen-by-a-link&quota=987654&domain=" + DOMAIN)
    assert 'value="chosen-by-a-link' not in page.content.decode()
    assert 'value="987654"' not in page.content.decode()


@pytest.mark.parametrize("url", [ADD, "/sip/aliases/add/"])
def test_a_customer_sees_its_own_name_as_the_owner_to_choose(
    customer: Client, people: People, url: str
) -> None:
    page = customer.get(url).content.decode()
    assert f'<option value="{people.customer}" selected>' in page


def test_text_messages_are_switched_by_who_has_the_right(reseller: Client, people: People) -> None:
    fill(reseller, EDIT, sms="on")
    assert "sms" not in api().sip.account(ALICE).groups
    set_property(people.reseller, "sms_access", "1")
    fill(reseller, EDIT, sms="on", payments="on")
    assert {"sms", "payments"} <= set(api().sip.account(ALICE).groups)


@pytest.mark.parametrize("group", ["sms", "payments", "quota", "free-pstn", "voicemail"])
def test_a_group_with_a_switch_of_its_own_is_not_typed_among_the_others(
    customer: Client, group: str
) -> None:
    before = api().sip.account(ALICE).groups
    answer = fill(customer, EDIT, other_groups=f"ours {group}")
    assert answer.status_code == 422
    assert api().sip.account(ALICE).groups == before


def test_a_number_to_which_calls_go_is_written_as_people_read_it(reseller: Client) -> None:
    diversions = Diversions(
        func=f"sip:0031850079999@{DOMAIN}", fbus="sip:0031850079998@elsewhere.example"
    )
    api().sip.set_diversions(ALICE, diversions)
    page = reseller.get(f"/sip/accounts/{ALICE}/").content.decode()
    assert "+31 85 007 9999" in page
    assert "0031850079998@elsewhere.example" in page.replace("<wbr>", "").replace(
        '<wbr class="dot">', ""
    )


def test_the_aliases_of_an_account_are_exactly_its_own(reseller: Client) -> None:
    near = Account(id=SipId(username="a_ice", domain=DOMAIN), password=PASSWORD)
    api().sip.add_account(near)
    with calls(2):
        page = reseller.get(f"/sip/accounts/{near.id}/aliases/").content.decode()
    assert "No other address leads here" in page
    assert "sales@acme.example" in reseller.get(f"/sip/accounts/{ALICE}/aliases/").content.decode()


@pytest.mark.parametrize("kind", ["accounts", "aliases"])
def test_a_whole_domain_name_is_meant_as_it_is(reseller: Client, people: People, kind: str) -> None:
    longer = f"sub.{DOMAIN}"
    api().sip.add_domain(Domain(domain=longer, reseller=people.reseller))
    api().sip.add_account(Account(id=SipId(username="far", domain=longer), password=PASSWORD))
    api().sip.add_alias(Alias(id=SipId(username="away", domain=longer), target=ALICE))
    page = reseller.get(f"/sip/{kind}/?domain={DOMAIN}").context["listing"]
    assert {row.record.id.domain for row in page.rows} == {DOMAIN}
    page = reseller.get(f"/sip/{kind}/?domain=acme").context["listing"]
    assert {row.record.id.domain for row in page.rows} == {DOMAIN, longer}


def test_the_list_shows_the_balances_of_prepaid_accounts_in_one_call(administrator: Client) -> None:
    for address in (ALICE, FOREIGN):
        account = api().sip.account(address)
        api().sip.update_account(replace(account, prepaid=True))
    api().sip.add_balance(FOREIGN, 1234.5678, "More than cents")
    with calls(2):
        page = administrator.get("/sip/accounts/?order=username").context["listing"]
    cells = {
        str(row.record.id): next(value for column, value in row.cells if column.name == "balance")
        for row in page.rows
    }
    assert cells == {str(ALICE): "0.00", str(BOB): None, str(FOREIGN): "1234.5678"}


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_download_tells_the_balances_with_one_call_more(administrator: Client, kind: str) -> None:
    api().sip.update_account(replace(api().sip.account(ALICE), prepaid=True))
    with calls(2):
        answer = administrator.get(f"/sip/accounts/list/export/{kind}/?order=username")
        text = answer.getvalue().decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text))) if kind == "csv" else json.loads(text)
    assert {row["account"]: row["balance"] or None for row in table} == {
        str(ALICE): "0.00",
        str(BOB): None,
        str(FOREIGN): None,
    }


def test_a_name_is_only_asked_for_when_the_platform_does_not_choose(reseller: Client) -> None:
    page = reseller.get(ADD).content.decode()
    assert 'data-reveal="choose=off"' in page
