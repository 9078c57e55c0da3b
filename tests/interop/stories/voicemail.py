"""The operations of the Voicemail port."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """The five operations of the Voicemail port."""
    alice = {"username": "alice", "domain": scene.domain}
    yield Step(port="Voicemail", operation="getAccount", arguments=(alice,), fault=2000)
    mailbox = {
        "sipId": alice,
        "password": "1234",
        "name": "Alice",
        "email": "alice@example.net",
        "options": {"delete": False},
    }
    stored = {**mailbox, "mailbox": ...}
    made = yield Step(
        port="Voicemail", operation="addAccount", arguments=(mailbox,), expected=stored
    )
    number = made.value["mailbox"]
    yield Step(port="Voicemail", operation="addAccount", arguments=(mailbox,), fault=2001)
    mailed = {**mailbox, "options": {"delete": True}}
    yield Step(port="Voicemail", operation="updateAccount", arguments=(mailed,), expected=mailed)
    yield Step(
        port="Voicemail",
        operation="getAccount",
        arguments=(alice,),
        expected={**mailed, "mailbox": number},
    )
    yield Step(port="Voicemail", operation="setAnnouncement", arguments=(alice, b"RIFF \x00\xff"))
    yield Step(port="Voicemail", operation="deleteAccount", arguments=(alice,))
    yield Step(port="Voicemail", operation="deleteAccount", arguments=(alice,), fault=2000)
