"""A question that belongs to no study: a child process answers it, and this one remembers.

Nothing of it is stored: it is about nobody, and is worked out again in some seconds.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections import OrderedDict

from survey.planner.asked import Asked
from survey.planner.operations import Answer

MOST_KEPT = 100
SECONDS = 300  # after which a child that has not answered is stopped
log = logging.getLogger(__name__)
_kept: OrderedDict[str, Answer] = OrderedDict()
_writing, _one_at_a_time = threading.Lock(), threading.Lock()


def answer(asked: Asked) -> Answer:
    """Return the answer to a question; where there is none, have it worked out.

    That it failed is told once; who asks again has it tried again.
    """
    with _writing:
        known = _kept.get(asked.name)
        if known is not None:
            if known.has_failed:
                del _kept[asked.name]
            return known
        _kept[asked.name] = waiting = Answer(None)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    threading.Thread(target=_work_out, args=(asked.name,), daemon=True).start()
    return waiting


def forget() -> None:
    """Forget every answer."""
    with _writing:
        _kept.clear()


def _work_out(name: str) -> None:
    with _one_at_a_time:
        found = _asked_of_a_child(name)
    with _writing:
        _kept[name] = found


def _asked_of_a_child(name: str) -> Answer:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and whole numbers
            [sys.executable, "-m", "survey.planner", name],
            check=True,
            stdout=subprocess.PIPE,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        log.exception("a plan could not be worked out")
        return Answer(None, has_failed=True)
    return Answer(json.loads(done.stdout))
