"""Mails with what somebody needs to sign in or to set up a phone; never a password."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.api import Api
from ngnpanel.brand import contacts, looks, mail
from ngnpanel.web.languages import speaking


def send_sign_in(api: Api, customer: Customer) -> str:
    """Username and the address of the panel to a customer; raises mail.NotSent."""
    look = looks.of(customer.reseller, api.platform.name)
    context = {"username": customer.username, "person": customer.name}
    with speaking(customer.language):
        subject = _("How to sign in at %(name)s") % {"name": look.name}
        mail.send(customer.email, subject, "sign_in", context, look)
    return _("The sign-in information is on its way to %(email)s.") % {"email": customer.email}


def send_account(api: Api, account: Account) -> str:
    """SIP address, proxy and the settings page to a subscriber; raises mail.NotSent."""
    platform = api.platform.name
    look = looks.of(account.reseller, platform)
    told = contacts.told(platform, account.reseller)
    own_page = look.panel_url + reverse("subscriber-overview", args=[str(account.id)])
    context = {
        "address": str(account.id),
        "person": account.name,
        "proxy": told.get("sip_outbound_proxy") or told.get("sip_proxy") or account.id.domain,
        "settings_page": contacts.web_page(told.get("sip_settings_page", "")) or own_page,
    }
    with speaking(account.property_value("language")):
        subject = _("Your SIP account %(address)s") % {"address": account.id}
        mail.send(account.email, subject, "account", context, look)
    return _("The account information is on its way to %(email)s.") % {"email": account.email}


def send_credit(api: Api, account: Account) -> str:
    """Where to look at a balance that changed, to its subscriber; raises mail.NotSent."""
    look = looks.of(account.reseller, api.platform.name)
    page = look.panel_url + reverse("subscriber-credit", args=[str(account.id)])
    context = {"address": str(account.id), "person": account.name, "credit_page": page}
    with speaking(account.property_value("language")):
        subject = _("The balance of %(address)s changed") % {"address": account.id}
        mail.send(account.email, subject, "credit", context, look)
    return _("A mail about it is on its way to %(email)s.") % {"email": account.email}
