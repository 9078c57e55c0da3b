"""Kills what a job runs on, again and again, and compares what came of it."""
