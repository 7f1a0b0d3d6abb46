"""What this browser holds of the display: the one of its card, or the one chosen before any code.

The session has its own copy, so that no page needs to ask the database.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import has_request_context, request, session

from survey import language
from survey.display.choices import Display
from survey.display.operations import display_of, keep_display

FIELD = "display"  # the name of the menu's buttons; each says "setting:value"
LANGUAGE = "language"


def current_display() -> Display:
    """Return how pages are shown in this browser."""
    if not has_request_context():
        return Display()  # a page that a command writes
    return Display(**session.get("display", {}))


def begin(participant_id: str, chosen_before: Display) -> None:
    """Take over the card's display, or keep with the card what was chosen before the code."""
    if chosen_before == Display():
        _hold(display_of(participant_id))
        return
    keep_display(participant_id, chosen_before)
    _hold(chosen_before)


def is_pressed() -> bool:
    """Return whether this page was sent by one of the menu's buttons."""
    return request.method == "POST" and FIELD in request.form


def apply_pressed() -> None:
    """Do what the menu's button says; nothing where no menu of ours has such a button."""
    setting, _, value = request.form[FIELD].partition(":")
    if setting == LANGUAGE:
        language.choose(value)
        return
    display = current_display().with_choice(setting, value)
    if display == current_display():
        return
    if "participant" in session:
        keep_display(session["participant"], display)
    _hold(display)


def _hold(display: Display) -> None:
    session.pop("display", None)
    if display != Display():
        session["display"] = asdict(display)
