"""What all pages of the set-up share: which study, what is locked, and what a refusal says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from survey import errors
from survey.models import Study
from survey.study_states import Act, allows

NOTE = "set_up_note"
SAVED, IN_USE = "saved", "in_use"
REFUSALS: dict[type[errors.SurveyError], LazyString] = {
    errors.SetUpLocked: lazy_gettext(
        "It is locked, because the study is over or somebody has answered. What is stored stays as "
        "it was, so that everybody is asked the same and nobody chooses by what was answered."
    ),
    errors.NoSuchMove: lazy_gettext(
        "The study is in another state by now. Look at the checklist and see what can be done."
    ),
    errors.SetUpIncomplete: lazy_gettext(
        "Something is missing that a study of real people needs. The checklist says what."
    ),
    errors.BadLetter: lazy_gettext(
        "The information letter lacks something, or holds something that cannot stand. The "
        "letter's page says what."
    ),
    errors.BadSetUp: lazy_gettext(
        "It was changed in the meantime, or something belongs to it. Look at the page once more."
    ),
}


def refuse_in_words(blueprint: Blueprint) -> None:
    """Let a blueprint's pages say why something was not done, with the way back."""
    for kind in REFUSALS:
        blueprint.register_error_handler(kind, _refused)


def _refused(error: errors.SurveyError) -> tuple[str, int]:
    reason = next(text for kind, text in REFUSALS.items() if isinstance(error, kind))
    study_key = (request.view_args or {})["study_key"]
    return render_template("set_up/refused.html", reason=reason, study_key=study_key), 409


def lock(study: Study) -> str:
    """Return why nothing of a study's set-up can be changed; nothing where it can."""
    if allows(study.state, Act.SET_UP):
        return ""
    return gettext("The study is closed. What is set up stays as it was when people answered.")


def to(view: str, study_key: str, note: str = SAVED, **values: Any) -> Response:
    """Lead to another page, which says what was done."""
    session[NOTE] = note
    return redirect(url_for(view, study_key=study_key, **values), code=303)


def note() -> str:
    """Return what was just done, once."""
    said: str = session.pop(NOTE, "")
    return said
