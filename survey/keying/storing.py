"""A paper's answers into the tables that answers from the web are in."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import Answer
from survey.answer_rows import after_answer, response
from survey.declined import DECLINED
from survey.keying.readings import DECLINED as DECLINED_MARK
from survey.keying.readings import SKIPPED, Marks, Reading
from survey.letter.purposes import EVALUATION
from survey.models import (
    Administration,
    Consent,
    Draft,
    Participation,
    Wave,
)
from survey.models.study import POST, PRE
from survey.paper.operations import Printed
from survey.paper.questions import MEETINGS_KEY, all_questions
from survey.reminders import operations as reminders
from survey.weeks import current_week


def weeks_around(session: Session, participant_id: str, wave: Wave) -> tuple[str, str]:
    """Return the weeks of the nearest answers before and after a wave; empty where there are none.

    In a file where the second answers come before the first nothing can be evaluated.
    """
    rows = session.execute(
        select(Wave.position, Participation.submitted_week)
        .join(Participation, Participation.wave_id == Wave.id)
        .where(Participation.participant_id == participant_id)
    ).all()
    before = [week for position, week in rows if position < wave.position]
    after = [week for position, week in rows if position > wave.position]
    return max(before, default=""), min(after, default="")


def store(session: Session, participant_id: str, paper: Printed, reading: Reading) -> None:
    """Store what was agreed to and answered on one paper; the caller commits.

    What the same person had begun on the web for this wave goes, as it does when it is sent in.
    """
    wave = paper.wave
    sitting = {"participant_id": participant_id, "wave_id": wave.id}
    week = _week(reading.week, *weeks_around(session, participant_id, wave))
    answers = _answers(paper, reading.marks)
    session.add(
        Participation(
            **sitting,
            meetings_before=answers.get(MEETINGS_KEY),
            submitted_week=week,
            after=None if wave.key == PRE else after_answer(answers),
        )
    )
    for key in INSTRUMENT_KEYS:
        administration = Administration(
            **sitting,
            instrument_key=key,
            wording_id=paper.form.wording_ids[key],
            mode="paper",
            started_week=week,
            submitted_week=week,
            responses=[
                response(item, answers.get(item)) for item in load_instrument(key).item_keys
            ],
        )
        session.add(administration)
    _add_consent(session, participant_id, paper, week)
    session.execute(delete(Draft).filter_by(**sitting))
    if wave.key == POST:
        reminders.forget(participant_id)


def _week(written: str, before: str, after: str) -> str:
    """Return the week of the answers; where none was written, this one or the nearest possible."""
    if written != SKIPPED:
        return written
    week = max(current_week(), before)
    return min(week, after) if after else week


def _answers(paper: Printed, marks: Marks) -> dict[str, Answer]:
    """Return what was said to each question that was answered or declined."""
    said: dict[str, Answer] = {}
    for one in all_questions(paper.sections):
        mark = marks[one.key]
        if mark == DECLINED_MARK:
            said[one.key] = DECLINED
        elif mark.isdigit():
            said[one.key] = one.stored(int(mark))
    return said


def _add_consent(session: Session, participant_id: str, paper: Printed, week: str) -> None:
    """Store the proof: the hash of the letter as it was printed, under the form's number.

    Whoever agreed before, on the web or on another form, has agreed to this text as well.
    """
    given = {
        "participant_id": participant_id,
        "purpose": EVALUATION,
        "text_version": f"paper {paper.form.number}",
    }
    if session.scalar(select(Consent.id).filter_by(**given)) is None:
        session.add(
            Consent(
                **given,
                text_sha256=paper.form.letter_sha256,
                language=paper.form.language,
                week=week,
                method="paper",
            )
        )
