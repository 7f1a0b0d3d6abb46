"""Starts upgrades of a database and kills them; a process of its own, so that it can fork.

Each line that comes in is a number of seconds. The upgrade is killed when they are over, and what
became of it goes out: "killed", or "ended" where it was done before.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from survey import schema
from survey.database import make_engine


def upgrade(url: str) -> None:
    engine = make_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    os._exit(0)


def main(url: str) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            upgrade(url)
        time.sleep(float(line))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
