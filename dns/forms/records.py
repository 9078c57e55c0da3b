"""The form of a DNS record: each type has fields of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.choices import offer
from ngnpanel.accounts.forms.ruled import LinesField, NumberField
from ngnpanel.dns.domain import names, pieces, records
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.values import MAX_SHORT, MAX_VALUE, Data
from ngnpanel.dns.domain.zones import DEFAULTS, MAX_SECONDS
from ngnpanel.dns.forms.places import Choices, InZoneForm
from ngnpanel.web.forms import Group

TYPES: Final = (
    ("A", _("A, an IPv4 address")),
    ("AAAA", _("AAAA, an IPv6 address")),
    ("CNAME", _("CNAME, another name of a host")),
    ("MX", _("MX, a mail server")),
    ("SRV", _("SRV, a server for a service")),
    ("NAPTR", _("NAPTR, the services of a domain")),
    ("TXT", _("TXT, text")),
    ("NS", _("NS, a name server")),
    ("PTR", _("PTR, the name of an address")),
    ("LOC", _("LOC, a place on earth")),
)
# The field of each piece of data, by type.
FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "A": {"address": "address"},
    "AAAA": {"address": "address"},
    "CNAME": {"target": "target"},
    "NS": {"target": "target"},
    "PTR": {"target": "target"},
    "MX": {"priority": "mx_priority", "target": "mx_host"},
    "SRV": {
        "priority": "srv_priority",
        "weight": "srv_weight",
        "port": "srv_port",
        "target": "srv_target",
    },
    "NAPTR": {
        "order": "naptr_order",
        "preference": "naptr_preference",
        "flags": "naptr_flags",
        "service": "naptr_service",
        "regexp": "naptr_regexp",
        "replacement": "naptr_replacement",
    },
    "TXT": {"text": "text"},
    "LOC": {"place": "place"},
}
# What may stay empty even if it is a field of the chosen type.
OPTIONAL: Final = {"naptr_flags", "naptr_service", "naptr_regexp", "naptr_replacement"}
PLAIN: Final = ("value", "priority")


def short(label: Any, initial: int | None, help_text: Any = "") -> NumberField:
    """A field of a number of 16 bits."""
    return NumberField(label=label, max_value=MAX_SHORT, initial=initial, help_text=help_text)


def host(label: Any, help_text: Any, example: str) -> forms.CharField:
    """A field of a host name."""
    return forms.CharField(
        label=label,
        max_length=255,
        help_text=help_text,
        widget=forms.TextInput(attrs={"placeholder": example, "autocapitalize": "none"}),
    )


class RecordForm(InZoneForm[Record]):
    """A record: name, type, and the data that its type asks for."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=255,
        help_text=_("Within the zone, such as www. Leave it empty for the zone itself."),
        widget=forms.TextInput(attrs={"placeholder": "www", "autocapitalize": "none"}),
    )
    type = forms.ChoiceField(label=_("Type"), choices=TYPES)
    address = host(_("Address"), _("IPv4 for an A record, IPv6 for an AAAA record."), "192.0.2.1")
    target = host(
        _("Host"),
        _("A full name, or a single word for a name within the zone."),
        "www.example.com",
    )
    mx_priority = short(_("Priority"), 10, _("The server with the lowest number is tried first."))
    mx_host = host(_("Mail server"), _("A name, not an address."), "mail.example.com")
    srv_priority = short(_("Priority"), 10, _("The lowest number is tried first."))
    srv_weight = short(_("Weight"), 10, _("Shares the calls among servers of the same priority."))
    srv_port = short(_("Port"), None)
    srv_port.widget.attrs["placeholder"] = "5060"
    srv_target = host(_("Server"), _("A name, not an address."), "sip.example.com")
    naptr_order = short(_("Order"), 10, _("The lowest number is looked at first."))
    naptr_preference = short(
        _("Preference"), 100, _("Decides among records of the same order, lowest first.")
    )
    naptr_flags = forms.CharField(
        label=_("Flags"),
        required=False,
        max_length=255,
        initial="s",
        help_text=_("s leads to SRV records, a to addresses, u to a URI."),
    )
    naptr_service = forms.CharField(
        label=_("Service"),
        required=False,
        max_length=255,
        help_text=_("SIP+D2U for UDP, SIP+D2T for TCP, SIPS+D2T for TLS."),
        widget=forms.TextInput(attrs={"placeholder": "SIP+D2U"}),
    )
    naptr_regexp = forms.CharField(
        label=_("Regular expression"),
        required=False,
        max_length=1020,
        help_text=_(r"Usually empty. Write a backslash twice, for example !^(.*)$!sip:\\1@x.org!"),
    )
    naptr_replacement = host(_("Replacement"), _("Where to go on, such as _sip._udp."), "_sip._udp")
    naptr_replacement.required = False
    text = LinesField(
        label=_("Text"),
        max_length=MAX_VALUE,
        help_text=_(
            'Plain text as it is, for example v=spf1 mx -all. In quotation marks ("…" "…") it is'
            " read as in a zone file."
        ),
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=MAX_VALUE,
        help_text=_("Latitude, longitude and altitude, for example 52 22 23 N 4 53 32 E -2m."),
        widget=forms.TextInput(attrs={"placeholder": "52 22 23 N 4 53 32 E -2m"}),
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=MAX_VALUE,
        strip=False,
        help_text=_("The data as the platform keeps it; it does not fit the fields of its type."),
    )
    priority = short(_("Priority"), None)
    priority.required = False
    ttl = NumberField(
        label=_("TTL"),
        required=False,
        max_value=MAX_SECONDS,
        initial=DEFAULTS["ttl"],
        help_text=_("Default: 3600. Empty takes the minimum of the zone."),
    )
    units = {"ttl": _("seconds")}
    live = ("name", "target", "mx_host", "srv_target", "naptr_replacement")
    like_last = ("zone", "type")
    value_groups = (
        Group(_("Address"), _("Of A and AAAA records."), ("address",), reveal="type=A|AAAA"),
        Group(
            _("Host"), _("Of CNAME, NS and PTR records."), ("target",), reveal="type=CNAME|NS|PTR"
        ),
        Group(_("Mail server"), _("Of MX records."), ("mx_priority", "mx_host"), reveal="type=MX"),
        Group(
            _("Server of a service"),
            _("Of SRV records. The name tells the service, such as _sip._udp."),
            ("srv_priority", "srv_weight", "srv_port", "srv_target"),
            reveal="type=SRV",
        ),
        Group(
            _("Services"),
            _("Of NAPTR records."),
            tuple(FIELDS["NAPTR"].values()),
            reveal="type=NAPTR",
        ),
        Group(_("Text"), _("Of TXT records."), ("text",), reveal="type=TXT"),
        Group(_("Place"), _("Of LOC records."), ("place",), reveal="type=LOC"),
    )

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, choices=choices, **options)
        offer(self, "type", TYPES)
        self.is_plain = self.record is not None and self._stored_pieces() is None
        if not self.is_plain:
            self.remove(*PLAIN)
        shown = [g for g in self.value_groups if not (self.is_plain and self._kind() in _types(g))]
        plain = Group(_("Data"), "", PLAIN, reveal=f"type={self.initial.get('type', '')}")
        self.groups = (
            Group(_("Record"), "", ("zone", "name", "type")),
            *shown,
            *((plain,) if self.is_plain else ()),
            Group(_("Further"), "", ("ttl", "owner")),
        )
        if self.is_plain:
            kept = {name for group in self.groups for name in group.fields}
            self.remove(*(name for name in self.fields if name not in kept))
        self._tell_minimum(choices)

    def from_domain(self, record: Record) -> dict[str, Any]:
        """The record as values of the fields: its data in pieces if that loses nothing."""
        cut = pieces.apart(record.type, record.value, record.priority)
        if cut is None:
            data: dict[str, Any] = {"value": record.value, "priority": record.priority}
        else:
            data = {FIELDS[record.type][piece]: text for piece, text in cut.items()}
        return {
            **data,
            "zone": record.zone,
            "name": record.name,
            "type": record.type,
            "ttl": record.ttl,
            "owner": record.owner or None,
        }

    def clean(self) -> dict[str, Any]:
        """Only the fields of the chosen type are read; then the rules of records."""
        kind = self.cleaned_data.get("type", "")
        read = set(self._data_fields(kind))
        unread = {name for fields in FIELDS.values() for name in fields.values()} | set(PLAIN)
        for name in unread - read:
            self.errors.pop(name, None)
        cleaned = super().clean()
        if self.zone_name and self.record is None:
            self.apply("name", lambda name: names.full_name(name, self.zone_name))
        if kind in FIELDS and not self._is_plain(kind):
            main = FIELDS[kind][pieces.PIECES[kind][-1]]
            self.wire_fields = {**self.wire_fields, "value": main}
        if self.zone_name and kind in FIELDS and not read & self.errors.keys():
            self._check(kind)
        return cleaned

    def to_domain(self, base: Record | None) -> Record:
        """``base`` with type, data, TTL and owner replaced."""
        record = self._wanted(base or Record(zone=self.cleaned_data["zone"]))
        if base is not None and (record.type, record.value, record.priority) == (
            base.type,
            base.value,
            base.priority,
        ):
            return record
        checked = self._checked(record)
        return replace(record, value=checked.value, priority=checked.priority)

    def _wanted(self, base: Record) -> Record:
        """``base`` with what was typed, as far as it passed."""
        values: dict[str, Any] = self.written(
            name for name in ("name", "type") if name in self.cleaned_data
        )
        for name in ("ttl", "owner"):
            if self.is_written(name) and name in self.cleaned_data:
                values[name] = self.cleaned_data[name] or 0
        record = replace(base, **values)
        if not self._is_data_written(record.type):
            return record
        value, priority = self._data(record)
        return replace(record, value=value, priority=priority)

    def _is_data_written(self, kind: str) -> bool:
        if self.record is None or kind != self.record.type:
            return True
        return any(self.is_written(name) for name in self._data_fields(kind))

    def _data(self, record: Record) -> Data:
        """Value and priority of the chosen type; pieces that were not touched are the stored."""
        if self._is_plain(record.type):
            written = self.written(PLAIN)
            return written.get("value", record.value), written.get("priority", record.priority)
        return pieces.together(record.type, self._pieces(record.type))

    def _pieces(self, kind: str) -> dict[str, str]:
        fields = FIELDS[kind]
        is_same = self.record is not None and self.record.type == kind
        stored = (self._stored_pieces() if is_same else None) or {}
        typed = {
            piece: _text(self.cleaned_data[name])
            for piece, name in fields.items()
            if not stored or self.is_written(name)
        }
        return {**stored, **typed}

    def _check(self, kind: str) -> None:
        """Ask the rules of records; a refusal goes to the field of the piece at fault."""
        if not self._is_data_written(kind):
            return
        try:
            self._checked(self._wanted(self.record or Record(zone=self.zone_name)))
        except RuleError as error:
            self.refuse(self._blamed(kind, error.field), error)
            return
        record = self._wanted(self.record or Record(zone=self.zone_name))
        conflict = records.conflict(record.name, kind, record.zone, ())
        if conflict and "name" not in self.errors:
            self.refuse("type" if self.record else "name", RuleError.of(conflict))

    def _checked(self, record: Record) -> Record:
        """The record as the platform would store it; raises RuleError."""
        if record.type not in FIELDS:
            return record  # a type of a newer platform
        return records.checked(
            replace(record, name=record.zone if "name" in self.errors else record.name),
            record.zone,
            minimum=0,
        )

    def _blamed(self, kind: str, field: str) -> str:
        if field not in PLAIN or self._is_plain(kind):
            return field
        return FIELDS[kind][pieces.blamed(kind, self._pieces(kind), self.zone_name)]

    def _stored_pieces(self) -> dict[str, str] | None:
        record = self.record
        return pieces.apart(record.type, record.value, record.priority) if record else None

    def _data_fields(self, kind: str) -> tuple[str, ...]:
        if self._is_plain(kind):
            return PLAIN
        return tuple(FIELDS.get(kind, {}).values())

    def _is_plain(self, kind: str) -> bool:
        return self.is_plain and self.record is not None and self.record.type == kind

    def _kind(self) -> str:
        return str(self.initial.get("type", ""))

    def _tell_minimum(self, choices: Choices) -> None:
        zone = next((z for z in choices.zones or () if z.name == self.initial.get("zone")), None)
        if zone is not None:
            self.fields["ttl"].help_text = _now(
                "Default: 3600. Empty takes the minimum of the zone, %(minimum)s."
            ) % {"minimum": zone.minimum}


def _types(group: Group) -> list[str]:
    return group.reveal.partition("=")[2].split("|")


def _text(value: Any) -> str:
    return "" if value is None else str(value)
