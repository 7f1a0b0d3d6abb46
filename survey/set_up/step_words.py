"""What each step of the set-up is called and why it matters, and what states and ways are called.

A dictionary for each, by the keys of ``checklist.py`` and ``study_states.py``.
"""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from survey.models.study import ANONYMISED, CLOSED, DRAFT, NEEDS_PERMISSION, OPEN, PAUSED
from survey.set_up import checklist

TITLES: dict[str, LazyString] = {
    checklist.ABOUT: lazy_gettext("About this study"),
    checklist.PERMISSIONS: lazy_gettext("Permissions and retention"),
    checklist.LETTER: lazy_gettext("Information letter"),
    checklist.WORDING: lazy_gettext("The texts of the questions"),
    checklist.QUESTIONS: lazy_gettext("When and what people are asked"),
    checklist.PLAN: lazy_gettext("Analysis plan"),
    checklist.PLACES: lazy_gettext("Places"),
    checklist.GROUPS: lazy_gettext("Groups"),
    checklist.CARDS: lazy_gettext("Cards"),
    checklist.SECOND_PERSON: lazy_gettext("A second person"),
    checklist.OPENING: lazy_gettext("Open the study"),
}
WHY: dict[str, LazyString] = {
    checklist.ABOUT: lazy_gettext(
        "People have a right to know who is responsible and whom they can ask, and too few groups "
        "find out nothing."
    ),
    checklist.PERMISSIONS: lazy_gettext(
        "The answers count as information about health: without a legal basis and an end date "
        "they may not be collected."
    ),
    checklist.LETTER: lazy_gettext(
        "Nobody is asked anything before they have read it, and what they agree to is what stands "
        "there."
    ),
    checklist.WORDING: lazy_gettext(
        "SOC-13 and GSE belong to others, and real people may be asked only with permission."
    ),
    checklist.QUESTIONS: lazy_gettext(
        "Everybody must be asked the same at like times, so this is locked by the first answer."
    ),
    checklist.PLAN: lazy_gettext(
        "Say beforehand what the study judges itself by, or nobody can tell afterwards what was "
        "looked for and what was found. Without one the program's own is used. It is locked when "
        "the study opens."
    ),
    checklist.PLACES: lazy_gettext(
        "Each answer counts for a municipality through its contact point, and small municipalities "
        "are reported together only if that was chosen before any answer."
    ),
    checklist.GROUPS: lazy_gettext(
        "Cards are printed for a group, and a report needs several groups so that nobody can be "
        "picked out."
    ),
    checklist.CARDS: lazy_gettext("Without a card nobody can answer."),
    checklist.SECOND_PERSON: lazy_gettext(
        "Data and reports leave the study only when somebody else has looked, too."
    ),
    checklist.OPENING: lazy_gettext("From then on the cards open the questions."),
}
STATES: dict[str, LazyString] = {
    DRAFT: lazy_gettext("Being set up"),
    NEEDS_PERMISSION: lazy_gettext("Waits for permission"),
    OPEN: lazy_gettext("Open"),
    PAUSED: lazy_gettext("Paused"),
    CLOSED: lazy_gettext("Closed"),
    ANONYMISED: lazy_gettext("Closed; nothing can be tied to a person any more"),
}
# What a button says, and what pressing it does; no button leads where nothing is built yet.
DEEDS: dict[str, tuple[LazyString, LazyString]] = {
    "wait": (
        lazy_gettext("Wait for permission"),
        lazy_gettext(
            "Says that the set-up is finished and only the permission to use the questions is "
            "missing. Cards can be printed; nobody can answer yet."
        ),
    ),
    "open": (
        lazy_gettext("Open the study"),
        lazy_gettext("From now on the cards open the questions."),
    ),
    "pause": (
        lazy_gettext("Pause the study"),
        lazy_gettext(
            "Takes no answers until you go on. What people have saved is kept, and they are told "
            "so. Reminders wait."
        ),
    ),
    "resume": (
        lazy_gettext("Go on with the study"),
        lazy_gettext("The cards open the questions again, where each person stopped."),
    ),
    "close": (
        lazy_gettext("Close the study"),
        lazy_gettext("Takes no more answers. You are asked once more first."),
    ),
    "reopen": (
        lazy_gettext("Open the study again"),
        lazy_gettext("Takes answers again. E-mail addresses for reminders do not come back."),
    ),
}
