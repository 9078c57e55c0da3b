"""What a request costs over HTTP on loopback, and whether the server's memory stays flat."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import material, spyne_server
from benchmarks.clock import ms, table

HOST: Final = "127.0.0.1"
SERVERS: Final = {
    "memory": "ours, from memory",
    "database": "ours, SQLite",
    "spyne": "spyne, from memory",
}
CONNECTIONS: Final = 2
SECONDS: Final = 4.0
# Enough calls for what leaks to be seen.
STEADY_CALLS: Final = 5_000
TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A server: its port, and the worker process whose CPU time and memory count."""

    port: int
    worker: int

    def cpu_seconds(self) -> float:
        """CPU time of the worker so far, user and system."""
        stat = Path(f"/proc/{self.worker}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mib(self) -> float:
        """Resident memory of the worker."""
        lines = Path(f"/proc/{self.worker}/status").read_text(encoding="ascii").splitlines()
        found = next(line for line in lines if line.startswith("VmRSS"))
        return int(found.split()[1]) / 1024


def report() -> str:
    """The tables."""
    cost: dict[str, list[str]] = {name: [name] for name in material.NAMES}
    rate: dict[str, list[str]] = {name: [name] for name in material.NAMES}
    steady = []
    for server in SERVERS:
        with running(server) as found:
            for name in material.NAMES:
                cpu, per_second = measured(found, server, name)
                cost[name].append(ms(cpu))
                rate[name].append(f"{per_second:.0f}")
            if server == "database":
                steady = memory(found)
    head = ["", *SERVERS.values()]
    return "\n".join(
        [
            "### Over HTTP: CPU of the server for a request (ms)\n",
            table(head, list(cost.values())),
            f"\n### Over HTTP: requests a second, one process, {CONNECTIONS} connections\n",
            table(head, list(rate.values())),
            "\n### Memory of the server (MiB) while it answers lists of 100\n",
            table(["calls", "resident"], steady),
        ]
    )


def measured(server: Running, kind: str, name: str) -> tuple[float, float]:
    """CPU milliseconds for a request, and requests a second."""
    body = spyne_server.request(name) if kind == "spyne" else material.request(name)
    ask(server.port, body, calls=3)
    before, started = server.cpu_seconds(), time.perf_counter()
    calls = load(server.port, body, seconds=SECONDS)
    wall = time.perf_counter() - started
    return (server.cpu_seconds() - before) / calls * 1000, calls / wall


def memory(server: Running) -> list[list[str]]:
    """Resident memory at the start, in the middle and at the end of many calls."""
    body = material.request("list of 100")
    steps, rows = 4, [["0", f"{server.memory_mib():.1f}"]]
    for step in range(1, steps + 1):
        load(server.port, body, calls=STEADY_CALLS // steps)
        rows.append([str(STEADY_CALLS * step // steps), f"{server.memory_mib():.1f}"])
    return rows


def load(port: int, body: bytes, *, seconds: float = 0.0, calls: int = 0) -> int:
    """Ask over some connections at once until time or number is reached; returns the calls."""
    done = [0] * CONNECTIONS
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        for made in asking(port, body):
            done[number] = made
            if (calls and made >= calls // CONNECTIONS) or (
                seconds and time.perf_counter() >= until
            ):
                return

    threads = [threading.Thread(target=work, args=(each,)) for each in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def ask(port: int, body: bytes, *, calls: int) -> None:
    """Some calls over one connection."""
    for made in asking(port, body):
        if made >= calls:
            return


def asking(port: int, body: bytes) -> Iterator[int]:
    """Calls without end over one connection; yields how many were made."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    made = 0
    try:
        while True:
            connection.request("POST", "/ngnpro/", body, headers)
            response = connection.getresponse()
            answer = response.read()
            if response.status != 200:
                raise RuntimeError(f"status {response.status}: {answer[:300]!r}")
            made += 1
            yield made
    finally:
        connection.close()


@contextmanager
def running(kind: str) -> Iterator[Running]:
    """One server in a process of its own, with a private folder, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "BENCHMARK_SERVER": kind,
            "NGNPANEL_DATA": folder,
            "DATABASE_URL": f"sqlite://{folder}/benchmark.sqlite3",
            "LOG_LEVEL": "WARNING",
            "SOAP_RATE": "0",
        }
        if kind == "database":
            filled(environment)
        port = free_port()
        command = [
            *(sys.executable, "-m", "gunicorn", "benchmarks.wsgi:application"),
            *("--bind", f"{HOST}:{port}", "--workers", "1", "--worker-class", "gthread"),
            *("--threads", str(CONNECTIONS), "--keep-alive", "60", "--no-control-socket"),
        ]
        with Path(folder, "server.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            wait_for(port, process, Path(folder, "server.log"))
            yield Running(port, worker_of(process.pid))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def filled(environment: dict[str, str]) -> None:
    """The tables, with as many accounts as the longest list."""
    subprocess.run([sys.executable, "-m", "benchmarks.fill"], env=environment, check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server takes connections; raises RuntimeError with its log when it does not."""
    for _attempt in range(150):
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def worker_of(arbiter: int) -> int:
    """The process that gunicorn's first one started."""
    children = Path(f"/proc/{arbiter}/task/{arbiter}/children")
    for _attempt in range(50):
        found = children.read_text(encoding="ascii").split()
        if found:
            return int(found[0])
        time.sleep(0.1)
    raise RuntimeError("gunicorn has no worker")
