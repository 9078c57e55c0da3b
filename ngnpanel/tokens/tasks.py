"""What the worker does about tokens: a mail before the end, once, and forgetting the dead."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.api import Api
from ngnpanel.brand import looks, mail
from ngnpanel.notices import kinds
from ngnpanel.notices.posting import post
from ngnpanel.soap.errors import NotFound, RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.tokens import keeping, owners
from ngnpanel.tokens.models import Token

logger = logging.getLogger(__name__)
# Told so long before the end, and of a short life when a quarter of it is left.
BEFORE: Final = timedelta(days=7)
QUARTER: Final = 4
MOST: Final = 200


@shared_task
def look_after() -> None:
    """Tell owners of tokens that end soon; two calls for each token of a customer, once."""
    keeping.forget()
    for token in due()[:MOST]:
        try:
            if not owners.is_gone(token):
                tell(token)
        except RemoteError as error:
            logger.info("The owner of a token cannot be told: %s", type(error).__name__)
            return


def due() -> list[Token]:
    """Living tokens near their end that nobody replaced and whose owner was not told."""
    now = timezone.now()
    rows = keeping.living(Token.objects.filter(told=None, successor=None), now)
    near = rows.filter(ends__lte=now + BEFORE).order_by("ends", "pk")
    return [token for token in near if token.ends - now <= (token.ends - token.made) / QUARTER]


def tell(token: Token) -> None:
    """The mail to the owner, to the operator for the administrator; nobody without an address."""
    owner = _customer(token)
    to = settings.OPERATOR_EMAIL if owner is None else owner.email
    if to:
        look = looks.of(0 if owner is None else owner.reseller, token.platform)
        language = settings.LANGUAGE_CODE if owner is None else owner.language
        account = token.owner if owner is None else owner.username

        def values() -> dict[str, str]:
            used = _("never")
            if token.used is not None:
                used = formats.date_format(token.used, "DATETIME_FORMAT")
            return {
                "person": token.owner if owner is None else owner.name,
                "account": account,
                "token": token.name,
                "until": formats.date_format(token.ends, "DATETIME_FORMAT"),
                "used": used,
                "tokens_page": look.panel_url + reverse("token-list"),
            }

        key = f"token {token.pk} {token.ends:%Y-%m-%d}"
        try:
            post(kinds.TOKEN, look, language, values, to=to, account=account, key=key)
        except mail.NotSent:
            logger.warning("A mail about a token was not sent")
    Token.objects.filter(pk=token.pk).update(told=timezone.now())


def _customer(token: Token) -> Customer | None:
    """The owner, None for the administrator; raises RemoteError."""
    if not token.login:
        return None
    try:
        return Api(Platform.named(token.platform)).customers.customer(token.login)
    except NotFound:  # gone since it was looked for
        return None
