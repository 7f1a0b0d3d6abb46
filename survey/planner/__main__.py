"""Answers one question for a page that belongs to no study: `python -m survey.planner NAME`."""

from __future__ import annotations

import json
import sys

from survey.planner.asked import asked_in
from survey.planner.calculate import answer

if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(asked_in(sys.argv[1])), allow_nan=False))
