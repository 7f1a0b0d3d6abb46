"""What follows when a page is sent: on, back, or the same page in another display or language."""

from __future__ import annotations

from collections.abc import Hashable

from flask import redirect, request
from werkzeug.wrappers import Response

from survey.administer import held_card, operations, sheets, way
from survey.administer.asking import Asked
from survey.administer.forms import PageForm
from survey.administer.keeping import with_page
from survey.administer.standing import Sitting
from survey.display import held as display
from survey.language import current_language


def changes_display() -> bool:
    """Do what a button of the menu asks; return whether one of them was pressed."""
    if display.is_pressed():
        display.apply_pressed()
    return display.is_pressed()


def sheet(sitting: Sitting, stop: way.Stop) -> str:
    """Return the note of whose page it is that a page with questions carries."""
    return sheets.sealed(sheets.sheet_of(sitting, stop, current_language()))


def kept(sitting: Sitting, stop: way.Stop, asked: Asked, form: PageForm) -> Response:
    """Save the page, and lead to where the button that was pressed leads."""
    stamp = sheets.stamp_of(request.form, sheets.opened(request.form.get("sheet", "")))
    answers = with_page(sitting, asked, form, stamp, is_left=not display.is_pressed())
    there = way.before(sitting, stop) if "back" in request.form else None
    there = there or way.after(sitting, stop, answers)
    operations.save(sitting, answers)
    held_card.go_on()
    # Not before: the answers were read and must be kept in one transaction.
    if changes_display():
        one_by_one = display.current_display().is_one_by_one
        return redirect(way.again(stop, answers, one_by_one=one_by_one), code=303)
    return redirect(there.address, code=303)


def facts_of_page(sitting: Sitting, stop: way.Stop) -> dict[str, Hashable]:
    """Return what a page says of where it stands on the way, and how far one has come."""
    stopped_here = held_card.has_stopped_at(stop)
    return {
        "wave_key": sitting.wave_key,
        "is_first": way.is_first(sitting, stop),
        "is_saved": way.is_seen(sitting, way.before(sitting, stop)),
        "n_asked": way.n_asked(sitting.wave_key),
        "n_seen": way.n_seen(sitting) if stopped_here else 0,  # said nowhere else
        "stopped_here": stopped_here,
    }


def resumed(sitting: Sitting) -> Response:
    """Lead to the first page that is open, which says so where something was answered before."""
    address = way.first_open(sitting).address
    if sitting.answers.seen:
        held_card.stopped_at(address)
    return redirect(address, code=303)
