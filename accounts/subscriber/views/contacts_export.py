"""The contacts of an account as a file to take away."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse

from ngnpanel.accounts.subscriber import contacts_csv, vcards
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.web.request import ActorRequest

# How to write it, its media type, how the name of the file ends.
FORMATS: Final = {
    "vcard": (vcards.write, "text/vcard; charset=utf-8", "vcf"),
    "csv": (contacts_csv.write, "text/csv; charset=utf-8", "csv"),
}


class ContactsExport(Tab):
    """All contacts as vCards or CSV, in the order of their names."""

    tab = "contacts"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Two calls, and one more for each further window of contacts."""
        subject = self.subject(request, address)
        asked = request.GET.get("format", "vcard")
        if asked not in FORMATS:
            raise Http404
        write, kind, ending = FORMATS[asked]
        found = subject.api.sip.all_contacts(subject.id)
        ordered = sorted(found, key=lambda one: (one.name.lower(), one.uri))
        answer = HttpResponse(write(ordered), content_type=kind)
        answer["Content-Disposition"] = f'attachment; filename="contacts.{ending}"'
        return answer
