"""The main pages by who sees them, for the checks and the pictures."""

from __future__ import annotations

from typing import Final

# The subscriber of the demonstration, who has some of everything.
SHOWCASE: Final = "sanne.bakker@rivierazorg.example"
SIGN_IN: Final = {"sign-in": "/login/"}
RESELLER: Final = {
    "start": "/",
    "customers": "/customers/",
    "domains": "/sip/domains/",
    "accounts": "/sip/accounts/",
    "account": f"/sip/accounts/{SHOWCASE}/",
    "account-edit": f"/sip/accounts/{SHOWCASE}/edit/",
    "account-add": "/sip/accounts/add/",
    "account-delete": f"/sip/accounts/{SHOWCASE}/delete/",
    "aliases": "/sip/aliases/",
    "zone": "/dns/zones/rivierazorg.example/",
    "call-path": f"/tools/call-path/?caller={SHOWCASE}&dialled=%2B31201234567",
    "support-view": f"/subscriber/{SHOWCASE}/",
}
SUBSCRIBER: Final = {
    "overview": f"/subscriber/{SHOWCASE}/",
    "identity": f"/subscriber/{SHOWCASE}/identity/",
    "devices": f"/subscriber/{SHOWCASE}/devices/",
    "forwarding": f"/subscriber/{SHOWCASE}/forwarding/",
    "accept": f"/subscriber/{SHOWCASE}/accept/",
    "contacts": f"/subscriber/{SHOWCASE}/contacts/",
    "rejected": f"/subscriber/{SHOWCASE}/rejected/",
    "voicemail": f"/subscriber/{SHOWCASE}/voicemail/",
    "settings": f"/subscriber/{SHOWCASE}/settings/",
    "what-if": f"/subscriber/{SHOWCASE}/what-if/?who=typed&caller=%2B31201234567",
    "set-up-my-calls": f"/subscriber/{SHOWCASE}/accept/hours/",
    "set-up-a-phone": f"/subscriber/{SHOWCASE}/devices/setup/",
    "history": f"/subscriber/{SHOWCASE}/history/",
    "statistics": f"/subscriber/{SHOWCASE}/history/statistics/",
    "contacts-import": f"/subscriber/{SHOWCASE}/contacts/import/",
    "barring": f"/subscriber/{SHOWCASE}/barring/",
    "credit": f"/subscriber/{SHOWCASE}/credit/",
    "security": f"/subscriber/{SHOWCASE}/security/",
    "password": f"/subscriber/{SHOWCASE}/settings/panel-password/",
    "deletion": f"/subscriber/{SHOWCASE}/settings/delete/",
}
PEOPLE: Final = {"reseller": RESELLER, "subscriber": SUBSCRIBER}
