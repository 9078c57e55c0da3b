"""The resources of this app: customers, SIP domains, SIP accounts and SIP aliases."""
