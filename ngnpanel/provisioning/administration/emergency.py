"""Pages of the emergency targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.timezone import now

from ngnpanel.accounts.domain import emergency, rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.provisioning.administration.recording import note
from ngnpanel.provisioning.models import Domain, EmergencyTarget

if TYPE_CHECKING:
    TargetForm = forms.ModelForm[EmergencyTarget]
    TargetAdmin = admin.ModelAdmin[EmergencyTarget]
    DomainChoice = forms.ModelChoiceField[Domain]
else:
    TargetForm, TargetAdmin, DomainChoice = (
        forms.ModelForm,
        admin.ModelAdmin,
        forms.ModelChoiceField,
    )


class DomainField(DomainChoice):
    """A domain by its name: there are too many for a list to choose from."""

    widget = AdminTextInputWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(Domain.objects.all(), to_field_name="name", **options)

    def prepare_value(self, value: Any) -> Any:
        """The name, for the number that a stored target has."""
        if isinstance(value, int):
            return Domain.objects.values_list("name", flat=True).filter(pk=value).first()
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Domain | None:
        """The domain; raises ValidationError when it is not served here."""
        if not value:
            return None
        name = obeying(rules.domain_name, str(value))
        domain = Domain.objects.filter(name=name).first()
        if domain is None:
            raise ValidationError(f"{name} is not served here.")
        return domain


class EmergencyForm(TargetForm):
    """The rules are those of the record."""

    default_renderer = TemplatesSetting()
    domain = DomainField(help_text="A SIP domain that is served here.")

    class Meta:
        model = EmergencyTarget
        fields = ("number", "domain", "region", "target")
        help_texts = {
            "number": "As it is dialled, for example 112.",
            "region": "As accounts carry it; empty: for all regions without a target of their own.",
            "target": "An address such as 112@gateway.example.com, or a telephone number.",
        }

    def clean_number(self) -> str:
        """Digits."""
        return obeying(emergency.number, self.cleaned_data["number"])

    def clean_region(self) -> str:
        """One line."""
        return obeying(emergency.region, self.cleaned_data["region"])

    def clean_target(self) -> str:
        """A SIP URI or a number."""
        return obeying(emergency.target, self.cleaned_data["target"])


class EmergencyTargets(TargetAdmin):
    """List, search, add, change, delete."""

    form = EmergencyForm
    list_display = ("number", "domain", "region", "target", "changed")
    list_display_links = ("number", "domain")
    list_select_related = ("domain",)
    search_fields = ("number", "domain__name", "region", "target")
    list_per_page = 50

    def save_model(
        self,
        request: HttpRequest,
        obj: EmergencyTarget,
        form: Any,
        change: bool,  # noqa: FBT001 - as Django calls it
    ) -> None:
        """Within the transaction of the page."""
        obj.changed = now()
        super().save_model(request, obj, form, change)
        note(request, "saveEmergencyTarget", "emergency", [obj.pk])

    def delete_model(self, request: HttpRequest, obj: EmergencyTarget) -> None:
        """Within the transaction of the page."""
        number = obj.pk
        super().delete_model(request, obj)
        note(request, "deleteEmergencyTarget", "emergency", [number])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[EmergencyTarget]) -> None:
        """The chosen rows of the list; this page has no transaction of its own."""
        with transaction.atomic():
            numbers = list(queryset.values_list("pk", flat=True))
            super().delete_queryset(request, queryset)
            note(request, "deleteEmergencyTarget", "emergency", numbers)


def obeying(rule: Callable[[str], str], text: str) -> str:
    """What ``rule`` makes of a text; its sentence as Django's forms want it."""
    try:
        return rule(text)
    except RuleError as error:
        raise ValidationError(error.text) from None
