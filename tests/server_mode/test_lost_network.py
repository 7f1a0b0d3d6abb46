"""A server that vanishes without a word, as when its machine or the network loses its power.

Nothing comes back then, not even that nothing is there; without a limit a page would wait for a
quarter of an hour.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from survey.database_postgresql import ENDED_LINES
from tests.databases import IS_POSTGRESQL
from tests.proofs import IS_LONG

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="about the server")

ROOT = Path(__file__).parents[2]
IP = shutil.which("ip") or ""
OURS, THEIRS, ELSEWHERE = "10.77.31.1", "10.77.31.2", "sammenheng-lost"
NETWORK = [
    f"netns add {ELSEWHERE}",
    f"link add smh0 type veth peer name smh1 netns {ELSEWHERE}",
    f"addr add {OURS}/24 dev smh0",
    "link set smh0 up",
    f"-n {ELSEWHERE} addr add {THEIRS}/24 dev smh1",
    f"-n {ELSEWHERE} link set smh1 up",
]
ASKS = """
import sys, time
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from survey.database import make_engine
connection = make_engine(sys.argv[1]).connect()
connection.scalar(text("SELECT 1"))
print("asked", flush=True)
sys.stdin.readline()
start = time.monotonic()
try:
    connection.scalar(text("SELECT 2"))
except OperationalError:
    print(time.monotonic() - start)
"""


def ip(words: str) -> None:
    subprocess.run([IP, *words.split()], check=True, capture_output=True)


def test_each_line_is_given_a_limit(app: Flask) -> None:
    with app.extensions["database"].connect() as connection:
        told = connection.connection.driver_connection.info.get_parameters()
    assert ENDED_LINES.items() <= {key: int(told.get(key, 0)) for key in ENDED_LINES}.items()


@pytest.fixture
def network() -> Iterator[None]:
    """Make another host, as the kernel has it, and a way to it."""
    if not IS_LONG:
        pytest.skip("half a minute: ./run test --long --postgresql")
    if os.geteuid() != 0 or not IP:
        pytest.skip("needs root and the program ip (Debian: iproute2)")
    with ExitStack() as at_end:
        at_end.callback(
            subprocess.run, [IP, "netns", "del", ELSEWHERE], check=False, capture_output=True
        )
        for line in NETWORK:
            ip(line)
        yield


def hand_on(listening: socket.socket, host: str, port: int) -> None:
    """Stand for a server at the other end: hand on what comes, to the real one and back."""
    here, _ = listening.accept()
    there = socket.create_connection((host, port))
    for one, other in ((here, there), (there, here)):
        threading.Thread(target=_pour, args=(one, other), daemon=True).start()


def _pour(one: socket.socket, other: socket.socket) -> None:
    try:
        while piece := one.recv(65536):
            other.sendall(piece)
    except OSError:
        pass


def test_a_server_that_vanishes_is_noticed_within_half_a_minute(app: Flask, network: None) -> None:
    real = make_url(app.extensions["database"].url)
    listening = socket.create_server((OURS, 0))
    handed_on = (listening, real.host or "127.0.0.1", real.port or 5432)
    threading.Thread(target=hand_on, args=handed_on, daemon=True).start()
    seen_from_there = real.set(host=OURS, port=listening.getsockname()[1])
    address = seen_from_there.render_as_string(hide_password=False)
    with subprocess.Popen(
        [IP, "netns", "exec", ELSEWHERE, sys.executable, "-c", ASKS, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
    ) as asks:
        assert asks.stdin is not None
        assert asks.stdout is not None
        assert asks.stdout.readline() == "asked\n"
        ip("link set smh0 down")
        asks.stdin.write("\n")
        asks.stdin.flush()
        assert float(asks.stdout.readline()) < 30
    listening.close()
