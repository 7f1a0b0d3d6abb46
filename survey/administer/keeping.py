"""Keeps what a page says, as a whole or one choice at a time, in the draft and durably."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from survey.administer import operations
from survey.administer.asking import Asked
from survey.administer.drafts import Answers
from survey.administer.forms import PageForm
from survey.administer.standing import Sitting
from survey.administer.writes import Stamp, settle


@dataclass(frozen=True)
class Kept:
    """What became of the choices that were sent."""

    saved: tuple[str, ...]  # stands in the draft, now or from before
    elsewhere: tuple[str, ...]  # another page wrote it meanwhile
    refused: dict[str, str]  # what is wrong, in words
    version: int  # of the draft now


def with_page(
    sitting: Sitting, asked: Asked, form: PageForm, stamp: Stamp | None, *, is_left: bool = True
) -> Answers:
    """Return the answers with a page that is in order, as a whole.

    is_left: whether the person goes on; else what is open on the page counts as not seen yet.
    """
    stands = settle(sitting.answers.written, asked.keys, stamp).stands
    answers = asked.kept(sitting.answers, stands, form)
    return asked.seen(answers, is_left).with_writes(stands, stamp)


def keep_page(sitting: Sitting, asked: Asked, form: PageForm, stamp: Stamp) -> None:
    """Save a page that is in order, as a whole."""
    operations.save(sitting, with_page(sitting, asked, form, stamp))


def keep_choices(sitting: Sitting, asked: Asked, sent: Mapping[str, str], stamp: Stamp) -> Kept:
    """Save those of the choices that are in order and newer than what stands."""
    known = {key: value for key, value in sent.items() if key in asked.keys}
    # Only what was sent is read: the page's other questions are not this script's to send.
    form = asked.form_of(tuple(key for key in asked.keys if key in known))(MultiDict(known))
    form.validate()
    faults = form.errors
    refused = {key: " ".join(map(str, faults[key])) for key in known if key in faults}
    sound = {key: value for key, value in known.items() if key not in refused}
    settled = settle(sitting.answers.written, sound, stamp)
    answers = sitting.answers
    if settled.stands:
        answers = asked.kept(answers, settled.stands, form)
        answers = answers.with_writes(settled.stands, stamp)
        operations.save(sitting, answers)
    saved = (*settled.stands, *settled.repeated)
    return Kept(saved, settled.elsewhere, refused, answers.version)
