"""Asks whether anything that is locked has a known vulnerability; fails where something has.

python known_vulnerabilities.py LOCK [--exceptions FILE] [--osv-url URL]

Two services are asked one after the other whether they answer at all. Where neither can be asked
that is said in one line, and nothing fails: a machine without a way out can still be built on. What
is known and must be lived with for a while stands in ``exceptions.toml``, with a reason and a day.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.dependencies.locked import Locked, locked_in

AUDIT = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
SERVICES = (["--vulnerability-service", "pypi"], ["--vulnerability-service", "osv"])
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
MOST_SECONDS = 5  # for one answer
Found = list[dict[str, Any]]


def ask(packages: Sequence[Locked], service: Sequence[str]) -> Found | None:
    """Return what a service says of each package; None where it does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / "names.txt"
        names.write_text("".join(f"{one.name}=={one.version}\n" for one in packages))
        done = subprocess.run(
            [
                *AUDIT,
                *("--requirement", str(names), "--cache-dir", folder),
                *("--timeout", str(MOST_SECONDS), *service),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        told: Found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return told if any("vulns" in one for one in told) else None


def allowed(path: Path, today: dt.date) -> dict[str, str]:
    """Return what is lived with for now: each vulnerability's name, and why."""
    written = tomllib.loads(path.read_text(encoding="utf-8")).get("exception", [])
    return {one["id"]: one["why"] for one in written if one["until"] >= today}


def answering(packages: Sequence[Locked], services: Sequence[Sequence[str]]) -> Found | None:
    """Return what the first service that answers for one package says of all of them."""
    for service in services:
        if ask(packages[:1], service) is not None:
            return ask(packages, service)
    return None


def main(arguments: Sequence[str]) -> int:
    """Return 1 where something is known and no exception is written."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lock", type=Path)
    parser.add_argument("--exceptions", type=Path, default=EXCEPTIONS)
    parser.add_argument("--osv-url")
    given = parser.parse_args(arguments)
    services = [[*SERVICES[1], "--osv-url", given.osv_url]] if given.osv_url else SERVICES
    told = answering(locked_in(given.lock), services)
    if told is None:
        print("Known vulnerabilities: could not ask, no service answers from this machine.")
        return 0
    lived_with = allowed(given.exceptions, dt.datetime.now(tz=dt.UTC).date())
    is_clean = True
    for package in told:
        for one in package.get("vulns", ()):
            why = next((lived_with[n] for n in (one["id"], *one["aliases"]) if n in lived_with), "")
            is_clean &= bool(why)
            mended = ", ".join(one["fix_versions"]) or "nothing yet"
            to_do = f"Lived with: {why}" if why else "Update, or say why not in exceptions.toml."
            print(
                f"{package['name']} {package['version']}: {one['id']}, mended in {mended}. {to_do}"
            )
    not_asked = [one["name"] for one in told if "vulns" not in one]
    print(f"Known vulnerabilities: asked for {len(told) - len(not_asked)} of {len(told)} packages.")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
