"""Answers as the tables hold them, whether they were said on a page or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.after_questions import KEYS, Answer, asked_of
from survey.declined import DECLINED, in_one_cell
from survey.models import AfterAnswer, Response


def response(item_key: str, said: Answer | None) -> Response:
    """Return the row of one item: its point, or that it was declined, or neither."""
    return Response(**response_columns(item_key, said))


def response_columns(item_key: str, said: Answer | None) -> dict[str, Any]:
    """Return the same as plain columns."""
    is_declined = said == DECLINED
    return {"item_key": item_key, "value": None if is_declined else said, "declined": is_declined}


def after_answer(said: Mapping[str, Answer]) -> AfterAnswer:
    """Return the row of what is asked after the instruments, without what is not meant for one.

    A choice in another tab, or another box on the paper, may have made a question pointless.
    """
    asked = {one.key: said.get(one.key) for one in asked_of(said)}
    given = {key: value for key, value in asked.items() if value != DECLINED}
    declined = in_one_cell(key for key in KEYS if asked.get(key) == DECLINED)
    return AfterAnswer(**given, declined=declined)
