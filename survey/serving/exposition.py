"""The counts as Prometheus reads them (text format 0.0.4).

What participants do is told as it was at the last full five minutes: counts that are read every
few seconds and kept for years would tell to the second when somebody was there, and in a small
group that may be one person everybody knows. It is told of the whole installation, never of a
study, and sending in is not told apart from opening a page. Errors of the program are told at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from survey.serving.audience import AUDIENCES, PARTICIPANT
from survey.serving.counts import BOUNDS, CLASSES, IN_USE, STARTS, Counts

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STEP = 300.0  # seconds between what is told of participants
ERRORS = 5  # the class of status that is the program's own fault
Told = Mapping[object, float]
Jobs = Mapping[str, int]


class Exposition:
    """What is told to whoever asks."""

    def __init__(
        self,
        counts: Counts,
        count_jobs: Callable[[], Jobs | None],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._counts, self._count_jobs, self._clock = counts, count_jobs, clock
        self._held: Told = dict.fromkeys(counts.read(), 0.0)
        self._held_since = -1.0

    def text(self) -> str:
        """Return everything that is told, as it stands now."""
        return "\n".join([*self._requests(), *self._process(), *self._jobs(), ""])

    def _requests(self) -> Iterator[str]:
        now = self._counts.read()
        if self._clock() // STEP != self._held_since:
            self._held, self._held_since = now, self._clock() // STEP
        yield from _about("requests_total", "counter", "Requests by audience and class of status.")
        for audience in AUDIENCES:
            for number in CLASSES:
                is_held = audience == PARTICIPANT and number != ERRORS
                value = (self._held if is_held else now)[audience, number]
                labels = f'audience="{audience}",status="{number}xx"'
                yield _line("requests_total", value, labels)
        yield from _about("request_seconds", "histogram", "Seconds until an answer is made.")
        for audience in AUDIENCES:
            shown, so_far = (self._held if audience == PARTICIPANT else now), 0.0
            for bound in (*BOUNDS, "more"):
                so_far += shown[audience, bound]
                top = "+Inf" if bound == "more" else bound
                yield _line("request_seconds_bucket", so_far, f'audience="{audience}",le="{top}"')
            seconds = shown[audience, "seconds"]
            yield _line("request_seconds_sum", seconds, f'audience="{audience}"')
            yield _line("request_seconds_count", so_far, f'audience="{audience}"')

    def _process(self) -> Iterator[str]:
        told = {
            "database_connections_in_use": (
                "gauge",
                "Connections to the database that are in use, over all workers.",
                self._counts.total(IN_USE),
            ),
            "worker_starts_total": (
                "counter",
                "Workers started; more than there are workers if some had to be started again.",
                self._counts.total(STARTS),
            ),
            "start_time_seconds": (
                "gauge",
                "When this server was started.",
                self._counts.began_at,
            ),
        }
        for name, (kind, about, value) in told.items():
            yield from _about(name, kind, about)
            yield _line(name, value)

    def _jobs(self) -> Iterator[str]:
        jobs = self._count_jobs()
        yield from _about("database_up", "gauge", "Whether the database answered just now.")
        yield _line("database_up", 0 if jobs is None else 1)
        if jobs is not None:
            yield from _about("jobs", "gauge", "Pieces of work by state, of all studies together.")
            for state, number in jobs.items():
                yield _line("jobs", number, f'state="{state}"')


def _about(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP sammenheng_{name} {text}"
    yield f"# TYPE sammenheng_{name} {kind}"


def _line(name: str, value: float, labels: str = "") -> str:
    shown = f"{value:.0f}" if value == int(value) else f"{value:.6f}"
    return f"sammenheng_{name}{{{labels}}} {shown}" if labels else f"sammenheng_{name} {shown}"
