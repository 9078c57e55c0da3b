"""Adds a SIP account, lists its domain, and deletes the account again."""

import os

import zeep

url = os.environ["NGNPRO_URL"]  # for example http://127.0.0.1:8000/ngnpro/
domain = os.environ["NGNPRO_DOMAIN"]  # a domain that is served there
auth = {
    "username": os.environ["NGNPRO_USERNAME"],
    "password": os.environ["NGNPRO_PASSWORD"],
}

client = zeep.Client(f"{url}?wsdl")
sip = client.bind("NGNPro", "SipPort")
header = {"auth": auth}
alice = {"username": "alice.example", "domain": domain}

account = {"id": alice, "password": "a long secret", "firstName": "Alice", "timeout": 35}
try:
    sip.addAccount(account, _soapheaders=header)
except zeep.exceptions.Fault as fault:
    code = fault.detail.findtext("exception/errorcode")
    if code != "1011":  # the account exists already
        raise

sip.addToGroup(alice, "missed-calls", _soapheaders=header)

query = {
    "filter": {"domain": domain, "username": "alice%"},
    "orderBy": {"attribute": "username", "direction": "ASC"},
    "range": {"start": 0, "count": 20},
}
result = sip.getAccounts(query, _soapheaders=header)
print(result.total, "found")
for found in result.accounts:
    print(f"{found.id.username}@{found.id.domain}", found.firstName, found.groups)

sip.deleteAccount(alice, _soapheaders=header)
