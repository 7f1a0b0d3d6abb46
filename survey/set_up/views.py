"""The checklist of a study's set-up, the steps that are its own, and its states."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.background_questions import KEYS
from survey.errors import BadStudyKey, NoSuchMove
from survey.manage.operations import study_by_key
from survey.models.study import CLOSED
from survey.set_up import forms, letter_forms, operations, pages, presenters, reading, words
from survey.set_up.checklist import ABOUT, FACTS_OF, PERMISSIONS
from survey.set_up.step_words import STATES

blueprint = Blueprint("set_up", __name__, url_prefix="/staff/studies")
pages.refuse_in_words(blueprint)


@blueprint.route("/new", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def new() -> str | Response:
    """Add a study that is to be set up."""
    form = forms.NewStudyForm()
    if form.validate_on_submit():
        is_trial = form.kind.data == forms.TRIAL
        details = operations.NewStudy(trial=is_trial, name=form.name.data, is_draft=True)
        try:
            study = operations.add_study(form.key.data or "", details, current_user)
        except BadStudyKey:
            form.key.errors = [
                gettext(
                    "There is a study of that short name already, or it holds other signs than "
                    "small letters a to z, digits and hyphens. Choose another."
                )
            ]
        else:
            return pages.to(".checklist", study.key)
    return render_template("set_up/new.html", form=form)


@blueprint.get("/<study_key>/set-up")
@needs(permissions.SET_UP)
def checklist(study_key: str) -> str:
    """Say what is done, what is missing and why it matters, and what the study's state allows."""
    study = study_by_key(study_key)
    overview = reading.overview(study)
    return render_template(
        "set_up/checklist.html",
        study=study,
        steps=presenters.shown_steps(overview.steps),
        deeds=presenters.deeds(overview.moves),
        overview=overview,
        state=STATES[study.state],
        note=pages.note(),
    )


@blueprint.route("/<study_key>/set-up/about", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def about(study_key: str) -> str | Response:
    """Ask what the study is about and who is responsible."""
    study = study_by_key(study_key)
    known = reading.known(study)
    keys = tuple(key for key in FACTS_OF[ABOUT] if key != "contacts")
    count = letter_forms.room_for(known.facts.get("contacts"))
    form = forms.about_form(keys, count)(data=reading.standing_about(study, known, keys))
    if form.validate_on_submit():
        facts = letter_forms.taken_facts(form, keys)
        facts["contacts"] = letter_forms.taken_contacts(form, count)
        details = operations.About(
            name=form.name.data or "",
            contact=form.contact.data or "",
            begins_on=_day(form.begins_on.data),
            planned_groups=int(form.planned_groups.data) if form.planned_groups.data else None,
        )
        operations.save_about(study, details, facts, current_user)
        return pages.to(".checklist", study_key)
    return render_template(
        "set_up/about.html",
        study=study,
        form=form,
        keys=keys,
        count=count,
        words=words,
        locked=pages.lock(study),
    )


@blueprint.route("/<study_key>/set-up/permissions", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def permissions_(study_key: str) -> str | Response:
    """Ask who has approved the study, on what basis, and how long answers are kept."""
    study = study_by_key(study_key)
    keys = FACTS_OF[PERMISSIONS]
    form = forms.permissions_form(keys)(
        data=reading.standing_permissions(reading.known(study), keys)
    )
    if form.validate_on_submit():
        rek = form.rek_reference.data or "", form.rek_not_needed.data or ""
        facts = letter_forms.taken_facts(form, keys)
        operations.save_permissions(study, rek, facts, current_user)
        return pages.to(".checklist", study_key)
    return render_template(
        "set_up/permissions.html", study=study, form=form, words=words, locked=pages.lock(study)
    )


@blueprint.route("/<study_key>/set-up/questions", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def questions(study_key: str) -> str | Response:
    """Ask when people are asked again, and what they are asked beside the instruments."""
    study = study_by_key(study_key)
    form = forms.QuestionsForm(data=reading.standing_questions(study))
    if form.validate_on_submit():
        asked = operations.Asked(
            post_after_weeks=int(form.post_after_weeks.data or 0),
            post_window_weeks=int(form.post_window_weeks.data or 0) or None,
            background=tuple(key for key in KEYS if key in (form.background.data or ())),
            open_field=bool(form.open_field.data),
        )
        operations.save_asked(study, asked, current_user)
        return pages.to(".checklist", study_key)
    return render_template(
        "set_up/questions.html",
        study=study,
        form=form,
        locked=pages.lock(study),
        has_answers=reading.is_answered(study),
    )


@blueprint.post("/<study_key>/set-up/state")
@needs(permissions.SET_UP)
def state(study_key: str) -> Response:
    """Lead the study to another state; closing is asked about once more first."""
    study = study_by_key(study_key)
    end = request.form.get("end", "")
    if end not in STATES:
        raise NoSuchMove(f"there is no state {end}")
    if end == CLOSED and "sure" not in request.form:
        return redirect(url_for(".close", study_key=study_key), code=303)
    operations.change_state(study, end, current_user)
    return pages.to(".checklist", study_key)


@blueprint.get("/<study_key>/set-up/close")
@needs(permissions.SET_UP)
def close(study_key: str) -> str:
    """Say what closing does, and ask once more."""
    return render_template("set_up/close.html", study=study_by_key(study_key))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
