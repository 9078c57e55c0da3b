"""Passkeys (WebAuthn): what a browser is asked to do, and whether what it answers holds.

A passkey belongs to the host name of the page. The origin in an answer has to be that of the
request to the letter, with its port; a page elsewhere that passes everything on has another one.
A passkey that counts how often it signed and goes back was copied: it is refused.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ngnpanel.factors.keeping import LONGEST_NAME
from ngnpanel.factors.models import Passkey

logger = logging.getLogger(__name__)
# In the session: what the browser was asked, and when.
ASKED: Final = "passkey-asked"
# Seconds for an answer.
LIFE: Final = 300
# Longer than any answer of an authenticator.
LONGEST: Final = 20_000
# What reading an answer that nobody meant well may raise.
FAULTS: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


class Refused(Exception):
    """The answer of the browser does not hold."""


def site_of(request: HttpRequest) -> str:
    """The host name that passkeys of this page belong to."""
    host = request.get_host()
    return host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host


def origin_of(request: HttpRequest) -> str:
    """The origin that an answer has to name."""
    return f"{request.scheme}://{request.get_host()}"


def handle_of(whose: str) -> bytes:
    """What an authenticator keeps of a person: nothing that says who it is."""
    return salted_hmac("ngnpanel.factors.passkeys", whose, algorithm="sha256").digest()


def ask_to_make(request: HttpRequest, whose: str, name: str, shown: str) -> dict[str, Any]:
    """What the browser needs for a new passkey of this person; remembers what was asked."""
    own = Passkey.objects.filter(whose=whose)
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=handle_of(whose), name=name, display_name=shown),
        [_descriptor(row) for row in own],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    request.session[ASKED] = {**state, "act": "make", "at": time.time()}
    return dict(options)["publicKey"]  # type: ignore[no-any-return]


def make(request: HttpRequest, whose: str, name: str, answer: str) -> Passkey:
    """Keep the passkey that the browser made; raises Refused."""
    state = _taken(request, "make")
    try:
        response = RegistrationResponse.from_dict(_read(answer))
        made = _server(request).register_complete(state, response)
    except FAULTS as error:
        logger.warning("A new passkey is refused: %s", error)
        raise Refused from None
    if made.credential_data is None:
        raise Refused
    try:
        with transaction.atomic():
            return Passkey.objects.create(
                whose=whose,
                name=name[:LONGEST_NAME],
                site=site_of(request),
                credential=digest(made.credential_data.credential_id),
                data=bytes(made.credential_data),
                count=made.counter,
            )
    except IntegrityError:
        raise Refused from None


def ask_to_sign(request: HttpRequest, whose: str = "") -> dict[str, Any]:
    """What the browser needs to sign with one of the person's passkeys, or with any without one.

    Without a person the passkey is the only step, so whoever holds it has to be looked at.
    """
    own = [_descriptor(row) for row in here(request, whose)] if whose else None
    wish = UserVerificationRequirement.PREFERRED if whose else UserVerificationRequirement.REQUIRED
    options, state = _server(request).authenticate_begin(own, user_verification=wish)
    request.session[ASKED] = {**state, "act": whose or "sign-in", "at": time.time()}
    return dict(options)["publicKey"]  # type: ignore[no-any-return]


def here(request: HttpRequest, whose: str) -> list[Passkey]:
    """The person's passkeys that work under this host name."""
    return list(Passkey.objects.filter(whose=whose, site=site_of(request)))


def check(request: HttpRequest, answer: str, whose: str = "") -> tuple[Passkey, bool]:
    """The passkey that signed, and whether its holder was looked at; raises Refused."""
    state = _taken(request, whose or "sign-in")
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        rows = Passkey.objects.filter(credential=digest(response.raw_id), site=site_of(request))
        row = (rows.filter(whose=whose) if whose else rows).first()
        if row is None:
            raise Refused
        _server(request).authenticate_complete(
            state, [AttestedCredentialData(bytes(row.data))], response
        )
        data = response.response.authenticator_data
        handle = response.response.user_handle
    except FAULTS as error:
        logger.warning("A passkey is refused: %s", error)
        raise Refused from None
    if handle is not None and handle != handle_of(row.whose):
        raise Refused
    if not _count(row, data.counter):
        logger.warning("The passkey %s counts backwards: there may be a copy of it", row.pk)
        raise Refused
    return row, data.is_user_verified()


def digest(credential: bytes) -> str:
    """By what a passkey is found."""
    return hashlib.sha256(credential).hexdigest()


def _count(row: Passkey, count: int) -> bool:
    """Note the use; False if an authenticator that counts does not count on."""
    rows = Passkey.objects.filter(pk=row.pk)
    rows = rows.filter(count__lt=count) if count or row.count else rows.filter(count=0)
    return rows.update(count=count, used=timezone.now()) == 1


def _taken(request: HttpRequest, act: str) -> Mapping[str, Any]:
    """What was asked of the browser, which is over with its first answer; raises Refused."""
    state = request.session.pop(ASKED, None)
    if not state or state.pop("act") != act or not 0 <= time.time() - state.pop("at") < LIFE:
        raise Refused
    found: Mapping[str, Any] = state
    return found


def _read(answer: str) -> Mapping[str, Any]:
    """The answer as the browser sent it; raises ValueError or TypeError."""
    found = json.loads(answer) if len(answer) <= LONGEST else None
    if not isinstance(found, dict):
        raise TypeError("not an answer")
    return found


def _server(request: HttpRequest) -> Fido2Server:
    site, origin = site_of(request), origin_of(request)
    entity = PublicKeyCredentialRpEntity(id=site, name=site)
    return Fido2Server(entity, verify_origin=lambda said: said == origin)


def _descriptor(row: Passkey) -> PublicKeyCredentialDescriptor:
    data = AttestedCredentialData(bytes(row.data))
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=data.credential_id
    )
