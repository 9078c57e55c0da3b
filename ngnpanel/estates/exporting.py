"""Jobs that take domains, zones, customers or everything out as JSON.

Each item reads a piece and keeps it sealed; at the end they become one file for who made the job.
Nothing is changed, so a job begins as soon as its pieces are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.dns.resources.zones import ZoneResource
from ngnpanel.estates import files, scopes
from ngnpanel.estates.scopes import Piece
from ngnpanel.jobs import files as job_files
from ngnpanel.jobs.forms import SettingsForm
from ngnpanel.jobs.kinds import Batch, Draft, Kind, Plan, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.jobs.records import RecordKind
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.web.parts import Text

# Records whose pieces one step finds; each costs a call for each of its lists.
STEP: Final = 10
# The item that reads the customers whom the others named.
PARTIES: Final = "parties"
WORDS: Final[Mapping[str, Text]] = {
    "customers": _("customers"),
    "sip_domains": _("SIP domains"),
    "sip_accounts": _("SIP accounts"),
    "sip_aliases": _("SIP aliases"),
    "enum_ranges": _("ENUM ranges"),
    "enum_numbers": _("ENUM numbers"),
    "dns_zones": _("DNS zones"),
    "dns_records": _("DNS records"),
    "dns_fancy_records": _("mail aliases and redirects"),
    "trusted_peers": _("trusted peers"),
    "carriers": _("carriers"),
    "gateways": _("gateways"),
    "gateway_rules": _("gateway rules"),
    "routes": _("routes"),
    "voicemail_accounts": _("mailboxes"),
    "rating_profiles": _("rating profiles"),
    "sip_account_details": _("forwarding, accept rules, contacts and barring"),
}


class SecretsForm(SettingsForm):
    """Whether passwords and keys are in the file; the administrator alone chooses."""

    with_secrets = forms.BooleanField(
        label=_("With passwords and private keys"),
        required=False,
        help_text=_(
            "Needed to move to another platform. Whoever has the file can use the accounts."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not self.actor.is_administrator:
            self.fields.pop("with_secrets")


class Export(Kind):
    """What all exports have in common."""

    icon = "file-export"
    is_undoable = False
    asks_word = False
    calls = 10
    form_class = SecretsForm
    labels: ClassVar[Mapping[str, Text]] = {"records": _("Records")}

    def page_of(self, item: JobItem) -> str:  # noqa: ARG002 - a piece is no record
        """A piece has no page."""
        return ""

    def wants_secrets(self, work: Work) -> bool:
        """Whether the file has them; who is no administrator never gets any."""
        return bool(work.params.get("with_secrets")) and work.actor.is_administrator

    def look(self, work: Work, item: JobItem) -> Plan:
        """Read the piece, and keep it sealed."""
        secrets = self.wants_secrets(work)
        if item.key == PARTIES:
            numbers = self._named(work)
            rows: Any = {"customers": scopes.parties(work.api, numbers, secrets=secrets)}
            kept: dict[str, Any] = {"rows": rows}
        else:
            piece = Piece(**item.given["piece"])
            read = scopes.read(work.api, piece, secrets=secrets)
            rows = read.rows
            kept = {"rows": rows, "parties": sorted(read.parties)}
        count = sum(len(found) for found in rows.values())
        return Plan(before={}, after={"records": count}, write=_nothing, kept=kept)

    def landed(self, work: Work, item: JobItem) -> bool:
        """Whether what was read is kept already."""
        return "rows" in work.secrets_of(item)

    def _named(self, work: Work) -> set[int]:
        """The customers whom the pieces named and do not have."""
        named: set[int] = set()
        known: set[int] = set()
        for item in _done(work.job):
            kept = work.secrets_of(item)
            named.update(kept.get("parties", ()))
            known.update(row["id"] for row in kept.get("rows", {}).get("customers", ()))
        return named - known

    def ended(self, work: Work) -> None:
        """One file of all pieces; nothing of them stays beside it."""
        job = work.job
        if job.files.exists() or not _done(job).exists():
            return
        rows: scopes.Rows = {}
        for item in _done(job).iterator(chunk_size=20):
            for member, found in work.secrets_of(item).get("rows", {}).items():
                rows.setdefault(member, []).extend(found)
        file = files.packed(self.file_name(job), files.written(rows))
        job_files.keep(job, file.name, file.content, file.content_type)
        JobItem.objects.filter(job=job).update(sealed=None)

    def file_name(self, job: Job) -> str:
        """Without its ending."""
        return f"export-{job.pk}"


class ExportRecords(Export, RecordKind[Any]):
    """Takes out what was ticked on a list, or all that matches, into one file."""

    def pieces(self, record: Any) -> Iterable[Piece]:
        """What belongs to one of the records."""
        raise NotImplementedError

    def look(self, work: Work, item: JobItem) -> Plan:
        """As all exports do."""
        return Export.look(self, work, item)

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """The pieces of the next records, and at last the customers that they name."""
        source, start = work.job.source, int(cursor.get("start", 0))
        if source.get("keys") is not None:
            keys: list[str] = source["keys"]
            chosen, total = list(self._ticked_records(work, keys[start : start + STEP])), len(keys)
        else:
            asked = Query(**{**source["query"], "start": start, "count": STEP})
            window = self.records.page(work.api, asked)
            chosen = [(self.records.key(record), record) for record in window]
            total = window.total if len(window) else 0
        drafts = [draft for key, record in chosen for draft in self._pieces(work, key, record)]
        following = start + STEP
        if following < total:
            return Batch(drafts=drafts, cursor={"start": following})
        return Batch(drafts=[*drafts, _parties()])

    def _ticked_records(self, work: Work, keys: list[str]) -> Iterator[tuple[str, Any]]:
        for key in keys:
            try:
                yield key, self.records.get(work.api, key)
            except NotFound:
                yield key, None

    def _pieces(self, work: Work, key: str, record: Any) -> Iterator[Draft]:
        if record is None:
            yield Draft(key=key, title=key, refused=_now("It is not there any more."))
            return
        title = self.records.title(record)
        yield from _drafts(key, title, scopes.parted(work.api, self.pieces(record)))


class ExportDomains(ExportRecords):
    """SIP domains with their accounts, aliases and mailboxes."""

    name = "export-domain"
    resource = "domain"
    label = _("Export as JSON")
    permission = "domain.export"
    records: ClassVar = DomainResource()

    def pieces(self, record: Any) -> Iterable[Piece]:
        """The domain and what is in it."""
        return scopes.of_domain(record.domain)

    def file_name(self, job: Job) -> str:
        """By what is in it."""
        return f"domains-{job.pk}"


class ExportZones(ExportRecords):
    """Zones with their records, mail aliases and redirects."""

    name = "export-zone"
    resource = "zone"
    label = _("Export as JSON")
    permission = "zone.view"
    records: ClassVar = ZoneResource()

    def pieces(self, record: Any) -> Iterable[Piece]:
        """The zone and what is in it."""
        return scopes.of_zone(record.name)

    def file_name(self, job: Job) -> str:
        """By what is in it."""
        return f"zones-{job.pk}"


class ExportCustomers(ExportRecords):
    """Customers with everything that is theirs; resellers with their customers."""

    name = "export-customer"
    resource = "customer"
    label = _("Export as JSON")
    permission = "estate.export"
    records: ClassVar = CustomerResource()

    def pieces(self, record: Any) -> Iterable[Piece]:
        """All that belongs to it."""
        return scopes.of_customer(record)

    def file_name(self, job: Job) -> str:
        """By what is in it."""
        return f"customers-{job.pk}"


class ExportEverything(Export):
    """The whole platform."""

    name = "export-everything"
    label = _("Export everything as JSON")
    permission = "estate.export"

    def drafts(self, work: Work, cursor: Any) -> Batch:  # noqa: ARG002 - one step
        """All lists in pieces."""
        found = _drafts("", "", scopes.parted(work.api, scopes.everything()))
        return Batch(drafts=[*found, _parties()])

    def file_name(self, job: Job) -> str:
        """By what is in it."""
        return f"platform-{job.pk}"


def _drafts(key: str, title: str, pieces: Iterable[Piece]) -> Iterator[Draft]:
    for piece in pieces:
        words = {"what": WORDS[piece.member], "first": piece.start + 1}
        text = _now("%(what)s from %(first)s on") if piece.start else "%(what)s"
        name = capfirst(str(text) % words)
        yield Draft(
            key=f"{key}/{piece.member}/{piece.start}"[:330],
            title=f"{title}: {name}" if title else name,
            given={"piece": piece.to_plain()},
        )


def _parties() -> Draft:
    return Draft(key=PARTIES, title=_now("Customers that are named"), phase=1)


def _done(job: Job) -> Any:
    return JobItem.objects.filter(job=job, outcome=Outcome.DONE, sealed__isnull=False).order_by(
        "position"
    )


def _nothing() -> None:
    """Reading writes nothing."""


KINDS = (ExportDomains(), ExportZones(), ExportCustomers(), ExportEverything())
