"""The panel of one SIP account: for the subscriber, and for those who support it."""
