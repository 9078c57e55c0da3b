"""What is said about an address while it is typed."""

from __future__ import annotations

from typing import Any

from django.forms import ChoiceField
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.api import Api
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Note


def free_address(api: Api, address: SipId) -> Note:
    """Whether no account has the address yet; one call."""
    try:
        found = api.sip.account(address)
    except NotFound:
        return Note(_("No account has %(address)s yet.") % {"address": address})
    words = {"address": address, "name": found.name}
    return Note(_("%(address)s is the account of %(name)s already.") % words, "red")


def target(api: Api, address: SipId) -> Note:
    """Whether an account is behind the address; one call."""
    try:
        found = api.sip.account(address)
    except NotFound:
        text = _("%(address)s is no account that you see; calls go there all the same.")
        return Note(text % {"address": address}, "amber")
    return Note(_("Account of %(name)s") % {"name": found.name})


def owner(api: Api, form: PanelForm[Any]) -> Note | None:
    """Who has the customer number that was typed; one call, none for one out of a list."""
    number = form.cleaned_data.get("owner")
    if not number or isinstance(form.fields["owner"], ChoiceField):
        return None
    try:
        found = api.customers.customer(number)
    except NotFound:
        return Note(_("No customer that you see has the number %(n)s.") % {"n": number}, "amber")
    return Note(found.organization or found.name or found.username)


def free_username(api: Api, username: str) -> Note | None:
    """Whether a customer within sight has the username; one call, and the platform has the word."""
    found = api.customers.customers(Query(filter={"username": username}, count=1))
    if any(customer.username == username for customer in found):
        return Note(_("%(username)s is taken.") % {"username": username}, "red")
    return None
