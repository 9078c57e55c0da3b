"""A SIP domain's certificate in words."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import certificates
from ngnpanel.accounts.certificates import CertificateFacts
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.accounts.resources.links import no, yes
from ngnpanel.web.parts import Card, Item, Status


def state(record: Domain) -> Status | None:
    """How long the certificate holds, None without one."""
    if not record.certificate:
        return None
    facts = certificates.facts(record.certificate)
    if facts is None:
        return Status(_now("Not readable"), "red", "alert-triangle")
    now = datetime.now(UTC)
    tone = facts.tone(now)
    if tone == "green":
        return Status(_now("Valid"), tone, "certificate")
    if now < facts.begins:
        return Status(_now("Not valid yet"), tone, "clock")
    days = facts.days_left(now)
    if tone == "red":
        return Status(_now("Expired"), tone, "alert-triangle")
    word = ngettext("Ends in %(days)s day", "Ends in %(days)s days", days)
    return Status(word % {"days": days}, tone, "clock")


def tls_card(record: Domain) -> Card:
    """The certificate in words; the key only as there or not."""
    facts = None
    if record.certificate:
        facts = certificates.facts(record.certificate, record.private_key)
    problem = ""
    if record.certificate and facts is None:
        problem = _now("There is one, but it cannot be read. Paste a whole PEM text.")
    return Card(
        title=_("TLS"),
        items=(
            Item(_("Certificate"), facts.name if facts else problem),
            Item(_("State"), state(record) if facts else ""),
            Item(_("For the names"), facts.names if facts else ""),
            Item(_("Issued by"), facts.issuer if facts else ""),
            Item(_("Valid until"), facts.expires if facts else None),
            Item(_("Certificates of the issuers"), chain(facts) if facts else ""),
            Item(_("Private key"), key(facts, record)),
            Item(_("For IP addresses"), record.match_ip_address),
            Item(_("For SIP domains"), record.match_sip_domain),
            Item(
                _("Certificates of peers"),
                yes(_now("Checked")) if record.verify_cert else no(_now("Not checked")),
            ),
            Item(
                _("Peers without certificate"),
                yes(_now("Refused")) if record.require_cert else no(_now("Accepted")),
            ),
        ),
    )


def chain(facts: CertificateFacts) -> Status:
    """Whether peers can follow the certificate to somebody whom they trust."""
    if facts.issuers and facts.is_chained:
        return yes(_now("Stored below it"), icon="link")
    if facts.issuers:
        return Status(_now("Stored, but they did not sign it"), "red", "alert-triangle")
    if facts.is_self_signed:
        return Status(_now("It signed itself, so peers do not trust it"), "amber", "alert-circle")
    return Status(_now("Missing, so some peers may refuse it"), "amber", "alert-circle")


def key(facts: CertificateFacts | None, record: Domain) -> Status | str:
    """Whether there is a private key, and whether it is the one of the certificate."""
    if not record.private_key:
        return Status(_now("Missing"), "amber", "alert-circle") if record.certificate else ""
    if facts is None:
        return yes(_now("Stored"), icon="key")
    if facts.has_its_key:
        return yes(_now("Belongs to the certificate"), icon="key")
    return Status(_now("Does not belong to the certificate"), "red", "alert-triangle")
