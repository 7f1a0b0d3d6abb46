"""What a participant's browser holds: the card, never in an address, and the wave it opened."""

from __future__ import annotations

import base64

from flask import g, session

from survey import language
from survey.administer import standing
from survey.administer.way import Stop
from survey.display import held as display
from survey.display.choices import Display
from survey.display.held import current_display
from survey.errors import SessionEnded
from survey.policies import WITHOUT_REAL_PEOPLE, StudyNow
from survey.weeks import first_day
from survey.wording import store


def forget() -> None:
    """Keep nothing in this browser but the language."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen


def begin(found: standing.Entry) -> None:
    """Let this browser hold the card; raise what the policies say where the card opens no wave."""
    is_held = session.get("participant") == found.participant_id
    if not is_held:
        _hold(found)  # also where no wave is open: the code alone can erase
    wave_key = standing.wave_to_open(found)
    # The same person's other tabs stay good, but not those of a wave before.
    if is_held and session.get("wave") != wave_key:
        _hold(found)
    session["wave"] = wave_key


def _hold(found: standing.Entry) -> None:
    chosen_before = Display() if "participant" in session else current_display()
    forget()  # nothing of whoever used this browser before, and no page of theirs can be sent
    session["participant"] = found.participant_id
    session["draft_key"] = base64.b64encode(found.draft_key).decode()
    display.begin(found.participant_id, chosen_before)


def entry() -> standing.Entry:
    """Return the card this browser holds; raise SessionEnded if it holds none."""
    if "participant" not in session:
        raise SessionEnded("no participant in this session")
    key = base64.b64decode(session["draft_key"])
    return standing.Entry(session["participant"], key, session.get("wave", ""))


def sitting() -> standing.Sitting:
    """Return the wave that the card opened; raise SessionEnded if it opened none."""
    held = entry()
    if not held.wave_key:
        raise SessionEnded("this card opened no wave")
    opened = standing.open_sitting(held, one_by_one=current_display().is_one_by_one)
    begun_on = first_day(opened.started_week) if opened.is_begun else None
    store.serve(opened.study, begun_on, opened.answers.wording_ids.values())
    stamp(opened.study)
    return opened


def stamp(study: StudyNow) -> None:
    """Let every page say that nobody real is meant here, and which text it shows."""
    g.study_kind = study.kind
    g.has_stand_in = study.kind in WITHOUT_REAL_PEOPLE and store.shows_stand_in(
        language.current_language()
    )


def stopped_at(address: str) -> None:
    """Let the page at which somebody takes up again say so."""
    session["stopped_at"] = address


def has_stopped_at(stop: Stop) -> bool:
    """Return whether this is the page at which somebody took up again."""
    return "stopped_at" in session and session["stopped_at"] == stop.address


def go_on() -> None:
    """Say it no more, once a page was sent."""
    session.pop("stopped_at", None)
