"""Keeps a serving process small (glibc; elsewhere nothing is done)."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

M_ARENA_MAX = -8  # glibc's number for it


def share_one_arena() -> None:
    """Let all threads take memory from one place.

    glibc gives each thread a place of its own, from which little is ever given back: 3 MB and more
    with eight threads, of which only one runs Python at a time anyway.
    """
    _call("mallopt", M_ARENA_MAX, 1)


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Look for no garbage while everything is made, which is all to stay; until ``settle``."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Give back what only the start needed, and let what stays for good be looked through no more.

    To be called when everything is made: at the start, and once more when the other side is.
    """
    _call("malloc_trim", 0)
    gc.freeze()
    gc.enable()


def _call(name: str, *arguments: int) -> None:
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), name):
        getattr(library, name)(*arguments)
