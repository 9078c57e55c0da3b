"""What bulk acts on ENUM ranges and numbers need to know."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.forms import BulkForm
from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.enum.domain import ranges


class TtlForm(BulkForm):
    """How long resolvers keep an answer."""

    ttl = NumberField(
        label=_("TTL"), min_value=1, help_text=_("How long resolvers keep what they were told.")
    )
    units = {"ttl": _("seconds")}
    value_rules = {"ttl": ranges.ttl}


class InfoForm(BulkForm):
    """A text for those who look after the records."""

    info = forms.CharField(label=_("Info"), required=False, max_length=255)
    no_info = forms.BooleanField(label=_("No info"), required=False)
    empties = {"info": "no_info"}
