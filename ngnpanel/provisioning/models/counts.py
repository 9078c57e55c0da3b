"""How many accounts and aliases each domain has, kept by the database itself."""

from __future__ import annotations

from django.db import models

from ngnpanel.provisioning.models.sip import Domain

# What is counted; the members of a group under its name.
ACCOUNTS = "accounts"
ALIASES = "aliases"
PREPAID = "prepaid"
GROUP = "group "


class DomainCount(models.Model):
    """The number of rows of one kind in a domain; a row that is missing is 0.

    Triggers of migration 0003 write it in the statement that adds or deletes what is counted, so
    that it is right in every transaction; nobody else does.
    """

    domain = models.ForeignKey(
        Domain, on_delete=models.DO_NOTHING, db_constraint=False, related_name="counts"
    )
    what = models.CharField(max_length=80)
    number = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("what", "domain"), name="domain_count_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.what} in domain {self.domain_id}"
