"""The demonstration platform: created through SOAP, safe to repeat."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from ngnpanel.accounts.client import SipClient
from ngnpanel.accounts.domain.passwords import verify
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.api import Api
from ngnpanel.launch.demo import loading, plan
from ngnpanel.launch.logins import Login
from ngnpanel.plans.models import WAITING, PlannedRule
from ngnpanel.soap.errors import Denied, Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform
from ngnpanel.users.models import SignIn

pytestmark = pytest.mark.django_db
SIZE = 24


@pytest.fixture
def api() -> Api:
    """The administrator's view of the platform."""
    return Api(Platform.named("default"))


def login_of(logins: list[Login], role: str) -> Login:
    return next(login for login in logins if login.role == role)


def test_the_platform_has_what_the_plan_says(api: Api) -> None:
    loading.load(SIZE)
    wanted = {each.account.id: each for each in plan.accounts(SIZE)}
    found = api.sip.accounts(Query(count=100))
    assert {account.id for account in found} == set(wanted)
    assert found.total == len(wanted) == SIZE
    for account in found:
        planned = wanted[account.id]
        assert account.name == planned.account.name
        assert len(api.sip.contacts(account.id)) == len(planned.contacts)
        assert api.sip.diversions(account.id) == planned.diversions
        assert len(api.sip.devices(account.id)) == len(planned.registrations)
        assert (api.voicemail.mailbox(account.id) is None) == (planned.mailbox is None)


def test_the_showcase_has_everything(api: Api) -> None:
    loading.load(SIZE)
    account = api.sip.account(plan.SHOWCASE)
    assert account.prepaid
    assert api.sip.balance(plan.SHOWCASE) == 27.4125
    assert api.sip.credit_history(plan.SHOWCASE, 9).total == 6
    assert "+31900" in api.sip.barred_prefixes(plan.SHOWCASE)
    rules = api.sip.accept_rules(account.id)
    assert {"free-pstn", "voicemail"} <= set(account.groups)
    assert len(api.sip.aliases_of(account.id)) == 2
    assert rules.rules.persistent
    assert rules.rules.temporary is not None
    assert len(rules.non_empty_groups) == 7
    assert api.sip.rejected_callers(account.id)
    assert len(api.sip.devices(account.id)) == 3
    mailbox = api.voicemail.mailbox(account.id)
    assert mailbox is not None
    assert mailbox.keeps_messages
    planned = PlannedRule.objects.get(account=str(plan.SHOWCASE))
    assert planned.state == WAITING
    assert planned.customer == account.customer
    assert SignIn.objects.count() == 2


def test_every_login_works_and_no_other_password_does(api: Api) -> None:
    logins = loading.load(SIZE)
    assert Counter(login.role for login in logins) == {
        "administrator": 1,
        "reseller": 1,
        "customer": 2,
        "subscriber": 1,
    }
    for login in logins:
        if login.role == "subscriber":
            sip_id = SipId.parse(login.username)
            stored = api.sip.account(sip_id).password
            assert verify(sip_id.username, sip_id.domain, login.password, stored)
            continue
        is_admin = login.role == "administrator"
        platform = api.platform.signed_in_as(login.username, login.password, admin=is_admin)
        assert Api(platform).sip.domains(Query()).total > 0
        with pytest.raises(Denied):
            Api(replace(platform, password=login.username)).sip.domains(Query())


def test_a_customer_sees_its_own_accounts_only(api: Api) -> None:
    login = login_of(loading.load(SIZE), "customer")
    platform = api.platform.signed_in_as(login.username, login.password, admin=False)
    domains = {account.id.domain for account in Api(platform).sip.accounts(Query(count=100))}
    assert domains == {"rivierazorg.example", "thuiszorg.rivierazorg.example"}


def test_a_repetition_keeps_what_is_there_and_changes_the_logins(api: Api) -> None:
    first = loading.load(SIZE)
    changed = replace(api.sip.account(plan.SHOWCASE), first_name="Susanne", password="")
    api.sip.update_account(changed)
    second = loading.load(SIZE)
    assert api.sip.accounts(Query()).total == SIZE
    assert api.sip.account(plan.SHOWCASE).first_name == "Susanne"
    assert len(api.sip.devices(plan.SHOWCASE)) == 3
    assert login_of(first, "administrator") == login_of(second, "administrator")
    for role in ("reseller", "customer", "subscriber"):
        assert login_of(first, role).password != login_of(second, role).password


@pytest.mark.parametrize("operation", ["add_contact", "set_accept_rules", "add_alias"])
def test_an_interrupted_run_is_finished_by_the_next(
    api: Api, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    done = getattr(SipClient, operation)
    times = iter(range(1))

    def interrupted(*arguments: Any) -> Any:
        if next(times, None) is None:
            raise Unavailable("Interrupted.")
        return done(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(SipClient, operation, interrupted)
        with pytest.raises(Unavailable):
            loading.load(SIZE)
    loading.load(SIZE)
    for planned in plan.accounts(SIZE):
        sip_id = planned.account.id
        assert len(api.sip.contacts(sip_id)) == len(planned.contacts)
        assert api.sip.rejected_callers(sip_id) == planned.rejected
        assert len(api.sip.aliases_of(sip_id)) == len(planned.aliases)
        rules = api.sip.accept_rules(sip_id).rules
        assert rules.persistent == planned.rules.persistent


def test_the_command_writes_the_file_of_logins(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path
    call_command("load_demo", accounts=SIZE)
    file = tmp_path / "demo-logins.json"
    assert file.stat().st_mode & 0o777 == 0o600
    logins = json.loads(file.read_text())
    assert {"administrator", "reseller", "customer", "subscriber"} == {
        login["role"] for login in logins
    }
    assert set(logins[0]) == {"role", "username", "password", "url"}
    assert all(login["url"].endswith("/login/") for login in logins)
    shown = capsys.readouterr().out
    assert f"{SIZE} accounts" in shown
    assert not any(login["password"] in shown for login in logins)


def test_the_command_refuses_a_remote_platform_and_odd_sizes(settings: Settings) -> None:
    with pytest.raises(CommandError, match="10 to"):
        call_command("load_demo", accounts=9)
    settings.LOCAL = False
    with pytest.raises(CommandError, match="bundled server"):
        call_command("load_demo")


def test_the_plan_is_the_same_each_time_and_full_of_variety() -> None:
    first, second = plan.accounts(300), plan.accounts(300)
    assert first == second
    assert len({each.account.id for each in first}) == 300
    assert {each.account.id.domain for each in first} == {each.name for each in plan.DOMAINS}
    assert 30 <= sum(len(each.aliases) for each in first) <= 60
    assert sum(each.mailbox is not None for each in first) > 100
    assert any(each.rules.temporary for each in first)
    assert any(each.diversions.func for each in first)
    contacts = [device.contact for each in first for device in each.registrations]
    assert sum("transport=tls" in contact for contact in contacts) > 50
    assert sum("192.168." in contact for contact in contacts) > 50
