"""The pages on which a licensed text is loaded, compared, allowed for and looked at."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.errors import WordingInUse
from survey.installing import forms, operations, presenters, ready_letter
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.wording.checking import doubts_in, faults_in
from survey.wording.files import LARGEST, read_bytes, with_cells
from survey.wording.finding import Finding
from survey.wording.installed import Scope, Version
from survey.wording.reading import LANGUAGES, Wording, wording
from survey.wording_words import in_words

blueprint = Blueprint("wording", __name__, url_prefix="/staff/studies/<study_key>/wording")
ROOM_FOR_THE_FORM = 16 * 1024  # what the browser puts around a file


@blueprint.url_value_preprocessor
def let_a_file_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let this one page take more than the few letters that all others take."""
    if endpoint == "wording.upload":
        request.max_content_length = LARGEST + ROOM_FOR_THE_FORM


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give these pages what every one of them says."""
    return {
        "in_words": in_words,
        "instrument_name": presenters.instrument_name,
        "long_day": presenters.long_day,
    }


@blueprint.get("")
@needs(permissions.INSTALL_WORDING)
def overview(study_key: str) -> str:
    """Show what is installed and what is missing, and the next thing to do."""
    return _overview(study_by_key(study_key))


@blueprint.post("/upload")
@needs(permissions.INSTALL_WORDING)
def upload(study_key: str) -> str | Response | tuple[str, int]:
    """Take a form that was filled in; show every fault, or the text as people will meet it."""
    study, sent = study_by_key(study_key), forms.UploadForm()
    if not sent.validate_on_submit():
        return _overview(study, upload=sent), 400
    filled = read_bytes(sent.file.data.filename, sent.file.data.stream.read(LARGEST + 1))
    faults = list(filled.faults) or with_cells(faults_in(filled.content), filled.cells)
    if faults:
        page = render_template(
            "installing/faults.html",
            study=study,
            faults=faults,
            file_name=sent.file.data.filename,
            upload=forms.UploadForm(formdata=None),
        )
        return page, 400
    draft = operations.keep_upload(current_user, filled.content)
    return redirect(url_for(".waiting", study_key=study.key, sha8=draft.sha256[:8]), code=303)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say how large a file may be; this comes before any question of who somebody is."""
    if not current_user.is_authenticated or not permissions.may(
        current_user, permissions.INSTALL_WORDING
    ):
        return "", 413
    study = study_by_key((request.view_args or {})["study_key"])
    fault = Finding("too_large", "", {"kb": LARGEST // 1024})
    page = render_template(
        "installing/faults.html", study=study, faults=[fault], file_name="", upload=None
    )
    return page, 413


@blueprint.route("/waiting/<sha8>", methods=["GET", "POST"])
@needs(permissions.INSTALL_WORDING)
def waiting(study_key: str, sha8: str) -> str | Response:
    """Show an uploaded text as people will meet it; take the permission, and install it."""
    study, draft = study_by_key(study_key), operations.waiting(sha8)
    text = wording(draft.content)
    form = forms.InstallForm(**_expected(text))
    if form.validate_on_submit() and form.names_language(text.language):
        sha8 = operations.install(current_user, draft, _scope(form))
        return redirect(url_for(".version", study_key=study.key, sha8=sha8), code=303)
    return render_template(
        "installing/waiting.html",
        study=study,
        draft=draft,
        doubts=doubts_in(draft.content),
        form=form,
        aside=forms.ButtonForm(),
        **_preview(text, draft.content, draft.id),
    )


@blueprint.post("/waiting/<sha8>/aside")
@needs(permissions.INSTALL_WORDING)
def put_aside(study_key: str, sha8: str) -> Response:
    """Keep nothing of an uploaded text."""
    operations.put_aside(current_user, operations.waiting(sha8))
    return redirect(url_for(".overview", study_key=study_key), code=303)


@blueprint.route("/versions/<sha8>", methods=["GET", "POST"])
@needs(permissions.INSTALL_WORDING)
def version(study_key: str, sha8: str) -> str | Response:
    """Show an installed text with what is allowed; take one more permission."""
    study, found = study_by_key(study_key), operations.version(sha8)
    text = operations.text_of(found)
    form = forms.PermissionForm(**_expected(text))
    if form.validate_on_submit() and form.names_language(text.language):
        operations.allow(current_user, found, _scope(form))
        return redirect(url_for(".version", study_key=study.key, sha8=sha8), code=303)
    return _version_page(study, found, text, form)


@blueprint.post("/versions/<sha8>/aside")
@needs(permissions.INSTALL_WORDING)
def set_aside(study_key: str, sha8: str) -> Response | tuple[str, int]:
    """Show a text that nobody has answered no more."""
    study, found = study_by_key(study_key), operations.version(sha8)
    try:
        operations.set_aside(current_user, found)
    except WordingInUse:  # answered since the page was opened: the page now says so
        return _version_page(study, found, operations.text_of(found)), 409
    return redirect(url_for(".overview", study_key=study_key), code=303)


@blueprint.post("/versions/<sha8>/take-back")
@needs(permissions.INSTALL_WORDING)
def take_back(study_key: str, sha8: str) -> Response | tuple[str, int]:
    """Record that the permissions of a text hold no longer."""
    study, found = study_by_key(study_key), operations.version(sha8)
    form = forms.TakeBackForm()
    if not form.validate_on_submit():
        return _version_page(study, found, operations.text_of(found), taking_back=form), 400
    operations.take_back(current_user, found, form.why.data or "")
    return redirect(url_for(".version", study_key=study_key, sha8=sha8), code=303)


@blueprint.post("/purpose")
@needs(permissions.INSTALL_WORDING)
def purpose(study_key: str) -> Response | tuple[str, int]:
    """Take what the study is for."""
    study, form = study_by_key(study_key), forms.PurposeForm()
    if not form.validate_on_submit():
        return _overview(study), 400
    operations.set_purpose(current_user, study, form.purpose.data)
    return redirect(url_for(".overview", study_key=study_key), code=303)


def _overview(study: Study, upload: forms.UploadForm | None = None) -> str:
    found = operations.overview(study)
    return render_template(
        "installing/overview.html",
        study=study,
        found=found,
        upload=upload or forms.UploadForm(formdata=None),
        purpose=forms.PurposeForm(formdata=None, purpose=found.purpose),
        letters=ready_letter.LETTERS,
    )


def _version_page(
    study: Study,
    found: Version,
    text: Wording,
    form: forms.PermissionForm | None = None,
    taking_back: forms.TakeBackForm | None = None,
) -> str:
    content = found.wording.text or {}
    return render_template(
        "installing/version.html",
        study=study,
        found=found,
        form=form or forms.PermissionForm(formdata=None, **_expected(text)),
        taking_back=taking_back or forms.TakeBackForm(formdata=None),
        **_preview(text, content, found.wording.id),
    )


def _preview(text: Wording, content: dict[str, Any], own_id: str) -> dict[str, Any]:
    others = operations.others(text.instrument_key, own_id)
    chosen = next(
        (one for one in others if one.wording.sha256[:8] == request.args.get("beside")), None
    )
    beside = operations.text_of(chosen) if chosen else None
    return {
        "wording": text,
        "facts": presenters.facts_of(content),
        "pages": presenters.preview_pages(text),
        "preview": forms.preview_form(text, ""),
        "others": others,
        "beside": beside,
        "beside_sha8": chosen.wording.sha256[:8] if chosen else "",
        "beside_preview": forms.preview_form(beside, "beside-") if beside else None,
    }


def _expected(text: Wording) -> dict[str, Any]:
    """Return what a permission most likely says, for nobody to tick who need not."""
    return {text.language: True}


def _scope(form: forms.PermissionForm) -> Scope:
    return Scope(
        reference=(form.reference.data or "").strip(),
        dated_on=form.dated_on.day,  # type: ignore[arg-type]  # needed, and so there
        purposes=frozenset(one for one in ("research", "service_evaluation") if form[one].data),
        modes=frozenset(one for one in ("web", "paper") if form[one].data),
        languages=tuple(one for one in LANGUAGES if form[one].data),
        valid_until=form.valid_until.day,
        note=(form.note.data or "").strip(),
    )
