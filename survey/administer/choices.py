"""Where the script of a page sends each choice at once, and how it learns what became of it.

Everything here answers in JSON. "Saved" is said only after the commit.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, session
from flask_wtf.csrf import CSRFError

from survey import error_pages
from survey.administer import held_card, operations, sheets, way
from survey.administer.asking import asked_of_sitting
from survey.administer.keeping import keep_choices
from survey.error_page import ErrorPage
from survey.errors import SessionEnded, SurveyError
from survey.participant_refusals import REFUSED_FORM

blueprint = Blueprint("choices", __name__)
FROM_SCRIPT = "X-From-Script"


@blueprint.post("/choices")
def keep() -> Response:
    """Keep the choices of one page in the draft; say of each what became of it."""
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    sheet = sheets.opened(request.form.get("sheet", ""))
    stamp = sheets.stamp_of_choices(request.form, sheet) if sheet else None
    if sheet is None or stamp is None or not sheet.is_of(sitting.participant_id, sitting.wave_key):
        raise SessionEnded("what was sent is from no page of this sitting")
    way.check_asked(sitting, sheet.stop)
    kept = keep_choices(
        sitting, asked_of_sitting(sitting, sheet.stop, sheet.language), request.form, stamp
    )
    return jsonify(
        saved=kept.saved, elsewhere=kept.elsewhere, refused=kept.refused, known=kept.version
    )


@blueprint.post("/choices/awake")
def stay_awake() -> Response:
    """Let the session last: somebody still has a page open."""
    held_card.entry()
    session.modified = True  # so that the cookie is sent anew, and its twelve hours begin again
    return jsonify()


@blueprint.errorhandler(SurveyError)
def refuse(error: SurveyError) -> tuple[Response, int]:
    """Say in words why nothing was kept, such as that the wave has been sent in."""
    return _refused(error_pages.page_of(error))


@blueprint.errorhandler(CSRFError)
def refuse_unknown(_error: CSRFError) -> tuple[Response, int]:
    """Say that the session is another one by now."""
    return _refused(REFUSED_FORM)


@blueprint.after_app_request
def say_where_to_go_on(response: Response) -> Response:
    """Tell a script that sent a whole form where it leads, for the script to go there itself."""
    if FROM_SCRIPT not in request.headers or response.status_code != 303:
        return response
    return jsonify(address=response.location)


def _refused(page: ErrorPage) -> tuple[Response, int]:
    return jsonify(words=f"{page.title}. {page.advice[0]}"), page.status
