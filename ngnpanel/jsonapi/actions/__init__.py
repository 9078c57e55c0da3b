"""The actions of the API by name, in the order of the description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ngnpanel.jsonapi.actions import (
    calls,
    certificates,
    credit,
    identity,
    journal,
    reachability,
    voicemail,
)
from ngnpanel.jsonapi.actions.action import Action

ACTIONS: Final[Mapping[str, Action]] = {
    action.name: action
    for module in (identity, calls, reachability, voicemail, credit, journal, certificates)
    for action in module.ACTIONS
}
