"""What bulk acts on ways into the telephone network need to know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.forms import BulkForm
from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.forms.routing import CHOOSE_CARRIER, TRANSPORT_WORDS
from ngnpanel.web.forms import Segmented


class LimitForm(BulkForm):
    """How many calls a peer may have at a time."""

    limit = NumberField(label=_("Call limit"), help_text=_("How many calls it may have at a time."))


class PortForm(BulkForm):
    """Where gateways listen."""

    port = NumberField(label=_("Port"))
    value_rules = {"port": routing.port}


class TransportForm(BulkForm):
    """How gateways are spoken to."""

    transport = forms.ChoiceField(
        label=_("Transport"), choices=tuple(TRANSPORT_WORDS.items()), widget=Segmented
    )


class PriorityForm(BulkForm):
    """The place of routes among those of the same prefix."""

    priority = NumberField(label=_("Priority"), help_text=_("0 is tried first."))


class CarrierForm(BulkForm):
    """Which carrier takes the calls."""

    carrier = NumberField(
        label=_("Carrier"),
        min_value=1,
        help_text=_("The number of a carrier of yours."),
        error_messages={"required": CHOOSE_CARRIER},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        carriers = self.choices.get("carriers")
        if carriers is None:
            return
        self.fields["carrier"] = forms.TypedChoiceField(
            label=self.fields["carrier"].label,
            error_messages={"required": CHOOSE_CARRIER},
            coerce=int,
            choices=[("", _now("Choose the carrier")), *carriers],
        )
