"""How hard a password is to guess, and which ones are too easy to take.

The estimate is a coarse one, of length and variety; it is for people who type, not for proofs.
"""

from __future__ import annotations

import math
import re
import string
from enum import IntEnum
from itertools import pairwise
from typing import Final

from ngnpanel.accounts.domain.common import is_common
from ngnpanel.accounts.domain.rules import RuleError

SHORTEST: Final = 8
# Bits from which a password is taken, is good, and is strong.
FAIR, GOOD, STRONG = 38, 55, 75
# A part of the address or the name that is shorter than this may well be in a password by chance.
TELLING: Final = 4
# What guessers try first, without the digits and signs that people put at the ends.
WORDS: Final = """
    abcdef abcdefgh abc administrator asdfgh asdfghjk asterisk baseball changeme computer
    default dragon football freeswitch hello iloveyou letmein login master monkey opensips
    passw passwd password passwort pass princess qazwsx qwert qwerty qwertyui qwertyuiop
    qwertz secret shadow sipsip starwars sunshine superman telefon telephone test testing
    trustno voip wachtwoord welcome welkom whatever contrasena parola geheim bienvenido
"""
COMMON: Final = frozenset(WORDS.split())
PRINTED: Final = re.compile(r"[A-Za-z0-9][!-~]{0,63}", re.ASCII)
PLAIN: Final = str.maketrans("013457@$!", "oieastasi")


class Level(IntEnum):
    """How strong a password is."""

    REFUSED = 0
    FAIR = 1
    GOOD = 2
    STRONG = 3


def check(password: str, *names: str, field: str = "") -> str:
    """The password, if it is no easy guess; raises RuleError.

    ``names`` are those of the person and the address, whole or in parts.
    """
    if len(password) < SHORTEST:
        raise RuleError("Use at least 8 characters.", field)
    not_common(password, field)
    bare = password.lower().strip(string.digits + string.punctuation + " ")
    if bare in COMMON or bare.translate(PLAIN) in COMMON or _is_row(password):
        raise RuleError("Many people use this password, so it is guessed first.", field)
    if any(part in password.lower() for part in _parts(names)):
        raise RuleError("Leave your name and your address out of the password.", field)
    if bits(password) < FAIR:
        raise RuleError("This is easy to guess. Make it longer, or mix in digits and signs.", field)
    return password


def not_common(password: str, field: str = "") -> str:
    """The password, if it is none of those that many people use; raises RuleError.

    For passwords that staff sets, of which nothing else is demanded.
    """
    if is_common(password):
        raise RuleError("Many people use this password, so it is guessed first.", field)
    return password


def printed(password: str, field: str = "") -> str:
    """A password for many phones: no easy guess, and fit to be printed, exported and typed.

    Raises RuleError. It begins with a letter or digit, so that no spreadsheet takes it for a
    formula.
    """
    if not PRINTED.fullmatch(password):
        raise RuleError(
            "Use letters without accents, digits and signs, no blanks, and begin with a letter or"
            " a digit: it is printed, and typed on phones.",
            field,
        )
    return check(password, field=field)


def level(password: str, *names: str) -> Level:
    """How strong a password is; REFUSED where ``check`` raises."""
    try:
        check(password, *names)
    except RuleError:
        return Level.REFUSED
    found = bits(password)
    return Level.STRONG if found >= STRONG else Level.GOOD if found >= GOOD else Level.FAIR


def bits(password: str) -> float:
    """An estimate of the guesses it takes, as a power of two."""
    pool = sum(
        size
        for size, kinds in (
            (26, string.ascii_lowercase),
            (26, string.ascii_uppercase),
            (10, string.digits),
            (33, string.punctuation + " "),
        )
        if any(char in kinds for char in password)
    )
    if any(ord(char) > 126 for char in password):
        pool += 100
    # What comes again adds half of what is new.
    length = len(set(password)) + (len(password) - len(set(password))) / 2
    if len(set(password)) < 4:
        length = len(set(password))
    return length * math.log2(pool or 1)


def _parts(names: tuple[str, ...]) -> set[str]:
    pieces = {piece for name in names for piece in name.lower().replace("@", " ").split()}
    labels = {label for piece in pieces for label in piece.split(".")}
    return {part for part in pieces | labels if len(part) >= TELLING}


def _is_row(password: str) -> bool:
    """Whether it runs up or down an alphabet, or stays."""
    return len({ord(after) - ord(before) for before, after in pairwise(password)}) == 1
