"""How long whoever guesses has to wait: the rules alone, with the time brought along.

Three counters, each against another way of guessing, and none that keeps a person out for ever:

- one for each name from each network address: five mistakes are free, then the wait doubles up to a
  quarter of an hour, so that one address makes about a hundred guesses a day at a name;
- one for each name from all strangers together: thirty guesses at once, then one a minute, so that
  ten thousand addresses make no more than 1,470 a day. Who comes when there is no place gets a
  turn within a quarter of an hour, which nobody else can use;
- one for each address at all names (users/throttle.py).

A browser in which the person signed in before has a counter of its own in their place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

# Mistakes of one address at one name that cost nothing.
FREE: Final = 5
# The longest wait between two guesses of one address at one name.
LONGEST: Final = 900
# Seconds until the mistakes of an address at a name are forgotten.
MEMORY: Final = 86400
# Guesses of all strangers at one name: so many at once, then one in so many seconds.
BURST: Final = 30
GAP: Final = 60
# No turn is further away than this, and it is kept for so long.
TURN_WITHIN: Final = 900
TURN_KEPT: Final = 600


@dataclass(frozen=True, slots=True)
class Pair:
    """One address, or one known browser, at one name.

    ``turn`` is when it may try although the others used up all places; 0: it has no turn.
    """

    failures: int = 0
    until: float = 0
    turn: float = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait`` 0: go on. What to remember of the pair and of the name's next free ``place``."""

    wait: float
    pair: Pair
    place: float


def wait_after(failures: int) -> float:
    """Seconds from a mistake until the next attempt; the first ones are free."""
    over = failures - FREE
    return 0 if over <= 0 else float(min(2 ** min(over - 1, 20), LONGEST))


def ask(pair: Pair, place: float, now: float, *, is_known: bool = False) -> Answer:
    """Whether this address may try now; an attempt counts as a mistake until it is none.

    ``place`` is when the next guess of strangers at the name has its place. With ``is_known`` it
    is a known browser, which no stranger's place concerns.
    """
    if pair.until > now:
        return Answer(pair.until - now, pair, place)
    if is_known:
        return Answer(0, _tried(pair, now), place)
    if pair.turn:
        if now < pair.turn:
            return Answer(pair.turn - now, pair, place)
        if now <= pair.turn + TURN_KEPT:
            return Answer(0, _tried(pair, now), place)
        pair = replace(pair, turn=0)
    slot = max(place, now - (BURST - 1) * GAP)
    if slot <= now:
        return Answer(0, _tried(pair, now), slot + GAP)
    if slot - now <= TURN_WITHIN:
        return Answer(slot - now, replace(pair, turn=slot), slot + GAP)
    return Answer(float(TURN_WITHIN), pair, place)


def _tried(pair: Pair, now: float) -> Pair:
    failures = pair.failures + 1
    return Pair(failures, now + wait_after(failures))
