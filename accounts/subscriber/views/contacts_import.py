"""Contacts from a file: choose it, see what would happen, and have it done in parts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import addresses, words
from ngnpanel.accounts.subscriber.address_book import MOST_ENTRIES
from ngnpanel.accounts.subscriber.contacts_import import Errand, Kind, Step, plan
from ngnpanel.accounts.subscriber.forms.contacts_import import ContactsFileForm
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.subject import Subject, address_for, unread_subject
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, Unavailable
from ngnpanel.web.faults import sentence
from ngnpanel.web.request import ActorRequest

# One request writes this many contacts at most, and begins none after this many seconds.
MOST_WRITES: Final = 50
MOST_SECONDS: Final = 10.0
# A preview that was left open longer is to be made again, in seconds.
LIFE: Final = 86400
FIELD: Final = "errand"


class ContactsImport(Tab):
    """Nothing is kept between the requests but a signed field in the page itself."""

    tab = "contacts"
    template_name = "subscriber/contacts_import.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """The form; one call."""
        return self.choose(request, self.subject(request, address), ContactsFileForm())

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """A file to look at, or an import to go on with."""
        sent = request.POST.get(FIELD, "")
        if not sent:
            return self.look(request, address)
        try:
            packed = signing.loads(sent, salt=salt(request, address), max_age=LIFE)
        except signing.BadSignature:
            return self.choose(request, self.subject(request, address), ContactsFileForm(), 410)
        errand = Errand.unpack(packed)
        if "mode" in request.POST:
            errand.takes_file = request.POST["mode"] == "file"
        return self.work(request, address, errand)

    def look(self, request: ActorRequest, address: str) -> HttpResponse:
        """What the file would do; two calls and one for each further window of contacts."""
        form = ContactsFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.choose(request, reached(self, request, address), form, 422)
        errand = Errand(entries=form.cleaned_data["entries"])
        try:
            subject = self.subject(request, address)
            steps = planned(subject, errand)
        except Unavailable as error:
            return self.away(request, address, errand, error)
        return self.preview(request, subject, errand, steps)

    def work(self, request: ActorRequest, address: str, errand: Errand) -> HttpResponse:
        """Write the next part of what a fresh plan says; what is done already is not done twice."""
        try:
            subject = self.subject(request, address)
            steps = planned(subject, errand)
            if "go" not in request.POST:
                return self.preview(request, subject, errand, steps)
            is_over = write(subject, errand, steps)
        except Unavailable as error:
            return self.away(request, address, errand, error)
        if not is_over:
            return self.pause(request, subject, errand, steps)
        return self.finish(request, subject, errand, steps)

    def choose(
        self, request: ActorRequest, subject: Subject, form: ContactsFileForm, status: int = 200
    ) -> HttpResponse:
        """The form."""
        is_old = status == 410
        context = {
            "stage": "choose",
            "form": form,
            "most": MOST_ENTRIES,
            "problem": _("This preview is too old. Choose the file again.") if is_old else "",
        }
        return self.draw(request, subject, context, 422 if is_old else status)

    def preview(
        self, request: ActorRequest, subject: Subject, errand: Errand, steps: Sequence[Step]
    ) -> HttpResponse:
        """What would happen, in full."""
        kinds = {kind.value: [line(s) for s in steps if s.kind is kind] for kind in Kind}
        context = {
            "stage": "preview",
            "adds": kinds["add"],
            "changes": kinds["change"],
            "sames": len(kinds["same"]),
            "refused": kinds["refuse"],
            "takes_file": errand.takes_file,
            "errand": packed(request, subject.address, errand),
        }
        return self.draw(request, subject, context)

    def pause(
        self, request: ActorRequest, subject: Subject, errand: Errand, steps: Sequence[Step]
    ) -> HttpResponse:
        """How far it is; the page goes on by itself where scripts run."""
        context = {
            "stage": "pause",
            "left": len(errand.left(steps)),
            "done": len(errand.added) + len(errand.changed),
            "errand": packed(request, subject.address, errand),
        }
        return self.draw(request, subject, context)

    def finish(
        self, request: ActorRequest, subject: Subject, errand: Errand, steps: Sequence[Step]
    ) -> HttpResponse:
        """What was done, and what was not and why."""
        refused = [line(step) for step in steps if step.kind is Kind.REFUSE]
        refused += [line(steps[place], reason) for place, reason in errand.failed.items()]
        written = {*errand.added, *errand.changed, *errand.failed}
        kept = [
            line(step)
            for place, step in enumerate(steps)
            if step.kind is Kind.CHANGE and place not in written
        ]
        same = sum(
            step.kind is Kind.SAME and place not in written for place, step in enumerate(steps)
        )
        context = {
            "stage": "done",
            "added": len(errand.added),
            "changed": len(errand.changed),
            "kept": len(kept),
            "sames": same,
            "refused": sorted(refused, key=lambda row: row["line"]),
        }
        return self.draw(request, subject, context)

    def away(
        self, request: ActorRequest, address: str, errand: Errand, error: Unavailable
    ) -> HttpResponse:
        """The platform is away: the page holds everything, and its button tries again."""
        subject = unread_subject(request, address)
        context = {
            "stage": "away",
            "problem": sentence(error),
            "is_begun": "go" in request.POST,
            "done": len(errand.added) + len(errand.changed),
            "errand": packed(request, address, errand),
        }
        response = self.draw(request, subject, context, 503)
        response["Retry-After"] = "30"
        return response

    def draw(
        self, request: ActorRequest, subject: Subject, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """The page in one of its stages."""
        return self.render(request, subject, {"back": self.url(subject), **context}, status)


def planned(subject: Subject, errand: Errand) -> tuple[Step, ...]:
    """The plan against the phonebook as it is now."""
    stored = subject.api.sip.all_contacts(subject.id)
    return plan(errand.entries, stored, subject.id.domain)


def write(subject: Subject, errand: Errand, steps: Sequence[Step]) -> bool:
    """Do the next part and note it in the errand; True when nothing is left.

    Raises Unavailable in the middle: then the errand knows what was done before.
    """
    until = time.monotonic() + MOST_SECONDS
    left = errand.left(steps)
    for number, (place, step) in enumerate(left):
        if number == MOST_WRITES or time.monotonic() > until:
            return False
        if step.wanted is None:
            continue
        try:
            if step.kind is Kind.ADD:
                subject.api.sip.add_contact(subject.id, step.wanted)
                errand.added.append(place)
            else:
                subject.api.sip.update_contact(subject.id, step.wanted)
                errand.changed.append(place)
        except (Conflict, Invalid, NotFound) as error:
            errand.failed[place] = sentence(error)
    return True


def packed(request: HttpRequest, address: str, errand: Errand) -> str:
    """The errand as text for the page."""
    return signing.dumps(errand.pack(), salt=salt(request, address), compress=True)


def salt(request: HttpRequest, address: str) -> str:
    """What a signature counts for: this account on this platform."""
    actor = getattr(request, "actor", None)
    platform = actor.platform if actor is not None else ""
    return f"contacts-import:{platform}:{address.lower()}"


def reached(tab: Tab, request: ActorRequest, address: str) -> Subject:
    """The account, or a stand-in while the platform is away: a form is to come back anyhow."""
    try:
        return tab.subject(request, address)
    except Unavailable:
        address_for(request, address)
        return unread_subject(request, address)
    except NotFound:
        raise Http404 from None


def line(step: Step, reason: str = "") -> dict[str, Any]:
    """A step with everything that its row draws."""
    wanted, before = step.wanted, step.before
    told = addresses.shown(wanted.uri) if wanted is not None else step.entry.address
    row: dict[str, Any] = {
        "line": step.entry.line,
        "title": (wanted.name if wanted is not None else step.entry.name) or told,
        "address": told,
        "group": words.group_name(wanted.group) if wanted is not None and wanted.group else "",
        "reason": reason or step.reason,
        "remark": step.remark,
        "differences": (),
    }
    if wanted is not None and before is not None:
        pairs = (
            (_("Name"), before.name, wanted.name),
            (_("Group"), _group(before.group), _group(wanted.group)),
        )
        row["differences"] = tuple(pair for pair in pairs if pair[1] != pair[2])
        row["title"] = before.name or told
    return row


def _group(name: str) -> str:
    return words.group_name(name) if name else ""
