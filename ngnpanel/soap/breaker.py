"""Breaker: does not ask a platform that is away, and lets one call find out when it is back.

A state machine without threads of its own and without a clock of its own:

- closed: calls pass; ``Rules.failures`` failed ones in a row open it.
- open: calls are refused for a while, which doubles with each time it opens and is never longer
  than ``Rules.longest``. A part of it is chance, so that processes do not come back together.
- trying: the while is over, one call is on its way, and all others are refused. It closes the
  breaker, or opens it for longer.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class State(Enum):
    """What happens to a call that comes now; the value is how logs and metrics call it."""

    CLOSED = "closed"
    OPEN = "open"
    TRYING = "trying"


class Outcome(Enum):
    """How a call ended, as far as it says whether the platform is there."""

    ANSWERED = "answered"
    FAILED = "failed"
    # It was broken off before its time was up, or by a fault of ours.
    UNDECIDED = "undecided"


class Refused(Exception):
    """The call must not be made; ``seconds`` says in how many it is worth asking again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not asked for {seconds:.1f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``failures`` in a row open it, for ``first`` seconds and at most ``longest``.

    ``chance`` is the part of that time which is drawn by lot.
    """

    failures: int = 5
    first: float = 1.0
    longest: float = 30.0
    chance: float = 0.5


@dataclass(frozen=True, slots=True)
class Ticket:
    """A call that passed; ``turn`` is how often the breaker had changed by then."""

    turn: int
    is_probe: bool


# Told the state that begins, and for how many seconds if it is ``OPEN``.
Listener = Callable[[State, float], None]
NEVER: Final = float("-inf")


class Breaker:
    """One for an endpoint, shared by all threads.

    ``clock`` gives seconds that never go back, ``draw`` numbers from 0 up to 1. The listener is
    called outside of the lock.
    """

    def __init__(
        self,
        rules: Rules = Rules(),
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
        listener: Listener = lambda _state, _seconds: None,
    ) -> None:
        self.rules = rules
        self._clock = clock
        self._draw = draw
        self._listener = listener
        self._lock = threading.Lock()
        self._state = State.CLOSED
        self._turn = 0
        self._failures = 0
        self._openings = 0
        self._until = NEVER

    @property
    def state(self) -> State:
        """What it is now; an open one whose time is over stays open until somebody asks."""
        return self._state

    def ask(self) -> Ticket:
        """Let a call pass, whose end has to be told; raises Refused."""
        with self._lock:
            if self._state is State.CLOSED:
                return Ticket(self._turn, is_probe=False)
            left = self._until - self._clock()
            if self._state is State.TRYING or left > 0:
                raise Refused(max(left, self.rules.first))
            self._change(State.TRYING)
            ticket = Ticket(self._turn, is_probe=True)
        self._listener(State.TRYING, 0.0)
        return ticket

    def tell(self, ticket: Ticket, outcome: Outcome) -> None:
        """How a call that passed has ended."""
        with self._lock:
            before = self._turn
            if outcome is Outcome.ANSWERED:
                self._answered()
            elif ticket.turn == self._turn:
                # What passed before the last change says nothing about the time since.
                self._unanswered(ticket, outcome)
            if self._turn == before:
                return
            state, seconds = self._state, max(self._until - self._clock(), 0.0)
        self._listener(state, seconds if state is State.OPEN else 0.0)

    def _answered(self) -> None:
        """Whoever asked, and whenever: the platform is there."""
        self._failures = self._openings = 0
        if self._state is not State.CLOSED:
            self._change(State.CLOSED)

    def _unanswered(self, ticket: Ticket, outcome: Outcome) -> None:
        if outcome is Outcome.UNDECIDED:
            if ticket.is_probe:
                # The next one tries.
                self._until = self._clock()
                self._change(State.OPEN)
            return
        self._failures += 1
        if ticket.is_probe or self._failures >= self.rules.failures:
            self._open()

    def _open(self) -> None:
        rules = self.rules
        # 2 ** 60 seconds are for ever; more would not fit a float one day.
        whole = min(rules.first * 2 ** min(self._openings, 60), rules.longest)
        self._openings += 1
        self._failures = 0
        self._until = self._clock() + whole * (1 - rules.chance * self._draw())
        self._change(State.OPEN)

    def _change(self, state: State) -> None:
        self._state = state
        self._turn += 1
