"""Bulk acts on who may use accounts: blocking, and new SIP passwords."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import tasks
from ngnpanel.accounts.bulk.account import AccountKind, rights
from ngnpanel.accounts.bulk.forms import PasswordForm
from ngnpanel.accounts.credentials import handed, table
from ngnpanel.accounts.credentials.handed import Credential
from ngnpanel.accounts.domain import passwords, switching
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.jobs import files
from ngnpanel.jobs.kinds import Facts, Plan, Refuse, Remark, Work
from ngnpanel.jobs.models import JobItem, Outcome
from ngnpanel.users import visits
from ngnpanel.web import changes

ACCESS: Final = _("Access")
# The one fact about a password that may be told.
PASSWORD: Final = "password"  # noqa: S105 - the name of a fact


class Blocking(AccountKind):
    """Whoever is below the one that blocked does not change that."""

    icon = "ban"
    group = ACCESS
    labels = {
        f"groups.{switching.BLOCKED}": _("Blocked"),
        f"properties.{switching.BLOCKED_BY}": _("Blocked by"),
    }

    def allow(self, work: Work, record: Account) -> None:
        """A customer does not touch the block of its reseller."""
        super().allow(work, record)
        if switching.is_blocked_above(record, work.actor.role):
            raise Refuse(_now("Your reseller blocked it."))


class Block(Blocking):
    """Nobody calls from a blocked account or reaches it."""

    name = "account-block"
    label = _("Block")

    def sentence(self, params: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Whom."""
        return _now("Block SIP accounts")

    def changed(self, work: Work, record: Account) -> Account:
        """Blocked by this person."""
        return switching.blocked(record, work.actor.role)


class Unblock(Blocking):
    """Ends the block."""

    name = "account-unblock"
    label = _("Unblock")
    icon = "check"

    def sentence(self, params: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Whom."""
        return _now("Unblock SIP accounts")

    def changed(self, work: Work, record: Account) -> Account:  # noqa: ARG002
        """Blocked by nobody."""
        return switching.unblocked(record)


class NewPassword(AccountKind):
    """A new SIP password for each account.

    Random ones are kept sealed with the items until the job is over and its file is made; they
    are in no fact, page or log.
    """

    name = "account-password"
    label = _("Change the SIP password")
    icon = "key"
    group = ACCESS
    form_class = PasswordForm
    is_undoable = False
    warning = _(
        "The old passwords are not kept, so this cannot be undone: telephones have to be set up"
        " with the new ones."
    )

    def sentence(self, params: Mapping[str, Any]) -> str:
        """Never with the password."""
        if params.get("how") == "typed":
            return _now("Give all the same SIP password")
        return _now("Give each a random SIP password")

    def planned(self, work: Work, record: Account) -> Plan:
        """A password that nobody else has, or the typed one."""
        self.allow(work, record)
        if not passwords.may_change_sip_password(record, is_subscriber=work.actor.is_subscriber):
            raise Refuse(_now("You may not change its password."))
        is_typed = work.params.get("how") == "typed"
        password = str(work.secrets[PASSWORD]) if is_typed else passwords.random_password()
        stored = rights(work).stored_password(record.id.username, record.id.domain, password)
        facts: Facts = {PASSWORD: changes.HIDDEN}
        return Plan(
            before=dict.fromkeys(facts),
            after=facts,
            write=lambda: self._give(work, replace(record, password=stored)),
            kept={} if is_typed else _handed(record, password),
        )

    def _give(self, work: Work, record: Account) -> None:
        work.api.sip.update_account(record)
        self._follow(work, record)

    def landed(self, work: Work, item: JobItem) -> bool:
        """Whether the account has the password; where it is not told, it is set once more."""
        record = self.read(work, item)
        password = {**work.secrets, **work.secrets_of(item)}.get(PASSWORD, "")
        user, domain = record.id.username, record.id.domain
        verifier = record.password
        is_so = passwords.verify(user, domain, password, verifier) or (
            not verifier and passwords.verify_ha1(user, domain, password, record.ha1)
        )
        if is_so:
            self._follow(work, record)
        return is_so

    def _follow(self, work: Work, record: Account) -> None:
        """Who signed in with the old one is out, and the subscriber is told, once."""
        platform = work.actor.platform
        visits.end_all(visits.of_account(str(record.id), platform))
        key = f"job {work.job.pk} {record.id} {work.job.created:%Y-%m}"
        tasks.tell_change(record, (tasks.PHONE_PASSWORD,), "", platform=platform, key=key)

    def remarks(self, work: Work) -> list[Remark]:
        """What one password for all means."""
        if work.params.get("how") != "typed":
            return [Remark(_("The file with the new passwords is for you alone, once."), "green")]
        return [Remark(_("Whoever gets to know this password can use all these accounts."))]

    def ended(self, work: Work) -> None:
        """The file with the new passwords; afterwards they are nowhere else."""
        with transaction.atomic():
            given = JobItem.objects.select_for_update().filter(
                job=work.job, outcome=Outcome.DONE, sealed__isnull=False
            )
            kept = [(item.key, work.secrets_of(item)) for item in given.order_by("position")]
            rows = [_credential(key, secrets) for key, secrets in kept]
            if not rows:
                return
            senders = {
                number: handed.sender(work.job.platform, number) for number in {r for _c, r in rows}
            }
            mark = f"{work.job.pk}-{work.job.files.count() + 1}"
            content = table.table(rows, senders)
            files.keep(work.job, f"passwords-{mark}.csv", content, table.CONTENT_TYPE)
            given.update(sealed=None)


def _handed(record: Account, password: str) -> dict[str, Any]:
    """What the file tells of an account."""
    return {
        PASSWORD: password,
        "name": record.name,
        "email": record.email,
        "reseller": record.reseller,
    }


def _credential(key: str, kept: Mapping[str, Any]) -> tuple[Credential, int]:
    told = Credential(
        id=SipId.parse(key),
        password=str(kept[PASSWORD]),
        name=str(kept["name"]),
        email=str(kept["email"]),
    )
    return told, int(kept["reseller"])


KINDS = (Block(), Unblock(), NewPassword())
