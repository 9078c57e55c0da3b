"""What all bulk acts on SIP accounts share: the rights of the person, and how one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.jobs.kinds import Plan, Refuse, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.web.parts import Text

# Rights of ``CallingRights`` -> what who lacks them is told.
LACKING: Final[Mapping[str, Text]] = {
    "pstn_exists": _("Your reseller has no access to the telephone network."),
    "pstn": _("You may not change what calls may cost."),
    "prepaid": _("You may not change who is prepaid."),
    "sms": _("You may not change text messages."),
}
PSTN: Final = ("pstn_exists", "pstn")


def rights(work: Work) -> CallingRights:
    """What the person may change about calls and money; asked once for a handful of items."""
    found: CallingRights = work.once("calling", lambda: services.calling_rights(work.api))
    return found


def require(work: Work, *names: str) -> None:
    """Raise Refuse when the person lacks one of these rights."""
    for name in names:
        if not getattr(rights(work), name):
            raise Refuse(str(LACKING[name]))


class AccountKind(ChangeKind[Account]):
    """Changes something about accounts; ``needs`` names rights of ``CallingRights``."""

    resource = "account"
    records: ClassVar = AccountResource()
    steady = "username"
    permission = "account.edit"
    needs: ClassVar[tuple[str, ...]] = ()

    def allow(self, work: Work, record: Account) -> None:
        """As the form of an account: whose it is, and what the person may change of calls."""
        super().allow(work, record)
        require(work, *self.needs)

    def write(self, work: Work, record: Account) -> None:
        """Replace the record; its password stays whatever it is by now."""
        work.api.sip.update_account(replace(record, password=""))

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Back to the facts of before, as far as the person may."""
        if "prepaid" in (item.before or {}):
            require(work, "prepaid")
        return super().undo(work, item)


class MemberKind(AccountKind):
    """Puts accounts into a group, or takes them out of it, with a call that is about it alone."""

    def membership(self, work: Work) -> tuple[str, bool]:
        """The group, and whether accounts are in it afterwards."""
        raise NotImplementedError

    def changed(self, work: Work, record: Account) -> Account:
        """The account in the group, or outside of it."""
        group, is_in = self.membership(work)
        return record.with_groups({group: is_in})

    def write(self, work: Work, record: Account) -> None:
        """Join or leave; who is in it, or outside of it, already is as good."""
        group, _is_in = self.membership(work)
        act = services.join if group in record.groups else services.leave
        act(work.api, record.id, group)


class NameKind(AccountKind):
    """Changes a part of the name; a mailbox is called like its account."""

    calls = 3

    def write(self, work: Work, record: Account) -> None:
        """The account first."""
        super().write(work, record)
        services.name_mailbox(work.api, record)

    def landed(self, work: Work, item: JobItem) -> bool:
        """The account tells; the name of the mailbox may still have to follow."""
        if not super().landed(work, item):
            return False
        services.name_mailbox(work.api, self.read(work, item))
        return True
