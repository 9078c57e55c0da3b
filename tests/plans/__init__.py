"""Tests of what the panel does later."""
