"""Who a call comes from: administrator, customers, and whose rights they have."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from pytest_django.fixtures import Settings

from ngnpanel.provisioning import caller as callers
from ngnpanel.provisioning import models
from ngnpanel.provisioning.caller import Kind, authenticate
from ngnpanel.provisioning.faults import Fault
from ngnpanel.soap.wire import Auth
from tests.provisioning.conftest import PASSWORD, World
from tests.provisioning.soap import ADMIN, SoapFault, envelope, fault_of, soap

ADMINISTRATOR = Auth("admin", ADMIN.password)
DOMAINS = '<x:getDomains xmlns:x="urn:AGProjects:NGNPro:Sip"/>'


def code(auth: Auth | None) -> int:
    with pytest.raises(Fault) as caught:
        authenticate(auth)
    return caught.value.code


@pytest.mark.parametrize("admin", [None, True])
def test_the_administrator_signs_in(db: None, admin: bool | None) -> None:
    assert authenticate(replace(ADMINISTRATOR, admin=admin)).is_administrator


def test_admin_false_looks_among_the_customers_only(db: None) -> None:
    assert code(replace(ADMINISTRATOR, admin=False)) == 9001


def test_admin_true_looks_at_the_administrator_only(world: World) -> None:
    assert code(Auth("reseller", PASSWORD, admin=True)) == 9001


@pytest.mark.parametrize("admin", [None, False])
@pytest.mark.parametrize(
    ("name", "kind"), [("reseller", Kind.RESELLER), ("customer", Kind.CUSTOMER)]
)
def test_a_customer_signs_in_with_its_own_rights(
    world: World, name: str, kind: Kind, admin: bool | None
) -> None:
    caller = authenticate(Auth(name, PASSWORD, admin=admin))
    assert (caller.kind, caller.customer) == (kind, world[name])
    assert caller.reseller == world["reseller"]


@pytest.mark.parametrize("name", ["customer", "nobody", "admin", ""])
@pytest.mark.parametrize("password", ["", "wrong"])
@pytest.mark.parametrize("admin", [None, True, False])
def test_a_wrong_password_says_no_more_than_that(
    world: World, name: str, password: str, admin: bool | None
) -> None:
    with pytest.raises(Fault) as caught:
        authenticate(Auth(name, password, admin=admin))
    assert (caught.value.code, caught.value.text) == (9001, "Authentication failed")


def test_an_administrator_without_a_password_cannot_sign_in(db: None, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "ADMIN_PASSWORD": ""}
    assert code(Auth("admin", "")) == 9001


def test_a_request_without_the_auth_header_is_refused(db: None) -> None:
    fault = fault_of(envelope(DOMAINS, as_=None))
    assert (fault.code, fault.faultcode) == (9001, "Client")


def test_the_administrator_has_exactly_the_rights_of_whom_it_impersonates(world: World) -> None:
    caller = authenticate(replace(ADMINISTRATOR, impersonate=world["customer"]))
    assert (caller.kind, caller.customer) == (Kind.CUSTOMER, world["customer"])
    assert caller.impersonated
    with pytest.raises(SoapFault) as caught:
        soap("Customer", "addAccount", {}, as_=replace(ADMIN, impersonate=world["customer"]))
    assert caught.value.code == 9002


def test_nobody_to_impersonate(world: World) -> None:
    assert code(replace(ADMINISTRATOR, impersonate=999)) == 9006
    assert code(replace(ADMINISTRATOR, impersonate=-1)) == 9006


def test_a_customer_may_only_impersonate_itself(world: World) -> None:
    own = Auth("customer", PASSWORD, admin=False, impersonate=world["customer"])
    assert authenticate(own).customer == world["customer"]
    assert code(replace(own, impersonate=world["reseller"])) == 9002


def test_an_id_that_is_no_number_is_a_client_fault(db: None) -> None:
    body = envelope(DOMAINS).replace(b"</admin>", b"</admin><impersonate>me</impersonate>")
    assert fault_of(body).code == 9004


def test_a_customer_set_to_impersonate_its_reseller_has_the_rights_of_the_reseller(
    world: World,
) -> None:
    models.Customer.objects.filter(pk=world["customer"]).update(impersonate=world["reseller"])
    caller = authenticate(Auth("customer", PASSWORD, admin=False))
    assert (caller.kind, caller.customer, caller.login) == (
        Kind.RESELLER,
        world["reseller"],
        world["customer"],
    )


def test_the_login_is_written_in_any_case(world: World) -> None:
    assert authenticate(Auth("Customer", PASSWORD)).customer == world["customer"]


def test_a_second_call_does_not_pay_for_the_slow_check_again(world: World) -> None:
    auth = Auth("sibling", PASSWORD, admin=False)
    authenticate(auth)
    with patch.object(callers, "check_password", side_effect=AssertionError):
        authenticate(auth)


def test_a_changed_password_is_not_remembered(world: World) -> None:
    auth = Auth("customer", PASSWORD, admin=False)
    authenticate(auth)
    record = soap("Customer", "getAccount", world["customer"])
    soap("Customer", "updateAccount", {**record, "password": "another one"})
    assert code(auth) == 9001
    assert authenticate(replace(auth, password="another one")).customer == world["customer"]


def test_an_unknown_name_costs_a_check_as_well(world: World) -> None:
    with patch.object(callers, "check_password", return_value=False) as check:
        assert code(Auth("nobody", PASSWORD, admin=False)) == 9001
    check.assert_called_once()


def test_only_the_last_successes_are_remembered() -> None:
    seen = callers._Verified(2)
    for digest in (b"a", b"b"):
        seen.add(digest)
    assert b"a" in seen
    seen.add(b"c")
    assert b"a" in seen
    assert b"b" not in seen
