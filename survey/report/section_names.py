"""What the sections of an evaluation, and what can be done in them, are called on the page."""

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
MARKS = {  # what stands in a section where the page speaks, and not the evaluation
    "[[save the picture]]": lazy_gettext("Save the picture"),
    "[[save the table]]": lazy_gettext("Save the table"),
    "[[the figures]]": lazy_gettext("The figures of this picture"),
}


def spoken(html: str, language: str) -> str:
    """Return a stored section with the words of the page in it."""
    for mark, words in MARKS.items():
        html = html.replace(mark, str(words))
    return html.replace("[[language]]", language)
