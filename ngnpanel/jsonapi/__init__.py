"""What programs ask the panel in JSON: the settings of one account, and sign-up.

It stands above the subscriber's pages and calls their services, so that a program meets the same
rules as a person.
"""
