"""Printed forms: each kept once, under the number that stands at its foot."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.check_digits import FORM_NUMBER_LENGTH, new_number
from survey.errors import UnknownPage
from survey.language import LOCALES
from survey.letter import store as letters
from survey.models import InstrumentWording, PaperForm, Study, Wave
from survey.models.base import new_id
from survey.models.wording import PAPER
from survey.paper.letter import letter_on_paper
from survey.paper.questions import Section, sections
from survey.wording import store, uses
from survey.wording.permission import Use
from survey.wording.reading import Wording, wording


@dataclass(frozen=True)
class Printed:
    """A form with everything that stands on it."""

    study: Study
    wave: Wave
    form: PaperForm
    wordings: dict[str, Wording]
    sections: tuple[Section, ...]


def form_to_print(session: Session, study: Study, wave_key: str, language: str) -> Printed:
    """Return the form of a wave in a language as it is now; it is kept under one number for good.

    Printing the same again gives the same number; the caller commits.
    """
    wave = next((one for one in study.waves if one.key == wave_key), None)
    if wave is None:
        raise UnknownPage(f"{study.key} has no wave {wave_key}")
    content = _content(session, study, language)
    found = session.scalar(
        select(PaperForm).filter_by(wave_id=wave.id, sha256=_sha256(content))
    ) or _keep(session, wave, content)
    return printed(session, found)


def printed(session: Session, form: PaperForm) -> Printed:
    """Return what stands on a form that was printed, in the language of the form."""
    wave = session.get_one(Wave, form.wave_id)
    wordings = {
        key: wording(session.get_one(InstrumentWording, row_id).text or {})
        for key, row_id in form.wording_ids.items()
    }
    with force_locale(LOCALES[form.language]):
        asked = sections(wave.key, wordings, form.language)
    return Printed(session.get_one(Study, wave.study_id), wave, form, wordings, asked)


def _content(session: Session, study: Study, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "wording_ids": _wording_ids(session, study, language),
        "letter": letter_on_paper(letters.current(session, study).letter, language),
    }


def _wording_ids(session: Session, study: Study, language: str) -> dict[str, str]:
    uses.check_may_open(session, study, PAPER)
    allowed = None
    if uses.needs_permission(study):
        use = Use(uses.purpose_of(session, study), PAPER, uses.today())
        allowed = uses.permitted(session, use)
    return {key: store.find(session, key, language, allowed) for key in INSTRUMENT_KEYS}


def _keep(session: Session, wave: Wave, content: dict[str, Any]) -> PaperForm:
    taken = set(session.scalars(select(PaperForm.number)))
    number = new_number(FORM_NUMBER_LENGTH)
    while number in taken:
        number = new_number(FORM_NUMBER_LENGTH)
    form = PaperForm(
        id=new_id(),
        wave_id=wave.id,
        number=number,
        letter_sha256=_sha256(content["letter"]),
        sha256=_sha256(content),
        **content,
    )
    session.add(form)
    session.flush()
    return form


def _sha256(value: dict[str, Any]) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
