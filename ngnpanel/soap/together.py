"""Calls that do not depend on each other, side by side where each has a way to go."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, TypeVar, overload

from ngnpanel.soap import guarding
from ngnpanel.soap.platform import Platform

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
# Threads of this process for one endpoint, so that one that hangs holds its own alone; a page makes
# four calls beside that of its own thread.
WORKERS: Final = 20
_pools: dict[str, ThreadPoolExecutor] = {}
_making: Final = threading.Lock()


@overload
def together(platform: Platform, a: Callable[[], A], b: Callable[[], B], /) -> tuple[A, B]: ...
@overload
def together(
    platform: Platform, a: Callable[[], A], b: Callable[[], B], c: Callable[[], C], /
) -> tuple[A, B, C]: ...
@overload
def together(
    platform: Platform,
    a: Callable[[], A],
    b: Callable[[], B],
    c: Callable[[], C],
    d: Callable[[], D],
    /,
) -> tuple[A, B, C, D]: ...
@overload
def together(
    platform: Platform,
    a: Callable[[], A],
    b: Callable[[], B],
    c: Callable[[], C],
    d: Callable[[], D],
    e: Callable[[], E],
    /,
) -> tuple[A, B, C, D, E]: ...
def together(platform: Platform, /, *calls: Callable[[], Any]) -> tuple[Any, ...]:
    """The results of ``calls`` in their order; raises the error of the first that failed.

    A remote platform answers them side by side. One in this process shares the transaction and the
    connection of the request, so there they run one after the other. Each call keeps the request's
    log id and is counted by the meters that are open here.
    """
    if platform.handler or len(calls) < 2:
        return tuple(call() for call in calls)
    # The thread that waits for all of them has one place, and theirs are within it.
    with guarding.place(platform):
        pool = _pool(platform)
        futures = [pool.submit(copy_context().run, call) for call in calls[1:]]
        try:
            first = calls[0]()
        finally:
            # Nothing of this request goes on behind its back, also when the first call failed.
            for future in futures:
                future.exception()
        return (first, *(future.result() for future in futures))


def _pool(platform: Platform) -> ThreadPoolExecutor:
    found = _pools.get(platform.url)
    if found is None:
        with _making:
            found = _pools.setdefault(
                platform.url, ThreadPoolExecutor(WORKERS, thread_name_prefix="soap-together")
            )
    return found
