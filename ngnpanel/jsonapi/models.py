"""What the panel itself keeps for programs; nothing of it is on the platform."""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """A line that one of a person's programs left for the others, for example a chat message.

    ``uuid`` is the program, ``client_id`` its own number of the line. ``digest`` tells a line that
    was sent twice from another one under the same number. ``born`` is when the account was made:
    whoever gets the address after somebody else reads nothing of theirs.
    """

    platform = models.CharField(max_length=64, default="default")
    account = models.CharField(max_length=320)
    born = models.CharField(max_length=32, blank=True)
    uuid = models.CharField(max_length=64)
    client_id = models.CharField(max_length=64)
    action = models.CharField(max_length=32, blank=True)
    data = models.TextField()
    digest = models.CharField(max_length=64)
    ip_address = models.GenericIPAddressField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "account", "born", "uuid", "client_id", "digest"],
                name="one_journal_line_once",
            )
        ]
        indexes = [
            models.Index(fields=["platform", "account", "born", "id"], name="journal_of_account")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.pk}"


class SignUp(models.Model):
    """A sign-up that is not complete: written before the first call, removed when all is done.

    What is still here after a while is undone. ``token`` marks the customer that belongs to it,
    also when the platform's answer with its number was lost.
    """

    platform = models.CharField(max_length=64, default="default")
    reseller = models.PositiveBigIntegerField()
    address = models.CharField(max_length=320)
    token = models.CharField(max_length=32, unique=True)
    username = models.CharField(max_length=64, blank=True)
    customer = models.PositiveBigIntegerField(default=0)
    begun = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.address} {self.begun:%Y-%m-%d %H:%M}"
