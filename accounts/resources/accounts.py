"""SIP accounts and their screens; what a subscriber sees of one is under "Manage"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import letters, services, tasks
from ngnpanel.accounts.domain.balance import written
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.forms.accounts import AccountForm
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.forms.search import AccountSearchForm
from ngnpanel.accounts.resources import account_cards, checks
from ngnpanel.accounts.resources.links import FEW, customer_link, domain_link
from ngnpanel.accounts.views.adding import AddAccountScreen
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.factors import keeping
from ngnpanel.soap.paging import Page, Query
from ngnpanel.users import visits
from ngnpanel.web import memory
from ngnpanel.web.parts import Action, Card, Column, Farewell, Labels, Note, Rights
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.resource import Resource

# How long a button may be offered that is refused then.
RIGHTS: Final = "calling-rights"
RIGHTS_SECONDS: Final = 120


def lift(api: Api, account: Account) -> str:
    """Lift the block of the quota."""
    services.lift_quota_block(api, account)
    return _now("%(account)s may call telephone numbers again.") % {"account": account.id}


class AccountResource(Resource[Account]):
    """The accounts that subscribers register with."""

    app = "accounts"
    name = "account"
    labels = Labels(
        one=_("SIP account"),
        many=_("SIP accounts"),
        nothing=_("No account yet. Add one, and telephones can register with it at once."),
        icon="phone",
    )
    rights = Rights("account.view", "account.add", "account.edit", "account.delete")
    brief = ("name",)
    credit_property = "sip_credit"
    asks_more = True
    columns = (
        Column(
            name="account",
            label=_("SIP address"),
            render=lambda a: str(a.id),
            order="username",
            link=True,
        ),
        Column(name="name", label=_("Name")),
        Column(name="state", label=_("State"), render=account_cards.state),
        Column(name="email", label=_("E-mail"), phone=False, wide=True),
        Column(
            name="domain",
            label=_("Domain"),
            render=lambda a: domain_link(a.id.domain),
            order="domain",
            phone=False,
            wide=True,
        ),
        Column(name="timezone", label=_("Time zone"), phone=False, wide=True),
        Column(
            name="call_limit",
            label=_("Call limit"),
            render=lambda a: a.call_limit or _now("Platform"),
            align="end",
            phone=False,
            wide=True,
        ),
        Column(
            name="quota", label=_("Quota"), render=lambda a: a.quota or "", align="end", phone=False
        ),
        Column(
            name="balance",
            label=_("Balance"),
            render=lambda _account: None,  # see further()
            align="end",
            phone=False,
        ),
        Column(
            name="owner",
            label=_("Owner"),
            render=lambda a: customer_link(a.owner),
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    form_class = AccountForm
    search_form_class = AccountSearchForm
    add_screen = AddAccountScreen
    actions = (
        Action(
            name="manage",
            label=_("Manage"),
            permission="account.manage",
            icon="settings",
            href=lambda a: reverse("subscriber-overview", args=[str(a.id)]),
        ),
        Action(
            name="call-path",
            label=_("Where would a call go"),
            permission="call-path.view",
            icon="route-2",
            href=lambda a: f"{reverse('call-path')}?{urlencode({'caller': str(a.id)})}",
            in_lists=False,
        ),
        Action(
            name="billing",
            label=_("Billing profiles"),
            permission="account.billing",
            icon="coin",
            href=lambda a: reverse("account-billing", args=[str(a.id)]),
            in_lists=False,
        ),
        Action(
            name="lift-quota",
            label=_("Lift quota block"),
            permission="account.edit",
            icon="coin",
            run=lift,
            in_lists=False,
            fits=lambda a: "quota" in a.groups,
        ),
        Action(
            name="send-account",
            label=_("Send account information"),
            permission="account.edit",
            icon="mail",
            run=letters.send_account,
            in_lists=False,
            fits=lambda a: bool(a.email),
        ),
        Action(
            name="second-step",
            label=_("Second step at sign-in"),
            permission="account.reset",
            icon="shield-check",
            href=lambda a: reverse("factor-reset-account", args=[str(a.id)]),
            in_lists=False,
        ),
    )

    def key(self, record: Account) -> str:
        """The address."""
        return str(record.id)

    def page(self, api: Api, query: Query) -> Page[Account]:
        """One window of the list."""
        return api.sip.accounts(query)

    def get(self, api: Api, key: str) -> Account:
        """The account at an address."""
        return api.sip.account(services.sip_id(key))

    def add(self, api: Api, record: Account) -> Account:
        """Create it; the platform may choose the name."""
        return api.sip.add_account(record)

    def update(self, api: Api, record: Account) -> None:
        """Replace it."""
        api.sip.update_account(record)

    def updated(self, request: ActorRequest, before: Account, after: Account) -> None:
        """The subscriber is told, and signs in anew where a password changed."""
        what = tasks.safety_changes(before, after)
        if what:
            client, platform = str(request.META.get("REMOTE_ADDR", "")), request.actor.platform
            tasks.tell_change(after, what, client, also=before.email, platform=platform)
        if set(what) - {tasks.EMAIL}:
            visits.end_all(visits.of_account(str(after.id), request.actor.platform))

    def delete(self, api: Api, key: str) -> None:
        """Delete it with all that belongs to it."""
        address = services.sip_id(key)
        api.sip.delete_account(address)
        # Somebody else may get the address, and not the second step of this one.
        keeping.forget(visits.of_account(str(address), api.platform.name))

    def choices(self, api: Api, actor: Actor, record: Account | None) -> dict[str, Any]:
        """Domains for a new account, customers as owners, and what the person may change."""
        domains = services.domain_choices(api) if record is None else None
        choices = Choices(domains=domains, customers=services.owner_choices(api, actor))
        rights = services.calling_rights(api)
        memory.keep(memory.key(api, RIGHTS), rights, RIGHTS_SECONDS)
        return {"choices": choices, "rights": rights}

    def offers(self, api: Api, action: Action[Account], record: Account) -> bool:  # noqa: ARG002
        """The block of a quota is lifted by who may set it, as far as that is known.

        A record page has no call to spare for it; who is not known yet is told when he tries.
        """
        rights: CallingRights | None = memory.recall(memory.key(api, RIGHTS))
        return action.name != "lift-quota" or rights is None or rights.pstn

    def further(
        self, api: Api, columns: tuple[Column[Account], ...], records: Sequence[Account]
    ) -> Mapping[str, Sequence[Any]]:
        """The balances of all prepaid accounts among the records take one call."""
        if all(column.name != "balance" for column in columns):
            return {}
        found = services.balances(api, records)
        money = {address: written(amount) for address, amount in found.items()}
        return {"balance": [money.get(record.id) for record in records]}

    def check(self, api: Api, actor: Actor, form: Any, name: str) -> Note | None:  # noqa: ARG002
        """Whether the typed address is free, or who the owner is; one call."""
        if name == "owner":
            return checks.owner(api, form)
        username, domain = form.cleaned_data.get("username"), form.cleaned_data.get("domain")
        if name != "username" or not username or not domain or form.cleaned_data.get("choose"):
            return None
        return checks.free_address(api, SipId(username=username, domain=domain))

    def cards(self, api: Api, actor: Actor, record: Account) -> list[Card]:  # noqa: ARG002
        """The account by meaning."""
        return account_cards.cards(record, api.sip.diversions(record.id))

    def farewell(self, api: Api, record: Account) -> Farewell:
        """Everything that goes with the account, by name or number; five calls."""
        losses = account_cards.losses(
            aliases=api.sip.aliases_of(record.id, count=FEW),
            mailbox=api.voicemail.mailbox(record.id),
            contacts=api.sip.contacts(record.id).total,
            devices=len(api.sip.devices(record.id)),
            diversions=api.sip.diversions(record.id),
        )
        return Farewell(losses=tuple(losses))
