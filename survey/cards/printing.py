"""Cards onto paper and into the database together. Imports pandas: commands only."""

from __future__ import annotations

import os
from pathlib import Path

from survey.cards import operations
from survey.cards.sheet import Print, card_sheets
from survey.files.faults import BadFile
from survey.files.writing import whole_file


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
    are_stored = False
    try:
        with whole_file(target) as file:
            file.write(card_sheets(cards, common))
            file.flush()
            os.fsync(file.fileno())  # before any code is stored, its card is on the disk
            operations.keep(study_id, group_id, cards)
            are_stored = True
    except BaseException:
        if are_stored:
            operations.take_back(cards)
        raise
