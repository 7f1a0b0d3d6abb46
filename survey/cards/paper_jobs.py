"""Makes the starter's page and the questionnaire for paper. Loads typst: jobs only."""

from __future__ import annotations

from flask import current_app

from survey.cards.handout import handout
from survey.cards.papers import HANDOUT, PAPER, sheet_of_job
from survey.evaluation.speech import speaking
from survey.extensions import db
from survey.help_lines import help_lines
from survey.models import Study
from survey.paper.operations import form_to_print
from survey.paper.typeset import typeset
from survey.report import to_order


def make_handout(study_id: str, area: str) -> None:
    """Make the starter's page in one language."""
    known = help_lines(current_app.config["SETTINGS"].help_lines)
    sheet = sheet_of_job(HANDOUT, area)
    with speaking(sheet.language):
        content = handout(known)
    with db.writing() as session:
        to_order.keep(session, study_id, sheet.name, content)
        session.commit()


def make_paper(study_id: str, area: str) -> None:
    """Make the questionnaire of one wave in one language, under a number that is kept."""
    sheet = sheet_of_job(PAPER, area)
    with db.writing() as session:
        form = form_to_print(session, session.get_one(Study, study_id), sheet.wave, sheet.language)
        session.commit()  # the lock that answers need is not held while the PDF is set
        content = typeset(form, help_lines(current_app.config["SETTINGS"].help_lines))
        session.rollback()
    with db.writing() as session:
        to_order.keep(session, study_id, sheet.name, content)
        session.commit()
