"""Tests of bulk acts on ranges and numbers."""
