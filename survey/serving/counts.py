"""How often and how long, over all workers of one server; nothing about anybody.

The counts lie in memory that the workers share, a row for each, so that whoever tells them asks no
worker. A worker that takes another's place goes on with its row: counts only grow.
"""

from __future__ import annotations

import mmap
import threading
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Pool, event

from survey.serving import worker_number
from survey.serving.audience import AUDIENCES

MOST_WORKERS = 64
CLASSES = (2, 3, 4, 5)  # the first figure of the status
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)  # seconds
IN_USE, STARTS = "connections_in_use", "worker_starts"
COLUMNS: Mapping[Any, int] = {
    name: place
    for place, name in enumerate(
        [
            *((audience, number) for audience in AUDIENCES for number in CLASSES),
            *((audience, bound) for audience in AUDIENCES for bound in (*BOUNDS, "more")),
            *((audience, "seconds") for audience in AUDIENCES),
            IN_USE,
            STARTS,
        ]
    )
}
BYTES = 8


class Counts:
    """The rows of all workers; a worker adds to its own, and whoever tells them reads all."""

    def __init__(self) -> None:
        size = MOST_WORKERS * len(COLUMNS) * BYTES
        self._cells = memoryview(mmap.mmap(-1, size)).cast("d")
        self._lock = threading.Lock()  # between this worker's threads
        self.began_at = time.time()

    def begin_worker(self) -> None:
        """Say that this process begins: none of its connections is in use."""
        self._lock = threading.Lock()
        self._cells[self._place(IN_USE)] = 0
        self._add(STARTS, 1)

    def note(self, audience: str, status: int, seconds: float) -> None:
        """Count one request and how long it took."""
        bound = next((one for one in BOUNDS if seconds <= one), "more")
        with self._lock:
            self._cells[self._place((audience, min(max(status // 100, 2), 5)))] += 1
            self._cells[self._place((audience, bound))] += 1
            self._cells[self._place((audience, "seconds"))] += seconds

    def watch_pool(self, pool: Pool) -> None:
        """Count the connections to the database that are in use."""
        event.listen(pool, "checkout", lambda *_: self._add(IN_USE, 1))
        event.listen(pool, "checkin", lambda *_: self._add(IN_USE, -1))

    def total(self, name: object) -> float:
        """Return one count over all workers."""
        return sum(self._cells[COLUMNS[name] :: len(COLUMNS)])

    def read(self) -> dict[object, float]:
        """Return every count over all workers, by its name."""
        return {name: self.total(name) for name in COLUMNS}

    def _add(self, name: object, number: int) -> None:
        with self._lock:
            self._cells[self._place(name)] += number

    def _place(self, name: object) -> int:
        return worker_number.current() % MOST_WORKERS * len(COLUMNS) + COLUMNS[name]
