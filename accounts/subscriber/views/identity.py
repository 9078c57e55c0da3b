"""Who the account is: its address, how a phone is set up with it, and its other names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts import letters
from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.forms.identity import OwnAliasForm
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.brand import contacts, mail
from ngnpanel.soap.errors import Conflict, Denied, Invalid, Unavailable
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.together import together
from ngnpanel.web.faults import sentence
from ngnpanel.web.parts import Copyable, Item
from ngnpanel.web.request import ActorRequest

# Properties of the reseller that name the outbound proxy, the first one wins.
PROXIES = ("sip_outbound_proxy", "sip_proxy")
ALIASES_SHOWN = 100
MOST_NUMBERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The aliases, the telephone numbers, and the proxy, empty when the domain names it."""

    aliases: Page[Alias]
    proxy: str
    numbers: tuple[str, ...] = ()
    xcap_root: str = ""


class Identity(FormTab[Facts]):
    """The address in all its parts, each with a button to copy it."""

    tab = "identity"
    template_name = "subscriber/identity.html"

    def read(self, subject: Subject) -> Facts:
        """Two calls besides the account, side by side; what the reseller says is remembered."""
        aliases, numbers = together(
            subject.api.platform,
            lambda: subject.api.sip.aliases_of(subject.id, count=ALIASES_SHOWN),
            lambda: telephone_numbers(subject),
        )
        proxy, xcap = outbound_proxy(subject), xcap_root(subject)
        return Facts(aliases=aliases, proxy=proxy, numbers=numbers, xcap_root=xcap)

    def assume(self, subject: Subject) -> Facts:
        """No other names are known."""
        del subject
        return Facts(aliases=Page((), 0), proxy="")

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> OwnAliasForm:
        """One more name."""
        del facts
        data = request.POST if request.method == "POST" else None
        return OwnAliasForm(data, actor=subject.actor, account=subject.account)

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """Everything that a phone asks for, except the password."""
        return {
            **super().context(subject, facts),
            "items": items(subject, facts),
            "aliases": facts.aliases,
            "numbers": facts.numbers,
            "can_mail": bool(subject.account.email),
            "setup_url": reverse("subscriber-devices-setup", args=[subject.address]),
        }

    def after(self, subject: Subject) -> str:
        """The top of the page, where the message is: the form lies far below it."""
        return f"{self.url(subject)}#top"

    def save(self, subject: Subject, facts: Facts, form: OwnAliasForm) -> Saved:
        """One call."""
        del facts
        alias = form.to_domain(None)
        subject.api.sip.add_alias(alias)
        return Saved((_("Calls to %(alias)s reach you now.") % {"alias": alias.id},))


class MailIdentity(Tab):
    """A mail with the address and what to enter on a phone; without any password."""

    tab = "identity"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Send it to the address of the account, whoever asks."""
        subject = self.subject(request, address)
        try:
            messages.success(request, letters.send_account(subject.api, subject.account))
        except mail.NotSent as problem:
            messages.error(request, str(problem.text))
        return redirect(self.url(subject))


class AliasDelete(Tab):
    """The question before another name goes, and its going."""

    tab = "identity"
    template_name = "subscriber/question.html"

    def get(self, request: ActorRequest, address: str, alias: str) -> HttpResponse:
        """What would go, by name."""
        subject = self.subject(request, address)
        return self.ask(request, subject, own_alias(subject, alias))

    def post(self, request: ActorRequest, address: str, alias: str) -> HttpResponseBase:
        """Delete it, if it leads to this account."""
        subject = self.subject(request, address)
        found = own_alias(subject, alias)
        try:
            subject.api.sip.delete_alias(found.id)
        except (Conflict, Invalid, Unavailable) as error:
            status = 503 if isinstance(error, Unavailable) else 422
            return self.ask(request, subject, found, problem=sentence(error), status=status)
        text = _("%(alias)s is gone. Calls to it no longer reach you.") % {"alias": found.id}
        messages.success(request, text)
        return redirect(self.url(subject))

    def ask(
        self,
        request: ActorRequest,
        subject: Subject,
        alias: Alias,
        *,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """The page with the question."""
        name = str(alias.id)
        context = {
            "question": _("Delete %(alias)s?") % {"alias": name},
            "text": _("Calls to this name no longer reach you, and somebody else may take it."),
            "button": _("Delete %(alias)s") % {"alias": name},
            "back": self.url(subject),
            "problem": problem,
        }
        return self.render(request, subject, context, status)


def own_alias(subject: Subject, text: str) -> Alias:
    """The alias, if it leads to this account; everything else is a 404."""
    try:
        alias = subject.api.sip.alias(SipId.parse(text))
    except RuleError:
        raise Http404 from None
    # Other tenants may lead aliases of theirs here; those stay theirs.
    account = subject.account
    tenant = (account.customer, account.reseller)
    if alias.target != subject.id or (alias.customer, alias.reseller) != tenant:
        raise Http404
    return alias


def outbound_proxy(subject: Subject) -> str:
    """What the reseller says, empty when phones find the way by the domain."""
    told = contacts.told(subject.actor.platform, subject.account.reseller)
    return next((told[name] for name in PROXIES if told.get(name)), "")


def xcap_root(subject: Subject) -> str:
    """Where phones keep contacts and presence; an exchange has no use for it."""
    told = contacts.told(subject.actor.platform, subject.account.reseller)
    return "" if subject.is_trunk else contacts.web_page(told.get("xcap_root", ""))


def telephone_numbers(subject: Subject) -> tuple[str, ...]:
    """The numbers that lead to this account by ENUM, with + in front, in their order.

    The filter of the platform is a pattern, in which a_b means axb as well, so it is read again.
    """
    query = Query(
        filter={"type": "sip", "mapto": f"%{subject.address}"}, order="number", count=MOST_NUMBERS
    )
    try:
        found = subject.api.enum.numbers(query)
    except Denied:
        return ()
    return tuple(
        f"+{number.id.number}"
        for number in found
        if any(
            mapping.type == "sip" and rules.without_scheme(mapping.mapto) == subject.address
            for mapping in number.mappings
        )
    )


def items(subject: Subject, facts: Facts) -> list[Item]:
    """What to enter on a phone."""
    account = subject.account
    proxy_help = "" if facts.proxy else _("Phones find it by the domain; leave the field empty.")
    rows = [
        Item(_("Name"), account.name),
        Item(_("SIP address"), Copyable(subject.address)),
        Item(_("Username"), Copyable(account.id.username)),
        Item(_("Domain"), Copyable(account.id.domain)),
        Item(
            _("Outbound proxy"),
            Copyable(facts.proxy) if facts.proxy else _("Not needed"),
            proxy_help,
        ),
        Item(_("XCAP root"), Copyable(facts.xcap_root) if facts.xcap_root else ""),
        Item(
            _("Number shown to others"),
            words.place(f"{account.rpid}@") if account.rpid else "",
        ),
    ]
    return [item for item in rows if not item.is_empty]
