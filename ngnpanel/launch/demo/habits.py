"""What the panel itself keeps of the account to show around with: a planned rule, and sign-ins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.plans.models import PlannedRule
from ngnpanel.users import visits
from ngnpanel.users.models import SignIn

PLATFORM: Final = "default"
# A week that lies ahead far enough not to be in the way of what somebody tries.
AHEAD: Final = timedelta(days=75)
LONG: Final = timedelta(days=7)
# Hours ago, from where, with what.
SIGN_INS: Final = (
    (26, "203.0.113.40", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    (
        75,
        "198.51.100.77",
        "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    ),
)


def load(showcase: SipId, customer: int, reseller: int, now: datetime) -> None:
    """Write what is not there; what a person did with it stays."""
    start = (now + AHEAD).replace(hour=7, minute=0, second=0, microsecond=0)
    PlannedRule.objects.get_or_create(
        platform=PLATFORM,
        account=str(showcase),
        defaults={
            "customer": customer,
            "reseller": reseller,
            "groups": ["family", "vip"],
            "start": start,
            "stop": start + LONG,
        },
    )
    person = visits.of_account(str(showcase), PLATFORM)
    if SignIn.objects.filter(whose=person).exists():
        return
    SignIn.objects.bulk_create(
        SignIn(
            whose=person,
            kind=SignIn.OWN,
            moment=now - timedelta(hours=hours),
            address=address,
            device=device,
        )
        for hours, address, device in SIGN_INS
    )
