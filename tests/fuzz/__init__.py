"""Envelopes that nobody should send: the server answers each with a result or a proper fault."""
