"""What the sections of an evaluation are called in the language of the page."""

from __future__ import annotations

from flask_babel import lazy_gettext

SECTION_NAMES = {  # by the keys of `survey.evaluation.contents`
    "found": lazy_gettext("What was found"),
    "certainty": lazy_gettext("How sure it is"),
    "individuals": lazy_gettext("Person by person, counted together"),
    "missing": lazy_gettext("Who is missing"),
    "explanations": lazy_gettext("What else could explain it"),
    "measurement": lazy_gettext("How well it was measured"),
    "groups": lazy_gettext("Kinds of groups, and conditions in them"),
    "method": lazy_gettext("How it was done"),
}
