"""The forms of customers, SIP domains, accounts and aliases; they never call the platform."""
