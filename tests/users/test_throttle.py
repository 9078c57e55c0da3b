"""Guessing stays slow while the shared cache is away."""

from __future__ import annotations

import pytest
import redis

from ngnpanel.users import throttle


class Away:
    """A cache whose server does not answer."""

    def get(self, _key: str) -> None:
        raise redis.ConnectionError("away")


def test_without_the_shared_cache_each_process_counts_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(throttle, "caches", {"default": Away()})
    for _attempt in range(throttle.FREE_FOR_NAME + 1):
        throttle.begin("somebody", "192.0.2.99")
    with pytest.raises(throttle.TooManyFailures):
        throttle.begin("Somebody ", "192.0.2.99")
    throttle.succeed("somebody", "192.0.2.99")
    throttle.begin("somebody", "192.0.2.99")
