"""What the check page says of somebody's answers: the only part of it that is a person's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask import current_app
from flask_babel import gettext, ngettext
from markupsafe import escape

from survey.administer import way
from survey.administer.drafts import Answers
from survey.administer.question_pages import INSTRUMENTS
from survey.administer.standing import Sitting
from survey.after_questions import Answer, asked_of
from survey.background_questions import chosen_questions
from survey.declined import DECLINED
from survey.meetings import MEETINGS_BEFORE
from survey.models.study import PRE
from survey.wording import store
from survey.wording.reading import ItemText, Wording


def said(sitting: Sitting, language: str) -> dict[str, str]:
    """Return what goes into each hole of the check page, made safe."""
    answers = sitting.answers
    words = {"skipped": _skipped(way.n_skipped(sitting))}
    for instrument in INSTRUMENTS:
        wording = store.shown(instrument, language).wording
        of_items = _of_items(wording, language)
        words |= {key: words_of[answers.responses.get(key)] for key, words_of in of_items.items()}
    if sitting.wave_key == PRE:
        words |= _said_at_pre(answers, sitting.study.background)
    else:
        words |= _said_at_post(answers)
    return words


def _said_at_pre(answers: Answers, background: tuple[str, ...]) -> dict[str, str]:
    skipped = gettext("skipped")
    words = {"meetings": escape(dict(MEETINGS_BEFORE).get(answers.meetings_before or "", skipped))}
    for one in chosen_questions(background):
        value = answers.background.get(one.key)
        words[one.key] = escape(one.in_words(value) if value else skipped)
    return dict(words)


def _said_at_post(answers: Answers) -> dict[str, str]:
    words = {"own-words": str(escape(answers.open_answer or gettext("skipped")))}
    for one in asked_of(answers.after):
        value = answers.after.get(one.key)
        words[one.key] = _in_words(value, words=None if value is None else one.in_words(value))
    return words


def _skipped(count: int) -> str:
    if not count:
        return str(escape(gettext("You have answered every question.")))
    return str(
        escape(
            ngettext(
                "You have skipped one question. That is all right; you may also answer it now.",
                "You have skipped %(num)s questions. That is all right; you may also answer them "
                "now.",
                count,
            )
        )
    )


@lru_cache(maxsize=16)  # by the text itself: it holds every answer there can be, and nobody's
def _of_items(wording: Wording, language: str) -> Mapping[str, Mapping[Answer | None, str]]:  # noqa: ARG001 - the language of "skipped"
    """Return the words for each item of a text and each answer to it."""
    return {item.key: _of_item(item) for item in wording.items}


def _of_item(item: ItemText) -> dict[Answer | None, str]:
    unsaid: dict[Answer | None, str] = {one: _in_words(one) for one in (None, DECLINED)}
    scale = item if item.low else None
    points = {point: _in_words(point, item=scale, words=words) for point, words in item.points}
    return unsaid | points


def _in_words(value: Answer | None, *, item: ItemText | None = None, words: object = None) -> str:
    template = current_app.jinja_env.get_template("administer/_answer_words.html")
    return template.render(value=value, item=item, words=words)
