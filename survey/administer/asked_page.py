"""A page that asks something: shown, looked through, kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from survey.administer import going_on, held_card, operations, way
from survey.administer.asking import asked_of_sitting


def asked_page(
    stop: way.Stop, template: str, facts: Callable[[], dict[str, Any]]
) -> str | Response:
    """Show what a stop of the way asks, or keep what was said there and lead on.

    facts: what this template needs beside what every such page has.
    """
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    way.check_asked(sitting, stop)
    asked = asked_of_sitting(sitting, stop)
    # What is sent replaces what was there, also where an item is now left open.
    form = asked.form_class(data=None if request.method == "POST" else asked.given(sitting.answers))
    if form.validate_on_submit():
        return going_on.kept(sitting, stop, asked, form)
    if going_on.changes_display():
        form.validate()  # what could not be saved is said in the language that is now chosen
    return render_template(
        template,
        form=form,
        stop=stop,
        sheet=going_on.sheet(sitting, stop),
        wave_key=sitting.wave.key,
        is_first=way.is_first(sitting, stop),
        is_saved=way.is_seen(sitting, way.before(sitting, stop)) and not form.errors,
        **facts(),
        **going_on.progress(sitting, stop),
    )
