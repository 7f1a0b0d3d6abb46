"""The program as it is served, in a process of its own that can be killed at any moment.

Each server is forked from a process that has imported the program and does nothing else, so that
hundreds of deaths do not cost hundreds of starts; it makes its application and opens the database
anew. This file is also that process.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from survey import participant_side
from survey.config import load_settings
from survey.serving.alone import listen

HOST = "127.0.0.1"
LONGEST_START = 20.0
ROOT = Path(__file__).parents[2]


class Served:
    """A server that is killed without warning, and started again at the same address."""

    def __init__(self, configuration: Path) -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]
        self.n_deaths = 0
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(configuration), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            text=True,
        )
        self._wait_for_start()

    def kill_and_restart(self) -> None:
        """Kill it with signal 9, whatever it is doing, and start the next."""
        assert self.process.stdin is not None
        self.process.stdin.write("next\n")
        self.process.stdin.flush()
        self.n_deaths += 1
        self._wait_for_start()

    def _wait_for_start(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "started\n"
        late = time.monotonic() + LONGEST_START
        while time.monotonic() < late:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise TimeoutError("the server does not start")

    def stop(self) -> None:
        """End it for good."""
        self.process.communicate()


def serve_again_and_again(configuration: str, port: int) -> None:
    """Serve; at each line that comes in kill the server and start the next."""
    settings = load_settings({"SAMMENHENG_CONFIG": configuration})
    while True:
        server = os.fork()
        if server == 0:
            listen(participant_side.make(settings), HOST, port).run()
        print("started", flush=True)
        line = sys.stdin.readline()
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
        if not line:
            return


if __name__ == "__main__":
    serve_again_and_again(sys.argv[1], int(sys.argv[2]))
