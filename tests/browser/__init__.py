"""Walks through the pages in Chromium."""
