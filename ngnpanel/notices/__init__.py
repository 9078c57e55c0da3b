"""Mails of the panel: what they say, the outbox that sends each of them once, and regular ones."""
