"""What is counted for Prometheus: a few numbers, with labels that nobody outside can multiply.

A service of several processes (the web server, a worker) is started with ``METRICS_SERVICE``, a
short name. Its processes then count in files of a private folder of that name, ``metrics/NAME`` in
the data folder, so that whichever process answers a scrape tells of all. Without the variable a
process counts for itself alone, as commands and tests do.

``launch.exposing`` answers the scrape; this module knows neither Django nor the panel.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

BASE: Final = Path(__file__).resolve().parent.parent
SERVICE_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")


def _root() -> Path:
    """The folder with one folder for each service; the settings say the same of the data folder."""
    data = os.environ.get("NGNPANEL_DATA", "").strip()
    return (Path(data).expanduser().resolve() if data else BASE / "var") / "metrics"


def _named(service: str) -> str:
    if service and not SERVICE_NAME.fullmatch(service):
        raise ValueError(f"METRICS_SERVICE must be a short name in small letters, not {service!r}.")
    return service


SERVICE: Final = _named(os.environ.get("METRICS_SERVICE", "").strip())
ROOT: Final = _root()
if SERVICE:
    # The library looks for it once, when it is imported, so this comes first.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(ROOT / SERVICE)
    (ROOT / SERVICE).mkdir(mode=0o700, parents=True, exist_ok=True)

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: E402 - see above
from prometheus_client.metrics_core import Metric  # noqa: E402
from prometheus_client.mmap_dict import MmapedDict  # noqa: E402
from prometheus_client.multiprocess import (  # noqa: E402 - see above
    MultiProcessCollector,
    mark_process_dead,
)
from prometheus_client.samples import Sample  # noqa: E402

REGISTRY: Final = CollectorRegistry()
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"
# Results of calls besides the codes of the contract.
WORDS: Final = frozenset({"ok", "unavailable", "broken"})
CODE: Final = re.compile(r"[1-9][0-9]{3}")
# Seconds: a small page takes 0.02, a SOAP call is given up after 5, a request after 30.
_PAGE: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_CALL: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0)

_requests = Counter(
    "ngnpanel_requests",
    "Requests that were answered.",
    ("method", "url", "status"),
    registry=REGISTRY,
)
_request_seconds = Histogram(
    "ngnpanel_request_seconds",
    "How long answering took.",
    ("method", "url"),
    buckets=_PAGE,
    registry=REGISTRY,
)
_calls = Counter(
    "ngnpanel_soap_calls",
    "SOAP calls that the panel made: ok, unavailable, broken, or the code of the fault.",
    ("port", "operation", "result"),
    registry=REGISTRY,
)
_call_seconds = Histogram(
    "ngnpanel_soap_call_seconds",
    "How long these calls took.",
    ("port", "operation"),
    buckets=_CALL,
    registry=REGISTRY,
)
_served = Counter(
    "ngnpanel_soap_served",
    "SOAP calls that the bundled server answered: ok, or the code of the fault.",
    ("port", "operation", "result"),
    registry=REGISTRY,
)
_served_seconds = Histogram(
    "ngnpanel_soap_served_seconds",
    "How long answering them took.",
    ("port", "operation"),
    buckets=_CALL,
    registry=REGISTRY,
)
_breaker = Counter(
    "ngnpanel_breaker_events",
    "A platform that does not answer: open, trying and closed as these begin, and calls that were"
    " refused meanwhile or found all places taken (full).",
    ("platform", "event"),
    registry=REGISTRY,
)
_breaker_open = Gauge(
    "ngnpanel_breaker_open",
    "1 while a process of the service does not ask the platform.",
    ("platform",),
    registry=REGISTRY,
    multiprocess_mode="livemax",
)
_items = Counter(
    "ngnpanel_job_items",
    "Items of jobs that are over.",
    ("kind", "outcome"),
    registry=REGISTRY,
)
_mails = Counter(
    "ngnpanel_mails",
    "Mails that nothing more happens to.",
    ("outcome",),
    registry=REGISTRY,
)
_sign_ins = Counter(
    "ngnpanel_sign_ins",
    "Attempts to sign in.",
    ("result",),
    registry=REGISTRY,
)


@lru_cache(maxsize=4096)
def _of(metric: Any, *labels: str) -> Any:
    """The part of a metric with these labels: looking for it takes longer than counting."""
    return metric.labels(*labels)


def method(text: str | None) -> str:
    """A method of HTTP as it is told; a stranger may send any word."""
    return text if text in METHODS else OTHER


def request_answered(verb: str | None, url: str, status: int, seconds: float) -> None:
    """Count a request; ``url`` is the name of its URL pattern, never a path."""
    shown = method(verb)
    _of(_requests, shown, url, str(status)).inc()
    _of(_request_seconds, shown, url).observe(seconds)


def soap_called(port: str, operation: str, result: str, seconds: float) -> None:
    """Count a call of the panel; port and operation are those of the contract."""
    _of(_calls, port, operation, _result(result)).inc()
    _of(_call_seconds, port, operation).observe(seconds)


def soap_served(port: str, operation: str, code: int, seconds: float) -> None:
    """Count a call of the bundled server; both names are ``other`` unless the server has them."""
    _of(_served, port, operation, _result(str(code)) if code else "ok").inc()
    _of(_served_seconds, port, operation).observe(seconds)


def breaker_changed(platform: str, event: str) -> None:
    """Count what the guard of a platform of the settings tells."""
    _breaker.labels(platform, event).inc()
    if event in ("open", "closed"):
        _breaker_open.labels(platform).set(float(event == "open"))


def items_over(kind: str, outcome: str, number: int) -> None:
    """Count items of a job; ``kind`` is the name of a kind of the settings."""
    _items.labels(kind, outcome).inc(number)


def mail_over(outcome: str) -> None:
    """Count a mail that was sent, failed, or of which nobody knows (states of the outbox)."""
    _mails.labels(outcome).inc()


def sign_in(result: str) -> None:
    """Count an attempt: ok, failed, waits (throttled), unavailable, or a word of the factors."""
    _sign_ins.labels(result).inc()


def _result(text: str) -> str:
    """A platform may answer with any number: only codes of four digits are told apart."""
    return text if text in WORDS or CODE.fullmatch(text) else OTHER


def begin() -> None:
    """Start counting from zero: what an earlier start of this service left is taken away.

    Called once by the first process of a service, before the others are there.
    """
    if SERVICE:
        with _locked(ROOT / SERVICE, fcntl.LOCK_EX):
            for file in (ROOT / SERVICE).glob("*.db"):
                file.unlink(missing_ok=True)


def fold(process: int) -> None:
    """Add what a process counted that has ended to one file, so that reloads leave no heap.

    Called by the parent of the process, one at a time.
    """
    if not SERVICE:
        return
    folder = ROOT / SERVICE
    with _locked(folder, fcntl.LOCK_EX):
        for kind in ("counter", "histogram"):
            file = folder / f"{kind}_{process}.db"
            if not file.exists():
                continue
            gone = MmapedDict(str(folder / f"{kind}_gone.db"))  # type: ignore[no-untyped-call]
            for key, value, _moment, _place in MmapedDict.read_all_values_from_file(str(file)):  # type: ignore[no-untyped-call]
                gone.write_value(key, gone.read_value(key)[0] + value, 0.0)  # type: ignore[no-untyped-call]
            gone.close()  # type: ignore[no-untyped-call]
            file.unlink()
        mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]


def collected() -> Iterator[Metric]:
    """All that was counted, by all services that share the data folder, each under its name."""
    found: dict[str, Metric] = {}
    for service, metrics in _by_service():
        for metric in metrics:
            whole = found.setdefault(
                metric.name, Metric(metric.name, metric.documentation, metric.type)
            )
            whole.samples += [
                Sample(each.name, {"service": service, **each.labels}, each.value)
                for each in metric.samples
                # When counting began, which is of no use where processes come and go.
                if not each.name.endswith("_created")
            ]
    yield from found.values()


def _by_service() -> Iterator[tuple[str, Iterable[Metric]]]:
    if not SERVICE:
        yield "alone", REGISTRY.collect()
        return
    for folder in sorted(path for path in ROOT.iterdir() if path.is_dir()):
        with _locked(folder, fcntl.LOCK_SH):
            # A file is empty for a moment when it is made.
            files = [str(file) for file in folder.glob("*.db") if file.stat().st_size]
            yield folder.name, MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """Keep others from taking files away that are just read."""
    with (folder / "lock").open("a") as handle:
        fcntl.flock(handle, how)
        yield
