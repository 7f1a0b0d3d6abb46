"""Several workers behind one address: gunicorn, with the application made once before they begin.

A worker that dies is replaced. On SIGTERM no new request is taken and those in hand are finished.
"""

from __future__ import annotations

import os
import signal
import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from survey.server_settings import JSON
from survey.serving import memory, monitoring, worker_number
from survey.serving.counts import MOST_WORKERS
from survey.serving.doorway import Doorway
from survey.serving.monitoring import Listener

THREADS = 8  # of a worker: participants wait for the database, not for the processor
STOPS_WITHIN = 30  # seconds that requests in hand may take when the server is stopped
SILENT_FOR = 60  # seconds after which a worker that gives no sign of life is replaced
# Longer than a proxy keeps its connections to us (nginx: 60): otherwise it sends into one that is
# just being closed, and a form that was sent may not be sent again by itself.
KEPT_OPEN = 75


class PlainLogger(Logger):
    """Hands everything to the program's own log; see ``logs``."""

    def setup(self, cfg: Any) -> None:
        """Set nothing up but the level."""
        super().setup(cfg)
        self.error_log.propagate = True


class Server(BaseApplication):
    """The application with its workers, listening on a socket that is open already."""

    def __init__(self, app: Flask, bound: socket.socket, n_workers: int) -> None:
        self.app, self.bound, self.n_workers = app, bound, n_workers
        self.numbers: dict[int, int] = {}  # of workers, by their age
        self.listener = monitoring.listen(app) if app.config["SETTINGS"].metrics else None
        super().__init__()

    def load_config(self) -> None:
        """Say how to serve."""
        chosen = {
            "bind": f"fd://{self.bound.fileno()}",
            "workers": self.n_workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "timeout": SILENT_FOR,
            "graceful_timeout": STOPS_WITHIN,
            "keepalive": KEPT_OPEN,
            "logger_class": PlainLogger,
            "errorlog": None,
            "loglevel": "info" if self.app.config["SETTINGS"].log == JSON else "warning",
            "accesslog": None,  # it would hold addresses
            "secure_scheme_headers": {},  # the setting ``proxies`` alone says what is believed
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
            "pre_fork": self._number,
            "post_fork": self._begin_worker,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Doorway:
        """Return the application that every worker serves."""
        return Doorway(self.app)

    def run(self) -> None:
        """Serve until a signal ends it."""
        # No connection may be open when workers are forked: two processes would speak on it.
        self.app.extensions["database"].dispose()
        if self.app.extensions["journal"] is not None:
            self.app.extensions["journal"].close()
        memory.settle()  # so that it is not copied for each worker either
        Master(self).run()

    def _number(self, server: Arbiter, worker: Any) -> None:
        """Give a worker the lowest number that no living one has."""
        living = {one.age for one in server.WORKERS.values()}
        self.numbers = {age: number for age, number in self.numbers.items() if age in living}
        taken = set(self.numbers.values())
        self.numbers[worker.age] = next(n for n in range(len(taken) + 1) if n not in taken)

    def _begin_worker(self, _server: Arbiter, worker: Any) -> None:
        worker_number.become(self.numbers[worker.age])
        self.app.extensions["database"].dispose(close=False)
        if "counts" in self.app.extensions:
            self.app.extensions["counts"].begin_worker()
        if self.listener is not None:
            self.listener.socket.close()


class Master(Arbiter):
    """Keeps the workers, and beside them the one process that tells the counts."""

    app: Server
    monitor: int | None = None

    def manage_workers(self) -> None:
        """Start what is missing; called about once a second."""
        super().manage_workers()
        if self.app.listener is not None and not _lives(self.monitor):
            self.monitor = self._start_monitor(self.app.listener)

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - the base class's signature
        """End the workers, and then the process that tells the counts."""
        super().stop(graceful)
        if self.monitor is not None and _lives(self.monitor):
            os.kill(self.monitor, signal.SIGKILL)

    def _start_monitor(self, listener: Listener) -> int:
        master = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        for name in self.SIGNALS:
            signal.signal(name, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the master's
        for one in self.LISTENERS:
            one.sock.close()
        worker_number.become(MOST_WORKERS - 1)  # whose row no worker writes in
        self.app.app.extensions["database"].dispose(close=False)
        listener.serve_while(lambda: os.getppid() == master)
        os._exit(0)


def _lives(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
