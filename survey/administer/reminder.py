"""The participant's page about a reminder, and the part of the thank-you page that offers one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey import language
from survey.administer import held_card
from survey.administer.forms import SubmitForm
from survey.administer.reminder_form import ReminderForm
from survey.administer.standing import Entry
from survey.errors import UnknownPage
from survey.models.study import PRE
from survey.reminders import operations
from survey.reminders.sealing import Recipient

blueprint = Blueprint("reminder", __name__)


@dataclass(frozen=True)
class Offer:
    """What the thank-you page needs to offer a reminder."""

    standing: operations.Standing
    form: ReminderForm


@blueprint.app_context_processor
def offered() -> dict[str, Callable[[], Offer]]:
    """Give the thank-you page the offer, looked up only where it is shown."""
    return {"reminder_offer": lambda: Offer(_standing(held_card.entry()), ReminderForm())}


@blueprint.route("/reminder", methods=["GET", "POST"])
def show() -> str | Response:
    """Say whether an address is stored; take one where there is none."""
    entry = held_card.entry()
    standing = _standing(entry)
    form = ReminderForm()
    if form.validate_on_submit():
        shown = render_template("administer/_reminder_text.html", study=standing.study)
        recipient = Recipient(form.email.data or "", language.current_language())
        operations.ask(entry.participant_id, recipient, shown_text=shown)
        return redirect(url_for(".show"), code=303)
    back = _back(entry, standing)
    return render_template("administer/reminder.html", standing=standing, form=form, back=back)


@blueprint.post("/reminder/remove")
def remove() -> Response:
    """Remove the address."""
    entry = held_card.entry()
    _standing(entry)
    if SubmitForm().validate_on_submit():
        operations.remove(entry.participant_id)
    return redirect(url_for(".show"), code=303)


def _standing(entry: Entry) -> operations.Standing:
    """Return where the participant stands; the page is there where it has anything to say."""
    standing = operations.standing(entry.participant_id)
    if not (standing.is_stored or current_app.config["SETTINGS"].sends_reminders):
        raise UnknownPage("this installation sends no reminders")
    held_card.stamp(standing.study)
    return standing


def _back(entry: Entry, standing: operations.Standing) -> str:
    if entry.wave_key == PRE and standing.has_answered_pre:
        return url_for("administer.thanks")
    return url_for("administer.choose_language" if entry.wave_key else "administer.card")
