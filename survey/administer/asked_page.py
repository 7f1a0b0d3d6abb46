"""A page that asks something: shown, looked through, kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from survey import kept_pages
from survey.administer import going_on, held_card, operations, way
from survey.administer.asking import Asked, asked_of_sitting
from survey.administer.standing import Sitting

Facts = dict[str, Any]


def asked_page(stop: way.Stop, template: str, facts: Callable[[], Facts]) -> str | Response:
    """Show what a stop of the way asks, or keep what was said there and lead on.

    facts: what this template needs beside what every such page has.
    """
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    way.check_asked(sitting, stop)
    asked = asked_of_sitting(sitting, stop)
    if request.method == "POST":
        form = asked.form_class()
        if form.validate():
            return going_on.kept(sitting, stop, asked, form)
        if going_on.changes_display():
            form.validate()  # what could not be saved is said in the language that is now chosen
        said = going_on.facts_of_page(sitting, stop) | {"is_saved": False}
        sheet = going_on.sheet(sitting, stop)
        return render_template(template, form=form, stop=stop, sheet=sheet, **said, **facts())
    return _shown(sitting, stop, asked, template, facts)


def _shown(
    sitting: Sitting, stop: way.Stop, asked: Asked, template: str, facts: Callable[[], Facts]
) -> str:
    said, given = going_on.facts_of_page(sitting, stop), asked.given(sitting.answers)
    sheet = going_on.sheet(sitting, stop)

    def unfilled() -> Facts:
        empty = asked.form_class(formdata=None)
        return {"form": empty, "stop": stop, "sheet": kept_pages.hole("sheet"), **said, **facts()}

    key = (stop, asked.keys, asked.wording_id, *said.values())
    page, marks = kept_pages.page(template, key, unfilled), kept_pages.marks(given)
    if page.has_all(marks):
        return page.filled(marks | {"sheet": sheet})
    # Words of somebody's own are written by the template.
    form = asked.form_class(data=given)
    return render_template(template, form=form, stop=stop, sheet=sheet, **said, **facts())
