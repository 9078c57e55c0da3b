"""Tests of sign-in, sessions and the middleware."""
