"""Bulk acts on the numbers that telephones called from accounts show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.bulk.account import PSTN, AccountKind
from ngnpanel.accounts.bulk.forms import PrefixForm, StripForm
from ngnpanel.accounts.domain import caller_ids
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.web.faults import mending

CALLER_ID: Final = _("Caller id")


class CallerIdKind(AccountKind):
    """Gives accounts another caller id, which depends on what they have."""

    icon = "hash"
    group = CALLER_ID
    needs = PSTN

    def number(self, params: Mapping[str, Any], record: Account) -> str:
        """The new caller id; raises RuleError."""
        raise NotImplementedError

    def changed(self, work: Work, record: Account) -> Account:
        """The account with its new caller id."""
        try:
            return replace(record, rpid=self.number(work.params, record))
        except RuleError as error:
            raise Refuse(mending(error)) from None


class TakeName(CallerIdKind):
    """The name of the account, where it is a number."""

    name = "account-caller-id-name"
    label = _("Caller id like the name")

    def number(self, params: Mapping[str, Any], record: Account) -> str:  # noqa: ARG002
        """The part before the @."""
        return caller_ids.of_name(record)


class PutInFront(CallerIdKind):
    """Digits in front; twice they would stand there twice."""

    name = "account-caller-id-prefix"
    label = _("Put digits in front of the caller id")
    form_class = PrefixForm
    is_repeatable = False

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the digits."""
        words = {"digits": params.get("digits", "")}
        return _now("Put %(digits)s in front of the caller id") % words

    def number(self, params: Mapping[str, Any], record: Account) -> str:
        """The digits and what there is."""
        return caller_ids.prefixed(record.rpid, str(params["digits"]))


class TakeOff(CallerIdKind):
    """The first digits go; twice as many would go the second time."""

    name = "account-caller-id-strip"
    label = _("Take digits off the caller id")
    form_class = StripForm
    is_repeatable = False

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With their number."""
        count = int(params.get("count") or 0)
        text = ngettext(
            "Take the first digit off the caller id",
            "Take the first %(count)s digits off the caller id",
            count,
        )
        return text % {"count": count}

    def number(self, params: Mapping[str, Any], record: Account) -> str:
        """What is left."""
        return caller_ids.shortened(record.rpid, int(params["count"]))


KINDS = (TakeName(), PutInFront(), TakeOff())
