"""What a staff browser holds: the secret of its session, and where somebody was on the way to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from survey.auth import second_factor, sessions
from survey.auth.sessions import Found
from survey.database import SAFE_METHODS
from survey.extensions import db
from survey.language import is_own_path
from survey.models import Staff
from survey.permissions import first_page

SECRET, ONWARD, NOT_SAVED, INVITATION = "staff", "onward", "not_saved", "invitation"
KEPT_AT_SIGN_IN = ("language", ONWARD, INVITATION)
STAFF_PAGES = "/staff"
CARRY_NOTHING = ("account.stay", "auth.again")  # sent, with nothing in them that could be lost


def init_app(app: Flask, manager: LoginManager) -> None:
    """Let flask-login find who is signed in by our own sessions, and by nothing else.

    Templates get ``current_user`` without its being looked up: a participant's page asks nothing.
    """
    manager.session_protection = None  # it would hash the address and the browser into the cookie
    manager.request_loader(_load)
    manager.init_app(app, add_context_processor=False)

    @app.context_processor
    def staff_of_page() -> dict[str, Any]:
        return {
            "current_user": current_user,
            "own_first_page": _own_first_page,
            "session_minutes": _session_minutes,
        }


def _own_first_page() -> str:
    return url_for(first_page(current_user))


def _session_minutes() -> tuple[int, int]:
    """Return for how many minutes this page may be left alone, and work may last at most."""
    found = found_session()
    longest = int(found.ends_in.total_seconds() // 60) if found else 0
    return min(int(sessions.IDLE.total_seconds() // 60), longest), longest


def _load(_request: Request) -> Staff | None:
    """Return who is signed in."""
    found = found_session()
    return found.staff if found and opens_pages(found) else None


def found_session() -> Found | None:
    """Return this browser's session, if it is alive; asked of the database once a request."""
    if "staff_session" not in g:
        secret = session.get(SECRET)
        g.staff_session = sessions.find(secret) if isinstance(secret, str) else None
    found: Found | None = g.staff_session
    return found


def opens_pages(found: Found) -> bool:
    """Return whether the sign-in is whole: a code as well, wherever one is needed."""
    if found.row.proved_at is None:
        return False
    return found.row.with_factor or not second_factor.is_needed()


def half_way() -> Staff | None:
    """Return whose password was right in this browser, where a code is outstanding."""
    found = found_session()
    return None if found is None or opens_pages(found) else found.staff


def begin(staff: Staff, *, is_proved: bool, with_factor: bool = False) -> None:
    """Begin a session under a new secret, and end the one this browser had; the caller commits.

    Nothing else is kept of whoever used this browser before: except by the same person, who goes on
    with the pages that are open.
    """
    before = found_session()
    is_same = before is not None and before.staff.id == staff.id
    if SECRET in session:
        sessions.end(db.session, str(session[SECRET]))
    if not is_same:
        kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
        session.clear()
        session.update(kept)
    session[SECRET] = sessions.begin(
        db.session, staff, is_proved=is_proved, with_factor=with_factor
    )


def end() -> None:
    """End this browser's session; the caller commits."""
    if SECRET in session:
        sessions.end(db.session, str(session[SECRET]))
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen


def secret() -> str:
    """Return the secret of this browser's session."""
    return str(session.get(SECRET, ""))


def note_seen() -> None:
    """Begin the half hour anew, at most once a minute."""
    found = found_session()
    if found is None or not sessions.is_to_be_noted(found.row):
        return
    if request.method in SAFE_METHODS:  # whose own session only reads
        with db.writing() as writing:
            sessions.note_seen(writing, secret())
            writing.commit()
    else:
        sessions.note_seen(db.session, secret())
        db.session.commit()


def ask_to_sign_in() -> Response:
    """Send to the sign-in, and back here afterwards."""
    return _send_to("auth.sign_in")


def ask_again() -> Response:
    """Send to where one signs in once more, and back here afterwards."""
    return _send_to("auth.again")


def _send_to(endpoint: str) -> Response:
    if request.endpoint != "auth.again":  # itself on the way to another page
        session[ONWARD] = _page_to_come_back_to()
    if request.method not in SAFE_METHODS and request.endpoint not in CARRY_NOTHING:
        session[NOT_SAVED] = True
    return redirect(url_for(endpoint), code=302 if request.method in SAFE_METHODS else 303)


def _page_to_come_back_to() -> str:
    rule = request.url_rule
    if request.method in SAFE_METHODS or (rule and "GET" in (rule.methods or ())):
        return request.full_path.rstrip("?") if request.query_string else request.path
    came_from = urlsplit(request.referrer or "")
    return came_from.path if came_from.netloc == request.host else ""


def was_not_saved() -> bool:
    """Return, once, whether something was sent that had to wait for a sign-in."""
    return bool(session.pop(NOT_SAVED, False))


def onward() -> Response:
    """Go where somebody was on the way to: a page of staff's, on this site; else their first."""
    return redirect(onward_address(), code=303)


def onward_address() -> str:
    """Return where to go on, once; after a sign-in the session is a new one, so it is read anew."""
    g.pop("staff_session", None)
    found = found_session()
    target = session.pop(ONWARD, "")
    if is_own_path(target) and (target + "/").startswith(STAFF_PAGES + "/"):
        return str(target)
    return url_for(first_page(found.staff) if found else "auth.sign_in")


def signed_in() -> Staff:
    """Return who is signed in, as a row of this request's session."""
    staff: Staff = current_user
    return db.session.get_one(Staff, staff.id)
