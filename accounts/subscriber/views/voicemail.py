"""The mailbox: on and off, how messages arrive, the PIN."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.services import told_by_reseller
from ngnpanel.accounts.subscriber import mailbox as acts
from ngnpanel.accounts.subscriber import provider
from ngnpanel.accounts.subscriber.forms.voicemail import KEEP, MailboxForm
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject, unread_subject
from ngnpanel.soap.errors import Conflict, Invalid, Unavailable
from ngnpanel.soap.together import together
from ngnpanel.web.changes import HIDDEN
from ngnpanel.web.faults import sentence
from ngnpanel.web.reach import reads_secrets
from ngnpanel.web.request import ActorRequest

# What the number is called among the properties of a customer, and what it is without one.
ACCESS_NUMBER: Final = "voicemail_access_number"
USUAL_NUMBER: Final = "*70"
# A field of the form that was drawn without a mailbox: sent again it finishes what it began.
OPENS: Final = "opens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The mailbox, the diversions that may lead to it, and the number to dial for listening."""

    mailbox: Mailbox | None
    diversions: Diversions
    access_number: str = ""


class Voicemail(FormTab[Facts]):
    """Without a mailbox the form gets one; with one it changes it."""

    tab = "voicemail"
    template_name = "subscriber/voicemail.html"
    made_up = ""
    opened: Mailbox | None = None

    def read(self, subject: Subject) -> Facts:
        """Two calls besides the account, and one more where there is something to listen to."""
        box, diversions = together(
            subject.api.platform,
            lambda: subject.api.voicemail.mailbox(subject.id),
            lambda: subject.api.sip.diversions(subject.id),
        )
        return Facts(
            mailbox=box,
            diversions=diversions,
            access_number=access_number(subject) if box and box.keeps_messages else "",
        )

    def assume(self, subject: Subject) -> Facts:
        """No mailbox, so that everything that was typed is shown."""
        del subject
        return Facts(mailbox=None, diversions=Diversions())

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> MailboxForm:
        """Delivery and PIN."""
        return MailboxForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            account=subject.account,
            record=facts.mailbox,
        )

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """Which calls go to the mailbox now."""
        box = facts.mailbox
        leading = acts.pointing(facts.diversions, box, subject.id.domain) if box else ""
        return {
            **super().context(subject, facts),
            "mailbox": box,
            "leading": leading,
            "forwarding_url": reverse("subscriber-forwarding", args=[subject.address]),
            "settings_url": reverse("subscriber-settings", args=[subject.address]),
        }

    def save(self, subject: Subject, facts: Facts, form: MailboxForm) -> Saved:
        """Get a mailbox, or change the one there is."""
        wanted = form.to_domain(facts.mailbox)
        if facts.mailbox is None:
            self.opened, self.made_up = with_pin(wanted)
            return acts.enable(subject, self.opened, facts.diversions)
        if OPENS in self.request.POST:
            self.opened, self.made_up = with_pin(wanted)
            return acts.complete(subject, self.opened, facts.diversions)
        if wanted == facts.mailbox:
            return Saved()
        subject.api.voicemail.update_mailbox(wanted)
        return Saved(tuple(told(form)))

    def post(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """A PIN that was made up is shown once on the page itself, never kept in a session."""
        response = super().post(request, address, **options)
        if self.made_up and response.status_code == 302:
            subject, facts = self.look_again(request, address)
            form = MailboxForm(actor=subject.actor, account=subject.account, record=facts.mailbox)
            shown = self.made_up if reads_secrets(request.actor) else HIDDEN
            response = self.draw(request, subject, facts, form, new_pin=shown)
            add_never_cache_headers(response)
        return response

    def look_again(self, request: ActorRequest, address: str) -> tuple[Subject, Facts]:
        """The page after a mailbox was opened; its PIN must be seen, platform or not."""
        try:
            subject = self.subject(request, address)
            facts = self.read(subject)
        except Unavailable:
            subject = unread_subject(request, address)
            facts = Facts(mailbox=self.opened, diversions=Diversions())
        return subject, facts


def access_number(subject: Subject) -> str:
    """What to dial for listening: the customer's word counts before the reseller's."""
    account = subject.account
    own = provider.said(subject, (ACCESS_NUMBER,), account.customer)
    return own or told_by_reseller(subject.api, account, ACCESS_NUMBER) or USUAL_NUMBER


def told(form: MailboxForm) -> list[str]:
    """What changed."""
    sentences = []
    if "delivery" in form.changed_data:
        if form.cleaned_data["delivery"] == KEEP:
            text = _("Messages are mailed to you and kept in the mailbox.")
        else:
            text = _("Messages are mailed to you and not kept in the mailbox.")
        sentences.append(text)
    if form.cleaned_data["pin"]:
        sentences.append(_("The new PIN is set."))
    return sentences


class VoicemailOff(Tab):
    """The question before a mailbox goes, and its going."""

    tab = "voicemail"
    template_name = "subscriber/question.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """What would go."""
        subject = self.subject(request, address)
        return self.ask(request, subject)

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Free the diversions, then give the mailbox up."""
        subject = self.subject(request, address)
        try:
            box = subject.api.voicemail.mailbox(subject.id)
            if box is None:
                messages.info(request, _("Voicemail is off already."))
                return redirect(self.url(subject))
            saved = acts.disable(subject, box, subject.api.sip.diversions(subject.id))
        except (Conflict, Invalid, Unavailable) as error:
            status = 503 if isinstance(error, Unavailable) else 422
            return self.ask(request, subject, problem=sentence(error), status=status)
        for text in saved.done:
            messages.success(request, text)
        if saved.error is not None:
            messages.error(request, sentence(saved.error))
        return redirect(self.url(subject))

    def ask(
        self, request: ActorRequest, subject: Subject, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The page with the question."""
        context = {
            "question": _("Switch voicemail off?"),
            "text": _(
                "The mailbox and the messages in it are gone then. Calls that went to it are no "
                "longer forwarded; all other forwarding stays."
            ),
            "button": _("Switch voicemail off"),
            "back": self.url(subject),
            "problem": problem,
        }
        return self.render(request, subject, context, status)


def with_pin(mailbox: Mailbox) -> tuple[Mailbox, str]:
    """The mailbox with a PIN, and the PIN if it had to be made up."""
    if mailbox.password:
        return mailbox, ""
    pin = passwords.random_pin()
    return replace(mailbox, password=pin), pin
