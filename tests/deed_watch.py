"""Watches every deed of staff in every test: one that was done must have left an event."""

from __future__ import annotations

from flask import Flask, Response, g, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models import AuditEvent

DONE = 303  # what a page answers when it has done what was sent to it
CHANGE_NOTHING = {
    "manage.receipt",  # looks a number up
    "account.stay",  # begins the half hour anew
    "invitation.sign_in_first",  # goes to the sign-in
    "keying.start",  # takes a paper up; only a refused one is an event
    "auth.sign_in",  # half of it, where a code is asked for next; the code is the event
}
# These lead back where there is nothing to do any more; their own tests look at the log.
MAY_DO_NOTHING = {
    "cards.fetch",  # the sheet was fetched before, or by another browser
    "cards.replace",  # the printing was replaced before
    "dry_run.make",  # there is one already, or no place for it
    "editions.propose",  # nothing is due any more: somebody was faster
    "editions.release_now",  # the same
    "imports.start",  # a file is looked at; nothing of it is stored yet
    "imports.columns",  # the same, read in another way
    "imports.away",  # the file is forgotten
    "imports.store",  # asked for; the event comes with the storing, in the job
    "keying.reading",  # the same page sent twice is one reading
    "set_up.state",  # closing asks once more on a page of its own
    "wording.upload",  # the very same text waits already
}


def watch(app: Flask) -> list[str]:
    """Return the list into which each deed goes that was done without leaving an event."""
    unseen: list[str] = []

    @app.before_request
    def note_before() -> None:
        if request.method == "POST" and request.path.startswith("/staff"):
            g.n_events_before = _n_events(app)

    @app.after_request
    def compare(response: Response) -> Response:
        before = g.pop("n_events_before", None)
        asks_to_sign_in = response.headers.get("Location", "").startswith("/staff/sign-in")
        is_done = before is not None and response.status_code == DONE and not asks_to_sign_in
        if (
            is_done
            and request.endpoint not in CHANGE_NOTHING | MAY_DO_NOTHING
            and _n_events(app) == before
        ):
            unseen.append(str(request.endpoint))
        return response

    return unseen


def _n_events(app: Flask) -> int:
    with Session(app.extensions["database_reading"]) as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0
