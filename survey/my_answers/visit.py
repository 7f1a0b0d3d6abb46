"""What this visit may see: answers opened with the word, and the receipt of what was just done."""

from __future__ import annotations

import time

from flask import session

OPEN_FOR = 30 * 60  # seconds since the answers were last looked at; then the word is asked again


def open_answers() -> None:
    """Let the answers be read for a while; closing the page, or another card, ends it."""
    session["answers_opened"] = int(time.time())


def is_open() -> bool:
    """Return whether the word was given in this visit."""
    return time.time() - session.get("answers_opened", 0) < OPEN_FOR


def keep_receipt(kind: str, number: str) -> None:
    """Let a receipt be shown again until the page is closed."""
    session["receipt"] = [kind, number]


def receipt(kind: str) -> str | None:
    """Return the number of the receipt just given; empty where it was given earlier elsewhere.

    None where this browser did nothing of the kind, or has closed the page.
    """
    kept_kind, number = session.get("receipt", ("", ""))
    return number if kept_kind == kind else None
