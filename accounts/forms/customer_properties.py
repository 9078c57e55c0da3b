"""The fields of a customer's properties: credits and rights, service details, and all others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.customers import (
    RESELLER_MAY_GRANT,
    Customer,
    CustomerProperty,
    category_of,
    permission_of,
)
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm, secret_input
from ngnpanel.actor import Actor, Role
from ngnpanel.web.changes import is_secret_property
from ngnpanel.web.forms import Group

PREFIX: Final = "property_"
CREDIT_LABELS: Final[dict[str, Any]] = {
    "sip_credit": _("SIP accounts"),
    "sip_alias_credit": _("SIP aliases"),
    "enum_range_credit": _("ENUM ranges"),
    "enum_number_credit": _("ENUM numbers"),
    "dns_zone_credit": _("DNS zones"),
    "email_credit": _("Mail aliases"),
}
RIGHTS: Final[dict[str, Any]] = {
    "pstn_access": _("Accounts may call telephone numbers"),
    "pstn_changes": _("May change calling rights, quota and caller id"),
    "prepaid_changes": _("May switch accounts between prepaid and postpaid"),
    "sms_access": _("May let accounts send text messages"),
}
CONTACTS: Final[dict[str, Any]] = {
    "support_company": _("Company name"),
    "support_web": _("Support web page"),
    "support_email": _("Support e-mail"),
    "billing_email": _("Billing e-mail"),
    "sip_settings_page": _("Settings page"),
    "digest_settings_page": _("Settings page with digest sign-in"),
    "cdrtool_address": _("Operator panel"),
    "currency": _("Currency"),
}
SERVERS: Final[dict[str, Any]] = {
    "sip_proxy": _("SIP proxy"),
    "sip_outbound_proxy": _("Outbound proxy"),
    "msrp_relay": _("MSRP relay"),
    "xcap_root": _("XCAP root"),
    "voicemail_server": _("Voicemail server"),
    "zoiper_provider_id": _("Zoiper provider id"),
    "acrobits_cloud_id": _("Acrobits Cloud ID"),
    "push_notifications_server": _("Push server"),
    "push_notifications_server_private": _("Push server, inner address"),
}
ACCESS_NUMBERS: Final[dict[str, Any]] = {
    "voicemail_access_number": _("Reach the mailbox"),
    "FUNC_access_number": _("Forward all calls"),
    "FNOL_access_number": _("Forward when no device is registered"),
    "FNOA_access_number": _("Forward when nobody answers"),
    "FBUS_access_number": _("Forward when busy"),
    "change_privacy_access_number": _("Hide or show the caller id"),
    "check_privacy_access_number": _("Hear whether it is hidden"),
    "reject_anonymous_access_number": _("Refuse callers who hide theirs"),
}
OFFICE: Final[dict[str, Any]] = {
    "dns_admin_email": _("Mailbox of new DNS zones"),
    "records_per_page": _("Rows of a page elsewhere"),
    "payment_processor_class": _("Card payment class"),
}
# Properties that are one line of text.
DETAILS: Final[dict[str, Any]] = {**CONTACTS, **SERVERS, **ACCESS_NUMBERS, **OFFICE}
# A box that is 1 when ticked.
MAILBOX_ADDRESS: Final = "absolute_voicemail_uri"
CLEAR_TEXT: Final = "store_clear_text_passwords"
TOKEN: Final = "auth_token"  # noqa: S105 - a name
REMOVE_TOKEN: Final = "remove_auth_token"  # noqa: S105 - a name
BOXES: Final[dict[str, Any]] = {
    **RIGHTS,
    MAILBOX_ADDRESS: _("Calls to a mailbox name the voicemail server"),
}
OWN_FIELDS: Final = frozenset({*CREDIT_LABELS, *BOXES, *DETAILS, CLEAR_TEXT, TOKEN})
OTHER: Final = LinesField(
    label=_("Other properties"),
    required=False,
    rows=6,
    help_text=_("One a line as name = value. A line that you take away removes the property."),
)
LINE_NAME: Final = re.compile(r"[^\s=]{1,64}")
LINE_VALUE: Final = re.compile(r"\S([^\r\n]*\S)?")
GROUPS: Final = (
    Group(
        _("Credits"),
        _("How many records this customer and, for a reseller, its customers may create."),
        tuple(PREFIX + name for name in CREDIT_LABELS),
    ),
    Group(_("Rights"), "", tuple(PREFIX + name for name in RIGHTS)),
    Group(
        _("Shown to subscribers"),
        _("Service details in the settings pages of the accounts. Empty: those of the platform."),
        tuple(PREFIX + name for name in CONTACTS),
        folded=True,
    ),
    Group(
        _("Servers"),
        _("What devices are set up with. Empty: those of the platform."),
        (*(PREFIX + name for name in SERVERS), PREFIX + MAILBOX_ADDRESS),
        folded=True,
    ),
    Group(
        _("Access numbers"),
        _("What subscribers dial for these settings. Empty: those of the platform."),
        tuple(PREFIX + name for name in ACCESS_NUMBERS),
        folded=True,
    ),
    Group(
        _("Technical"),
        "",
        (
            PREFIX + CLEAR_TEXT,
            PREFIX + TOKEN,
            REMOVE_TOKEN,
            *(PREFIX + name for name in OFFICE),
            "other_properties",
        ),
        folded=True,
    ),
)
VALUE_RULES: Final[dict[str, Any]] = {
    **{
        PREFIX + name: rules.email for name in ("support_email", "billing_email", "dns_admin_email")
    },
    **dict.fromkeys((PREFIX + name for name in ACCESS_NUMBERS), rules.access_number),
    PREFIX + "records_per_page": rules.whole_number,
}


def add_fields(form: RuledForm[Customer], actor: Actor, record: Customer | None) -> None:
    """The fields of all named properties; what this person may not change is text."""
    fields: dict[str, forms.Field] = {}
    for name, label in CREDIT_LABELS.items():
        fields[name] = NumberField(label=label, required=False)
    for name, label in BOXES.items():
        fields[name] = forms.BooleanField(label=label, required=False)
    for name, label in DETAILS.items():
        fields[name] = forms.CharField(label=label, required=False, max_length=255)
    fields[CLEAR_TEXT] = forms.ChoiceField(
        label=_("SIP passwords"),
        required=False,
        choices=(
            ("", _("As the platform does")),
            ("1", _("Sent as they are")),
            ("0", _("Sent as digests, so that nobody can read them again")),
        ),
    )
    fields[TOKEN] = _token_field(record)
    form.fields.update({PREFIX + name: field for name, field in fields.items()})
    if record is not None and record.property_value(TOKEN):
        form.fields[REMOVE_TOKEN] = forms.BooleanField(
            label=_("Remove the stored token"), required=False
        )
    locked = [name for name in fields if not may_write(actor, record, name)]
    if record is None:
        form.remove(*(PREFIX + name for name in locked))
    else:
        form.lock(*(PREFIX + name for name in locked))
        lines = [f"{item.name} = {item.value}" for item in _other(actor, record)]
        form.initial["other_properties"] = "\n".join(lines)


def _token_field(record: Customer | None) -> forms.Field:
    """The token of the DNS update interface: it goes in and never comes out."""
    is_set = record is not None and bool(record.property_value(TOKEN))
    return forms.CharField(
        label=_("Token for DNS updates"),
        required=False,
        max_length=255,
        help_text=_("One is stored and never shown. Leave this empty to keep it.")
        if is_set
        else _("For programs that change DNS records. It is never shown again."),
        widget=secret_input(),
    )


def may_write(actor: Actor, record: Customer | None, name: str) -> bool:
    """Whether this person may write a property of this customer (contract 5.6, G63)."""
    if actor.is_administrator:
        return True
    level = permission_of(name)
    is_seller = actor.role is Role.RESELLER
    if level == "admin":
        is_own = record is not None and record.id == actor.customer
        return is_seller and name in RESELLER_MAY_GRANT and not is_own
    return is_seller if level == "reseller" else True


def shown(record: Customer) -> dict[str, Any]:
    """The properties with a field of their own as values of those."""
    values: dict[str, Any] = {}
    for name in CREDIT_LABELS:
        number = record.property_value(name)
        values[PREFIX + name] = int(number) if number.isdecimal() else None
    for name in BOXES:
        values[PREFIX + name] = record.has(name)
    for name in (*DETAILS, CLEAR_TEXT):
        values[PREFIX + name] = record.property_value(name)
    return values


def parse_lines(form: RuledForm[Customer], text: str) -> dict[str, str]:
    """The other properties as they were typed; raises ValidationError."""
    typed: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = (part.strip() for part in line.partition("="))
        if not name and not equals:
            continue
        if not equals or not LINE_NAME.fullmatch(name):
            problem = _now("Write “%(line)s” as name = value, with one word for the name.")
            raise forms.ValidationError(problem % {"line": line.strip()[:60]})
        if PREFIX + name in form.fields:
            problem = _now("%(name)s has its own field above. Take this line away.")
            raise forms.ValidationError(problem % {"name": name})
        if not may_write(form.actor, form.record, name):
            problem = _now("You may not set %(name)s. Take this line away.")
            raise forms.ValidationError(problem % {"name": name})
        typed[name] = value
    return typed


def written(form: RuledForm[Customer], record: Customer) -> tuple[CustomerProperty, ...]:
    """The properties of ``record`` with what the form shows replaced; the others stay."""
    changes: dict[str, str] = {}
    for name in (*CREDIT_LABELS, *DETAILS, CLEAR_TEXT):
        if form.is_written(PREFIX + name):
            value = form.cleaned_data[PREFIX + name]
            changes[name] = "" if value is None else str(value)
    for name in BOXES:
        if form.is_written(PREFIX + name):
            off = "0" if record.property_value(name) else ""
            changes[name] = "1" if form.cleaned_data[PREFIX + name] else off
    if form.cleaned_data[PREFIX + TOKEN]:
        changes[TOKEN] = form.cleaned_data[PREFIX + TOKEN]
    elif form.cleaned_data.get(REMOVE_TOKEN):
        changes[TOKEN] = ""
    if form.is_written("other_properties"):
        changes |= {item.name: "" for item in _other(form.actor, record)}
        changes |= parse_lines(form, form.cleaned_data["other_properties"])
    return apply(record.properties, changes)


def apply(
    properties: tuple[CustomerProperty, ...], changes: dict[str, str]
) -> tuple[CustomerProperty, ...]:
    """The properties with these values; an empty value drops one, a new one gets its level."""
    kept = [replace(p, value=changes.pop(p.name, p.value)) for p in properties]
    dropped = {p.name for p in kept if not p.value} - {p.name for p in properties if not p.value}
    new = [
        CustomerProperty(name=n, value=v, category=category_of(n), permission=permission_of(n))
        for n, v in changes.items()
        if v
    ]
    return (*(p for p in kept if p.name not in dropped), *new)


def _other(actor: Actor, record: Customer) -> list[CustomerProperty]:
    """The properties that stand in the text of the others: no secrets, and what a line can hold."""
    return [
        item
        for item in record.properties
        if item.name not in OWN_FIELDS
        and item.category != "web"  # what the screens remember
        and not is_secret_property(item.name)
        and may_write(actor, record, item.name)
        and LINE_NAME.fullmatch(item.name)
        and LINE_VALUE.fullmatch(item.value)
    ]
