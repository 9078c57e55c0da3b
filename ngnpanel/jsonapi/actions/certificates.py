"""Certificates to sign in with, if the operator has an authority; proofs of identity, never."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ngnpanel.jsonapi import passports
from ngnpanel.jsonapi.actions.action import Action, Answer, Asked
from ngnpanel.jsonapi.parameters import Parameter
from ngnpanel.web.faults import Refused

PEM: Final = "application/x-pem-file"
P12: Final = "application/x-pkcs12"
SHORTEST_PASSPHRASE: Final = 8


def get_crt(asked: Asked) -> Answer:
    """Certificate, key and authority in one file."""
    passport = _passport(asked)
    return _file(passport.pem().encode(), PEM, f"{passport.name}.pem")


def get_p12(asked: Asked) -> Answer:
    """The same, locked with the passphrase of whoever asks."""
    passphrase = asked.values["passphrase"]
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(
            _("Use a passphrase of at least %(number)s characters.")
            % {"number": SHORTEST_PASSPHRASE}
        )
    passport = _passport(asked)
    return _file(passport.p12(passphrase), P12, f"{passport.name}.p12")


def export_identity_proof(asked: Asked) -> Answer:
    """This panel keeps no copies of identity cards."""
    del asked
    raise Refused(_("Proofs of identity are not kept here."))


def _passport(asked: Asked) -> passports.Passport:
    """Whoever holds a certificate is its owner, so that nobody else gets one."""
    if not asked.is_own:
        raise Refused(_("Only the subscriber gets the certificate of an account."))
    return passports.issue(asked.subject.account)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    # Names of accounts are ASCII without quotes.
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


ACTIONS: Final = (
    Action(
        name="get_crt",
        text="A fresh certificate of the owner with its key, PEM; off unless the operator has an"
        " authority.",
        run=get_crt,
        changes=True,
        media=PEM,
    ),
    Action(
        name="get_p12",
        text="The same as PKCS#12.",
        run=get_p12,
        parameters=(
            Parameter(
                name="passphrase",
                schema={
                    "type": "string",
                    "minLength": SHORTEST_PASSPHRASE,
                    "maxLength": 128,
                    "format": "password",
                },
                text="What the file is locked with.",
                is_required=True,
            ),
        ),
        changes=True,
        media=P12,
    ),
    Action(
        name="export_identity_proof",
        text="Always refused: no proofs of identity are kept.",
        run=export_identity_proof,
        media="application/octet-stream",
    ),
)
