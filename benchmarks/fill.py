"""Makes the tables of a measurement and fills them through the operations: 1,000 accounts."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from benchmarks import material
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller, Kind
from ngnpanel.provisioning.operations import accounts, domains


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call = Call(caller=Caller(kind=Kind.ADMINISTRATOR, name="benchmark"))
    with transaction.atomic():
        domains.add_domain(call, Domain(domain="benchmark.example"))
        for number in range(max(material.SIZES)):
            accounts.add_account(call, material.stored(number))


if __name__ == "__main__":
    main()
