"""The billing profiles of an account on a page of their own."""

from __future__ import annotations

from django.urls import reverse

from ngnpanel.web.request import ActorRequest
from ngnpanel.web.saving import SaveScreen


class BillingScreen(SaveScreen):
    """The form, or the profiles as text; it always leads back to the account."""

    def back(self, request: ActorRequest, default: str) -> str:  # noqa: ARG002 - the kit's list
        """The page that the person came from, or that of the account."""
        return super().back(request, reverse("account-detail", args=[self.kwargs["key"]]))
