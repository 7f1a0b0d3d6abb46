"""What staff read for each of our columns, gaps and tools."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from scoring.instrument import load_instrument
from survey.after_questions import QUESTIONS as AFTER_QUESTIONS
from survey.background_questions import QUESTIONS as BACKGROUND_QUESTIONS
from survey.imports.mapping import DECLINED, NOT_ASKED, SKIPPED
from survey.imports.targets import INSTRUMENT_OF

INSTRUMENTS = {"soc13": "SOC-13", "gse": "GSE"}  # as people call them
COLUMNS: dict[str, LazyString] = {
    "participant": lazy_gettext("Who it is: the same sign at both times"),
    "group": lazy_gettext("The group"),
    "municipality": lazy_gettext("The municipality's number"),
    "group_type": lazy_gettext("Whether the group is led"),
    "life_problem": lazy_gettext("Whether the members share a life problem"),
    "wave": lazy_gettext("First or second time"),
    "week": lazy_gettext("When it was answered; only the week is kept"),
    "weeks_since_pre": lazy_gettext("Weeks since the first answers"),
    "meetings_before": lazy_gettext("Meetings before the first answers"),
    "late_pre": lazy_gettext("Three meetings or more before the first answers"),
    "language": lazy_gettext("The language of the questions"),
    "wording": lazy_gettext("The text that was shown"),
    "mode": lazy_gettext("On the web or on paper"),
    "soc13_declined": lazy_gettext("What was declined in SOC-13"),
    "gse_declined": lazy_gettext("What was declined in GSE"),
    "after_declined": lazy_gettext("What was declined of the questions at the end"),
    **{one.key: one.text for one in BACKGROUND_QUESTIONS},
    **{one.key: one.text for one in AFTER_QUESTIONS},
}
GAPS: dict[str, LazyString] = {
    SKIPPED: lazy_gettext("skipped"),
    DECLINED: lazy_gettext("does not want to answer"),
    NOT_ASKED: lazy_gettext("was not asked"),
}
HASHED = lazy_gettext("a secret sign; the name itself is not kept")


def column(ours: str) -> str:
    """Return what one of our columns is, in words."""
    if ours in INSTRUMENT_OF:
        instrument = load_instrument(INSTRUMENT_OF[ours])
        number = instrument.item_keys.index(ours) + 1
        words: str = gettext(
            "%(instrument)s, question %(number)s",
            instrument=INSTRUMENTS[instrument.key],
            number=number,
        )
        return words
    return str(COLUMNS[ours])
