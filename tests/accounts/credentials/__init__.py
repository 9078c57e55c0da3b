"""Tests of what is handed to people with a new account."""
