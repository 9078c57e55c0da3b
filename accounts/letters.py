"""Mails with what somebody needs to sign in or to set up a phone; never a password."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.api import Api
from ngnpanel.brand import contacts, looks
from ngnpanel.notices import kinds
from ngnpanel.notices.posting import post


def send_sign_in(api: Api, customer: Customer) -> str:
    """Username and the address of the panel to a customer; raises mail.NotSent."""
    look = looks.of(customer.reseller, api.platform.name)
    values = {"person": customer.name or customer.username, "username": customer.username}
    post(
        kinds.SIGN_IN,
        look,
        customer.language,
        lambda: values,
        to=customer.email,
        account=customer.username,
    )
    return _("The sign-in information is on its way to %(email)s.") % {"email": customer.email}


def send_account(api: Api, account: Account) -> str:
    """SIP address, proxy and the settings page to a subscriber; raises mail.NotSent."""
    platform = api.platform.name
    look = looks.of(account.reseller, platform)
    told = contacts.told(platform, account.reseller)
    own_page = look.panel_url + reverse("subscriber-overview", args=[str(account.id)])
    values = {
        **whose(account),
        "proxy": told.get("sip_outbound_proxy") or told.get("sip_proxy") or account.id.domain,
        "settings_page": contacts.web_page(told.get("sip_settings_page", "")) or own_page,
    }
    post(
        kinds.ACCOUNT_INFORMATION,
        look,
        account.property_value("language"),
        lambda: values,
        to=account.email,
        account=str(account.id),
    )
    return _("The account information is on its way to %(email)s.") % {"email": account.email}


def send_credit(api: Api, account: Account) -> str:
    """Where to look at a balance that changed, to its subscriber; raises mail.NotSent."""
    look = looks.of(account.reseller, api.platform.name)
    page = look.panel_url + reverse("subscriber-credit", args=[str(account.id)])
    values = {**whose(account), "credit_page": page}
    post(
        kinds.CREDIT,
        look,
        account.property_value("language"),
        lambda: values,
        to=account.email,
        account=str(account.id),
    )
    return _("A mail about it is on its way to %(email)s.") % {"email": account.email}


def whose(account: Account) -> dict[str, str]:
    """The name of the person, or the address where there is none, and the address."""
    return {"person": account.name or str(account.id), "account": str(account.id)}
