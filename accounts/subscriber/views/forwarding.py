"""Where calls go: five conditions in words, each with a destination."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.services import told_by_reseller
from ngnpanel.accounts.subscriber import preview, words
from ngnpanel.accounts.subscriber.destinations import MOBILE, Destinations, owner_of
from ngnpanel.accounts.subscriber.forms.forwarding import CONDITIONS, ForwardingForm
from ngnpanel.accounts.subscriber.mailbox_address import by_word, to_store
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.services import Saved, Step, run, write_account
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.together import together
from ngnpanel.web.request import ActorRequest

# Dialled in front of a number, where the reseller says nothing else.
ACCESS_NUMBERS: Final = {"FUNC": "*21*", "FNOL": "*22*", "FBUS": "*23*", "FNOA": "*23*"}
# Behind the code for all calls: nobody gets through for as many minutes as follow.
PEACE_SUFFIX: Final = "2*"
# The redirects that stand beside the forwards; the page tells of them and never touches them.
REDIRECTS: Final[dict[str, str | Promise]] = {
    "RUNV": lazy("calls that you do not accept"),
    "RUNC": lazy("all calls"),
    "RNOL": lazy("calls while none of your phones is online"),
    "RBUS": lazy("calls while you are busy"),
    "RNOA": lazy("calls that you do not answer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The diversions with the word for the mailbox and as stored, and where calls can go."""

    diversions: Diversions
    destinations: Destinations
    mailbox: Mailbox | None = None
    stored: Diversions = field(default_factory=Diversions)


class Forwarding(FormTab[Facts]):
    """One write for all conditions, and only if one of them changed."""

    tab = "forwarding"
    template_name = "subscriber/forwarding.html"

    def read(self, subject: Subject) -> Facts:
        """Two calls besides the account, and one for its owner if there is one."""
        api = subject.api
        diversions, mailbox, owner = together(
            api.platform,
            lambda: api.sip.diversions(subject.id),
            lambda: api.voicemail.mailbox(subject.id),
            lambda: owner_of(subject),
        )
        destinations = Destinations(
            account=subject.account, owner=owner, has_mailbox=mailbox is not None
        )
        return Facts(
            diversions=by_word(diversions, mailbox, subject.id.domain),
            destinations=destinations,
            mailbox=mailbox,
            stored=diversions,
        )

    def assume(self, subject: Subject) -> Facts:
        """All destinations, so that every choice is shown as it was made."""
        destinations = Destinations(account=subject.account, has_mailbox=True, is_assumed=True)
        return Facts(diversions=Diversions(), destinations=destinations)

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> ForwardingForm:
        """The five conditions."""
        return ForwardingForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            record=facts.diversions,
            destinations=facts.destinations,
        )

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """Redirects in words, and where a mailbox or a mobile number can be set up."""
        domain = subject.id.domain
        told = [
            (title, words.place(facts.diversions.target(name), domain))
            for name, title in REDIRECTS.items()
            if facts.diversions.target(name)
        ]
        return {
            **super().context(subject, facts),
            "redirects": told,
            "access_numbers": access_numbers(subject),
            "peace_code": access_number(subject, "FUNC") + PEACE_SUFFIX,
            "has_mobile": MOBILE in facts.destinations.numbers,
            "voicemail_url": reverse("subscriber-voicemail", args=[subject.address]),
            "accept_url": reverse("subscriber-accept", args=[subject.address]),
            "settings_url": reverse("subscriber-settings", args=[subject.address]),
        }

    def preview(self, subject: Subject, facts: Facts, form: ForwardingForm) -> dict[str, Any]:
        """Two calls more: the accept rules and the devices."""
        found = preview.preview(
            subject,
            diversions=form.to_domain(facts.diversions),
            stored_diversions=facts.diversions,
            stored_mailbox=facts.mailbox,
        )
        return {"preview": found}

    def save(self, subject: Subject, facts: Facts, form: ForwardingForm) -> Saved:
        """The diversions first; the memory of other destinations is only a convenience."""
        wanted = form.to_domain(facts.diversions)
        steps: list[Step] = []
        if wanted != facts.diversions:
            steps.append(
                (
                    changes(facts.diversions, wanted, subject.id.domain),
                    lambda: subject.api.sip.set_diversions(
                        subject.id, to_store(subject, facts.mailbox, wanted, facts.stored)
                    ),
                )
            )
        remembering = subject.account.with_properties(form.remembered())
        if remembering != subject.account:
            steps.append(("", lambda: write_account(subject, remembering)))
        return run(steps)


def access_numbers(subject: Subject) -> list[tuple[str, str]]:
    """Each condition that can be set from a phone, with what is dialled in front of the number."""
    return [
        (str(condition.title), access_number(subject, condition.name))
        for condition in CONDITIONS
        if condition.name in ACCESS_NUMBERS
    ]


def access_number(subject: Subject, condition: str) -> str:
    """What is dialled for one condition, as the reseller has it or as is usual."""
    told = told_by_reseller(subject.api, subject.account, f"{condition}_access_number")
    return told or ACCESS_NUMBERS[condition]


def changes(before: Diversions, after: Diversions, domain: str) -> str:
    """What is different now, one sentence for each condition."""
    told = []
    for condition in CONDITIONS:
        target = after.target(condition.name)
        if target == before.target(condition.name):
            continue
        values = {"condition": condition.title, "place": words.place(target, domain)}
        if target:
            told.append(_("%(condition)s: calls go to %(place)s.") % values)
        else:
            told.append(_("%(condition)s: calls are not forwarded.") % values)
    return " ".join(told)
