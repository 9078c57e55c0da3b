"""Many callers at the same moment: limits hold, nobody waits for ever, no answer is mixed up."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.sip import Account, Domain, SipId
from ngnpanel.api import Api
from ngnpanel.soap.errors import Conflict
from ngnpanel.soap.paging import Query

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]

THREADS = 8
CREDIT = 5


@pytest.fixture(scope="module")
def reseller(api: Api) -> Customer:
    """A reseller with few credits and a domain of its own."""
    credit = CustomerProperty(name="sip_credit", value=str(CREDIT), permission="admin")
    made = api.customers.add_customer(
        Customer(username="crowd", password="s", reseller_active=True, properties=(credit,))
    )
    api.sip.add_domain(Domain(domain="crowd.example", customer=made.id, reseller=made.id))
    return made


def test_a_crowd_cannot_create_more_than_the_credit_allows(api: Api, reseller: Customer) -> None:
    acting = Api(api.platform, impersonate=reseller.id)

    def add(number: int) -> int:
        address = SipId(username=f"user{number}", domain="crowd.example")
        try:
            acting.sip.add_account(Account(id=address, password="secret"))
        except Conflict as refused:
            return refused.code
        return 0

    with ThreadPoolExecutor(THREADS) as crowd:
        codes = Counter(crowd.map(add, range(2 * THREADS)))
    assert codes == {0: CREDIT, 9003: 2 * THREADS - CREDIT}
    assert api.sip.accounts(Query(filter={"domain": "crowd.example"})).total == CREDIT


def test_answers_go_to_those_who_asked(api: Api, reseller: Customer) -> None:
    acting = Api(api.platform, impersonate=reseller.id)

    def ask(number: int) -> bool:
        everybody, own = (client.customers.customers(Query()) for client in (api, acting))
        assert {row.id for row in own} == {reseller.id}
        return everybody.total >= own.total and number >= 0

    with ThreadPoolExecutor(THREADS) as crowd:
        assert all(crowd.map(ask, range(5 * THREADS)))
