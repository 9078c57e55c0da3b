"""The form of an ENUM number with what it leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.choices import Choices, offer_customers
from ngnpanel.accounts.forms.ruled import NumberField, RuledForm, select
from ngnpanel.enum.domain import mappings, ranges
from ngnpanel.enum.domain.mappings import TYPES, Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import DEFAULT_TLD, MAX_DIGITS, Range, RangeId
from ngnpanel.enum.forms.rows import PARTS, MappingRow, lost, read_rows, rows_of
from ngnpanel.soap.errors import RemoteError
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group

BETWEEN: Final = re.compile(r"[\s./()\-]")
PLACE: Final = ("range", "number", "tld")


class NumberForm(RuledForm[Number]):
    """A number in a range, the customer that it is for, and up to five addresses.

    ``offered`` are the ranges to choose from, None when there are too many. ``domains`` are where
    the latest number of each type leads: what an empty address is proposed to be.
    """

    range = forms.CharField(
        label=_("Range"),
        required=False,
        max_length=240,
        help_text=_("Leave it out when you type the whole number."),
        widget=forms.TextInput(attrs={"placeholder": "312080051"}),
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("The digits after the prefix of the range, or the whole number with +."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number, for example +31208005161.")},
    )
    tld = forms.CharField(
        label=_("Root (TLD)"),
        required=False,
        max_length=223,
        help_text=_("Of a whole number. Empty: that of its range, else e164.arpa."),
        widget=forms.TextInput(attrs={"placeholder": DEFAULT_TLD, "autocapitalize": "none"}),
    )
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer that this number is for as a person; it gives no rights."),
    )
    info = forms.CharField(label=_("Info"), required=False, max_length=255)
    units: Dictionary[str, Any] = {"ttl": _("seconds")}
    value_rules = {"tld": lambda text: ranges.tld(text) if text else ""}
    fields_of_codes = {3003: "number", 3005: "number", 3006: "number", 3007: "mapto"}
    wire_fields = {"id": "number", "mappings": "mapto"}
    prefill = (*PLACE, *PARTS, "owner", "info")
    like_last = ("range", "type", "ttl")
    live: tuple[str, ...] = ("number", "mapto")

    def __init__(
        self,
        data: Any = None,
        *,
        choices: Choices,
        offered: tuple[Range, ...] | None = None,
        domains: Dictionary[str, str] | None = None,
        initial: Dictionary[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, initial=initial, **options)
        if initial and "number" in initial and "range" not in initial:
            self.initial.pop("range", None)  # a link to a whole number, wherever the last one was
        self.offered = offered
        self.domains = domains or {}
        self.rows = rows_of(self.record)
        self.key: NumberId | None = self.record.id if self.record else None
        self.leads_to: tuple[Mapping, ...] = ()
        for row in self.rows:
            self.fields.update(row.fields())
            self.initial.update(row.initial())
        offer_customers(self, "owner", choices.customers, _("Nobody"))
        if self.record is None:
            self._prepare_place()
        else:
            self.remove(*PLACE)
            self._prefill_new_row(initial or {})
        self.groups = tuple(self._groups())
        self.units = {row.name("ttl"): _("seconds") for row in self.rows}
        self.live = tuple(
            name
            for name in ("number", *(row.name("mapto") for row in self.rows))
            if name in self.fields
        )

    def from_domain(self, record: Number) -> dict[str, Any]:
        """The record as values of the fields; the rows have their own."""
        return {"owner": record.owner or None, "info": record.info}

    def clean(self) -> dict[str, Any]:
        """The whole number, and the mappings that the rows ask for."""
        cleaned = super().clean()
        if self.record is None and "number" in cleaned and "range" in cleaned:
            try:
                self.key = self._key()
            except RuleError as error:
                self.add_error(error.field, mending(error))
        self.leads_to = read_rows(self, self.rows)
        for address in lost(self, self.rows):
            text = _now("Somebody changed the addresses meanwhile. You typed %(address)s.")
            self.add_error(None, text % {"address": address})
        if not self.leads_to and not self._has_bad_row():
            self._refuse_nothing()
        return cleaned

    def add_remote_error(self, error: RemoteError) -> None:
        """A number that is there already gets the way to add the address to it."""
        if error.code == 3003 and self.key is not None:
            self.add_error("number", self._way_to_existing(self.key))
        else:
            super().add_remote_error(error)

    def to_domain(self, base: Number | None) -> Number:
        """``base`` with owner, info and mappings replaced."""
        values = self.written(("info",))
        if self.is_written("owner"):
            values["owner"] = int(self.cleaned_data["owner"] or 0)
        if base is not None:
            return replace(base, mappings=self.leads_to, **values)
        if self.key is None:
            raise ValueError("the form is not valid")
        return Number(id=self.key, mappings=self.leads_to, **values)

    def proposal(self, kind: str) -> str:
        """The address that the number may lead to, as the latest number of that type does."""
        domain = self.domains.get(kind, "")
        if not domain or self.key is None or kind not in TYPES:
            return ""
        try:
            return mappings.mapto(f"{self.key.number}@{domain}", kind)
        except RuleError:
            return ""

    def _prepare_place(self) -> None:
        self.initial.setdefault("owner", self.actor.customer or None)
        if self.offered is not None:
            field = forms.ChoiceField(
                label=_("Range"), required=False, help_text=self.fields["range"].help_text
            )
            rows = [(str(each.id), _label(each)) for each in self.offered]
            select(field, [("", _now("None: a whole number")), *rows])
            self.fields["range"] = field
            if len(rows) == 1:
                self.initial.setdefault("range", rows[0][0])
        if self.initial.get("number") and not self.initial.get("mapto"):
            self._prefill_proposal()

    def _prefill_proposal(self) -> None:
        """Fill in the address of a number that a link brought."""
        typed = {name: str(self.initial.get(name) or "") for name in PLACE}
        try:
            self.key = self._place(**typed)
        except RuleError:
            return
        self.initial["mapto"] = self.proposal(str(self.initial.get("type") or "sip"))

    def _prefill_new_row(self, initial: Dictionary[str, Any]) -> None:
        """An address that a link brings, to be added to a number that is there."""
        if self.rows[-1].stored is None:
            self.initial.update({name: initial[name] for name in PARTS if name in initial})

    def _groups(self) -> list[Group]:
        particulars = Group(_("Particulars"), "", ("owner", "info"))
        stored = [row for row in self.rows if row.stored is not None]
        groups = [] if self.record else [Group(_("Number"), "", PLACE)]
        only = _("Its only address: to clear it, delete the number.")
        several = _("Clear the address to remove this one.")
        for place, row in enumerate(stored, start=1):
            title = _now("Address %(number)s") % {"number": place}
            groups.append(Group(title, several if len(stored) > 1 else only, row.names))
        if self.rows[-1].stored is None and self.record:
            text = _("Empty: nothing is added. A number has five addresses at most.")
            groups.append(Group(_("One more address"), text, MappingRow("").names))
        elif self.rows[-1].stored is None:
            text = _("Left empty, an address like that of your latest number is proposed.")
            groups.append(Group(_("Leads to"), text, MappingRow("").names))
        return [*groups, particulars]

    def _key(self) -> NumberId:
        names = {name: str(self.cleaned_data.get(name) or "") for name in PLACE}
        return self._place(**names)

    def _place(self, *, range: str, number: str, tld: str) -> NumberId:  # noqa: A002 - a field
        """The whole number that was typed; raises RuleError."""
        typed = BETWEEN.sub("", number)
        if typed.startswith("00"):
            typed = f"+{typed[2:]}"
        if range and not typed.startswith("+"):
            chosen = self._chosen(range)
            whole = typed.startswith(chosen.id.prefix) and len(chosen.id.prefix + typed) > (
                chosen.max_digits or MAX_DIGITS
            )
            digits = ranges.digits(typed if whole else chosen.id.prefix + typed, "number")
            return NumberId(number=digits, tld=chosen.id.tld)
        digits = ranges.digits(typed, "number")
        return NumberId(number=digits, tld=tld or self._root_of(digits, range))

    def _chosen(self, key: str) -> Range:
        """The range that was chosen, or typed as prefix or as prefix and root."""
        for each in self.offered or ():
            if str(each.id) == key:
                return each
        prefix, _dot, root = key.strip().partition(".")
        return Range(
            id=RangeId(prefix=ranges.digits(prefix, "range"), tld=ranges.tld(root, "range"))
        )

    def _root_of(self, number: str, chosen: str) -> str:
        if chosen:
            return self._chosen(chosen).id.tld
        roots = {each.id.tld for each in self.offered or () if number.startswith(each.id.prefix)}
        return roots.pop() if len(roots) == 1 else DEFAULT_TLD

    def _has_bad_row(self) -> bool:
        return any(self.errors.keys() & set(row.names) for row in self.rows)

    def _refuse_nothing(self) -> None:
        """Nothing is left that the number leads to."""
        field = self.rows[0].name("mapto")
        if self.record is not None:
            url = reverse("number-delete", args=[str(self.record.id)])
            text = _now("Without an address the number is deleted. If you want that,")
            self.add_error(field, format_html('{} <a href="{}">{}</a>', text, url, _now("go on")))
            return
        kind = str(self.cleaned_data.get("type") or "")
        proposed = self.proposal(kind)
        if proposed:
            self.data = {**{name: self.data[name] for name in self.data}, field: proposed}
            text = _now("You typed no address. %(address)s is proposed: save again to take it.")
            self.add_error(field, text % {"address": proposed})
        else:
            scheme = TYPES[kind].schemes[0] if kind in TYPES else "sip:"
            text = _now("Enter what the number leads to: an address such as %(scheme)s…")
            self.add_error(field, text % {"scheme": scheme})

    def _way_to_existing(self, key: NumberId) -> str:
        words = {name: self.cleaned_data.get(name) for name in PARTS}
        query = urlencode({name: value for name, value in words.items() if value is not None})
        return format_html(
            '{} <a href="{}?{}">{}</a>',
            _now("This number exists already."),
            reverse("number-edit", args=[str(key)]),
            query,
            _now("Add the address to it"),
        )


def _label(each: Range) -> str:
    """A range in a list to choose from."""
    values = {"prefix": each.id.prefix, "lengths": ranges.lengths_in_words(each)}
    words = _now("+%(prefix)s, %(lengths)s digits") % values
    root = "" if each.id.tld == DEFAULT_TLD else f" ({each.id.tld})"
    return f"{words}{root}: {each.info}" if each.info else f"{words}{root}"
