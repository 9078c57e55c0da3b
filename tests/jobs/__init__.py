"""Tests of the worker's tasks."""
