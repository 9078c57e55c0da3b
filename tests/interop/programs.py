"""SOAP clients of other languages, each in a process that reads one call a line as JSON."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

from tests.interop import calls
from tests.interop.calls import CONTRACT, TIMEOUT
from tests.interop.steps import Outcome, Reading, Step

HERE = Path(__file__).parent


class Program:
    """A process with a client; ``command`` starts it, followed by the endpoint."""

    command: ClassVar[tuple[str, ...]]
    reading: Reading
    install: str

    def __init__(self, endpoint: str) -> None:
        self.process = subprocess.Popen(
            [*self.command, endpoint],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"PATH": os.environ["PATH"]},
        )

    def call(self, step: Step) -> Outcome:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        told = {
            "port": step.port,
            "namespace": CONTRACT.ports[step.port].namespace,
            "operation": step.operation,
            "arguments": calls.arguments(step),
            "auth": calls.auth(step),
        }
        self.process.stdin.write(json.dumps(told, default=bytes_for_json) + "\n")
        self.process.stdin.flush()
        outcome = json.loads(self.process.stdout.readline())
        outcome["code"] = int(outcome.get("code", 0))
        return Outcome(**outcome)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()


class Php(Program):
    """PHP's own SOAP extension, with one WSDL for each port."""

    command = ("php", "-d", "soap.wsdl_cache_enabled=0", str(HERE / "php" / "client.php"))
    reading = Reading()
    install = "apt-get install -y --no-install-recommends php-cli php-soap"

    @staticmethod
    def is_installed() -> bool:
        return "soap" in output_of("php", "-m").split()


class Node(Program):
    """npm's soap, with one WSDL for each port.

    It knows whole numbers by the types int and integer only; of the others it hands out the text.
    """

    command = ("node", str(HERE / "node" / "client.js"))
    reading = Reading(one_number_type=True, number_texts=True)
    install = "cd tests/interop/node && npm ci --ignore-scripts --no-audit --no-fund"

    @staticmethod
    def is_installed() -> bool:
        return shutil.which("node") is not None and (HERE / "node/node_modules/soap").is_dir()


class Perl(Program):
    """SOAP::Lite without a WSDL, as its users write it; Perl knows numbers and texts only."""

    command = ("perl", str(HERE / "perl" / "client.pl"))
    reading = Reading(one_number_type=True, number_texts=True, flag_digits=True)
    install = "apt-get install -y --no-install-recommends libsoap-lite-perl"

    @staticmethod
    def is_installed() -> bool:
        return output_of("perl", "-MSOAP::Lite", "-MJSON::PP", "-e", "print 'both'") == "both"


def output_of(*command: str) -> str:
    """What a program prints; nothing when it is not there."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    return done.stdout


def bytes_for_json(value: object) -> dict[str, str]:
    """JSON has no bytes; the programs take them out of this again."""
    assert isinstance(value, bytes)
    return {"base64": base64.b64encode(value).decode("ascii")}
