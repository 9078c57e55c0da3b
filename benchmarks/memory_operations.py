"""Our server with two operations that answer from memory, so that no database is measured."""

from __future__ import annotations

from unittest import mock

from benchmarks import material
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap.paging import Page, Query

_PAGES = {size: material.page(size) for size in material.SIZES}


_ACCOUNT = material.account(0)


def get_account(_call: Call, _sip_id: SipId) -> Account:
    """One account."""
    return _ACCOUNT


def get_accounts(_call: Call, query: Query) -> Page[Account]:
    """As many accounts as were asked for."""
    return _PAGES[query.count or 0]


def installed() -> mock._patch_dict:
    """A context in which the two operations take the place of the real ones."""
    own = {("Sip", "getAccount"): get_account, ("Sip", "getAccounts"): get_accounts}
    return mock.patch.dict(OPERATIONS, own)
