"""The factors of a person: which there are, whether a typed code is one, and taking them away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from ngnpanel.factors import recovery, totp
from ngnpanel.factors.models import App, Asked, Browser, Passkey, RecoveryCode
from ngnpanel.jobs import sealing

# Of each kind; more than anybody carries.
MOST: Final = 10
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has."""

    apps: tuple[App, ...]
    passkeys: tuple[Passkey, ...]
    codes: int

    @property
    def has_any(self) -> bool:
        """Whether sign-in has a second step; recovery codes alone are none."""
        return bool(self.apps or self.passkeys)

    @property
    def has_few_codes(self) -> bool:
        """Whether it is time for new recovery codes."""
        return self.has_any and self.codes <= recovery.FEW


def of(whose: str) -> Factors:
    """All factors of a person; three queries."""
    return Factors(
        tuple(App.objects.filter(whose=whose).order_by("pk")),
        tuple(Passkey.objects.filter(whose=whose).order_by("pk")),
        recovery.left(whose),
    )


def has_any(whose: str) -> bool:
    """Whether sign-in has a second step for this person."""
    return App.objects.filter(whose=whose).exists() or Passkey.objects.filter(whose=whose).exists()


def add_app(whose: str, name: str, secret: str, step: int) -> App:
    """An app that proved to know the secret with the code of ``step``, which is used up."""
    sealed = sealing.seal(secret.encode(), _purpose(whose))
    return App.objects.create(
        whose=whose, name=name[:LONGEST_NAME], sealed=sealed, step=step, used=timezone.now()
    )


def check(whose: str, typed: str) -> bool:
    """Whether this is a code of an app or a recovery code of the person; it works once."""
    plain = "".join(char for char in typed if char.isalnum())
    if totp.CODE.fullmatch(plain):
        return any(_use(app, plain) for app in App.objects.filter(whose=whose))
    return recovery.use(whose, plain)


def remove(factor: App | Passkey) -> None:
    """Take one factor away; recovery codes and trusted browsers go with the last one."""
    with transaction.atomic():
        factor.delete()
        if not has_any(factor.whose):
            reset(factor.whose)


def reset(whose: str) -> int:
    """Take all factors away, how many there were; no browser is trusted any more."""
    with transaction.atomic():
        gone = App.objects.filter(whose=whose).delete()[0]
        gone += Passkey.objects.filter(whose=whose).delete()[0]
        RecoveryCode.objects.filter(whose=whose).delete()
        Asked.objects.filter(whose=whose).delete()
        distrust(whose)
    return gone


def forget(whose: str) -> None:
    """Nothing stays of a person who is gone."""
    reset(whose)
    Browser.objects.filter(whose=whose).delete()


def distrust(whose: str) -> None:
    """The second step is asked for in every browser again."""
    Browser.objects.filter(whose=whose).update(trusted=None)


def _use(app: App, typed: str) -> bool:
    """Whether the app showed this code; two requests with one code meet at the row."""
    try:
        secret = sealing.unseal(app.sealed, _purpose(app.whose)).decode()
    except sealing.Unsealable:
        return False  # the panel got another key; a recovery code or a reset helps
    step = totp.step_of(secret, typed, time.time(), app.step)
    if step is None:
        return False
    rows = App.objects.filter(pk=app.pk, step__lt=step)
    return rows.update(step=step, used=timezone.now()) == 1


def _purpose(whose: str) -> str:
    return f"factor of {whose}"
