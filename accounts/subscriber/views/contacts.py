"""People whom the subscriber knows, in groups that accept rules can name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.accept import CONTACT_GROUPS
from ngnpanel.accounts.domain.phonebook import Contact, ContactMatch
from ngnpanel.accounts.subscriber import addresses, words
from ngnpanel.accounts.subscriber.forms.people import ContactForm
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import NotFound, Unavailable
from ngnpanel.web.faults import sentence
from ngnpanel.web.forms import contains
from ngnpanel.web.request import ActorRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A contact with everything that its line draws."""

    contact: Contact
    title: str
    address: str
    group: str
    call: str
    query: str


def row(contact: Contact) -> Row:
    """The line of a contact."""
    address = addresses.shown(contact.uri)
    return Row(
        contact=contact,
        title=contact.name or address,
        address=address if contact.name else "",
        group=words.group_name(contact.group) if contact.group else "",
        call=addresses.dialled(contact.uri),
        query=urlencode({"uri": contact.uri}),
    )


def one(subject: Subject, uri: str) -> Contact:
    """The contact with this very address; 404 when there is none."""
    found = subject.api.sip.contacts(subject.id, ContactMatch(uri=uri))
    contact = next((contact for contact in found if contact.uri == uri), None)
    if contact is None or not uri:
        raise Http404
    return contact


class Contacts(Tab):
    """All contacts, or those that a search finds."""

    tab = "contacts"
    template_name = "subscriber/contacts.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Two calls."""
        subject = self.subject(request, address)
        text = request.GET.get("q", "").strip()[:100]
        group = request.GET.get("group", "")
        group = group if group in (*CONTACT_GROUPS, "none") else ""
        found = subject.api.sip.contacts(subject.id, match(text, group))
        rows = sorted((row(contact) for contact in found), key=lambda row: row.title.lower())
        context = {
            "rows": rows,
            "total": found.total,
            "q": text,
            "group": group,
            "groups": [*((name, words.GROUPS[name]) for name in CONTACT_GROUPS)],
            "is_searching": bool(text or group),
        }
        return self.render(request, subject, context)


def match(text: str, group: str) -> ContactMatch:
    """The question to the platform: equal patterns for address and name mean either of them."""
    like = contains(text) if text else None
    wanted = {"": None, "none": ""}.get(group, group)
    return ContactMatch(uri=like, name=like, group=wanted)


class ContactPage(FormTab[Contact | None]):
    """Adding a contact, or changing its name and group."""

    tab = "contacts"
    template_name = "subscriber/contact_form.html"

    def read(self, subject: Subject) -> Contact | None:
        """The contact in the URL; none when one is added."""
        return one(subject, self.uri) if self.uri else None

    def assume(self, subject: Subject) -> Contact | None:
        """A contact with nothing but the address."""
        del subject
        return Contact(uri=self.uri) if self.uri else None

    @property
    def uri(self) -> str:
        """The key of the contact that changes."""
        return self.request.GET.get("uri", "")[:255] if self.kwargs["act"] == "edit" else ""

    def form(self, request: ActorRequest, subject: Subject, facts: Contact | None) -> ContactForm:
        """Address, name and group."""
        return ContactForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            domain=subject.id.domain,
            record=facts,
            initial=request.GET,
        )

    def context(self, subject: Subject, facts: Contact | None) -> dict[str, Any]:
        """The name of what changes."""
        context = super().context(subject, facts)
        title = row(facts).title if facts else ""
        return {**context, "title": title, "back": self.url(subject)}

    def save(self, subject: Subject, facts: Contact | None, form: ContactForm) -> Saved:
        """Add, or replace if anything changed."""
        wanted = form.to_domain(facts)
        if wanted == facts:
            return Saved()
        if facts is None:
            subject.api.sip.add_contact(subject.id, wanted)
            text = _("%(name)s is among your contacts now.")
        else:
            subject.api.sip.update_contact(subject.id, wanted)
            text = _("%(name)s is saved.")
        return Saved((text % {"name": row(wanted).title},))


class ContactDelete(Tab):
    """The question before a contact goes, and its going."""

    tab = "contacts"
    template_name = "subscriber/question.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """What would go, by name."""
        subject = self.subject(request, address)
        return self.ask(request, subject, one(subject, request.GET.get("uri", "")))

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Delete it; one that is gone already is gone."""
        subject = self.subject(request, address)
        uri = request.GET.get("uri", "")
        contact = one(subject, uri)
        try:
            subject.api.sip.delete_contact(subject.id, uri)
        except NotFound:
            pass
        except Unavailable as error:
            return self.ask(request, subject, contact, problem=sentence(error), status=503)
        text = _("%(name)s is no longer among your contacts.") % {"name": row(contact).title}
        messages.success(request, text)
        return redirect(self.url(subject))

    def ask(
        self,
        request: ActorRequest,
        subject: Subject,
        contact: Contact,
        *,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """The page with the question."""
        name = row(contact).title
        context = {
            "question": _("Delete %(name)s?") % {"name": name},
            "text": _("The contact goes; your rules no longer know this caller as one of a group."),
            "button": _("Delete %(name)s") % {"name": name},
            "back": reverse("subscriber-contacts", args=[subject.address]),
            "problem": problem,
        }
        return self.render(request, subject, context, status)
