"""Bulk acts on who accounts belong to, what they are called, and which groups they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.account import AccountKind, MemberKind, NameKind, require
from ngnpanel.accounts.bulk.forms import RESERVED, FirstNameForm, LastNameForm, MembershipForm
from ngnpanel.accounts.bulk.owners import OwnerKind
from ngnpanel.accounts.domain.sip import Account, Alias
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.web.parts import Text

PERSON: Final = _("Person")
GROUPS: Final = _("Groups")


class AccountOwner(OwnerKind[Account], AccountKind):
    """Makes a customer the owner of accounts."""

    name = "account-owner"
    group = PERSON
    records: ClassVar = AccountResource()


class AliasOwner(OwnerKind[Alias]):
    """Makes a customer the owner of aliases."""

    name = "alias-owner"
    resource = "alias"
    records: ClassVar = AliasResource()
    steady = "aliasUsername"
    permission = "alias.edit"


class FirstName(NameKind):
    """One first name for all."""

    name = "account-first-name"
    label = _("Change the first name")
    icon = "id"
    group = PERSON
    form_class = FirstNameForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the name."""
        return _now("Change the first name to %(name)s") % {"name": params.get("name", "")}

    def changed(self, work: Work, record: Account) -> Account:
        """The account with this name."""
        return replace(record, first_name=str(work.params["name"]))


class LastName(NameKind):
    """One last name for all."""

    name = "account-last-name"
    label = _("Change the last name")
    icon = "id"
    group = PERSON
    form_class = LastNameForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the name."""
        return _now("Change the last name to %(name)s") % {"name": params.get("name", "")}

    def changed(self, work: Work, record: Account) -> Account:
        """The account with this name."""
        return replace(record, last_name=str(work.params["name"]))


class NamedGroupKind(MemberKind):
    """Joins or leaves a group that was chosen."""

    icon = "users"
    group = GROUPS
    form_class = MembershipForm
    joins: ClassVar[bool]

    def membership(self, work: Work) -> tuple[str, bool]:
        """The group of the settings."""
        return str(work.params["group"]), self.joins

    def words_for(self, fact: str) -> Text:
        """A group that only the platform knows is called by its name."""
        known = super().words_for(fact)
        return known or _now("Group %(name)s") % {"name": fact.removeprefix("groups.")}

    def allow(self, work: Work, record: Account) -> None:
        """Groups that follow something else, or need a right of their own, are no free choice."""
        super().allow(work, record)
        name, _joins = self.membership(work)
        if name in RESERVED:
            text = _now("%(name)s follows a setting of its own, so it cannot be chosen here.")
            raise Refuse(text % {"name": name})
        if name == "sms":
            require(work, "sms")


class JoinGroup(NamedGroupKind):
    """Puts accounts into a group."""

    name = "account-group-add"
    label = _("Add to a group")
    joins = True

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the group."""
        return _now("Add to the group %(group)s") % {"group": params.get("group", "")}


class LeaveGroup(NamedGroupKind):
    """Takes accounts out of a group."""

    name = "account-group-remove"
    label = _("Remove from a group")
    joins = False

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the group."""
        return _now("Remove from the group %(group)s") % {"group": params.get("group", "")}


KINDS = (AccountOwner(), FirstName(), LastName(), JoinGroup(), LeaveGroup(), AliasOwner())
