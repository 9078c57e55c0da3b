"""Deleting customers, SIP domains, accounts and aliases in bulk."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account, Alias, Domain
from ngnpanel.accounts.forms.customer_properties import BOXES, CREDIT_LABELS, DETAILS
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Refuse, Remark, Work
from ngnpanel.jobs.models import JobItem, Outcome

# What the form of a customer calls its properties.
PROPERTIES: Final = {**CREDIT_LABELS, **BOXES, **DETAILS}


class DeleteCustomers(DeleteKind[Customer]):
    """Customers that nothing belongs to any more."""

    name = "customer-delete"
    resource = "customer"
    records: ClassVar = CustomerResource()
    record_class = Customer
    what = _("Delete customers")
    counted = counting("Delete %(count)s customer", "Delete %(count)s customers", "count")
    permission = "customer.delete"
    labels: ClassVar = {f"properties.{name}": label for name, label in PROPERTIES.items()}
    is_undoable = False
    warning = _(
        "Deleted customers do not come back: their numbers, and with them what was written down for"
        " them elsewhere, are gone. A customer that anything still belongs to stays."
    )

    def allow(self, work: Work, record: Customer) -> None:
        """Neither oneself, nor one with an order for support."""
        if record.id in (work.actor.customer, work.job.login):
            raise Refuse(_now("You cannot delete yourself."))
        if record.property_value("support_order"):
            raise Refuse(_now("There is an order for its support."))
        super().allow(work, record)


class DeleteDomains(DeleteKind[Domain]):
    """SIP domains without accounts and aliases."""

    name = "domain-delete"
    resource = "domain"
    records: ClassVar = DomainResource()
    record_class = Domain
    what = _("Delete SIP domains")
    counted = counting("Delete %(count)s SIP domain", "Delete %(count)s SIP domains", "count")
    permission = "domain.delete"
    warning = _("A domain that still has accounts or aliases stays.")
    undo_warning = _("Billing profiles of a domain do not come back with it.")


class DeleteAccounts(DeleteKind[Account]):
    """SIP accounts with all that belongs to them."""

    name = "account-delete"
    resource = "account"
    records: ClassVar = AccountResource()
    record_class = Account
    what = _("Delete SIP accounts")
    counted = counting("Delete %(count)s SIP account", "Delete %(count)s SIP accounts", "count")
    permission = "account.delete"
    labels: ClassVar = {**DeleteKind.labels, "id": _("SIP address")}
    warning = _(
        "With an account go the aliases that lead to it, its mailbox with the messages, contacts,"
        " forwarding, accept rules and balance. Undo brings back the account and its settings, not"
        " those."
    )
    undo_warning = _(
        "Accounts come back with their settings, without aliases, mailbox, contacts, forwarding,"
        " accept rules and balance. Where the platform did not tell the SIP password, they get a"
        " random one that nobody knows: set new ones afterwards."
    )

    def again(self, work: Work, item: JobItem) -> Account:
        """With the password where it is known; the first digest alone makes none."""
        record = super().again(work, item)
        password = record.password or passwords.random_password(length=20)
        return replace(record, password=password, ha1="")

    def remarks(self, work: Work) -> list[Remark]:
        """How many have something that goes with them, as far as their records tell."""
        going = JobItem.objects.filter(job=work.job, outcome=Outcome.PENDING)
        mailboxes = going.filter(before__has_key="groups.voicemail").count()
        prepaid = going.filter(before__prepaid=True).count()
        told = (
            (
                mailboxes,
                ngettext(
                    "%(number)s of them has a mailbox, whose messages are gone then.",
                    "%(number)s of them have mailboxes, whose messages are gone then.",
                    mailboxes,
                ),
            ),
            (
                prepaid,
                ngettext(
                    "%(number)s of them is prepaid: what is left of its balance is gone then.",
                    "%(number)s of them are prepaid: what is left of their balances is gone then.",
                    prepaid,
                ),
            ),
        )
        return [Remark(text % {"number": number}) for number, text in told if number]


class DeleteAliases(DeleteKind[Alias]):
    """SIP aliases; what they lead to stays."""

    name = "alias-delete"
    resource = "alias"
    records: ClassVar = AliasResource()
    record_class = Alias
    what = _("Delete SIP aliases")
    counted = counting("Delete %(count)s SIP alias", "Delete %(count)s SIP aliases", "count")
    permission = "alias.delete"
    warning = _("Callers of a deleted alias no longer reach the account, which stays.")


KINDS = (DeleteCustomers(), DeleteDomains(), DeleteAccounts(), DeleteAliases())
