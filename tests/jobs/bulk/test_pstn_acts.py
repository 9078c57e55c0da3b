"""Bulk acts on ways into the telephone network, and giving records to another customer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job, State
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import Refused
from tests.belongings import Estates
from tests.jobs.bulk.account_rows import domains
from tests.jobs.bulk.pstn_rows import rules
from tests.jobs.working import actor, done, items, prepared, work
from tests.people import api


def told(job: Job) -> list[tuple[str, str]]:
    """What became of the items, and why."""
    return [(item.outcome, item.reason) for item in items(job)]


def undoing(job: Job, estates: Estates, person: str = "reseller") -> Job:
    """The preview of taking it back."""
    made = submitting.undo(job, actor(estates.people, person))
    work()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("name", ["peer-block", "peer-limit", "peer-delete"])
def test_peers_are_the_administrators_alone(estates: Estates, name: str) -> None:
    kind = kinds.find(name)
    assert kind is not None
    with pytest.raises(Refused):
        submitting.draft(kind, actor(estates.people))


@pytest.mark.parametrize("name", ["carrier-delete", "route-priority", "tenant"])
def test_customers_have_no_part_in_what_resellers_share_out(estates: Estates, name: str) -> None:
    kind = kinds.find("domain-customer" if name == "tenant" else name)
    assert kind is not None
    with pytest.raises(Refused):
        submitting.draft(kind, actor(estates.people, "customer"))


def test_who_lost_the_telephone_network_sees_none_of_it(estates: Estates) -> None:
    keys = [estates.own.route]
    job = prepared(actor(estates.people), "route-priority", {"priority": 5}, keys=keys)
    lost = CustomerProperty(name="pstn_access", value="0", category="sip", permission="admin")
    api().customers.set_properties(estates.people.reseller, [lost])
    assert told(done(job)) == [("refused", "It is not there any more.")]


def test_a_carrier_in_use_stays(estates: Estates) -> None:
    job = done(prepared(actor(estates.people), "carrier-delete", keys=[estates.own.carrier]))
    sentence = "The carrier still has gateways or routes. Delete or move those first."
    assert told(job) == [("failed", sentence)]


def test_a_gateway_comes_back_without_its_rules(estates: Estates) -> None:
    rules(estates)
    job = done(prepared(actor(estates.people), "gateway-delete", keys=[estates.own.gateway]))
    back = done(undoing(job, estates))
    assert told(back) == [("done", "")]
    number = (items(back)[0].after or {})["id"]
    assert api().pstn.gateway(number).name == f"Gateway of {estates.own.zone}"
    assert api().pstn.gateway_rules(Query(filter={"gateway_id": number})).total == 0


def test_a_route_whose_carrier_is_gone_does_not_come_back(estates: Estates) -> None:
    job = done(prepared(actor(estates.people), "route-delete", keys=[estates.own.route]))
    api().pstn.delete_gateway(int(estates.own.gateway))
    api().pstn.delete_carrier(int(estates.own.carrier))
    sentence = "There is no such carrier any more. Choose another one."
    assert told(done(undoing(job, estates))) == [("failed", sentence)]


def test_a_carrier_of_a_stranger_is_none(estates: Estates) -> None:
    params = {"carrier": int(estates.foreign.carrier)}
    job = prepared(actor(estates.people), "route-carrier", params, keys=[estates.own.route])
    text = f"You have no carrier with the number {estates.foreign.carrier}."
    assert (job.state, job.remark) == (State.CANCELLED, text)


def test_nothing_is_given_to_a_stranger(estates: Estates) -> None:
    params = {"customer": estates.people.stranger}
    job = prepared(actor(estates.people), "domain-customer", params, keys=domains(estates))
    text = f"You have no customer with the number {estates.people.stranger}."
    assert (job.state, job.remark) == (State.CANCELLED, text)


def test_what_follows_the_customer_follows_its_reseller(estates: Estates) -> None:
    keys = domains(estates)
    params = {"customer": estates.people.stranger}
    job = done(
        prepared(actor(estates.people, "administrator"), "domain-customer", params, keys=keys)
    )
    domain = api().sip.domain(keys[0])
    assert (domain.customer, domain.reseller) == (estates.people.stranger, estates.people.stranger)
    assert told(done(undoing(job, estates, "administrator"))) == [("done", "")] * 2
    domain = api().sip.domain(keys[0])
    assert (domain.customer, domain.reseller) == (estates.people.customer, estates.people.reseller)


def test_what_had_no_customer_gets_none_back_from_a_reseller(estates: Estates) -> None:
    key = domains(estates)[0]
    api().sip.update_domain(replace(api().sip.domain(key), customer=0))
    params = {"customer": estates.people.customer}
    job = done(prepared(actor(estates.people), "domain-customer", params, keys=[key]))
    sentence = "It belonged to no customer; only the administrator restores that."
    assert told(undoing(job, estates)) == [("refused", sentence)]
    assert told(done(undoing(job, estates, "administrator"))) == [("done", "")]
