"""Runs the demonstration of an installed wheel from first page to report; no checkout needed.

python try_demonstration.py path/to/sammenheng SCRATCH_FOLDER
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

MOST_SECONDS_TO_FIRST_PAGE = 15


def main(command: str, scratch: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    serve_first_page(command, scratch, environment)
    folder = scratch / "study"
    folder.mkdir()

    def run(*arguments: str) -> None:
        subprocess.run([command, *arguments], cwd=folder, env=environment, check=True)

    run("demo", "--no-serve", "--facts", "facts.json")
    run("export", "demo", "--format", "csv", "-o", "answers.csv")
    run("evaluate", "answers.csv", "--json", "evaluation.json")
    number = json.loads((folder / "facts.json").read_text())["municipalities"][0]["number"]
    for language in ("nb", "nn", "en"):
        where = ["--municipality", number, "-o", f"{language}.pdf"]
        run("report", "demo", "--language", language, *where)
        assert (folder / f"{language}.pdf").read_bytes().startswith(b"%PDF")
    print("1 passed, 0 failed")


def serve_first_page(command: str, scratch: Path, environment: dict[str, str]) -> None:
    facts = scratch / "served.json"
    started = time.monotonic()
    with subprocess.Popen(
        [command, "demo", "--port", "0", "--facts", str(facts)], cwd=scratch, env=environment
    ) as server:
        try:
            address = wait_for(facts, server)
            with urllib.request.urlopen(address) as page:  # noqa: S310 - our own server
                assert page.status == 200
            waited = time.monotonic() - started
        finally:
            server.terminate()
    print(f"first page after {waited:.1f} s")
    assert waited < MOST_SECONDS_TO_FIRST_PAGE


def wait_for(facts: Path, server: subprocess.Popen[bytes]) -> str:
    while not facts.exists():
        assert server.poll() is None, "the demonstration ended before it served"
        time.sleep(0.1)
    time.sleep(0.2)
    return str(json.loads(facts.read_text())["base_url"])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
