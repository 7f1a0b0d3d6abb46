"""The places of a study: contact points, groups, and pools of municipalities."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.errors import BadSetUp
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.municipalities import by_county
from survey.set_up import forms, pages, places, pools, reading
from survey.week_words import week_in_words
from survey.weeks import first_day

blueprint = Blueprint("set_up_places", __name__, url_prefix="/staff/studies/<study_key>/set-up")
pages.refuse_in_words(blueprint)


@blueprint.route("/places", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def overview(study_key: str) -> str | Response:
    """List contact points and pools, and take a new contact point."""
    study = study_by_key(study_key)
    form = forms.PointForm()
    if form.validate_on_submit():
        try:
            number, name = form.municipality.data or "", form.name.data or ""
            places.add_point(study, number, name, current_user)
        except BadSetUp:
            form.name.errors = [
                gettext("The study has a contact point of that name already. Choose another name.")
            ]
        else:
            return pages.to(".overview", study_key)
    return _places(study, form, forms.PoolForm(formdata=None))


@blueprint.post("/places/<random_key:point_id>/remove")
@needs(permissions.SET_UP)
def remove_point(study_key: str, point_id: str) -> Response:
    """Take out a contact point that no group belongs to."""
    places.remove_point(study_by_key(study_key), point_id, current_user)
    return pages.to(".overview", study_key)


@blueprint.post("/pools")
@needs(permissions.SET_UP)
def add_pool(study_key: str) -> str | Response:
    """Take a new pool."""
    study = study_by_key(study_key)
    form = forms.PoolForm()
    if form.validate_on_submit():
        try:
            pools.add_pool(study, form.name.data or "", current_user)
        except BadSetUp:
            form.name.errors = [
                gettext("The study has a pool of that name already. Choose another name.")
            ]
        else:
            return pages.to(".overview", study_key)
    return _places(study, forms.PointForm(formdata=None), form)


@blueprint.post("/pools/<random_key:pool_id>/remove")
@needs(permissions.SET_UP)
def remove_pool(study_key: str, pool_id: str) -> Response:
    """Take out a pool."""
    pools.remove_pool(study_by_key(study_key), pool_id, current_user)
    return pages.to(".overview", study_key)


@blueprint.post("/pools/<random_key:pool_id>/municipalities")
@needs(permissions.SET_UP)
def add_to_pool(study_key: str, pool_id: str) -> Response:
    """Put a municipality into a pool."""
    number = request.form.get("municipality", "")
    pools.add_to_pool(study_by_key(study_key), pool_id, number, current_user)
    return pages.to(".overview", study_key)


@blueprint.post("/pools/<random_key:pool_id>/municipalities/<number>/remove")
@needs(permissions.SET_UP)
def take_from_pool(study_key: str, pool_id: str, number: str) -> Response:
    """Take a municipality out of a pool."""
    pools.take_from_pool(study_by_key(study_key), pool_id, number, current_user)
    return pages.to(".overview", study_key)


@blueprint.route("/groups", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def groups(study_key: str) -> str | Response:
    """List the groups, and take a new one."""
    study = study_by_key(study_key)
    form = forms.GroupForm()
    if form.validate_on_submit():
        try:
            places.add_group(study, _details(form), current_user)
        except BadSetUp:
            form.label.errors = [_taken()]
        else:
            return pages.to(".groups", study_key)
    return render_template(
        "set_up/groups.html",
        study=study,
        form=form,
        groups=places.groups(study),
        points=places.points(study),
        week_in_words=week_in_words,
        locked=pages.lock(study),
        note=pages.note(),
    )


@blueprint.route("/groups/<random_key:group_id>", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def group(study_key: str, group_id: str) -> str | Response:
    """Change a group; once it has cards, only what it is called."""
    study = study_by_key(study_key)
    known = places.group(study, group_id)
    form = forms.GroupForm(data=_standing(known))
    if known.has_cards:
        form.only_label()
    if form.validate_on_submit():
        try:
            places.change_group(study, group_id, _details(form, known), current_user)
        except BadSetUp:
            form.label.errors = [_taken()]
        else:
            return pages.to(".groups", study_key)
    return render_template(
        "set_up/group.html",
        study=study,
        form=form,
        group=known,
        points=places.points(study),
        week_in_words=week_in_words,
        locked=pages.lock(study),
    )


@blueprint.post("/groups/<random_key:group_id>/remove")
@needs(permissions.SET_UP)
def remove_group(study_key: str, group_id: str) -> Response:
    """Take out a group that has no cards."""
    places.remove_group(study_by_key(study_key), group_id, current_user)
    return pages.to(".groups", study_key)


def _places(study: Study, form: forms.PointForm, pool_form: forms.PoolForm) -> str:
    return render_template(
        "set_up/places.html",
        study=study,
        form=form,
        pool_form=pool_form,
        points=places.points(study),
        pools=pools.pools(study),
        counties=by_county(),
        locked=pages.lock(study),
        has_answers=reading.is_answered(study),
        note=pages.note(),
    )


def _taken() -> str:
    words: str = gettext("Another group of the study is called that already. Choose another label.")
    return words


def _standing(known: places.ListedGroup) -> dict[str, str]:
    return {
        "label": known.label,
        "point": known.point_id,
        "group_type": known.group_type,
        "life_problem": known.life_problem,
        "started": first_day(known.started_week).isoformat(),
    }


def _details(form: forms.GroupForm, known: places.ListedGroup | None = None) -> places.GroupDetails:
    label = form.label.data or ""
    if known is not None and known.has_cards:
        rest = known.point_id, known.group_type, known.life_problem, known.started_week
        return places.GroupDetails(label, *rest)
    return places.GroupDetails(
        label=label,
        point_id=form.point.data or "",
        group_type=form.group_type.data or "",
        life_problem=form.life_problem.data or "",
        started_week=form.started_week,
    )
