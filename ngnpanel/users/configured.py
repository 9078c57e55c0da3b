"""What the environment says about sign-in, as settings."""

from __future__ import annotations

from typing import Any

from ngnpanel.environment import Environment

# Whose second step the operator may require whatever the rules in the panel say.
ROLES = ("administrator", "staff", "reseller", "customer", "subscriber")


def sign_in(env: Environment, prefix: str) -> dict[str, Any]:
    """How long sessions last, unused and at all; the second step; the cookie of known browsers.

    Sessions of the administrator and of staff are shorter. ``prefix`` is that of cookies' names.
    """
    idle = env.integer("SESSION_HOURS", 12) * 3600
    return {
        "SESSION_IDLE": idle,
        "SESSION_MOST": env.integer("SESSION_MOST_HOURS", 168) * 3600,
        "STAFF_SESSION_IDLE": env.integer("STAFF_SESSION_MINUTES", 60) * 60,
        "STAFF_SESSION_MOST": env.integer("STAFF_SESSION_MOST_HOURS", 12) * 3600,
        "SESSION_COOKIE_AGE": idle,
        # By which a browser is known again that somebody signed in with before.
        "BROWSER_COOKIE_NAME": f"{prefix}ngnpanel_browser",
        # How long a browser may be trusted where a rule allows it; 0: never.
        "TRUST_DAYS": env.integer("TRUST_DAYS", 30),
        "SECOND_STEP_REQUIRED": env.roles("SECOND_STEP_REQUIRED", ROLES),
        # How long the list of sign-ins goes back.
        "SIGN_INS_DAYS": env.integer("SIGN_INS_DAYS", 90),
        # Whether people are told by mail of new sign-ins, and that a password, their mail address
        # or their second step changed.
        "SECURITY_MAILS": env.flag("SECURITY_MAILS", default=bool(env.secret("EMAIL_URL"))),
        # The task that mails people about their sign-in: (whose, what, network address, device).
        "SECURITY_TELLER": "ngnpanel.accounts.safety.tell",
        # Passwords that are refused, one a line, also compressed by gzip; empty: Django's list.
        "COMMON_PASSWORDS": env.text("COMMON_PASSWORDS"),
    }
