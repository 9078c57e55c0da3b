"""The files of deploy/: they fit the code, and programs that read them take them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
# What each service gives up; the numbers are those of `systemd-analyze security`.
HARDENED = (
    *("NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes"),
    *("PrivateTmp=yes", "PrivateDevices=yes", "RestrictNamespaces=yes", "UMask=0077"),
    *("SystemCallFilter=@system-service", "RestrictSUIDSGID=yes", "User=ngnpanel"),
)
MOST_EXPOSED = 20  # tenths


def read() -> set[str]:
    """The names of the environment variables that the settings and the scripts read."""
    text = "".join(
        (ROOT / "ngnpanel" / name).read_text(encoding="utf-8")
        for name in ("settings.py", "metrics.py", "launch/web_server.py")
    )
    scripts = "".join((DEPLOY / name).read_text(encoding="utf-8") for name in ("backup", "upgrade"))
    units = "".join(unit.read_text(encoding="utf-8") for unit in UNITS)
    return {
        *re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text),
        *re.findall(r"\$\{([A-Z_]+)", scripts + units),
    }


def set_in(text: str) -> set[str]:
    """The variables that an env file sets, also those that are only shown."""
    names = re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE)
    return {
        name.removesuffix("_FILE") if name != "BACKUP_PASSPHRASE_FILE" else name for name in names
    }


def test_the_example_of_settings_sets_what_the_code_reads() -> None:
    assert set_in((DEPLOY / "ngnpanel.env").read_text(encoding="utf-8")) <= read()


def test_the_example_of_settings_holds_no_secret() -> None:
    text = (DEPLOY / "ngnpanel.env").read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.match(r"#?[A-Z_]*(KEY|PASSWORD|TOKEN)=", line):
            pytest.fail(line)
        if "://" in line and "@" in line:
            assert "CHANGE-ME" in line


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_gives_up_what_it_does_not_need(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert [line for line in HARDENED if line not in lines] == []
    command = next(line for line in lines if line.startswith("ExecStart="))
    assert command.startswith("ExecStart=/opt/ngnpanel/current/")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        text = re.sub(r"/opt/ngnpanel/current/(\.venv/bin/python|deploy/backup)", "/bin/true", text)
        name = unit.name.replace("@", "@1")
        (tmp_path / name).write_text(text.replace("/opt/ngnpanel/current", "/tmp"))
    files = [str(file) for file in tmp_path.iterdir()]
    verify = ["systemd-analyze", "verify", *files]
    ran = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    for file in files:
        if file.endswith(".service"):
            limits = ["--offline=true", f"--threshold={MOST_EXPOSED}"]
            subprocess.run(
                ["systemd-analyze", "security", *limits, file], check=True, capture_output=True
            )


@pytest.mark.parametrize("name", ["backup", "restore", "upgrade"])
def test_the_scripts_are_scripts_of_sh(name: str) -> None:
    script = DEPLOY / name
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", str(script)], check=True)


def instructions() -> list[tuple[str, str]]:
    """The instructions of the container file with their arguments."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^#.*\n", "", text).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def test_the_container_takes_nothing_but_packages_with_hashes() -> None:
    steps = instructions()
    assert {name for name, _rest in steps} <= {
        *("FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL"),
        *("HEALTHCHECK", "CMD"),
    }
    installing = [rest for _name, rest in steps if "-m pip" in rest]
    assert len(installing) == 1
    assert installing[0].count("--require-hashes --only-binary :all:") == 1
    assert not [rest for _name, rest in steps if re.search(r"\b(curl|wget|apt-get|git)\b", rest)]
    last = [name for name, _rest in steps].index("USER")
    assert steps[last][1] == "ngnpanel"
    for _name, rest in steps:
        for path in re.findall(r"(?:^|\s)(requirements[a-z-]*\.txt|manage\.py)", rest):
            assert (ROOT / path).exists()


def test_nothing_secret_gets_into_the_container() -> None:
    left_out = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert {"var", ".git", ".venv", "tests"} <= set(left_out)


def test_the_proxy_says_what_the_panel_relies_on() -> None:
    text = (DEPLOY / "nginx/ngnpanel.conf").read_text(encoding="utf-8")
    for line in (
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        'proxy_set_header X-Client-Certificate "";',
        "proxy_request_buffering on;",
        "location ~ ^/(metrics$|healthz) {",
        "ssl_protocols TLSv1.2 TLSv1.3;",
    ):
        assert line in text
    assert "$request " not in text.partition("log_format")[2].partition(";")[0]
    assert "$request_uri" not in text.partition("log_format")[2].partition(";")[0]


def test_paths_with_a_token_are_not_in_the_log_of_the_proxy() -> None:
    text = (DEPLOY / "nginx/ngnpanel.conf").read_text(encoding="utf-8")
    block = text.partition("map $uri $ngnpanel_path {")[2].partition("}")[0]
    patterns = [re.compile(found) for found in re.findall(r'"~(\S+)"\s', block)]
    for path in (
        "/phone-setup/abc",
        "/password/link/abc/",
        "/subscriber/a@b.example/settings/delete/abc/",
    ):
        assert any(pattern.search(path) for pattern in patterns), path
    assert not any(
        pattern.search("/subscriber/a@b.example/settings/delete/") for pattern in patterns
    )


def folder_with(tmp_path: Path, names: list[str]) -> Path:
    """A panel whose python only makes the file that it is told to."""
    home = tmp_path / "home"
    (home / "deploy").mkdir(parents=True)
    (home / ".venv/bin").mkdir(parents=True)
    shutil.copy2(DEPLOY / "backup", home / "deploy")
    program = home / ".venv/bin/python"
    program.write_text('#!/bin/sh\n[ "$2" != backup ] || echo archive > "$3"\n')
    program.chmod(0o755)
    backups = tmp_path / "backups"
    backups.mkdir()
    for name in names:
        (backups / name).write_text("old")
    return home


def backed_up(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "NGNPANEL_ENV": "/nowhere", **variables}
    return subprocess.run(
        [str(home / "deploy/backup"), str(home.parent / "backups")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_newest_backups_are_kept_and_nothing_else_goes(tmp_path: Path) -> None:
    old = [f"ngnpanel-2020010{day}-000000.tar.gz" for day in range(1, 6)]
    home = folder_with(tmp_path, [*old, "mine.tar.gz"])
    ran = backed_up(home, BACKUPS_KEPT="3")
    assert ran.returncode == 0, ran.stderr
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert left[:1] + left[1:3] == ["mine.tar.gz", *old[3:]]
    assert len(left) == 4
    assert (tmp_path / "backups" / left[3]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kept", ["0", "x", "-1"])
def test_a_number_of_backups_that_keeps_none_is_refused(tmp_path: Path, kept: str) -> None:
    home = folder_with(tmp_path, ["ngnpanel-20200101-000000.tar.gz"])
    assert backed_up(home, BACKUPS_KEPT=kept).returncode == 2
    assert len(list((tmp_path / "backups").iterdir())) == 1
