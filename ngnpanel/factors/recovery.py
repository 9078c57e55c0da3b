"""Recovery codes: ten of them, each opens once, and only digests are kept."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ngnpanel.factors.models import RecoveryCode

NUMBER: Final = 10
# From so many on people are told to make new ones.
FEW: Final = 3
# Without letters and digits that look alike: 49 bits in ten of them.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH: Final = 10


def renew(whose: str) -> list[str]:
    """Ten new codes to be shown once; the old ones open nothing any more."""
    made = [
        "".join(secrets.choice(LETTERS) for _place in range(LENGTH)) for _number in range(NUMBER)
    ]
    with transaction.atomic():
        RecoveryCode.objects.filter(whose=whose).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(whose=whose, digest=digest(whose, code)) for code in made
        )
    return [f"{code[:5]}-{code[5:]}" for code in made]


def left(whose: str) -> int:
    """How many codes open something still."""
    return RecoveryCode.objects.filter(whose=whose, used=None).count()


def use(whose: str, typed: str) -> bool:
    """Whether it was a code of this person that was not used yet; it is used now."""
    rows = RecoveryCode.objects.filter(whose=whose, digest=digest(whose, typed), used=None)
    return rows.update(used=timezone.now()) == 1


def digest(whose: str, code: str) -> str:
    """What is kept of a code."""
    plain = "".join(char for char in code.lower() if char.isalnum())
    return salted_hmac(
        "ngnpanel.factors.recovery", f"{whose}\n{plain}", algorithm="sha256"
    ).hexdigest()
