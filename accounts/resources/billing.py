"""The rating profiles of an account: which prices hold for its calls."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.domain import rating
from ngnpanel.accounts.domain.rating import RatingProfiles
from ngnpanel.accounts.forms.billing import BillingForm
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.web.parts import Farewell, Labels, Rights
from ngnpanel.web.resource import Resource


class BillingResource(Resource[RatingProfiles]):
    """A page beside the account's own; there is no list of profiles on the platform."""

    app = "accounts"
    name = "billing"
    labels = Labels(one=_("billing profiles"), many=_("Billing profiles"), nothing="", icon="coin")
    rights = Rights("account.billing", edit="account.billing", delete="account.billing")
    form_class = BillingForm

    def key(self, record: RatingProfiles) -> str:
        """The address of the account."""
        return rating.entity(record.entity).key

    def title(self, record: RatingProfiles) -> str:
        """Not the address alone, which would mean the account."""
        return _now("Billing of %(account)s") % {"account": self.key(record)}

    def get(self, api: Api, key: str) -> RatingProfiles:
        """The profiles of an account, empty ones in its time zone when it has none; two calls."""
        account = api.sip.account(services.sip_id(key))
        entity = rating.subscriber(account.id)
        found = api.rating.profiles(entity)
        return found or RatingProfiles(entity=str(entity), timezone=account.timezone)

    def update(self, api: Api, record: RatingProfiles) -> None:
        """Replace them; without any profile they go, as other clients of the platform do it."""
        if record.is_set:
            api.rating.set_profiles(record)
        else:
            self.delete(api, self.key(record))

    def delete(self, api: Api, key: str) -> None:
        """Delete them; the account stays."""
        api.rating.delete_profiles(rating.subscriber(services.sip_id(key)))

    def choices(self, api: Api, actor: Actor, record: RatingProfiles | None) -> dict[str, Any]:  # noqa: ARG002
        """Whether the person may change what calls cost."""
        return {"may_price": services.calling_rights(api).pstn}

    def farewell(self, api: Api, record: RatingProfiles) -> Farewell:
        """What prices the calls afterwards; a call for who is no administrator."""
        if not record.is_set:
            return Farewell(obstacle=_now("The account has no billing profiles of its own."))
        if not services.calling_rights(api).pstn:
            return Farewell(obstacle=_now("You may not change what calls cost."))
        return Farewell()

    def url(self, screen: str, record: RatingProfiles | None = None) -> str:
        """The pages of the account stand for the list and the record, which profiles have not."""
        if record is None:
            return reverse(f"account-{screen}")
        names = {"edit": "account-billing", "delete": "account-billing-delete"}
        return reverse(names.get(screen, "account-billing"), args=[self.key(record)])
