"""Which of the workers this process is: 0 where there is only one."""

from __future__ import annotations

_here = [0]


def current() -> int:
    """Return this process's number among the workers of its server."""
    return _here[0]


def become(number: int) -> None:
    """Say which worker this process is, once after it was started."""
    _here[0] = number
