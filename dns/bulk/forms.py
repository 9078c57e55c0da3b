"""What bulk acts on zones, records, mail aliases and redirects need to know."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.forms import BulkForm
from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.dns.domain import fancy
from ngnpanel.dns.domain.values import MAX_SHORT, MAX_VALUE
from ngnpanel.dns.domain.zones import MAX_SECONDS, Zone, with_nameserver

SAMPLE: Final = Zone(name="example.com")


def _server(text: str) -> str:
    """A host name as it was typed; a single word lies in each zone of its own."""
    with_nameserver(SAMPLE, text)
    return text.strip()


class SecondsForm(BulkForm):
    """A time of the DNS."""

    seconds = NumberField(label=_("Time"), min_value=1, max_value=MAX_SECONDS)
    units = {"seconds": _("seconds")}


class InfoForm(BulkForm):
    """A text for those who look after the zones."""

    info = forms.CharField(label=_("Info"), required=False, max_length=1000)
    no_info = forms.BooleanField(label=_("No info"), required=False)
    empties = {"info": "no_info"}


class ServerForm(BulkForm):
    """One name server."""

    server = forms.CharField(
        label=_("Name server"),
        max_length=253,
        help_text=_("A host name; a single word, such as ns1, lies in each of the zones."),
        widget=forms.TextInput(attrs={"placeholder": "ns1.example.com", "autocapitalize": "none"}),
    )
    value_rules = {"server": _server}


class PriorityForm(BulkForm):
    """The place of records among those of the same name."""

    priority = NumberField(
        label=_("Priority"),
        max_value=MAX_SHORT,
        help_text=_("Of MX, SRV and NAPTR records. The lowest number is tried first."),
    )


class ValueForm(BulkForm):
    """What records say; each type has rules of its own, which are asked for each record."""

    value = forms.CharField(
        label=_("Value"),
        max_length=MAX_VALUE,
        help_text=_(
            "As in a zone file, without the priority of MX and SRV. Records of a type that this is"
            " no value for stay as they are."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


class ForwardForm(BulkForm):
    """Where mail goes."""

    value = forms.CharField(
        label=_("Forward to"),
        max_length=fancy.MAX_URL,
        widget=forms.TextInput(
            attrs={"placeholder": "alice@example.com", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Enter the address that mail is forwarded to.")},
    )
    value_rules = {"value": fancy.destination}


class RedirectForm(BulkForm):
    """Where visitors are sent."""

    value = forms.CharField(
        label=_("Redirect to"),
        max_length=fancy.MAX_URL,
        widget=forms.TextInput(
            attrs={"placeholder": "https://www.example.com/", "autocapitalize": "none"}
        ),
    )
    value_rules = {"value": fancy.web_address}
