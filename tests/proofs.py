"""Which proofs run at every test, and which only in full: ``./run test --long``."""

from __future__ import annotations

import os
from typing import Any

IS_LONG = os.environ.get("SAMMENHENG_LONG") == "1"


def in_full(first: Any, *others: Any) -> list[Any]:
    """Return the first case; all of them in the long proofs."""
    return [first, *others] if IS_LONG else [first]
