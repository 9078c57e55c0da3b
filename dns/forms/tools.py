"""The forms of the DNS tools: record templates, zone files, and the check of a domain."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names
from ngnpanel.dns.services import master_file
from ngnpanel.web.faults import mending

LABELS: Final = (
    ("sip-udp", _("SIP over UDP")),
    ("sip-tcp", _("SIP over TCP")),
    ("sip-tls", _("SIP over TLS")),
    ("stun", _("STUN")),
    ("xmpp-server", _("XMPP server")),
    ("xmpp-server-tls", _("XMPP server over TLS")),
    ("xmpp-client", _("XMPP client")),
    ("xmpp-client-tls", _("XMPP client over TLS")),
    ("msrp", _("MSRP relay")),
    ("distributed", _("Distributed platform")),
    ("hosted", _("Hosted platform")),
)


class TemplateForm(forms.Form):
    """Which records, for which name, and which host they lead to."""

    template = forms.ChoiceField(label=_("Template"), choices=LABELS)
    name = forms.CharField(
        label=_("For the name"),
        required=False,
        max_length=253,
        help_text=_("A SIP domain in this zone. Empty: the zone itself."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    target = forms.CharField(
        label=_("Server"),
        required=False,
        max_length=253,
        help_text=_("The host that the records lead to."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


class ImportForm(forms.Form):
    """A master file, pasted or uploaded."""

    text = forms.CharField(
        label=_("Zone file"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "is-code"}),
        help_text=_("Paste the text of a zone file as BIND writes it, or choose a file below."),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("At most 1 MB and 5,000 records.")
    )
    removes = forms.BooleanField(
        label=_("Remove records that are not in the file"),
        required=False,
        help_text=_("Without this they stay as they are."),
    )
    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The text of the uploaded file in place of the pasted one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if isinstance(upload, UploadedFile):
            if (upload.size or 0) > master_file.MAX_BYTES:
                self.add_error("file", _now("A zone file has at most 1 MB."))
                return cleaned
            cleaned["text"] = master_file.decoded(upload.read())
        if not cleaned.get("text", "").strip():
            self.add_error("text", _now("Paste a zone file, or choose one."))
        return cleaned


class NewZoneImportForm(ImportForm):
    """The same for a zone that does not exist yet."""

    zone = forms.CharField(
        label=_("Zone"),
        required=False,
        max_length=254,
        help_text=_("Empty: the one that the SOA or $ORIGIN of the file names."),
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocapitalize": "none"}),
    )
    removes = None  # type: ignore[assignment]
    field_order = ("zone", "text", "file")

    def clean(self) -> dict[str, Any]:
        """The name of the zone, from the file if need be."""
        cleaned = super().clean()
        name = cleaned.get("zone") or master_file.name_in(cleaned.get("text", ""))
        try:
            cleaned["zone"] = names.zone_name(name, "zone")
        except RuleError as error:
            self.add_error("zone", mending(error))
        return cleaned


class DomainCheckForm(forms.Form):
    """The domain to look at."""

    domain = forms.CharField(
        label=_("SIP domain"),
        max_length=254,
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocapitalize": "none"}),
    )

    def clean_domain(self) -> str:
        """Its stored form."""
        try:
            return rules.domain_name(str(self.cleaned_data["domain"]))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
