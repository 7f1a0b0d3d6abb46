"""The information letter as a form: its facts, its sentences in each language, and its preview."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask_babel import force_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.errors import BadLetter, UnknownPage
from survey.language import LANGUAGES, NAMES
from survey.letter.checking import faults_in
from survey.letter.reading import read
from survey.letter.template import template
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.set_up import letter_forms, operations, pages, presenters, reading, words
from survey.set_up.checklist import FACTS_OF, LETTER
from survey.set_up.preview import preview as letter_preview

blueprint = Blueprint("set_up_letter", __name__, url_prefix="/staff/studies/<study_key>/set-up")
pages.refuse_in_words(blueprint)


@blueprint.get("/letter")
@needs(permissions.SET_UP)
def overview(study_key: str) -> str:
    """Say what the letter lacks and where it is filled in, and whether people meet it."""
    return _overview(study_by_key(study_key))


def _overview(study: Study, file_faults: tuple[str, ...] = ()) -> str:
    in_work = reading.letter_in_work(study)
    return render_template(
        "set_up/letter.html",
        study=study,
        letter=in_work,
        parts=presenters.letter_parts(in_work.faults),
        file_faults=file_faults,
        locked=pages.lock(study),
        note=pages.note(),
    )


@blueprint.route("/letter/answers", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def answers(study_key: str) -> str | Response:
    """Ask who gets at the answers, and what else the letter must say of them."""
    study = study_by_key(study_key)
    keys = FACTS_OF[LETTER]
    known = reading.known(study)
    form = letter_forms.facts_form(keys)(data=letter_forms.standing_facts(known.facts, keys))
    if form.validate_on_submit():
        operations.save_facts(study, letter_forms.taken_facts(form, keys), current_user)
        return pages.to(".overview", study_key)
    return render_template(
        "set_up/answers.html", study=study, form=form, words=words, locked=pages.lock(study)
    )


@blueprint.route("/letter/texts/<language>", methods=["GET", "POST"])
@needs(permissions.SET_UP)
def texts(study_key: str, language: str) -> str | Response:
    """Ask for the study's own sentences in one language."""
    study = study_by_key(study_key)
    _check_language(language)
    known = reading.known(study)
    standing = known.content.get(language, {})
    keys = letter_forms.asked_texts(known.facts, standing)
    form = letter_forms.texts_form(keys)(data=dict(standing))
    if form.validate_on_submit():
        said = {key: form[key].data or "" for key in keys}
        operations.save_texts(study, language, said, current_user)
        return pages.to(".overview", study_key)
    return render_template(
        "set_up/texts.html",
        study=study,
        form=form,
        keys=keys,
        written_in=language,
        words=words,
        locked=pages.lock(study),
    )


@blueprint.get("/letter/preview/<language>")
@needs(permissions.SET_UP)
def preview(study_key: str, language: str) -> str:
    """Show the letter in work as participants would read it."""
    study = study_by_key(study_key)
    _check_language(language)
    with force_locale(LANGUAGES[language].locale):
        shown = render_template(
            "set_up/_shown_letter.html", letter=letter_preview(study, language), is_whole=True
        )
    return render_template(
        "set_up/preview.html",
        study=study,
        letter=shown,
        written_in=language,
        gaps=presenters.in_words(one.place for one in reading.letter_in_work(study).faults),
    )


@blueprint.get("/letter/letter.toml")
@needs(permissions.SET_UP)
def file(study_key: str) -> Response:
    """Send the letter in work as the file that the command line reads and writes."""
    study = study_by_key(study_key)
    response = make_response(template(study.name, reading.known(study).content))
    response.headers["Content-Type"] = "application/toml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{study.key}.toml"'
    return response


@blueprint.post("/letter/file")
@needs(permissions.SET_UP)
def take_file(study_key: str) -> Response | tuple[str, int]:
    """Make a file the letter in work."""
    study = study_by_key(study_key)
    sent = request.files.get("file")
    try:
        content = read(sent.read() if sent else b"")
    except BadLetter:
        unread = gettext("This is not a file that a letter can be read from. Nothing was changed.")
        return _overview(study, (unread,)), 409
    wrong = tuple(str(one) for one in faults_in(content) if not one.is_empty)
    if wrong or not content:
        nothing = gettext("Choose a file first.")
        return _overview(study, wrong or (nothing,)), 409
    operations.take_letter(study, content, current_user)
    return pages.to(".overview", study_key)


@blueprint.post("/letter/use")
@needs(permissions.SET_UP)
def use(study_key: str) -> Response:
    """Make the letter in work the one that people meet."""
    operations.use_letter(study_by_key(study_key), current_user)
    return pages.to(".overview", study_key, pages.IN_USE)


def _check_language(language: str) -> None:
    if language not in NAMES:
        raise UnknownPage(f"no letter is written in {language}")
