"""Cards for groups, and what is printed beside them.

No code is ever on a page. The session holds the key that opens the sheets it has asked for.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions, policies
from survey.auth.access import needs
from survey.cards import batches, forms, operations, papers, presenters, sealing
from survey.cards.contact import contact_on_cards
from survey.errors import CardsEnded, NoSheet, TooManyReturned
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.report.to_order_pages import ASK_AGAIN, as_file, when_made

blueprint = Blueprint("cards", __name__, url_prefix="/staff/studies/<study_key>/cards")
KEY = "card_key"
PDF = "application/pdf"


@blueprint.route("", methods=["GET", "POST"])
@needs(permissions.MAKE_CARDS)
def cards(study_key: str) -> str | Response:
    """Show what was printed, and take what is to be printed."""
    study = study_by_key(study_key)
    form = _new_cards_form(study)
    if form.validate_on_submit():
        group = form.group.data if "group" in form else None
        wanted = batches.Wanted(group, form.n_cards.data or 0, form.card_language.data)
        made = batches.ask(current_user, study, wanted, _public_key())
        return redirect(url_for(".batch", study_key=study_key, number=made), code=303)
    return _cards_page(study, form)


@blueprint.get("/<int:number>")
@needs(permissions.MAKE_CARDS)
def batch(study_key: str, number: int) -> Response:
    """Show how far a printing has come, and what to do if something went wrong with it."""
    study = study_by_key(study_key)
    batches.forget_old_sheets()
    found = batches.batch_of(study, number)
    is_waiting = batches.is_waiting(found)
    has_failed = is_waiting and batches.keep_asking(study, found)
    page = make_response(
        render_template(
            "cards/batch.html",
            study=study,
            batch=found,
            row=presenters.row(found, _names(study)),
            is_waiting=is_waiting,
            has_failed=has_failed,
            may_fetch=batches.has_sheet(found, session.get(KEY)),
            may_print=policies.may_get_cards(study),
        )
    )
    if is_waiting and not has_failed:
        page.headers["Refresh"] = ASK_AGAIN
    return page


@blueprint.post("/<int:number>/fetch")
@needs(permissions.MAKE_CARDS)
def fetch(study_key: str, number: int) -> Response:
    """Hand the sheet over, once."""
    study = study_by_key(study_key)
    content = batches.fetch(current_user, study, number, session.get(KEY))
    return as_file(content, PDF, gettext("cards") + ".pdf")


@blueprint.post("/<int:number>/replace")
@needs(permissions.MAKE_CARDS)
def replace(study_key: str, number: int) -> Response:
    """Print as many new cards in place of a printing."""
    study = study_by_key(study_key)
    new = batches.ask_again(current_user, study, number, _public_key())
    return redirect(url_for(".batch", study_key=study_key, number=new), code=303)


@blueprint.post("/<int:number>/lost")
@needs(permissions.MAKE_CARDS)
def lost(study_key: str, number: int) -> Response:
    """Make the cards of a printing that nobody has used void."""
    batches.say_lost(current_user, study_by_key(study_key), number)
    return redirect(url_for(".batch", study_key=study_key, number=number), code=303)


@blueprint.post("/returned")
@needs(permissions.MAKE_CARDS)
def returned(study_key: str) -> str | Response:
    """Take how many cards came back unused."""
    study = study_by_key(study_key)
    form = forms.ReturnedForm()
    if form.validate_on_submit():
        try:
            batches.take_back(current_user, study, form.n_returned.data or 0)
        except TooManyReturned:
            form.n_returned.errors = [gettext("More cards would have come back than were printed.")]
        else:
            return redirect(url_for(".cards", study_key=study_key), code=303)
    return _cards_page(study, _new_cards_form(study, is_empty=True), form)


@blueprint.post("/returned/<week>/remove")
@needs(permissions.MAKE_CARDS)
def remove_return(study_key: str, week: str) -> Response:
    """Take away an entry that was wrong."""
    batches.remove_return(current_user, study_by_key(study_key), week)
    return redirect(url_for(".cards", study_key=study_key), code=303)


@blueprint.route("/print/<name>", methods=["GET", "POST"])
@needs(permissions.MAKE_CARDS)
def paper(study_key: str, name: str) -> Response:
    """Have the starter's page or the questionnaire made; the waiting page then sends it."""
    study = study_by_key(study_key)
    sheet = papers.sheet_named(name)
    if request.method == "POST":
        papers.ask(current_user, study, sheet)
        return redirect(url_for(".paper", study_key=study_key, name=name), code=303)
    back = url_for(".cards", study_key=study_key)
    return when_made(study, sheet.order, PDF, back)


@blueprint.errorhandler(NoSheet)
@blueprint.errorhandler(CardsEnded)
def gone(_error: NoSheet | CardsEnded) -> Response:
    """Show the printing, whose page says how it is with it now."""
    return redirect(url_for(".batch", **(request.view_args or {})), code=303)


def _cards_page(
    study: Study, form: forms.NewCardsForm, back: forms.ReturnedForm | None = None
) -> str:
    settings = current_app.config["SETTINGS"]
    return render_template(
        "cards/cards.html",
        study=study,
        form=form,
        back=back or forms.ReturnedForm(formdata=None),
        rows=presenters.rows(batches.batches(study), _names(study)),
        returns=presenters.returns(batches.returns(study)),
        sheets=presenters.sheets(papers.SHEETS),
        may_print=policies.may_get_cards(study),
        has_address=bool(settings.address),
        leaves_contact_out=bool(study.contact.strip()) and not contact_on_cards(study),
    )


def _new_cards_form(study: Study, *, is_empty: bool = False) -> forms.NewCardsForm:
    made = forms.new_cards_form(list(_names(study).items()))
    return made(formdata=None) if is_empty else made()


def _names(study: Study) -> dict[str, str]:
    return presenters.group_names(operations.groups_of(study))


def _public_key() -> str:
    if KEY not in session:
        session[KEY] = sealing.new_private_key()
    return sealing.public_key_of(session[KEY])
