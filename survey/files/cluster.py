"""The parts of a data set on Dask: other processes read and work, this one keeps the order.

Workers only read, check and look up; every figure that is rounded is worked out in one process, in
one order. So the numbers are the same to the last digit on any cluster. A part is one task
without any effect, so it is simply done again where a worker is lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dask.config
from distributed import CancelledError, Client, KilledWorker, LocalCluster, Security
from distributed.comm.core import CommClosedError

from survey.errors import SurveyError
from survey.files.dataset import Dataset, Part
from survey.files.pieces import Made, Run, Work

WAITING = 3  # parts for each worker that are on their way or not yet fetched: bounds the memory
TRIES = 3  # how many workers a part may lose before it is given up
PATIENCE = 30  # seconds for the first worker to come
SAME = ("sammenheng", "numpy", "pandas", "pyarrow")
LOST = (KilledWorker, CancelledError, CommClosedError, TimeoutError, ConnectionError)
NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
QUIET = "ERROR"  # a worker that is lost and replaced is no news for who waits


class ClusterFailed(SurveyError):
    """The cluster cannot be used, or was lost; what was begun is not written."""


@contextmanager
def cluster(where: int | str, dataset: Dataset) -> Iterator[Run[Any]]:
    """Give what runs work on the parts: on so many own processes, or at a scheduler's address.

    Own processes talk to each other over TLS with a key made for this run, on this machine's
    loopback, and show no page. Raises ClusterFailed if there is no cluster, or if a worker has
    other software or does not see the files.
    """
    with ExitStack() as stack:
        try:
            client = _client(where, stack)
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError) as fault:
            message = f"there is no cluster at {where}: {fault}\nIs its scheduler running?"
            raise ClusterFailed(message) from fault
        _check_workers(client, dataset)
        yield lambda work, parts: _run(client, work, parts)


def _client(where: int | str, stack: ExitStack) -> Client:
    if isinstance(where, str):
        return stack.enter_context(Client(where, timeout=PATIENCE))
    # Dask always listens for a browser too: on this machine's loopback, and with nothing to show.
    stack.enter_context(dask.config.set(NO_PAGES))
    here = LocalCluster(
        n_workers=where,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls",
        security=Security.temporary(),
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        silence_logs=QUIET,
    )
    stack.enter_context(here)
    return stack.enter_context(Client(here, timeout=PATIENCE))


def _check_workers(client: Client, dataset: Dataset) -> None:
    ours = _software()
    for address, (theirs, unseen) in client.run(_seen_by, dataset.files).items():
        other = [f"{name} {theirs[name]}" for name in SAME if theirs[name] != ours[name]]
        if other:
            here = ", ".join(f"{name} {ours[name]}" for name in SAME)
            message = f"the worker {address} has {', '.join(other)}; here is {here}."
            raise ClusterFailed(f"{message}\nInstall the same on every machine.")
        if unseen:
            message = f"the worker {address} does not see {unseen[0]}."
            raise ClusterFailed(f"{message}\nPut the files where every machine has them.")


def _seen_by(files: tuple[Path, ...]) -> tuple[dict[str, str], list[str]]:
    """Return, on a worker, its software and the files that it does not see."""
    return _software(), [str(file) for file in files if not file.exists()]


def _software() -> dict[str, str]:
    return {name: version(name) for name in SAME}


def _run(client: Client, work: Work[Made], parts: Iterable[Part]) -> Iterator[Made]:
    """Yield what the parts become, in their order; only a few are under way at a time."""
    [sent] = client.scatter([work], broadcast=False)
    under_way: deque[Any] = deque()
    most = WAITING * max(1, len(client.nthreads()))
    try:
        for part in parts:
            under_way.append(client.submit(_whole, sent, part, pure=False, retries=TRIES))
            if len(under_way) >= most:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    except LOST as fault:
        message = f"the cluster was lost: {fault}\nNothing was written. Run the command again."
        raise ClusterFailed(message) from fault
    finally:
        client.cancel(list(under_way))


def _whole(work: Work[Made], part: Part) -> list[Made]:
    return list(work(part))
