"""What the program is made of, and what is known against it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.dependencies import known_vulnerabilities
from tests.dependencies.bill_of_materials import bill
from tests.dependencies.locked import locked_in

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
KNOWN = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2027-0001"],
    "summary": "An invented fault.",
    "affected": [{"package": {"name": "segno", "ecosystem": "PyPI"}}],
}


def test_the_bill_names_every_locked_package_with_its_version_and_the_sums_of_its_files() -> None:
    told = json.loads(bill(locked_in(LOCK)))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    named = {
        (one["name"], one["version"]): sorted(each["content"] for each in one["hashes"])
        for one in told["components"]
    }
    assert named == {(one.name, one.version): sorted(one.sums) for one in locked_in(LOCK)}
    assert len(named) > 40
    assert all(named.values())


def test_every_package_that_runs_here_says_its_licence() -> None:
    told = json.loads(bill(locked_in(LOCK)))["components"]
    elsewhere = {"colorama", "tzlocal"}  # for other systems: not installed, so nothing is known
    assert [one["name"] for one in told if not one.get("licenses")] == [
        one["name"] for one in told if one["name"] in elsewhere
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_the_locks_is_pinned_and_has_the_sum_of_what_may_be_installed(
    name: str,
) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(packages) == len(locked_in(ROOT / name))
    assert all(one.sums for one in locked_in(ROOT / name))


class Feed(BaseHTTPRequestHandler):
    """Knows of one fault, of one package."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = {"vulns": [KNOWN]} if asked["package"]["name"] == "segno" else {}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def feed() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Feed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def audit(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Audit a lock of these packages, as the gate does."""

    def run(url: str, *packages: str, until: dt.date | None = None) -> object:
        lock, exceptions = tmp_path / "a.lock", tmp_path / "exceptions.toml"
        sums = f"    --hash=sha256:{hashlib.sha256(b'').hexdigest()}\n"
        lock.write_text("".join(f"{one} \\\n{sums}" for one in packages))
        exceptions.write_text(
            f'[[exception]]\nid = "CVE-2027-0001"\nwhy = "never called"\nuntil = {until}\n'
            if until
            else ""
        )
        program = [sys.executable, "-m", known_vulnerabilities.__name__, str(lock)]
        options = ["--exceptions", str(exceptions), "--osv-url", url]
        return subprocess.run(
            [*program, *options], cwd=ROOT, capture_output=True, text=True, check=False
        )

    return run


def test_a_known_vulnerability_fails_the_gate_and_is_named(
    feed: str, audit: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    told = audit(feed, "flask==3.1.0", "segno==1.6.6")
    assert told.returncode == 1
    assert "segno 1.6.6: CVE-2027-0001" in told.stdout
    assert "asked for 2 of 2 packages" in told.stdout


def test_nothing_known_passes(
    feed: str, audit: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    told = audit(feed, "flask==3.1.0")
    assert (told.returncode, told.stdout.count("\n")) == (0, 1)


@pytest.mark.parametrize(("days", "code"), [(1, 0), (-1, 1)])
def test_a_written_exception_holds_until_its_day(
    feed: str, audit: Callable[..., subprocess.CompletedProcess[str]], days: int, code: int
) -> None:
    until = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=days)
    told = audit(feed, "segno==1.6.6", until=until)
    assert told.returncode == code
    assert ("Lived with: never called" in told.stdout) == (code == 0)


def test_where_nobody_can_be_asked_one_line_says_so_and_nothing_fails(
    audit: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    told = audit("http://127.0.0.1:9/", "segno==1.6.6")
    assert told.returncode == 0
    assert told.stdout == (
        "Known vulnerabilities: could not ask, no service answers from this machine.\n"
    )
