"""What is wrong with a text, lacking in a permission or beyond it, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import force_locale, lazy_gettext
from flask_babel.speaklater import LazyString

from survey.dates import day_in_words
from survey.language import LOCALES, language_name
from survey.wording.finding import Finding
from survey.wording.form import INSTRUMENT_NAMES

FILES: Mapping[str, LazyString] = {
    "ending": lazy_gettext(
        "The file must end in .toml or .xlsx. Fill in the form that this page offers."
    ),
    "too_large": lazy_gettext(
        "The file is larger than %(kb)s kB. A form that is filled in has about 10. Fill in the "
        "form itself, without pictures or more sheets."
    ),
    "not_utf8": lazy_gettext("The file is not saved as UTF-8. Save it again as UTF-8."),
    "not_toml": lazy_gettext(
        "Line %(line)s cannot be read. Is a quotation mark missing there, or one too many?"
    ),
    "no_workbook": lazy_gettext(
        "The workbook cannot be opened. Take away a password, and save it as .xlsx."
    ),
    "runs_by_itself": lazy_gettext(
        "The workbook holds macros, links to other files or objects, and is not opened. Copy the "
        "text into a new form."
    ),
    "too_large_inside": lazy_gettext(
        "The workbook holds far more than a form, and is not opened. Copy the text into a new form."
    ),
    "too_many_rows": lazy_gettext(
        "The first sheet has more rows than the form. Copy the text into a new form."
    ),
    "other_sheet": lazy_gettext(
        "The first sheet is not the form: the column with the keys is missing. Fill in the form "
        "that this page offers."
    ),
    "formula": lazy_gettext("A formula stands here. Type the text itself."),
}
FIELDS: Mapping[str, LazyString] = {
    "none_of": lazy_gettext("Must be one of: %(choices)s."),
    "no_text": lazy_gettext("Must be words in quotation marks."),
    "missing_fact": lazy_gettext("Is empty. The form says beside it what belongs here."),
    "too_long": lazy_gettext(
        "Has %(count)s letters; more than %(most)s do not fit a page. Is there something beside "
        "the text?"
    ),
    "no_year": lazy_gettext("Must be a year in four digits, such as 1998."),
    "no_such_field": lazy_gettext("There is no such field in the form. Take it out."),
    "other_item": lazy_gettext("%(instrument)s has no such question. Take it out."),
    "missing_item": lazy_gettext("Question %(number)s is not in the file. Put it back."),
    "missing_text": lazy_gettext("The text of question %(number)s is missing."),
    "missing_low": lazy_gettext(
        "The words at the lowest point of question %(number)s are missing."
    ),
    "missing_high": lazy_gettext(
        "The words at the highest point of question %(number)s are missing."
    ),
    "missing_point": lazy_gettext("The words of point %(number)s are missing."),
    "points_count": lazy_gettext("Must be the words of all %(count)s points, in order."),
    "points_alike": lazy_gettext("Two points have the same words. Each has words of its own."),
    "points_here": lazy_gettext(
        "This instrument has words at both ends of each question only. Take the line out."
    ),
    "unseen_sign": lazy_gettext(
        "There is a sign in it that nobody can see (%(sign)s), such as a line break or a soft "
        "hyphen. Delete it, or type the text again."
    ),
    "left_over": lazy_gettext("This is not filled in yet. Write what the form says."),
}
MEANINGS: Mapping[str, LazyString] = {
    "turned": lazy_gettext(
        "The words stand the other way round than in the published form. Which questions are "
        "turned when scored belongs to the published form, so this text would be scored wrongly "
        "and cannot be installed. Ask the rights holder for the published form."
    ),
    "unknown_layout": lazy_gettext(
        "Nobody knows which way the points run, so the answers cannot be scored. Compare with the "
        "published form, and then write as_published or turned."
    ),
    "same_ends": lazy_gettext("The words at both ends are the same. Compare with the form."),
    "ends_never_change": lazy_gettext(
        "All questions have the same words at both ends. That is another form than the published "
        "one, and its answers would be scored wrongly. If it is your form, write turned as "
        "anchor_layout."
    ),
    "said_twice": lazy_gettext("The same text as %(other)s. Compare with the form."),
    "stand_in": lazy_gettext(
        "This is a sentence of the program's stand-in text, not the licensed one."
    ),
    "other_language": lazy_gettext(
        "The file says %(said)s, and the text reads as %(found)s. Correct the language, or the "
        "text."
    ),
    "swapped_ends": lazy_gettext(
        "Has the same words at its ends as %(other)s, the other way round. That may be right: "
        "compare both with the form."
    ),
    "markup": lazy_gettext(
        "Looks like signs for a web page. People will see them as they stand here."
    ),
}
PERMISSIONS: Mapping[str, LazyString] = {
    "not_installed": lazy_gettext("No text of %(instrument)s is installed."),
    "no_permission": lazy_gettext("No permission is recorded for the text of %(instrument)s."),
    "not_for_research": lazy_gettext(
        "The permission for %(instrument)s (%(reference)s) does not cover research."
    ),
    "not_for_service_evaluation": lazy_gettext(
        "The permission for %(instrument)s (%(reference)s) does not cover the evaluation of a "
        "service."
    ),
    "not_on_web": lazy_gettext(
        "The permission for %(instrument)s (%(reference)s) does not cover showing it on a screen."
    ),
    "not_on_paper": lazy_gettext(
        "The permission for %(instrument)s (%(reference)s) does not cover printing it."
    ),
    "not_in_language": lazy_gettext(
        "The permission for %(instrument)s (%(reference)s) does not cover this language."
    ),
    "ended": lazy_gettext(
        "The permission for %(instrument)s (%(reference)s) ended on %(day)s. Ask for a longer one, "
        "and record it."
    ),
    "no_nearest": lazy_gettext(
        "No text of %(instrument)s may be shown in this language. People who choose it read the "
        "questions in %(nearest)s, under a line that says so."
    ),
}
FACT_NAMES: Mapping[str, LazyString] = {
    "translator": lazy_gettext("Translator"),
    "year": lazy_gettext("Year"),
    "version": lazy_gettext("Version"),
    "source": lazy_gettext("Source"),
    "rights_holder": lazy_gettext("Rights holder"),
    "notes": lazy_gettext("Notes"),
}
WORDS = {**FILES, **FIELDS, **MEANINGS, **PERMISSIONS}


def in_words(finding: Finding) -> str:
    """Return a finding as a sentence in the page's language."""
    facts = {"instrument": INSTRUMENT_NAMES.get(finding.place, finding.place)} | dict(finding.facts)
    if "day" in facts:
        facts["day"] = day_in_words(dt.date.fromisoformat(str(facts["day"])))
    if "nearest" in facts:
        facts["nearest"] = language_name(str(facts["nearest"]))
    return str(WORDS[finding.kind]) % facts


def in_english(finding: Finding) -> str:
    """Return a finding as a command and a log tell it, with its place."""
    with force_locale(LOCALES["en"]):
        words = in_words(finding)
    cell = f"cell {finding.cell}" if finding.cell else ""
    place = "" if finding.place in INSTRUMENT_NAMES else finding.place
    where = ", ".join(filter(None, (cell, place)))
    return f"{where}: {words}" if where else words
