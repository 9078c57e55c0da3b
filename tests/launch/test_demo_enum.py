"""The ENUM numbers of the demonstration."""

from __future__ import annotations

import pytest

from ngnpanel.api import Api
from ngnpanel.launch.demo import enum, loading
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform

pytestmark = pytest.mark.django_db


def test_numbers_lead_to_accounts_and_a_repetition_adds_none() -> None:
    api = Api(Platform.named("default"))
    loading.load(100)
    found = api.enum.numbers(Query(count=100))
    assert api.enum.ranges(Query()).total == len(enum.BLOCKS)
    assert found.total == sum(block.numbers for block in enum.BLOCKS)
    assert {len(number.mappings) for number in found} == {1, 2, 3}
    reseller = found.rows[0].reseller
    customers = {number.customer for number in found} - {reseller}
    assert len(customers) == 2
    loading.load(100)
    assert api.enum.numbers(Query(count=100)).total == found.total
