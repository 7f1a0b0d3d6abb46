"""Cards onto paper and into the database together. Imports pandas: commands only."""

from __future__ import annotations

import os
from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from survey.cards import operations, sealing
from survey.cards.contact import contact_on_cards
from survey.cards.sheet import Print, card_sheets
from survey.extensions import db
from survey.files.faults import BadFile
from survey.files.writing import whole_file
from survey.language import LOCALES, current_language
from survey.models import CardBatch, CardSheet, Study
from survey.models.card import ASKED, PRINTED


def check_target(target: Path) -> None:
    """Refuse a target in no folder, and one that is there: its cards could not be made again."""
    if not target.parent.is_dir():
        raise BadFile(target, f"there is no folder {target.parent}.", "Make it, or use another.")
    if target.exists():
        fault = "there is a file of this name already, and its cards could not be made again."
        raise BadFile(target, fault, "Use another name.")


def print_cards(
    study_id: str, group_id: str | None, count: int, common: Print, target: Path
) -> None:
    """Make new cards: a PDF under the target's name, and their codes in the database.

    The PDF is written whole, to the disk, under a hidden name beside the target; then all codes
    are stored in one transaction; then the PDF gets its name. So a PDF that has its name holds no
    code that opens nothing. What a kill or a power cut leaves depends on when it comes:

    - before the codes are stored: no card and no code; at most a hidden ``.part`` file whose
      codes open nothing. Delete it.
    - after they are stored, before the PDF has its name: codes that nobody holds, which only
      count as cards not used; the ``.part`` file is whole. Delete it and make new cards.
    - after that: nothing is missing.

    A failure that is no kill, such as a full disk or Ctrl-C, leaves neither file nor code.
    Codes are kept nowhere else: the same cards cannot be printed from here a second time.
    """
    check_target(target)
    cards = operations.new_cards(count)
    stored = ""
    try:
        with whole_file(target) as file:
            file.write(card_sheets(cards, common))
            file.flush()
            os.fsync(file.fileno())  # before any code is stored, its card is on the disk
            stored = operations.keep(study_id, group_id, current_language(), cards)
    except BaseException:
        if stored:
            operations.take_back(stored)
        raise


def print_batch(_study_id: str, batch_id: str) -> None:
    """Make the cards that a page has asked for, and hand them to its session.

    The codes' hashes and the encrypted sheet are stored in one transaction: there is never a card
    that opens nothing, nor a code without a card. The codes themselves are only ever in this
    process's memory and in the sheet. Nothing is done for a printing that was made before, was
    replaced in the meantime, or whose sheet nobody may fetch any more.
    """
    settings = current_app.config["SETTINGS"]
    with db.reading() as session:
        batch, sheet = session.get(CardBatch, batch_id), session.get(CardSheet, batch_id)
        if batch is None or sheet is None or batch.state != ASKED:
            return
        study = session.get_one(Study, batch.study_id)
        cards = operations.new_cards(batch.n_cards)
        common = Print(settings.address, contact_on_cards(study), study.kind)
        with force_locale(LOCALES[batch.language]):
            content = card_sheets(cards, common)
        sealed = sealing.seal(content, sheet.public_key, settings.code_pepper, batch_id)
    with db.writing() as session:
        kept, waiting = session.get(CardBatch, batch_id), session.get(CardSheet, batch_id)
        if kept is None or waiting is None or kept.state != ASKED:
            return
        operations.add_people(session, kept, cards)
        kept.state, waiting.sealed = PRINTED, sealed
        session.commit()
