"""Numbers with SIP accounts from an ENUM range, each once and whatever breaks in between.

The password of an account is made at the first attempt and stored, sealed, before it is sent: it is
the one that the platform has, and no later attempt makes another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.enum.bulk import halves, handing, remarks
from ngnpanel.enum.bulk import scene as scenes
from ngnpanel.enum.bulk.halves import ACCOUNT, NUMBER
from ngnpanel.enum.bulk.scene import Scene, There
from ngnpanel.enum.domain import generating
from ngnpanel.enum.domain.generating import Order
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.services import range_id
from ngnpanel.jobs.kinds import Batch, Draft, Fail, Kind, Plan, Refuse, Remark, Skip, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, RemoteError, Unavailable
from ngnpanel.web import faults

NUMBER_TAKEN: Final = 3003
NOTE: Final = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an item is about; ``account`` None where the number goes without."""

    number: Number
    account: Account | None
    adds_number: bool
    password: str = field(repr=False)


class Generate(Kind):
    """Adds numbers and the accounts that they lead to."""

    name = "generate"
    label = _("Generate numbers")
    icon = "list-numbers"
    permission = "range.generate"
    labels: ClassVar[Mapping[str, Any]] = {
        NUMBER: _("Number"),
        "mapto": _("Leads to"),
        "info": _("Info"),
        ACCOUNT: _("Account"),
        "name": _("Name"),
        "email": _("E-mail"),
        NOTE: _("Note"),
    }

    def sentence(self, params: Mapping[str, Any]) -> str:
        """How many, and from which range."""
        order = Order.of(params)
        text = ngettext(
            "Generate %(count)s number from +%(prefix)s",
            "Generate %(count)s numbers from +%(prefix)s",
            order.count,
        )
        return text % {"count": order.count, "prefix": range_id(order.range).prefix + order.added}

    def page_of(self, item: JobItem) -> str:
        """The page of the number."""
        root = range_id(Order.of(item.job.params).range).tld
        return reverse("number-detail", args=[str(NumberId(number=item.key, tld=root))])

    def remarks(self, work: Work) -> list[Remark]:
        """Which numbers, what stays out, and whether room and credits suffice."""
        return remarks.of(work)

    def ended(self, work: Work) -> None:
        """Passwords go into the files for whoever began the job."""
        handing.hand_out(work.job)

    # What would be done.

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """The numbers of one window; three calls and what it takes to see what is there."""
        order, scene = Order.of(work.params), scenes.scene(work)
        scenes.allow(work, order)
        block = order.block(scene.range.id.prefix)
        start = int(cursor.get("at", block.first))
        left = int(cursor.get("left", order.count))
        window = next(generating.windows(block, start))
        there = scenes.there(work, order, scene.range.id.tld, window)
        found: list[Draft] = []
        for number in map(str, range(window.first, window.last + 1)):
            if len(found) == left:
                break
            if number not in there.numbers or not order.from_free:
                found.append(_draft(work, scene, there, number))
        left -= len(found)
        is_last = not left or window.last == block.last
        following = None if is_last else {"at": window.last + 1, "left": left}
        return Batch(drafts=found, cursor=following)

    # How it is done.

    def look(self, work: Work, item: JobItem) -> Plan:
        """What of an item is missing: all of it, unless an earlier attempt began with it."""
        scenes.allow(work, Order.of(work.params))
        secrets = work.secrets_of(item)
        known = str(secrets.get("password", ""))
        has_number = has_account = False
        if secrets.get("begun"):
            has_number, has_account = _halves_there(work, _wanted(work, item, known))
        password = known or ("" if has_account else passwords.random_password())
        wanted = _wanted(work, item, password)

        def write() -> None:
            if wanted.adds_number and not has_number:
                _add_number(work, wanted.number)
            if wanted.account is not None and not has_account:
                _add_account(work, wanted)

        kept: dict[str, Any] = {"begun": True}
        if wanted.account is not None and password:
            kept["password"] = password
        after = item.after or {}
        return Plan(before=dict.fromkeys(after), after=after, write=write, kept=kept)

    def landed(self, work: Work, item: JobItem) -> bool:
        """Whether both halves are there; nobody wrote before the password was stored."""
        secrets = work.secrets_of(item)
        if not secrets.get("begun"):
            return False
        wanted = _wanted(work, item, str(secrets.get("password", "")))
        return all(_halves_there(work, wanted))

    # How it is taken back.

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Account and number go, if they are as they were added."""
        wanted = _wanted(work, item, "")
        number = _found_number(work, wanted)
        account = _found_account(work, wanted)
        if number is None and account is None:
            raise Refuse(_now("It is not there any more."))
        if (number and not halves.is_same_number(number, wanted.number)) or (
            account and wanted.account and not halves.is_same_account(account, wanted.account)
        ):
            raise Refuse(_now("It was changed since, so it is left as it is."))

        def write() -> None:
            if account is not None:
                _delete_account(work, account)
            if number is not None:
                _delete_number(work, number)

        after = item.after or {}
        return Plan(before=after, after=dict.fromkeys(after), write=write)

    def taken_back(self, work: Work, item: JobItem) -> bool:
        """Whether both halves are gone."""
        mirrored = JobItem(job=item.job, key=item.key, given=item.given, after=item.before)
        wanted = _wanted(work, mirrored, "")
        return _found_number(work, wanted) is None and _found_account(work, wanted) is None


def _draft(work: Work, scene: Scene, there: There, number: str) -> Draft:
    """What would become of one number."""
    order = Order.of(work.params)
    username = order.username(number)
    given = {**halves.person(order, scene.owner, number), "reseller": scene.domain.reseller}
    why = generating.without_account(username) if order.accounts else None
    note = faults.said(why) if why else ""
    wants_account = order.accounts and why is None
    if wants_account and username in there.accounts:
        wants_account = False
        note = _now("The account is there already. It stays as it is and keeps its password.")
    elif wants_account and username in there.aliases:
        wants_account = False
        note = _now("The address is an alias already, so it gets no account.")
    blank = Draft(key=number, title=f"+{number}", given=given)
    taken = there.numbers.get(number)
    parts = [NUMBER, ACCOUNT] if wants_account else [NUMBER]
    if taken is not None:
        if not (wants_account and halves.leads_to(taken, order.mapto(number))):
            leads = ", ".join(each.mapto for each in taken.mappings)
            text = _now("The number is there already and leads to %(address)s. It stays as it is.")
            return replace(blank, skipped=text % {"address": leads})
        parts = [ACCOUNT]
        note = _now("The number is there already. Only the account that it leads to is missing.")
    facts = halves.facts(order, given, number, *parts)
    if note:
        facts[NOTE] = note
    password = work.secrets.get("password") if wants_account else None
    return replace(
        blank,
        secrets={"password": password} if password else {},
        before=dict.fromkeys(facts),
        after=facts,
    )


def _wanted(work: Work, item: JobItem, password: str) -> Wanted:
    """The records of an item; one call at most for a handful, for the rights of the person."""
    order, after = Order.of(work.params), item.after or {}
    root = range_id(order.range).tld
    account = None
    if ACCOUNT in after:
        account = halves.account_of(order, item.given, item.key, password, scenes.rights(work))
    return Wanted(
        number=halves.number_of(order, item.given, item.key, root),
        account=account,
        adds_number=NUMBER in after,
        password=password,
    )


def _halves_there(work: Work, wanted: Wanted) -> tuple[bool, bool]:
    """Whether the halves are there that the item is about; True for one that it is not about."""
    has_number = not wanted.adds_number or halves.is_number_there(work.api, wanted.number)
    has_account = wanted.account is None or halves.is_account_there(
        work.api, wanted.account, wanted.password
    )
    return has_number, has_account


def _add_number(work: Work, number: Number) -> None:
    try:
        work.api.enum.add_number(number)
    except Conflict as error:
        if error.code == NUMBER_TAKEN:
            raise Skip(_now("Somebody else added this number meanwhile. It stays.")) from None
        raise


def _add_account(work: Work, wanted: Wanted) -> None:
    """The account; a refusal says what stands, so that nobody looks for half of it in vain."""
    if wanted.account is None:
        return
    try:
        work.api.sip.add_account(wanted.account)
    except Unavailable:
        raise
    except RemoteError as error:
        if not wanted.adds_number:
            raise
        text = _now(
            "The number is there, but not its account. %(reason)s When that is mended, try again:"
            " only the account is added."
        )
        raise Fail(text % {"reason": _reason(error)}) from None


def _reason(error: RemoteError) -> str:
    if isinstance(error, Conflict | Invalid):
        return faults.sentence(error)
    return _now("The platform does not allow you to add it.")


def _found_number(work: Work, wanted: Wanted) -> Number | None:
    """The number that an item added, None when it is gone or was not added."""
    if not wanted.adds_number:
        return None
    try:
        return work.api.enum.number(wanted.number.id)
    except NotFound:
        return None


def _found_account(work: Work, wanted: Wanted) -> Account | None:
    if wanted.account is None:
        return None
    try:
        return work.api.sip.account(wanted.account.id)
    except NotFound:
        return None


def _delete_account(work: Work, account: Account) -> None:
    try:
        work.api.sip.delete_account(account.id)
    except NotFound:
        return  # somebody else was faster


def _delete_number(work: Work, number: Number) -> None:
    try:
        work.api.enum.delete_number(number.id)
    except NotFound:
        return


KINDS = (Generate(),)
