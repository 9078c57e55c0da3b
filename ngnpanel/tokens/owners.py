"""Whose token it is, as the platform knows the person now.

A token has no session, so what a session does every few minutes happens here: a person that is gone
takes its tokens along, and a person whose role changed has the new one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from ngnpanel.actor import Actor, Role
from ngnpanel.audit import recording
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.tokens import keeping, scopes
from ngnpanel.tokens.models import Token
from ngnpanel.users import identity

LOOK_AFTER: Final = timedelta(seconds=300)


def actor_of(token: Token) -> Actor | None:
    """Who acts with this token, limited to its scopes; None when the owner is gone.

    One call every few minutes, none in between. While the platform is away the owner stays who it
    was: the call that the token is for will say that the platform is away.
    """
    actor = _stored(token)
    if timezone.now() - token.looked >= LOOK_AFTER:
        try:
            found = _as_known_now(actor, token.login)
        except RemoteError:
            return _limited(actor, token)
        if found is None:
            _bury(token)
            return None
        actor = found
        if not _keep(token, actor):
            return None
    return _limited(actor, token)


def is_gone(token: Token) -> bool:
    """Whether the owner is gone, whose tokens then go too; one call, raises RemoteError."""
    if _as_known_now(_stored(token), token.login) is not None:
        return False
    _bury(token)
    return True


def _bury(token: Token) -> None:
    """All tokens of the owner of this one go with it."""
    for each in keeping.revoke(Token.objects.filter(whose=token.whose), Token.GONE):
        recording.note(
            "token",
            "gone",
            str(each),
            customer=each.customer,
            reseller=each.reseller,
            platform=each.platform,
        )


def _as_known_now(actor: Actor, login: int) -> Actor | None:
    if actor.is_administrator:
        own = Platform.named(actor.platform).username
        # The bundled server has one administrator: one that has another name now is gone.
        return None if settings.LOCAL and own != actor.name else actor
    person = identity.current(actor, login)
    return None if person is None else person.actor


def _keep(token: Token, actor: Actor) -> bool:
    """Remember what the platform said; False when somebody revoked the token meanwhile."""
    kept = {
        "role": actor.role.value,
        "owner": actor.name,
        "customer": actor.customer,
        "reseller": actor.reseller,
    }
    same = Token.objects.filter(pk=token.pk, revoked=None)
    return bool(same.update(looked=timezone.now(), **kept))


def _stored(token: Token) -> Actor:
    return Actor(
        role=Role(token.role),
        name=token.owner,
        customer=token.customer,
        reseller=token.reseller,
        platform=token.platform,
    )


def _limited(actor: Actor, token: Token) -> Actor:
    """The actor with the rights of the scopes alone; what the role lacks ``may`` refuses."""
    return replace(actor, rights=scopes.rights(token.scopes))
